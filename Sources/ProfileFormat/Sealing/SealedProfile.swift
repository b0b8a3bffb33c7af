/// Seals profiles and reports, and opens them: AES-256-CBC as `openssl enc` writes it, and `aes128gcm` of RFC 8188. The key tells which.
///
/// Only `aes128gcm` notices every change. AES-256-CBC has no check sum: a changed bit spoils 16 bytes of the text, and what is then no longer
/// text is refused, but there is no promise.
public enum SealedProfile {
    /// How a profile is sealed, besides the key.
    public struct Options: Hashable, Sendable {
        /// For `aes256cbc`: how the key is made of the pass phrase.
        public var digest = KeyDigest.sealing
        /// Whether the profile is compressed with gzip first, which makes it some ten times smaller.
        public var isCompressed = false

        /// Neither compressed nor anything unusual.
        public init() {}
    }

    /// The scheme of a sealed file by how it begins: what does not begin as `openssl enc` has it is taken for `aes128gcm`.
    public static func scheme(of file: [UInt8]) -> SealScheme {
        file.withUnsafeBufferPointer { PassPhraseSeal.begins($0) } ? .aes256cbc : .aes128gcm
    }

    /// The profile that is in a sealed file; if it was compressed with gzip before, unpacked.
    ///
    /// For `aes256cbc` what comes out must be text with a `<` at its begin, as `ProfileReader` reads it, plain or in gzip; else the next
    /// digest of `KeyDigest.opening` is tried. Whether it is well-formed and holds parameters is not looked at.
    ///
    /// - Parameter file: The file as it was fetched, up to `ProfileLimits.packedSize`.
    ///
    /// Throws `tooLarge`; `notSealed` for what is a profile already; `content` for a damaged gzip file in an authentic message; and
    /// `doesNotOpen` for everything else.
    public static func open(
        _ file: [UInt8], with key: ProfileKey, limits: ProfileLimits = .standard
    ) throws(SealError) -> [UInt8] {
        try opened(file, with: key, limits: limits).text
    }

    /// What was in a sealed file, and what it took to get it out.
    struct Opened {
        var text: [UInt8]
        var steps: [DecodingStep]
    }

    /// Opens a sealed file as `open` does, and tells how.
    static func opened(
        _ file: [UInt8], with key: ProfileKey, limits: ProfileLimits
    ) throws(SealError) -> Opened {
        guard file.count <= limits.packedSize else { throw .tooLarge(limit: limits.packedSize) }
        let opened =
            switch key.scheme {
            case .aes256cbc: openedByPassPhrase(file, key, limits)
            case .aes128gcm: try openedByRecords(file, key, limits)
            }
        if let opened { return opened }
        if case .success = SealedContent.text(of: file, limits: limits) { throw .notSealed }
        throw .doesNotOpen
    }

    /// The sealed file of a profile or report, which may be compressed with gzip already. Salts are random: no two files are the same.
    ///
    /// Throws `content` for what `ProfileReader` would not even begin to read, because nobody could open it again; `tooLarge` if more would
    /// come out than a phone fetches (`ProfileLimits.packedSize`); and `cryptography`.
    public static func seal(
        _ content: [UInt8], with key: ProfileKey, options: Options = Options(), limits: ProfileLimits = .standard
    ) throws(SealError) -> [UInt8] {
        if case .failure(let error) = SealedContent.text(of: content, limits: limits) { throw .content(error) }
        let packed =
            options.isCompressed && !SealedContent.isCompressed(content) ? ProfileWriter.gzip(content) : content
        guard packed.count < limits.packedSize else { throw .tooLarge(limit: limits.packedSize) }
        let saltSize = key.scheme == .aes256cbc ? PassPhraseSeal.saltSize : RecordSeal.saltSize
        guard let salt = [UInt8](randomCount: saltSize) else { throw .cryptography("make random bytes") }
        let sealed = packed.withUnsafeBufferPointer { content in
            switch key.scheme {
            case .aes256cbc: PassPhraseSeal.seal(content, with: key, digest: options.digest, salt: salt)
            case .aes128gcm: RecordSeal.seal(content, with: key, salt: salt)
            }
        }
        guard let sealed else { throw .cryptography("seal with \(key.scheme.rawValue)") }
        guard sealed.count <= limits.packedSize else { throw .tooLarge(limit: limits.packedSize) }
        return sealed
    }

    private static func openedByPassPhrase(_ file: [UInt8], _ key: ProfileKey, _ limits: ProfileLimits) -> Opened? {
        for digest in KeyDigest.opening {
            let opened = file.withUnsafeBufferPointer { PassPhraseSeal.open($0, with: key, digest: digest) }
            if let opened, case .success(let text) = SealedContent.text(of: opened, limits: limits) {
                return Opened(text: text, steps: [.openedByPassPhrase(digest)] + unpacking(of: opened))
            }
        }
        return nil
    }

    /// What the answer of a server holds below its content coding `aes128gcm`: a file as it would have been fetched, perhaps still gzip.
    ///
    /// Throws `tooLarge`, `notSealed` and `doesNotOpen`.
    static func message(
        _ message: [UInt8], with key: ProfileKey, limits: ProfileLimits
    ) throws(SealError) -> [UInt8] {
        guard message.count <= limits.packedSize else { throw .tooLarge(limit: limits.packedSize) }
        if let opened = message.withUnsafeBufferPointer({ RecordSeal.open($0, with: key) }) { return opened }
        if case .success = SealedContent.text(of: message, limits: limits) { throw .notSealed }
        throw .doesNotOpen
    }

    /// What an authentic message holds needs no proof of being a profile: its reader says what is wrong with it.
    private static func openedByRecords(
        _ file: [UInt8], _ key: ProfileKey, _ limits: ProfileLimits
    ) throws(SealError) -> Opened? {
        guard let opened = file.withUnsafeBufferPointer({ RecordSeal.open($0, with: key) }) else { return nil }
        let text = try SealedContent.unpacked(opened, limits: limits).mapError(SealError.content).get()
        return Opened(text: text, steps: [.openedByKeyingMaterial] + unpacking(of: opened))
    }

    private static func unpacking(of content: [UInt8]) -> [DecodingStep] {
        SealedContent.isCompressed(content) ? [.gunzipped] : []
    }
}
