/// A cookie to be set: for this host only, whole site, hidden from scripts, sent to this site's own requests only.
///
/// `HttpOnly; SameSite=Strict; Path=/`, and `Secure` where the connection is encrypted (RFC 6265bis, 4.1).
public struct Cookie: Hashable, Sendable {
    /// A token.
    public let name: String
    /// Letters, digits and the punctuation of RFC 6265, 4.1.1 `cookie-octet`.
    public let value: String
    /// How long the browser keeps it; nil until it is closed, zero removes the cookie.
    public var maxAge: Duration?
    /// Whether it travels over TLS only.
    public var isSecure: Bool

    /// A cookie; nil when name or value hold what a cookie may not.
    public init?(name: String, value: String, maxAge: Duration? = nil, isSecure: Bool) {
        guard Text.isToken(name), value.utf8.allSatisfy(Self.isOctet) else { return nil }
        self.name = name
        self.value = value
        self.maxAge = maxAge
        self.isSecure = isSecure
    }

    /// The value of `Set-Cookie`.
    public var headerValue: HeaderValue {
        var text = "\(name)=\(value); HttpOnly; SameSite=Strict; Path=/"
        if isSecure { text += "; Secure" }
        if let maxAge { text += "; Max-Age=\(max(0, maxAge.components.seconds))" }
        return HeaderValue(escaping: text)
    }

    static func parse(_ fields: [String]) -> [(name: String, value: String)] {
        fields.flatMap { Text.list($0, separator: ";") }.compactMap { pair in
            parts(of: pair).map { (String($0.name), String($0.value)) }
        }
    }

    /// The value of the first cookie of that name: pages ask for three or four of them, one after the other.
    static func value(of name: String, in fields: [String]) -> String? {
        for field in fields {
            for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
                guard let parts = parts(of: Text.trimmed(Substring(pair))), parts.name == name else { continue }
                return String(parts.value)
            }
        }
        return nil
    }

    private static func parts(of pair: Substring) -> (name: Substring, value: Substring)? {
        let bytes = pair.utf8
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals != bytes.startIndex else { return nil }
        var value = Text.trimmed(pair[bytes.index(after: equals)...])
        let quote = UInt8(ascii: "\"")
        if value.utf8.count >= 2, value.utf8.first == quote, value.utf8.last == quote {
            value = value.dropFirst().dropLast()
        }
        return (Text.trimmed(pair[..<equals]), value)
    }

    private static func isOctet(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !"\",;\\".utf8.contains(byte)
    }
}
