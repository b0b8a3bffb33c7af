private import Glibc

/// Tells the service manager how the daemon is: readiness and watchdog of sd_notify(3), without its library.
public struct ServiceNotification: Sendable {
    /// What there is to tell.
    public enum Message: Hashable, Sendable {
        /// Requests are answered now.
        case ready
        /// The daemon is about to end.
        case stopping
        /// The daemon is alive; due at least once in every `watchdogInterval`.
        case alive
        /// A line for `systemctl status`.
        case status(String)

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            case .status(let text): "STATUS=\(LogText.line(text))"
            }
        }
    }

    /// The socket of the service manager: a path, or `@` and an abstract name.
    let path: String
    /// How often the service manager wants to hear `alive`; nil if it does not.
    public let watchdogInterval: Duration?

    /// The service manager that started this process; nil if none waits for word. Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    public init?(environment: [String: String]) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"), path.utf8.count > 1
        else { return nil }
        self.path = path
        let process = environment["WATCHDOG_PID"].map { Int32($0) } ?? getpid()
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdogInterval = process == getpid() ? microseconds.map { .microseconds($0) } : nil
    }

    /// Sends the messages as one. Never waits; false if the service manager did not take them.
    @discardableResult
    public func send(_ messages: Message...) -> Bool {
        guard let socket = FileDescriptor(adopting: socket(AF_UNIX, datagram | Int32(SOCK_CLOEXEC.rawValue), 0)),
            var address = Self.address(of: path)
        else { return false }
        let text = Array(messages.map(\.text).joined(separator: "\n").utf8)
        // An abstract name ends where the length says, a path at its zero byte.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count + (path.hasPrefix("@") ? 0 : 1))
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket.number, text, text.count, flags, $0, length) == text.count
            }
        }
    }

    /// unix(7): at most 107 bytes of path; an abstract name begins with a zero byte where the variable has `@`.
    private static func address(of path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if path.hasPrefix("@") { name[0] = 0 }
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard name.count < room.count else { return false }
            room.copyBytes(from: name)
            return true
        }
        return fits ? address : nil
    }
}
