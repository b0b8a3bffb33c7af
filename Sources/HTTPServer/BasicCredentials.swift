/// A name and password that came with `Authorization: Basic` (RFC 7617). Its description shows neither.
public struct BasicCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What stands before the first colon.
    public let name: String
    /// What stands behind it.
    public let password: String

    /// Reads the value of an `Authorization` field; nil for other schemes and for what is no base64, UTF-8 or pair.
    public init?(_ field: String) {
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, Text.equalIgnoringCase(parts[0], "Basic"), let bytes = Base64.decode(parts[1].utf8),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":"),
            !text.utf8.contains(where: Text.isControl)
        else { return nil }
        name = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
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

enum Base64 {
    /// Strict base64 (RFC 4648, 4); padding may be left out. nil for anything else.
    static func decode(_ text: Substring.UTF8View) -> [UInt8]? {
        var digits = text
        var padding = 0
        while digits.last == UInt8(ascii: "=") {
            digits = digits.dropLast()
            padding += 1
        }
        let remainder = digits.count % 4
        guard remainder != 1, padding == 0 || padding == (4 - remainder) % 4 else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
