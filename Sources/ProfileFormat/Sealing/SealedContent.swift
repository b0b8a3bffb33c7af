/// What stands inside a seal: the text of a profile, plain or compressed with gzip.
enum SealedContent {
    static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { Gzip.begins($0) } }

    /// The text if there is one: gzip unpacks as a whole, its check sum holds, the rest is text in its encoding, without characters that XML
    /// does not have, and begins with `<`.
    ///
    /// All of it is looked at, not only its begin: it is all that notices a changed AES-256-CBC file, and a refusal that comes from the
    /// padding must look like one that comes from the text.
    static func text(of bytes: [UInt8], limits: ProfileLimits) -> Result<[UInt8], ProfileFormatError> {
        unpacked(bytes, limits: limits).flatMap { text in
            text.withUnsafeBytes { fault(of: $0, limits: limits) }.map(Result.failure) ?? .success(text)
        }
    }

    /// The bytes without gzip.
    static func unpacked(_ bytes: [UInt8], limits: ProfileLimits) -> Result<[UInt8], ProfileFormatError> {
        guard isCompressed(bytes) else { return .success(bytes) }
        guard bytes.count <= limits.packedSize else {
            return .failure(ProfileFormatError(.packedTooLarge(limit: limits.packedSize)))
        }
        let (text, reason) = bytes.withUnsafeBytes { Gzip.unpack($0, limit: limits.size) }
        if let reason { return .failure(ProfileFormatError(reason)) }
        return isCompressed(text) ? .failure(ProfileFormatError(.gzipTwice)) : .success(text)
    }

    private static func fault(of bytes: UnsafeRawBufferPointer, limits: ProfileLimits) -> ProfileFormatError? {
        let (text, fault) = SourceText.prepare(bytes, limits: limits, mending: false)
        switch text {
        case .inPlace(let bytes): return fault ?? faultOfText(bytes)
        case .converted(let bytes): return fault ?? bytes.withUnsafeBytes { faultOfText($0) }
        case nil: return fault ?? ProfileFormatError(.binary)
        }
    }

    private static func faultOfText(_ text: UnsafeRawBufferPointer) -> ProfileFormatError? {
        guard let first = text.first(where: { !SourceText.isBlank($0) }) else { return ProfileFormatError(.empty) }
        guard first == UInt8(ascii: "<") else { return ProfileFormatError(.plainText) }
        return text.contains { $0 < 0x20 && !SourceText.isBlank($0) } ? ProfileFormatError(.binary) : nil
    }
}
