/// A file of the pages (style sheet, script, icon), with its tag and, if the caller has it, its gzip form.
public struct StaticAsset: Sendable {
    /// How long browsers may keep it.
    public enum Caching: Sendable {
        /// They ask each time whether their copy is still right.
        case revalidate
        /// They keep it that long before they ask again.
        case maxAge(Duration)
        /// The address changes with the content, so that it never needs asking (RFC 8246): kept for a year.
        case immutable
    }

    private let plain: StaticBytes
    private let compressed: StaticBytes?
    private let type: HeaderValue
    private let tag: EntityTag
    private let compressedTag: EntityTag?
    private let cacheControl: HeaderValue

    /// An asset of that media type. `gzip` is the same content compressed beforehand; it is used only when smaller.
    public init(_ bytes: StaticBytes, gzip: StaticBytes? = nil, type: HeaderValue, caching: Caching = .revalidate) {
        plain = bytes
        compressed = gzip.flatMap { $0.count < bytes.count ? $0 : nil }
        self.type = type
        tag = EntityTag(of: bytes)
        compressedTag = compressed.map(EntityTag.init(of:))
        cacheControl =
            switch caching {
            case .revalidate: "no-cache"
            case .maxAge(let duration): "max-age=" + HeaderValue(Int(max(0, duration.components.seconds)))
            case .immutable: "max-age=31536000, immutable"
            }
    }

    /// 200 with the bytes, compressed if the client takes that, or 304 if it has them.
    public func response(to request: Request) -> Response {
        let usesGzip = compressed != nil && Self.acceptsGzip(request.headers.all("Accept-Encoding"))
        let tag = usesGzip ? compressedTag ?? self.tag : self.tag
        let isKnown = request.headers.all("If-None-Match").contains(where: tag.isNamed)
        var response = Response(
            isKnown ? .notModified : .ok, type: isKnown ? nil : type,
            body: isKnown ? .empty : .static(usesGzip ? compressed ?? plain : plain))
        response.headers["ETag"] = tag.headerValue
        response.headers["Cache-Control"] = cacheControl
        if compressed != nil { response.headers["Vary"] = "Accept-Encoding" }
        if usesGzip, !isKnown { response.headers["Content-Encoding"] = "gzip" }
        return response
    }

    /// Whether `gzip` (or `*`) is listed with a weight above zero (RFC 9110, 12.5.3).
    static func acceptsGzip(_ fields: [String]) -> Bool {
        var byWildcard = false
        for part in fields.flatMap({ Text.list($0) }) {
            let pieces = Text.list(String(part), separator: ";")
            guard let coding = pieces.first else { continue }
            let weight = pieces.dropFirst().first { Text.equalIgnoringCase($0.prefix(2), "q=") }?.dropFirst(2)
            let isWanted = weight.map { $0.contains { "123456789".contains($0) } } ?? true
            if Text.equalIgnoringCase(coding, "gzip") || Text.equalIgnoringCase(coding, "x-gzip") { return isWanted }
            if coding == "*" { byWildcard = isWanted }
        }
        return byWildcard
    }
}
