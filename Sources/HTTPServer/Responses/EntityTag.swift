/// The tag of one version of a resource, compared weakly or strongly (RFC 9110, 8.8.3).
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// What stands between the quotation marks.
    public let opaque: String
    /// Whether equal tags promise equal meaning only, not equal bytes.
    public let isWeak: Bool

    /// A tag of visible ASCII without quotation marks; nil for other texts.
    public init?(_ opaque: String, isWeak: Bool = false) {
        guard opaque.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\"") }) else { return nil }
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// A strong tag that follows from the bytes: two 64-bit FNV-1a sums and the length.
    public init(of bytes: StaticBytes) {
        var forwards: UInt64 = 0xcbf2_9ce4_8422_2325
        var backwards = forwards
        for byte in bytes.memory { forwards = (forwards ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in bytes.memory.reversed() { backwards = (backwards ^ UInt64(byte)) &* 0x100_0000_01b3 }
        opaque = [forwards, backwards, UInt64(bytes.count)].map { String($0, radix: 36) }.joined(separator: "-")
        isWeak = false
    }

    /// As it stands in a header.
    public var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// As a header value.
    public var headerValue: HeaderValue { HeaderValue(escaping: description) }

    /// Whether an `If-None-Match` or `If-Match` field names this tag, weakly compared; `*` names every tag.
    public func isNamed(by field: String) -> Bool {
        Text.list(field).contains { part in
            part == "*" || (part.hasPrefix("W/") ? part.dropFirst(2) : part) == "\"\(opaque)\""
        }
    }
}
