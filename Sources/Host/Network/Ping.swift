private import Glibc
internal import Threading

/// Asks a host whether it is there: some ICMP echo requests, one after the other, by a socket of its own. No program is started.
///
/// Linux lets a process without privileges do this if its group is in `net.ipv4.ping_group_range` (icmp(7)); root may do it in any case.
public struct Ping: Sendable {
    /// What came of one request.
    public enum Reply: Hashable, Sendable {
        /// It was answered after that long.
        case answered(Duration)
        /// It was not answered in time.
        case silent
    }

    /// What came of all of them.
    public struct Result: Hashable, Sendable {
        /// The address that was asked.
        public var address: String
        /// One for each request.
        public var replies: [Reply]
    }

    /// Why nothing could be asked.
    public enum Failure: Error, Hashable, Sendable {
        /// That is no name of a host.
        case badName
        /// No name server knows it; the resolver's words.
        case unknownHost(String)
        /// The system does not let this process ask.
        case notAllowed
        /// The system refuses it for another reason.
        case system(SystemError)
    }

    /// How many requests are sent.
    public var count: Int
    /// How long each of them is waited for.
    public var patience: Duration

    /// That many requests; four and a second for each unless told otherwise.
    public init(count: Int = 4, patience: Duration = .seconds(1)) {
        self.count = count
        self.patience = patience
    }

    /// Whether it may be the name or IPv4 address of a host: letters, digits, `-`, `_` and `.`, 253 at most, not beginning with `-`.
    ///
    /// Source: administration guide, "Phone Web User Interface": what the direct action `ping` takes.
    public static func isHost(_ name: some StringProtocol) -> Bool {
        (1...253).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: "-")
            && name.utf8.allSatisfy { byte in
                byte.isASCIIAlphanumeric || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
            }
    }

    /// Asks the host, on a thread of its own.
    public func run(_ host: String) async -> Swift.Result<Result, Failure> {
        guard Self.isHost(host) else { return .failure(.badName) }
        return await withCheckedContinuation { continuation in
            do throws(ThreadError) {
                try BlockingThread.start(named: "onhook-ping") {
                    continuation.resume(returning: Swift.Result { () throws(Failure) in try asked(host) })
                }
            } catch {
                continuation.resume(returning: .failure(.system(SystemError(number: error.number))))
            }
        }
    }

    private func asked(_ host: String) throws(Failure) -> Result {
        let target = try Target(host)
        let socket = try EchoSocket(to: target)
        let replies = try (1...max(1, count)).map { (number) throws(Failure) in
            try socket.ask(UInt16(number), patience: patience)
        }
        return Result(address: target.text, replies: replies)
    }
}

extension Ping.Failure: CustomStringConvertible {
    /// The sentence for people.
    public var description: String {
        switch self {
        case .badName: "a host is named by letters, digits, \"-\", \"_\" and \".\""
        case .unknownHost(let words): "the host is not known: \(words)"
        case .notAllowed:
            "this machine does not let the phone send ICMP echo requests: its group must be in net.ipv4.ping_group_range (sysctl)"
        case .system(let error): "the request cannot be sent: \(error)"
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIAlphanumeric: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}

/// The address of a host.
private struct Target {
    var storage = sockaddr_storage()
    var length: socklen_t
    var isIPv6: Bool
    var text: String

    init(_ host: String) throws(Ping.Failure) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0, let first = list?.pointee, let address = first.ai_addr else {
            throw .unknownHost(String(cString: gai_strerror(code)))
        }
        length = first.ai_addrlen
        isIPv6 = first.ai_family == AF_INET6
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: min(Int(first.ai_addrlen), bytes.count)))
        }
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        _ = getnameinfo(address, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
        text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A socket for ICMP echo requests to one host; closed with the last use of it.
private final class EchoSocket {
    private let file: Int32
    private let target: Target
    private let isRaw: Bool
    private let identifier = UInt16.random(in: 0 ... .max)
    private let token = UInt64.random(in: 0 ... .max)

    init(to target: Target) throws(Ping.Failure) {
        self.target = target
        let family = target.isIPv6 ? AF_INET6 : AF_INET
        let number = target.isIPv6 ? 58 : Int32(IPPROTO_ICMP)
        var file = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), number)
        isRaw = file < 0
        if isRaw { file = socket(family, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), number) }
        guard file >= 0 else { throw [EACCES, EPERM].contains(errno) ? .notAllowed : .system(.last) }
        self.file = file
        // Only what this host sends comes back.
        var address = target.storage
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, target.length) }
        }
        guard code == 0 else {
            let error = SystemError.last
            close(file)
            throw .system(error)
        }
    }

    deinit { close(file) }

    func ask(_ number: UInt16, patience: Duration) throws(Ping.Failure) -> Ping.Reply {
        let request = message(number)
        let clock = ContinuousClock()
        let start = clock.now
        guard send(file, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            guard errno == ECONNREFUSED || errno == EHOSTUNREACH else { throw .system(.last) }
            return .silent
        }
        let end = start + patience
        while true {
            let left = clock.now.duration(to: end)
            guard left > .zero else { return .silent }
            var poll = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            let milliseconds =
                Int32(left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000) + 1
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { continue }
            var answer = [UInt8](repeating: 0, count: 512)
            let count = recv(file, &answer, answer.count, Int32(MSG_DONTWAIT))
            guard count > 0, isReply(Array(answer.prefix(count)), to: number) else { continue }
            return .answered(start.duration(to: clock.now))
        }
    }

    /// Type 8 of ICMP, 128 of ICMPv6, whose checksum the kernel makes (RFC 792, RFC 4443).
    private func message(_ number: UInt16) -> [UInt8] {
        var message: [UInt8] = [target.isIPv6 ? 128 : 8, 0, 0, 0] + Self.bytes(identifier) + Self.bytes(number)
        message += (0..<8).map { UInt8(truncatingIfNeeded: token >> (8 * UInt64($0))) }
        guard !target.isIPv6 else { return message }
        let sum = Self.checksum(message)
        message.replaceSubrange(2..<4, with: Self.bytes(sum))
        return message
    }

    /// By our own token: the kernel chooses the identifier of an unprivileged socket, and a raw one hears everybody's answers.
    private func isReply(_ packet: [UInt8], to number: UInt16) -> Bool {
        var body = packet[...]
        if isRaw, !target.isIPv6, let first = body.first { body = body.dropFirst(Int(first & 15) * 4) }
        guard body.count >= 16, body.first == (target.isIPv6 ? 129 : 0) else { return false }
        return body.dropFirst(6).prefix(2).elementsEqual(Self.bytes(number))
            && body.dropFirst(8).elementsEqual(message(number).dropFirst(8))
    }

    private static func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

    /// The ones' complement of the ones' complement sum (RFC 1071).
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}
