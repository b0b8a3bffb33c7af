/// What a phone has to open the answer of a server with.
///
/// Source: Provisioning Formats, "Encrypt a Profile with AES-256-CBC" and "HTTP Content Encryption".
public struct AnswerKeys: Sendable {
    /// The key for files of `openssl enc`; nil if the rule has none.
    let passPhrase: Result<ProfileKey, SealError>?
    /// The key for answers in the content coding `aes128gcm`; nil if the phone has none.
    let keyingMaterial: Result<ProfileKey, SealError>?

    /// - Parameter passPhrase: The value of the rule's option `--key`; nil if it has none. An empty one opens nothing: the rule says that the
    ///   file is sealed.
    /// - Parameter keyingMaterial: The value of `IKM_HTTP_Encrypt_Content`; empty is none.
    public init(passPhrase: String? = nil, keyingMaterial: String = "") {
        self.passPhrase = passPhrase.map { Self.key($0, .aes256cbc) }
        self.keyingMaterial = keyingMaterial.isEmpty ? nil : Self.key(keyingMaterial, .aes128gcm)
    }

    private static func key(_ text: String, _ scheme: SealScheme) -> Result<ProfileKey, SealError> {
        Result { () throws(SealError) in try ProfileKey(text.utf8, for: scheme) }
    }
}
