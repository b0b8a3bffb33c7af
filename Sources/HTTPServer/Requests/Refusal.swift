/// Why a request is not handed to the handler.
enum Refusal: Error, Equatable, Sendable {
    case unknownMethod(String)
    case unsupportedVersion(String)
    case targetTooLong(limit: Int)
    case malformedTarget(MalformedTarget)
    case tooManyHeaders(limit: Int)
    case headersTooLarge(limit: Int)
    case malformedHeader(String)
    case hiddenBytes
    case missingHost
    case repeatedHost
    case malformedHost
    case repeatedContentLength
    case malformedContentLength
    case contentLengthWithTransferEncoding
    case unknownTransferCoding
    case unknownExpectation
    case bodyTooLarge(limit: Int)
    case tooManyEventStreams(limit: Int)
    case stopping

    enum MalformedTarget: Equatable, Sendable {
        case notAbsolute
        case badEscape
        case controlCharacter
        case unescapedByte
        case escapedSlash
        case notUTF8
        case dotSegment
    }

    var status: Status {
        switch self {
        case .unknownMethod: .notImplemented
        case .unsupportedVersion: .versionNotSupported
        case .targetTooLong: .uriTooLong
        case .tooManyHeaders, .headersTooLarge: .headerFieldsTooLarge
        case .unknownTransferCoding: .notImplemented
        case .unknownExpectation: .expectationFailed
        case .bodyTooLarge: .contentTooLarge
        case .tooManyEventStreams, .stopping: .serviceUnavailable
        default: .badRequest
        }
    }

    /// The answer: one sentence; the connection ends with it, because the framing may be in doubt.
    var response: Response {
        var response = Response.text("\(description)\n", status: status)
        response.closesConnection = true
        response.headers["Cache-Control"] = "no-store"
        if status == .serviceUnavailable { response.headers["Retry-After"] = "5" }
        return response
    }
}

extension Refusal: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownMethod:
            "This method is not known here; use \(Method.served.map(\.rawValue).joined(separator: ", "))."
        case .unsupportedVersion: "Only HTTP/1.0 and HTTP/1.1 are spoken here."
        case .targetTooLong(let limit): "The address is longer than \(limit) bytes."
        case .malformedTarget(let reason): "The address is malformed: \(reason)."
        case .tooManyHeaders(let limit): "The request has more than \(limit) header fields."
        case .headersTooLarge(let limit): "The header of the request is larger than \(limit) bytes."
        case .malformedHeader:
            "A header field is malformed: a name must be a token and a value free of control characters."
        case .hiddenBytes: "The header holds a NUL, a folded line or a line end other than CR LF."
        case .missingHost: "HTTP/1.1 asks for a Host field."
        case .repeatedHost: "The Host field is repeated."
        case .malformedHost: "The Host field must be a name or address, with or without a port."
        case .repeatedContentLength: "The Content-Length field is repeated."
        case .malformedContentLength: "The Content-Length field must be a number."
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding exclude one another."
        case .unknownTransferCoding: "The only transfer coding known here is chunked, in HTTP/1.1."
        case .unknownExpectation: "The only expectation known here is 100-continue."
        case .bodyTooLarge(let limit): "The body is larger than \(limit) bytes."
        case .tooManyEventStreams(let limit): "There are \(limit) event streams already; close one."
        case .stopping: "The server is stopping; try again in a few seconds."
        }
    }
}

extension Refusal.MalformedTarget: CustomStringConvertible {
    var description: String {
        switch self {
        case .notAbsolute: "it must begin with a slash"
        case .badEscape: "a percent sign must be followed by two hexadecimal digits"
        case .controlCharacter: "it holds a control character"
        case .unescapedByte: "bytes beyond ASCII must be percent-encoded"
        case .escapedSlash: "a slash inside a segment is not accepted"
        case .notUTF8: "its bytes are not UTF-8"
        case .dotSegment: "segments . and .. are not accepted"
        }
    }
}
