package import HTTPServer

extension Response {
    /// A page in a language that the request had a say in (RFC 9110, 8.5 and 12.5.5).
    package static func page(_ bytes: [UInt8], in language: Language, status: Status = .ok) -> Response {
        .page(.bytes(bytes), in: language, status: status)
    }

    /// The same of bytes that may be shared.
    package static func page(_ body: Body, in language: Language, status: Status = .ok) -> Response {
        var response = Response.html(body, status: status)
        response.headers["Content-Language"] = HeaderValue(escaping: language.rawValue)
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response
    }

    /// The response with a cookie of ours.
    package func setting(_ name: String, _ value: String, for request: Request, maxAge: Duration? = nil) -> Response {
        guard let cookie = Cookie(name: name, value: value, maxAge: maxAge, isSecure: request.isTLS) else {
            preconditionFailure("a cookie of our own that is none: \(name)")
        }
        return setting(cookie)
    }
}

extension StaticAsset {
    package init(_ asset: Asset) {
        // The link of an asset holds its fingerprint: what is under it never changes.
        self.init(
            StaticBytes(asset.bytes),
            type: HeaderValue(escaping: asset.contentType), caching: .immutable)
    }
}
