/// What a server did to a file on its way: the line `Content-Encoding` of an answer.
///
/// Source: RFC 9110, section 8.4. The phone says that it takes deflate and gzip (captured requests); `aes128gcm` is that of RFC 8188, which
/// "Provisioning Formats" names.
struct ContentCodings {
    private enum Coding: String {
        case gzip, deflate, aes128gcm
    }

    /// In the order in which the server applied them.
    private var codings: [Coding] = []

    /// Whether the answer is sealed, so that the key of the rule does not count.
    var isSealed: Bool { codings.contains(.aes128gcm) }

    init(_ line: String) throws(ProfileFormatError) {
        for word in line.split(separator: ",").map({ $0.trimmingBlanks.lowercased() }) where !word.isEmpty {
            switch word {
            case "identity": break
            case "gzip", "x-gzip": codings.append(.gzip)
            case "deflate": codings.append(.deflate)
            case "aes128gcm": codings.append(.aes128gcm)
            default: throw ProfileFormatError(.unknownCoding(Self.shown(word)))
            }
        }
        // Nobody packs more than twice or seals more than once, and each layer may unpack to the limit.
        let seals = codings.count { $0 == .aes128gcm }
        guard seals <= 1, codings.count - seals <= 2 else { throw ProfileFormatError(.unknownCoding(Self.shown(line))) }
    }

    /// The file as it was before the server packed or sealed it; nil if the server did nothing to it.
    ///
    /// - Parameter key: The input keying material for `aes128gcm`; nil if the phone has none.
    func undone(
        _ bytes: [UInt8], key: Result<ProfileKey, SealError>?, limits: ProfileLimits,
        noting steps: inout [DecodingStep]
    ) throws(ProfileFormatError) -> [UInt8]? {
        guard !codings.isEmpty else { return nil }
        var result = bytes
        for coding in codings.reversed() {
            guard coding != .aes128gcm else {
                result = try unsealed(result, key, limits)
                steps.append(.openedByKeyingMaterial)
                continue
            }
            let (unpacked, fault) = result.withUnsafeBytes { Self.undo(coding, $0, limits: limits) }
            if let fault { throw ProfileFormatError(fault) }
            result = unpacked
            steps.append(.undid(coding: coding.rawValue))
        }
        return result
    }

    private func unsealed(
        _ message: [UInt8], _ key: Result<ProfileKey, SealError>?, _ limits: ProfileLimits
    ) throws(ProfileFormatError) -> [UInt8] {
        guard let key else { throw ProfileFormatError(.noKeyingMaterial) }
        do throws(SealError) {
            return try SealedProfile.message(message, with: key.get(), limits: limits)
        } catch {
            throw ProfileFormatError(.sealed(error))
        }
    }

    private static func undo(
        _ coding: Coding, _ packed: UnsafeRawBufferPointer, limits: ProfileLimits
    ) -> (bytes: [UInt8], fault: ProfileFormatError.Reason?) {
        // An answer without a body is empty, however it was to be packed.
        guard !packed.isEmpty else { return ([], .empty) }
        guard packed.count <= limits.packedSize else { return ([], .packedTooLarge(limit: limits.packedSize)) }
        switch coding {
        case .gzip where !Gzip.begins(packed): return ([], .codingDamaged("gzip"))
        case .gzip: return Gzip.unpack(packed, limit: limits.size)
        case .deflate: return Gzip.unpackDeflate(packed, limit: limits.size)
        case .aes128gcm: preconditionFailure("a seal is opened, not unpacked")
        }
    }

    /// A word of a server, fit for a sentence.
    private static func shown(_ word: String) -> String {
        let harmless = word.unicodeScalars.filter { $0.isASCII && $0.value > 0x20 && $0.value < 0x7f }
        let shown = String(String.UnicodeScalarView(harmless.prefix(40)))
        return harmless.count > 40 ? shown + "…" : shown
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return self[...last].drop(while: isBlank)
    }
}
