internal import FlatProfile
internal import Glibc
internal import Host
internal import PhoneService
internal import Threading
internal import WebUI

/// What the service manager hears from a phone that is served: that it is ready, how it does, that it is alive, that it ends.
///
/// Source: sd_notify(3), sd_watchdog_enabled(3).
struct ServiceManager: Sendable {
    private let notification: ServiceNotification
    private let service: PhoneService
    private let probe: ServerProbe?

    /// The manager that started this process; nil if none waits for word. `probe` asks the web server something.
    init?(environment: [String: String], service: PhoneService, probe: ServerProbe?) {
        guard let notification = ServiceNotification(environment: environment) else { return nil }
        self.notification = notification
        self.service = service
        self.probe = probe
    }

    /// Requests are answered now.
    func begin() { notification.send(.ready, .status(Self.sentence(service))) }

    /// The phone is about to end.
    func end() { notification.send(.stopping, .status("Ending")) }

    /// Tells what `systemctl status` shows, each time that something happens.
    func tellStatus() async {
        var told = Self.sentence(service)
        for await _ in await service.watch() {
            let sentence = Self.sentence(service)
            guard sentence != told else { continue }
            notification.send(.status(sentence))
            told = sentence
        }
    }

    /// Says that the phone is alive three times in each interval, but only when the engine and the server have just answered: one that
    /// hangs is ended and started anew by the manager.
    func feedWatchdog() async {
        guard let interval = notification.watchdogInterval else { return }
        while !Task.isCancelled {
            if await isAlive() { notification.send(.alive) }
            guard (try? await Task.sleep(for: interval / 3)) != nil else { return }
        }
    }

    private func isAlive() async -> Bool {
        guard await service.isAnswering() else { return false }
        return await probe?.answers() ?? true
    }

    /// `Revision 14; resyncing since …` or `Revision 14; last resync failed; next at 2026-11-20T08:18:39Z`.
    static func sentence(_ service: PhoneService) -> String {
        let status = service.status(recentAttempts: 1)
        var parts = ["Revision \(status.revision)"]
        if !service.isSetUp { parts.append("no password is set yet") }
        if let running = status.running {
            parts.append("resyncing since \(running.since)")
        } else if let last = status.attempts.first {
            parts.append("last resync \(last.outcome == "A" ? "succeeded" : "failed") at \(last.time)")
        }
        if let next = status.next_resync { parts.append("next at \(next.at)") }
        return parts.joined(separator: "; ")
    }
}

/// Asks the phone's own web server something small, as a client would.
struct ServerProbe: Sendable {
    /// How long connecting, asking and answering may take, each.
    private static let patience = timeval(tv_sec: 5, tv_usec: 0)
    private static let question = Array(
        "HEAD /favicon.ico HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)

    private let control: String?
    private let board: ListenerBoard

    /// By the control socket, or by the port of the web server on loopback.
    init(control: String?, board: ListenerBoard) {
        self.control = control
        self.board = board
    }

    /// Whether the server answers.
    func answers() async -> Bool {
        await withCheckedContinuation { continuation in
            do throws(ThreadError) {
                try BlockingThread.start(named: "server probe") { continuation.resume(returning: ask()) }
            } catch {
                // Without threads to be had the phone is not well.
                continuation.resume(returning: false)
            }
        }
    }

    /// At another address than these the web server is not met on loopback.
    private static let nearHosts = ["://127.0.0.1:", "://0.0.0.0:", "://[::]:"]

    private func ask() -> Bool {
        guard control == nil else { return ask(port: 0, isTLS: false) }
        let state = board.state
        guard let port = state.port, let utility = state.utility, Self.nearHosts.contains(where: utility.contains)
        else { return true }
        return ask(port: port, isTLS: state.isTLS)
    }

    /// Over TLS it counts that somebody takes the connection.
    private func ask(port: UInt16, isTLS: Bool) -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let file = socket(control == nil ? AF_INET : AF_UNIX, kind, 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        var patience = Self.patience
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        guard isConnected(file, port: port) else { return false }
        guard !isTLS else { return true }
        guard
            send(file, Self.question, Self.question.count, Int32(MSG_NOSIGNAL)) == Self.question.count
        else { return false }
        var start = [UInt8](repeating: 0, count: 9)
        return recv(file, &start, start.count, Int32(MSG_WAITALL)) == start.count && start == Array("HTTP/1.1 ".utf8)
    }

    private func isConnected(_ file: Int32, port: UInt16) -> Bool {
        guard let control else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(control.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
