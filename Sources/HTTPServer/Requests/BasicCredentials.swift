import Notation

/// A name and password that came with `Authorization: Basic` (RFC 7617). Its description shows neither.
public struct BasicCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What stands before the first colon.
    public let name: String
    /// What stands behind it.
    public let password: String

    /// Reads the value of an `Authorization` field; nil for other schemes and for what is no base64, UTF-8 or pair.
    public init?(_ field: String) {
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, Text.equalIgnoringCase(parts[0], "Basic"), let bytes = Base64.decode(parts[1]),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":"),
            !text.utf8.contains(where: \.isControl)
        else { return nil }
        name = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }

    /// Those that came in another way.
    public init(name: String, password: String) {
        self.name = name
        self.password = password
    }

    /// Nothing of the content.
    public var description: String { "Basic credentials" }
    /// Nothing of the content.
    public var debugDescription: String { description }

    /// The challenge that asks for such credentials, as the value of `WWW-Authenticate`.
    public static func challenge(realm: String) -> HeaderValue {
        "Basic realm=" + HeaderValue(quoting: realm) + ", charset=\"UTF-8\""
    }
}
