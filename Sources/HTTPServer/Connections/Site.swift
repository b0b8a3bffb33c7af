import CMicroHTTPD
import Glibc
import Threading

/// One listener at work: its socket and the library's daemon that serves it.
final class Site: @unchecked Sendable {
    // Sendable: everything is set before the server is handed out, and `stop` runs once, after `quiesce`.
    let engine: Engine
    let isTLS: Bool
    let port: UInt16?
    fileprivate let tickets: TicketKey?
    private let socket: ListeningSocket
    /// The library's own number for the socket: it closes it when some steps of a start fail, and not when others do.
    private let lent: Int32
    private var daemon: OpaquePointer?
    private let phase = Locked(Phase.accepting)

    private enum Phase {
        case accepting, quiet, closed
    }

    init(_ socket: ListeningSocket, tls: TLSIdentity?, engine: Engine) throws(ServerStartError) {
        self.engine = engine
        self.socket = socket
        isTLS = tls != nil
        tickets = tls.flatMap { _ in TicketKey() }
        port = socket.port
        do throws(ServerStartError) {
            lent = try socket.duplicate()
        } catch {
            socket.close()
            throw error
        }
        let limits = engine.limits
        var log = onhook_httpd_log()
        var config = onhook_httpd_config()
        config.listen_fd = lent
        config.threads = UInt32(socket.isUnix ? 1 : max(1, limits.threads))
        config.connection_limit = UInt32(clamping: max(limits.connections, Int(config.threads)))
        config.per_address_limit = UInt32(clamping: limits.connectionsPerAddress)
        config.idle_seconds = UInt32(clamping: max(1, limits.idleTime.components.seconds))
        // The head, a record for each field, and room to read the body and to write the header of the answer.
        config.connection_memory = max(64 << 10, 2 * limits.headerSize)
        config.context = Unmanaged.passUnretained(self).toOpaque()
        Callbacks.fill(&config)
        daemon = Self.start(&config, &log, tls)
        guard daemon == nil else { return }
        let message = withUnsafeBytes(of: log.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        // By now the number may be somebody else's.
        if socket.isSame(as: lent) { close(lent) }
        socket.close()
        throw tls == nil
            ? .library(listener: socket.name, message: message) : .identity(listener: socket.name, message: message)
    }

    /// The library copies none of the three texts, but has read them when it returns (`MHD_TLS_init`).
    private static func start(
        _ config: inout onhook_httpd_config, _ log: inout onhook_httpd_log, _ tls: TLSIdentity?
    ) -> OpaquePointer? {
        guard let tls else { return onhook_httpd_start(&config, &log) }
        return tls.certificatePEM.withCString { certificate in
            tls.keyPEM.withCString { key in
                tls.priorities.withCString { priorities in
                    config.certificate = certificate
                    config.key = key
                    config.priorities = priorities
                    return onhook_httpd_start(&config, &log)
                }
            }
        }
    }

    /// Takes no more connections; those that are open go on.
    func quiesce() {
        guard let daemon else { return }
        phase.withLock { phase in
            guard phase == .accepting else { return }
            phase = .quiet
            _ = MHD_quiesce_daemon(daemon)
        }
    }

    /// The same socket for another server: connections that wait in its queue are lost to neither.
    /// Nil after the end.
    func sharedSocket(tls: TLSIdentity?) throws(ServerStartError) -> Listener? {
        try phase.withLock { (phase) throws(ServerStartError) in
            phase == .closed ? nil : .socket(try socket.duplicate(), tls: tls)
        }
    }

    /// Ends the library's threads and removes the socket. To be called after `quiesce`, which leaves the library's number to us.
    func stop() {
        guard let daemon else { return }
        MHD_stop_daemon(daemon)
        self.daemon = nil
        phase.withLock { phase in
            phase = .closed
            close(lent)
            socket.close()
        }
    }
}

/// The C functions that the library calls. Their context is the site, which outlives the daemon.
enum Callbacks {
    static func fill(_ config: inout onhook_httpd_config) {
        config.answer = { _, handle, _, method, version, piece, size, _ in
            guard let handle, let method, let version, let size, let connection = Callbacks.connection(of: handle)
            else {
                return .NO
            }
            return connection.advance(method: method, version: version, piece: piece, size: &size.pointee)
                ? .YES : .NO
        }
        config.target = { _, target, handle in
            if let handle, let target { Callbacks.connection(of: handle)?.lineReceived(target: target) }
            return nil
        }
        config.completed = { _, handle, _, _ in
            if let handle { Callbacks.connection(of: handle)?.finished() }
        }
        config.connection_changed = { context, handle, slot, change in
            guard let handle, let slot else { return }
            if change == .CONNECTION_NOTIFY_STARTED {
                guard let context else { return }
                let site = Unmanaged<Site>.fromOpaque(context).takeUnretainedValue()
                site.tickets?.offerTickets(to: handle)
                slot.pointee = Unmanaged.passRetained(Connection(handle, site: site)).toOpaque()
            } else if let connection = slot.pointee {
                slot.pointee = nil
                Unmanaged<Connection>.fromOpaque(connection).takeRetainedValue().closed()
            }
        }
        // Targets are decoded by us, from what the client wrote.
        config.keep_escapes = { _, _, text in text.map { strlen($0) } ?? 0 }
    }

    private static func connection(of handle: OpaquePointer) -> Connection? {
        guard let context = onhook_httpd_socket_context(handle) else { return nil }
        return Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    }
}
