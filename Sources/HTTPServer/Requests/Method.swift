/// The request methods that are answered (RFC 9110, 9.3; PATCH: RFC 5789). Any other one is answered with 501.
public enum Method: String, CaseIterable, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}
