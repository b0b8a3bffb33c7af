/// A status code of an answer, 100 to 599 (RFC 9110, 15). The words behind it are the library's.
public struct Status: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// The code.
    public let code: Int

    /// A status of a code that the program chose.
    public init(_ code: Int) {
        precondition((100...599).contains(code), "no HTTP status: \(code)")
        self.code = code
    }

    /// As `init(_:)`.
    public init(integerLiteral code: Int) { self.init(code) }

    /// 200
    public static let ok: Self = 200
    /// 201
    public static let created: Self = 201
    /// 202
    public static let accepted: Self = 202
    /// 204
    public static let noContent: Self = 204
    /// 303: the answer to a form that did something.
    public static let seeOther: Self = 303
    /// 304
    public static let notModified: Self = 304
    /// 308
    public static let permanentRedirect: Self = 308
    /// 400
    public static let badRequest: Self = 400
    /// 401
    public static let unauthorized: Self = 401
    /// 403
    public static let forbidden: Self = 403
    /// 404
    public static let notFound: Self = 404
    /// 405
    public static let methodNotAllowed: Self = 405
    /// 408
    public static let requestTimeout: Self = 408
    /// 409
    public static let conflict: Self = 409
    /// 412
    public static let preconditionFailed: Self = 412
    /// 413
    public static let contentTooLarge: Self = 413
    /// 414
    public static let uriTooLong: Self = 414
    /// 415
    public static let unsupportedMediaType: Self = 415
    /// 417
    public static let expectationFailed: Self = 417
    /// 422: a form or document with faulty values.
    public static let unprocessableContent: Self = 422
    /// 428
    public static let preconditionRequired: Self = 428
    /// 429
    public static let tooManyRequests: Self = 429
    /// 431
    public static let headerFieldsTooLarge: Self = 431
    /// 500
    public static let internalServerError: Self = 500
    /// 501
    public static let notImplemented: Self = 501
    /// 503
    public static let serviceUnavailable: Self = 503
    /// 505
    public static let versionNotSupported: Self = 505
}
