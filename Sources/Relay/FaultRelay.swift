internal import CEpoll
internal import Glibc
internal import Threading

/// A small server in front of a real one that hands requests on, and does to some of them what networks and overloaded servers do.
///
/// It takes one request a connection, as phones ask. TLS goes through unread: of the faults then only those of connections apply. One
/// thread drives all connections; it ends with `stop`.
public final class FaultRelay: Sendable {
    /// What went through.
    public struct Counts: Sendable, Hashable {
        /// Requests, or connections with TLS.
        public var requests = 0
        /// How many of them met a fault.
        public var faulty = 0
        /// Bytes of answers.
        public var bytes = 0
        /// Connections to the server that could not be made.
        public var unreachable = 0
        /// How many connections are open now.
        public var open = 0
    }

    /// Why a relay cannot work.
    public struct StartError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public var description: String
    }

    /// Where the real server is.
    public struct Server: Sendable, Hashable {
        /// An IPv4 or IPv6 address.
        public var address: String
        /// Its port.
        public var port: UInt16

        /// A server.
        public init(address: String, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    /// Where the relay listens, on 127.0.0.1.
    public let port: UInt16
    private let shared: RelayState

    /// Starts a relay on a free port of loopback.
    ///
    /// - Parameter changeShare: Which part of the answers holds another number in the place of `{{version}}` than the one before for the same
    ///   path, 0 to 1.
    public init(
        to server: Server, faults: [RelayFault] = [], changeShare: Double = 0, seed: UInt64 = 0
    ) throws(StartError) {
        guard let target = SocketAddress(server.address, server.port) else {
            throw StartError(description: "\(server.address) is no address")
        }
        let listener = try Self.listen()
        port = SocketAddress.localPort(of: listener)
        let shared = RelayState()
        self.shared = shared
        let loop: RelayLoop
        do throws(StartError) {
            loop = try RelayLoop(
                listener: listener, target: target, plan: FaultPlan(faults, seed: seed), changeShare: changeShare,
                state: shared)
        } catch {
            close(listener)
            throw error
        }
        // Unsafe: the thread alone touches it from now on.
        nonisolated(unsafe) let running = loop
        do throws(ThreadError) {
            try BlockingThread.start(named: "fault-relay") { running.run() }
        } catch {
            throw StartError(description: "no thread for the relay: \(String(cString: strerror(error.number)))")
        }
    }

    deinit { shared.end() }

    /// What went through so far.
    public var counts: Counts { shared.counts.withLock { $0 } }

    /// Closes everything.
    public func stop() { shared.end() }

    private static func listen() throws(StartError) -> Int32 {
        let listener = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw .system("socket") }
        var address = SocketAddress.loopback
        guard address.bind(listener), Glibc.listen(listener, 4096) == 0 else {
            let error = StartError.system("listen")
            close(listener)
            throw error
        }
        return listener
    }
}

extension FaultRelay.StartError {
    static func system(_ what: String) -> Self {
        Self(description: "the relay cannot start, \(what): \(String(cString: strerror(errno)))")
    }
}

/// What the relay's thread and its owner share.
final class RelayState: Sendable {
    let counts = Locked(FaultRelay.Counts())
    let isOver = Locked(false)
    /// Readable when it is over (eventfd(2)); it lives as long as this object.
    let wake = cepoll_eventfd()

    deinit { close(wake) }

    func end() {
        isOver.withLock { $0 = true }
        var one: UInt64 = 1
        _ = write(wake, &one, 8)
    }
}

/// An address for sockets.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t

    /// Any free port of 127.0.0.1.
    static var loopback: Self { Self("127.0.0.1", 0) ?? Self() }

    private init() { length = 0 }

    init?(_ text: String, _ port: UInt16) {
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if inet_pton(AF_INET, text, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { target in
                withUnsafeBytes(of: v4) { target.copyMemory(from: $0) }
            }
        } else if inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { target in
                withUnsafeBytes(of: v6) { target.copyMemory(from: $0) }
            }
        } else {
            return nil
        }
    }

    var family: Int32 { Int32(storage.ss_family) }

    mutating func bind(_ descriptor: Int32) -> Bool {
        withPointer { Glibc.bind(descriptor, $0, $1) == 0 }
    }

    /// Begins a connection; false if it has failed already.
    mutating func connect(_ descriptor: Int32) -> Bool {
        withPointer { Glibc.connect(descriptor, $0, $1) == 0 || errno == EINPROGRESS }
    }

    private mutating func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        let length = length
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    static func localPort(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
