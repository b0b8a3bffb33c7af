import Glibc

extension ServerStartError: CustomStringConvertible {
    /// One sentence: what is wrong and what to do.
    public var description: String {
        switch self {
        case .malformedAddress(let address):
            "\(address) is no address to listen on: give an IPv4 or IPv6 address in numbers, such as 127.0.0.1 or ::1."
        case .socket(let listener, _, EADDRINUSE):
            "Another program listens on \(listener): stop it or choose another port."
        case .socket(let listener, _, EACCES):
            "Listening on \(listener) is not permitted: choose a port above 1023 or give the program CAP_NET_BIND_SERVICE."
        case .socket(let listener, _, EADDRNOTAVAIL):
            "This machine has no address \(listener): use one of its own addresses."
        case .socket(let listener, let call, let code):
            "Listening on \(listener) failed: \(call): \(String(cString: strerror(code)))."
        case .pathLength(let path):
            "The path of a Unix socket must have 1 to 107 bytes, and \(path) has \(path.utf8.count): choose a shorter one."
        case .socketInUse(let path): "Another program serves the socket \(path): stop it first."
        case .notASocket(let path):
            "\(path) is in the way of the socket: it is something else; remove it or choose another path."
        case .thread(let code): "The HTTP server did not start: pthread_create: \(String(cString: strerror(code)))."
        case .library(let listener, let message): "The HTTP server did not start on \(listener): \(message)"
        case .identity(let listener, let message):
            "The certificate and key for \(listener) cannot be used: \(message.isEmpty ? "they do not fit" : message)"
        }
    }
}
