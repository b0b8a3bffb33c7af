/// How much of a file is read before it is refused: a profile comes from the network, and a few bytes of gzip can unpack to gigabytes.
public struct ProfileLimits: Hashable, Sendable {
    /// Bytes of a gzip file as it was fetched; 16 MiB.
    public var packedSize = 16 << 20
    /// Bytes of the text, unpacked and in UTF-8; 64 MiB. The largest exports known have 0.2 MB.
    public var size = 64 << 20
    /// How deep elements may be nested, the root counted as 1; 64. Exports have 3.
    public var depth = 64
    /// Elements in the file; 200,000. The largest exports known have 3,000.
    public var elements = 200_000
    /// Bytes of one value in UTF-8, before white space is trimmed; 65,536. The longest documented parameter holds 2,047 characters.
    public var valueLength = 65_536
    /// Attributes of one element, name space declarations included; 32. Exports have 3.
    public var attributes = 32
    /// Bytes from `<` to `>` of one start tag; 16,384. It bounds the work of comparing attributes with each other.
    public var tagLength = 16_384

    /// The limits that are used unless told otherwise.
    public static let standard = ProfileLimits()

    /// The standard limits, to be changed one by one.
    public init() {}
}
