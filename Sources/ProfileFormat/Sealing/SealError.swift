/// Why a profile was not sealed or not opened. It holds nothing of the key and nothing of what was sealed.
public enum SealError: Error, Hashable, Sendable {
    /// The key has no bytes.
    case emptyKey
    /// The key is longer than `ProfileKey.sizeLimit`.
    case keyTooLong(limit: Int)
    /// The sealed file is, or would be, larger than `ProfileLimits.packedSize`.
    case tooLarge(limit: Int)
    /// The file is a profile already: plain, or compressed with gzip.
    case notSealed
    /// It does not open: a wrong key and a file that was changed, cut off or never sealed are told by one sentence, so that nobody who
    /// sends files learns from the answer how close they came.
    case doesNotOpen
    /// What is to be sealed is no profile; or what an authentic `aes128gcm` message holds is a gzip file that does not unpack.
    indirect case content(ProfileFormatError)
    /// OpenSSL refused to do that.
    case cryptography(String)
}

extension SealError: CustomStringConvertible {
    /// One sentence: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .emptyKey:
            "the key is empty; a sealed profile needs a secret"
        case .keyTooLong(let limit):
            "the key is longer than \(limit) bytes; choose a shorter one"
        case .tooLarge(let limit):
            "the sealed file has or would have more than \(limit) bytes, which is more than a phone fetches"
        case .notSealed:
            "the file is not sealed, but a profile as it stands; remove the key from the rule (or Content-Encoding: aes128gcm from the "
                + "answer), or seal the file"
        case .doesNotOpen:
            "the file does not open: it was sealed with another key, or it was changed or cut off since, or it holds no profile; "
                + "compare the keys and seal it again"
        case .content(let error):
            "the content is no profile: \(error)"
        case .cryptography(let what):
            "OpenSSL cannot \(what) on this machine"
        }
    }
}
