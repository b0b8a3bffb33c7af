internal import Glibc
internal import Host
internal import Threading

/// A UDP socket whose datagrams a thread of its own hands on, until it is let go.
final class DatagramSocket: Sendable {
    /// The port that it has.
    let port: UInt16
    private let ends = Locked<(socket: Int32, wake: Int32)>((-1, -1))

    /// Opens a socket and hands every datagram to `take`, on one thread.
    ///
    /// - Parameter longest: Of a longer datagram the rest is lost.
    init(
        address: String, port: UInt16, longest: Int = 8192,
        take: @escaping @Sendable (_ bytes: ArraySlice<UInt8>, _ address: String) -> Void
    ) throws(DatagramFault) {
        let number = try Self.open(address, port)
        var wake: [Int32] = [-1, -1]
        guard let bound = Self.port(of: number),
            socketpair(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &wake) == 0
        else {
            let code = errno
            close(number)
            throw DatagramFault(address: address, port: port, code: code)
        }
        self.port = bound
        ends.withLock { $0 = (number, wake[1]) }
        let ours = wake[0]
        do throws(ThreadError) {
            try BlockingThread.start(named: "bench syslog") {
                Self.read(number, until: ours, longest: longest, take)
                close(number)
                close(ours)
            }
        } catch {
            close(number)
            close(ours)
            close(wake[1])
            throw DatagramFault(address: address, port: port, code: error.number)
        }
    }

    deinit { end() }

    /// Takes no more.
    func end() {
        ends.withLock { ends in
            if ends.wake >= 0 { close(ends.wake) }
            ends = (-1, -1)
        }
    }

    private static func read(
        _ socket: Int32, until wake: Int32, longest: Int, _ take: (ArraySlice<UInt8>, String) -> Void
    ) {
        var buffer = [UInt8](repeating: 0, count: longest)
        while true {
            var polls = [
                pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polls, 2, -1) < 0, errno != EINTR { return }
            if polls[1].revents != 0 { return }
            guard polls[0].revents != 0 else { continue }
            var storage = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let (count, name) = withUnsafeMutablePointer(to: &storage) { storage in
                storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    let count = recvfrom(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT), pointer, &size)
                    return (count, count > 0 ? Self.name(of: pointer, size) : nil)
                }
            }
            if count > 0, let name { take(buffer[..<count], name) }
        }
    }

    private static func name(of address: UnsafeMutablePointer<sockaddr>, _ size: socklen_t) -> String? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
        let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.hasPrefix("::ffff:") && name.contains(".") ? String(name.dropFirst(7)) : name
    }

    private static func open(_ address: String, _ port: UInt16) throws(DatagramFault) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &list) == 0, let found = list?.pointee else {
            throw DatagramFault(address: address, port: port, code: EADDRNOTAVAIL)
        }
        defer { freeaddrinfo(list) }
        let number = socket(found.ai_family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw DatagramFault(address: address, port: port, code: errno) }
        // A floor of phones restarts at once after a power cut.
        var room: Int32 = 4 << 20
        setsockopt(number, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        guard bind(number, found.ai_addr, found.ai_addrlen) == 0 else {
            let code = errno
            close(number)
            throw DatagramFault(address: address, port: port, code: code)
        }
        return number
    }

    private static func port(of socket: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> UInt16? in
                guard getsockname(socket, pointer, &size) == 0 else { return nil }
                // The port has the same place in both families.
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
    }
}

/// A UDP socket was not to be had.
struct DatagramFault: Error, Hashable, Sendable {
    var address: String
    var port: UInt16
    var code: Int32
}
