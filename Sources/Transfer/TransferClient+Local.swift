/// A request to a program of this machine over its Unix socket, with none of the phone's header lines.
struct LocalRequest: Sendable {
    var socketPath: String
    var method: String
    var path: String
    var body: [UInt8]?
    var contentType: String
    var limits: TransferLimits

    /// Why this must not be sent; nil if it may.
    var fault: TransferFailure? {
        // unix(7): sun_path has 108 bytes, the last one zero.
        guard (1...107).contains(socketPath.utf8.count), !socketPath.utf8.contains(0) else {
            return .badURL("the path of a socket has 1 to 107 bytes")
        }
        guard !method.isEmpty, method.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
            return .badRequest("a method is a word of capital letters")
        }
        var request = TransferRequest(url: TransferURL(scheme: .http, host: "localhost", path: path))
        request.headers = [TransferRequest.Header("Content-Type", contentType)]
        return request.fault
    }
}

/// What the other program answered.
public struct LocalResponse: Sendable, Equatable {
    /// The HTTP status, whatever it is.
    public var status: Int
    /// The `Content-Type` line.
    public var contentType: String?
    /// The body, of every status.
    public var body: [UInt8]
}

extension TransferClient {
    /// Asks the program that listens on a Unix socket (the daemon's control socket).
    ///
    /// - Parameter method: `GET`, `POST`, `PATCH` and so on.
    /// - Parameter body: Sent with `contentType` unless nil.
    /// - Throws: `.refused` or `.unreachable` when nobody listens there, with the socket's path and port 0; a status is never an error.
    public func local(
        socketPath: String, method: String = "GET", path: String, body: [UInt8]? = nil,
        contentType: String = "application/json", limits: TransferLimits = TransferLimits()
    ) async throws(TransferFailure) -> LocalResponse {
        let request = LocalRequest(
            socketPath: socketPath, method: method, path: path, body: body, contentType: contentType, limits: limits)
        if let fault = request.fault { throw fault }
        let result: Result<LocalResponse, TransferFailure> = await submit { ticket, answer in
            .local(request, ticket, answer)
        }
        return try result.get()
    }
}
