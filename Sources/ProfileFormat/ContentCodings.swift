/// What a server did to a file on its way: the line `Content-Encoding` of an answer.
///
/// Source: RFC 9110, section 8.4. The phone says that it takes deflate and gzip (captured requests).
struct ContentCodings {
    private enum Coding {
        case gzip, deflate
    }

    /// In the order in which the server applied them.
    private var codings: [Coding] = []

    init(_ line: String) throws(ProfileFormatError) {
        let words = line.split(separator: ",").map { $0.trimmingBlanks.lowercased() }.filter {
            $0 != "identity" && $0 != ""
        }
        // Nobody packs more than twice, and each layer may unpack to the limit.
        guard words.count <= 2 else { throw ProfileFormatError(.unknownCoding(Self.shown(line))) }
        for word in words {
            switch word {
            case "gzip", "x-gzip": codings.append(.gzip)
            case "deflate": codings.append(.deflate)
            case "aes128gcm": throw ProfileFormatError(.encryptedCoding)
            default: throw ProfileFormatError(.unknownCoding(Self.shown(word)))
            }
        }
    }

    /// The file as it was before the server packed it; nil if the server did nothing to it.
    func undone(_ bytes: [UInt8], limits: ProfileLimits) throws(ProfileFormatError) -> [UInt8]? {
        guard !codings.isEmpty else { return nil }
        var result = bytes
        for coding in codings.reversed() {
            let (unpacked, fault) = result.withUnsafeBytes { Self.undo(coding, $0, limits: limits) }
            if let fault { throw ProfileFormatError(fault) }
            result = unpacked
        }
        return result
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
        }
    }

    /// A word of a server, fit for a sentence.
    private static func shown(_ word: String) -> String {
        let harmless = word.unicodeScalars.filter { $0.isASCII && $0.value > 0x20 && $0.value < 0x7f }
        return String(String.UnicodeScalarView(harmless.prefix(40)))
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return self[...last].drop(while: isBlank)
    }
}
