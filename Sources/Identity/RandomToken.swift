import Notation

/// Random bytes that nobody can guess: session cookies, form tokens, one-time addresses.
///
/// Comparing two takes a time that does not depend on what they hold.
public struct RandomToken: Hashable, Sendable {
    /// How much chance is in a token.
    public enum Strength: Int, Sendable {
        /// 128 bits: more than anybody can try out over a network.
        case bits128 = 128
        /// 256 bits.
        case bits256 = 256
    }

    /// The bytes.
    public let bytes: [UInt8]

    /// A fresh token. Throws `cryptography` if the system has no random numbers.
    public init(_ strength: Strength) throws(IdentityError) {
        bytes = try SecretBytes.random(count: strength.rawValue / 8)
    }

    /// Lower-case hexadecimal digits: 32 or 64.
    public var hexadecimal: String { bytes.hexadecimal }

    /// Letters, digits, `-` and `_` (RFC 4648, section 5, without padding): 22 or 43.
    public var base64URL: String { Base64.encodedForAddresses(bytes) }

    /// Whether both hold the same bytes, in constant time.
    public static func == (left: Self, right: Self) -> Bool { SecretBytes.areEqual(left.bytes, right.bytes) }

    /// Whether two texts from outside are the same; the time depends on their lengths only.
    public static func areEqual(_ left: String, _ right: String) -> Bool {
        SecretBytes.areEqual(Array(left.utf8), Array(right.utf8))
    }
}
