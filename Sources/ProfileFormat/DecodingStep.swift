/// One thing that was done to the answer of a server on the way to its parameters. Nothing of keys and content is in it.
public enum DecodingStep: Hashable, Sendable {
    /// A content coding of the server was undone: `gzip`, `deflate`.
    case undid(coding: String)
    /// It was opened by the key for `aes128gcm`, `IKM_HTTP_Encrypt_Content`.
    case openedByKeyingMaterial
    /// It was opened by the key of the rule, which this digest made of the pass phrase.
    case openedByPassPhrase(KeyDigest)
    /// The file was a gzip file itself, and was unpacked.
    case gunzipped
    /// So many elements for parameters were read of it, known or not.
    case read(elements: Int)
}

extension DecodingStep: CustomStringConvertible {
    /// A part of a sentence: what was done.
    public var description: String {
        switch self {
        case .undid(let coding): "Content-Encoding \(coding) undone"
        case .openedByKeyingMaterial: "opened with IKM_HTTP_Encrypt_Content (aes128gcm)"
        case .openedByPassPhrase(let digest): "opened with --key (AES-256-CBC, key by \(digest.rawValue))"
        case .gunzipped: "gunzipped"
        case .read(elements: 1): "1 element read"
        case .read(let elements): "\(elements) elements read"
        }
    }
}
