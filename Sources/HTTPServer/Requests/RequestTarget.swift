import Notation

/// What a request asks for: a path of decoded segments and the query as it was written.
public struct RequestTarget: Equatable, Sendable {
    /// As the client wrote it.
    public let raw: String
    /// The percent-decoded segments between the slashes; `/` has one, which is empty.
    public let segments: [String]
    /// What stands behind the first `?`, undecoded; nil without one.
    public let rawQuery: String?
    /// The host and port of a target in absolute form; it wins over Host (RFC 9112, 3.2.2).
    public let authority: String?

    /// The decoded segments with slashes between them. No segment holds a slash of its own, `.` or `..`.
    public var path: String { "/" + segments.joined(separator: "/") }

    init(_ raw: String) throws(Refusal) {
        self.raw = raw
        var rest = raw.utf8[...]
        for byte in rest {
            guard !byte.isControl, byte != UInt8(ascii: " ") else {
                throw .malformedTarget(.controlCharacter)
            }
        }
        authority = Self.takeAuthority(from: &rest)
        guard rest.first == UInt8(ascii: "/") else { throw .malformedTarget(.notAbsolute) }
        let pathEnd = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        rawQuery = pathEnd == rest.endIndex ? nil : String(Substring(rest[rest.index(after: pathEnd)...]))
        var segments: [String] = []
        for segment in rest[..<pathEnd].dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            segments.append(try Self.decoded(segment))
        }
        self.segments = segments
    }

    private static func takeAuthority(from rest: inout Substring.UTF8View) -> String? {
        for scheme in ["http://", "https://"] {
            guard rest.count > scheme.utf8.count,
                Text.equalIgnoringCase(Substring(rest.prefix(scheme.utf8.count)), scheme)
            else { continue }
            let tail = rest.dropFirst(scheme.utf8.count)
            let end = tail.firstIndex(of: UInt8(ascii: "/")) ?? tail.endIndex
            guard end != tail.endIndex else { return nil }
            rest = tail[end...]
            return String(Substring(tail[..<end]))
        }
        return nil
    }

    private static func decoded(_ segment: Substring.UTF8View) throws(Refusal) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(segment.count)
        var iterator = segment.makeIterator()
        while let byte = iterator.next() {
            guard byte < 0x80 else { throw .malformedTarget(.unescapedByte) }
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next()?.hexadecimalValue, let low = iterator.next()?.hexadecimalValue
            else { throw .malformedTarget(.badEscape) }
            let value = high << 4 | low
            guard !value.isControl else { throw .malformedTarget(.controlCharacter) }
            guard value != UInt8(ascii: "/") else { throw .malformedTarget(.escapedSlash) }
            bytes.append(value)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformedTarget(.notUTF8) }
        guard text != ".", text != ".." else { throw .malformedTarget(.dotSegment) }
        return text
    }
}
