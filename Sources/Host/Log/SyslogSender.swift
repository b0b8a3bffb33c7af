private import Dispatch
private import Glibc
private import Threading

/// Sends messages to syslog servers over UDP. One is enough for a process, however many phones it plays.
///
/// `send` never waits: names are looked up and packets sent on a queue of its own. When a name server keeps that queue waiting, at most
/// `backlog` messages wait with it, and later ones are dropped.
public final class SyslogSender: Sendable {
    /// How many messages wait at most.
    public static let backlog = 256

    private let queue = DispatchQueue(label: "onhook.syslog")
    private let waiting = Locked(Backlog())
    private let courier: SyslogCourier

    private struct Backlog: Sendable {
        var count = 0
        var dropped = 0
    }

    /// A sender that reports what went wrong: once for each destination and cause, until a message to there goes out again. The
    /// report comes on the sender's own queue.
    public init(reportFailure: @escaping @Sendable (SyslogFailure) -> Void) {
        courier = SyslogCourier(report: reportFailure)
    }

    /// Sends a message to a server, or drops it and reports why.
    public func send(_ message: SyslogMessage, to destination: SyslogDestination) {
        let hasRoom = waiting.withLock { waiting in
            guard waiting.count < Self.backlog else {
                waiting.dropped += 1
                return false
            }
            waiting.count += 1
            return true
        }
        guard hasRoom else { return }
        queue.async { [courier, waiting] in
            let dropped = waiting.withLock { waiting in
                waiting.count -= 1
                defer { waiting.dropped = 0 }
                return waiting.dropped
            }
            if dropped > 0 { courier.report(.dropped(dropped, to: destination)) }
            courier.deliver(message.packet, to: destination)
        }
    }

    /// Returns when everything that was sent before is out or dropped.
    public func flush() async {
        await withCheckedContinuation { done in queue.async { done.resume() } }
    }
}

/// Why a message did not reach a syslog server.
public enum SyslogFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name could not be looked up; the C library's words.
    case unresolved(SyslogDestination, String)
    /// No packet could be sent there.
    case unreachable(SyslogDestination, SystemError)
    /// So many messages found no room while others waited; `to` is where the next one went.
    case dropped(Int, to: SyslogDestination)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .unresolved(let destination, let reason):
            "The syslog server \(destination.host) cannot be found (\(reason)); check Syslog_Server and the name server."
        case .unreachable(let destination, let error):
            "The syslog server \(destination) cannot be reached (\(error)); check Syslog_Server and the network."
        case .dropped(let count, let destination):
            "\(count) syslog messages were dropped because the way to \(destination) was blocked."
        }
    }
}

/// Looks up servers and keeps the sockets to them.
///
/// `@unchecked Sendable`: `links` and `failures` are reached only in `deliver` and what it calls, and `SyslogSender` calls it on one serial
/// queue; the last reference goes when no block of that queue is left.
private final class SyslogCourier: @unchecked Sendable {
    let report: @Sendable (SyslogFailure) -> Void
    private var links: [SyslogDestination: Link] = [:]
    private var failures: [SyslogDestination: SyslogFailure] = [:]

    /// How long an address is believed.
    private static let lifetime = Duration.seconds(60)
    /// How long a refusal may take; a busy machine tells of it late, even of its own ports.
    private static let timeToRefuse = Duration.seconds(2)
    /// How many servers are remembered; a process with more of them starts over.
    private static let capacity = 64

    /// A connected socket. Connecting a UDP socket sends nothing, but lets the kernel say when nobody listens there.
    private final class Link {
        let socket: FileDescriptor
        let made: Duration
        /// When the last packet went out.
        var lastSent: Duration?

        init(socket: consuming FileDescriptor, made: Duration) {
            self.socket = socket
            self.made = made
        }
    }

    init(report: @escaping @Sendable (SyslogFailure) -> Void) {
        self.report = report
    }

    func deliver(_ packet: [UInt8], to destination: SyslogDestination) {
        do throws(SyslogFailure) {
            if try transmit(packet, over: link(to: destination), to: destination) { failures[destination] = nil }
        } catch {
            guard failures[destination] != error else { return }
            if failures.count >= Self.capacity { failures.removeAll() }
            failures[destination] = error
            report(error)
        }
    }

    /// Sends a packet; whether the server seems to take them: the one before is not refused, and had the time to be.
    private func transmit(
        _ packet: [UInt8], over link: Link, to destination: SyslogDestination
    ) throws(SyslogFailure) -> Bool {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let now = SystemClock().uptime()
        defer { link.lastSent = now }
        if send(link.socket.number, packet, packet.count, flags) >= 0 {
            guard case .unreachable(_, SystemError(number: ECONNREFUSED))? = failures[destination] else { return true }
            return link.lastSent.map { now - $0 >= Self.timeToRefuse } ?? false
        }
        // A connected socket tells with the next packet that the one before was refused; this one has not been sent yet.
        let error = SystemError.last
        if error.number == ECONNREFUSED {
            _ = send(link.socket.number, packet, packet.count, flags)
        } else {
            links[destination] = nil
        }
        throw .unreachable(destination, error)
    }

    private func link(to destination: SyslogDestination) throws(SyslogFailure) -> Link {
        let now = SystemClock().uptime()
        if let link = links[destination], now - link.made < Self.lifetime { return link }
        if links.count >= Self.capacity { links.removeAll() }
        var last = SystemError(number: EHOSTUNREACH)
        for address in try Self.addresses(of: destination) {
            guard
                let socket = FileDescriptor(
                    adopting: socket(address.family, datagram | Int32(SOCK_CLOEXEC.rawValue), 0)),
                address.withSockaddr({ connect(socket.number, $0, $1) }) == 0
            else {
                last = .last
                continue
            }
            let link = Link(socket: socket, made: now)
            links[destination] = link
            return link
        }
        links[destination] = nil
        throw .unreachable(destination, last)
    }

    private static func addresses(of destination: SyslogDestination) throws(SyslogFailure) -> [SocketAddress] {
        if let address = IPAddress(destination.host) { return [SocketAddress(address, port: destination.port)] }
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = datagram
        var head: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(destination.host, String(destination.port), &hints, &head)
        guard status == 0 else { throw .unresolved(destination, String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(head) }
        var addresses: [SocketAddress] = []
        var next = head
        while let entry = next?.pointee {
            next = entry.ai_next
            if let address = SocketAddress(copying: entry.ai_addr) { addresses.append(address) }
        }
        return addresses
    }
}
