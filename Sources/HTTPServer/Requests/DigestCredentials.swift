internal import Notation

/// What came with `Authorization: Digest` (RFC 7616, section 3.4). Its description shows nothing.
public struct DigestCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The name, unquoted.
    public let username: String
    /// The realm that the client was asked for.
    public let realm: String
    /// The server's nonce.
    public let nonce: String
    /// The address, which must be that of the request.
    public let uri: String
    /// The digest, in hexadecimal digits.
    public let response: String
    /// The algorithm, `MD5` if it does not say.
    public let algorithm: String
    /// The client's nonce.
    public let cnonce: String
    /// How often the nonce was used, as it was written: eight hexadecimal digits.
    public let nonceCount: String
    /// The same as a number.
    public let count: UInt32

    /// Reads the value of an `Authorization` field; nil for other schemes and for what is malformed, incomplete or says a thing twice.
    ///
    /// Only the protection `auth` is taken: without it (RFC 2069) nothing would keep an answer from being used again.
    public init?(_ field: String) {
        let scheme = field.prefix { $0 != " " }
        guard Text.equalIgnoringCase(scheme, "Digest"), field.utf8.count <= 8192,
            let parts = Self.parts(of: field.dropFirst(scheme.count)), parts["qop"] == "auth",
            parts["userhash"].map({ $0.lowercased() == "false" }) ?? true,
            let username = parts["username"], let realm = parts["realm"], let nonce = parts["nonce"],
            let uri = parts["uri"], let response = parts["response"], let cnonce = parts["cnonce"], !cnonce.isEmpty,
            let nonceCount = parts["nc"], nonceCount.utf8.count == 8,
            nonceCount.utf8.allSatisfy(\.isHexadecimalDigit), let count = UInt32(nonceCount, radix: 16), count > 0
        else { return nil }
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.response = response.lowercased()
        self.algorithm = parts["algorithm"] ?? "MD5"
        self.cnonce = cnonce
        self.nonceCount = nonceCount
        self.count = count
    }

    /// Nothing of the content.
    public var description: String { "Digest credentials" }
    /// Nothing of the content.
    public var debugDescription: String { description }

    /// The challenge that asks for such credentials, as the value of `WWW-Authenticate`.
    public static func challenge(
        realm: String, nonce: String, algorithm: String, isStale: Bool
    ) -> HeaderValue {
        "Digest realm=" + HeaderValue(quoting: realm) + ", nonce=" + HeaderValue(quoting: nonce)
            + ", qop=\"auth\", algorithm=" + HeaderValue(escaping: algorithm)
            + (isStale ? ", stale=true" : ", stale=false")
    }

    /// `name=token` and `name="text"`, with commas between them (RFC 9110, 11.2); nil if anything else stands there.
    private static func parts(of text: Substring) -> [String: String]? {
        var parts: [String: String] = [:]
        var rest = text.utf8[...]
        func skip(_ bytes: Set<UInt8>) { rest = rest.drop { bytes.contains($0) } }
        let blanks: Set<UInt8> = [0x20, 0x09]
        let separators: Set<UInt8> = [0x20, 0x09, UInt8(ascii: ",")]
        skip(separators)
        while !rest.isEmpty {
            guard parts.count < 32 else { return nil }
            let name = rest.prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            rest = rest.dropFirst(name.count)
            skip(blanks)
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst()
            skip(blanks)
            guard let value = value(from: &rest) else { return nil }
            guard parts.updateValue(value, forKey: String(Substring(name)).lowercased()) == nil else { return nil }
            skip(blanks)
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
            skip(separators)
        }
        return parts
    }

    private static func value(from rest: inout Substring.UTF8View.SubSequence) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix { $0.isVisible && !"\",;=".utf8.contains($0) }
            rest = rest.dropFirst(token.count)
            return token.isEmpty ? nil : String(Substring(token))
        }
        rest = rest.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }
}
