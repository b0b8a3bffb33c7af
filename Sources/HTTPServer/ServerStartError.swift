/// Why a server did not start.
public enum ServerStartError: Error, Equatable, Sendable {
    /// The address is no IPv4 or IPv6 address in numeric form.
    case malformedAddress(String)
    /// The system refused the socket: at which listener, in which call, `errno`.
    case socket(listener: String, call: String, code: Int32)
    /// The path of a Unix socket is empty or longer than 107 bytes (unix(7)).
    case pathLength(String)
    /// Somebody serves that Unix socket.
    case socketInUse(String)
    /// The path of a Unix socket names something else.
    case notASocket(String)
    /// The system gave no thread: `errno`.
    case thread(code: Int32)
    /// The HTTP library refused: its own words.
    case library(listener: String, message: String)
    /// The certificate or key is not usable: the library's own words.
    case identity(listener: String, message: String)
}
