/// The request methods that are known (RFC 9110, 9.3; PATCH: RFC 5789). Any other one is answered with 501. No route takes OPTIONS, TRACE and
/// QUERY, so that they are answered as the RFC asks for a known method: with 405 and `Allow`.
public enum Method: String, CaseIterable, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    case trace = "TRACE"
    case query = "QUERY"

    /// Those that a route may take.
    static let served: [Method] = [.get, .head, .post, .put, .patch, .delete]
}
