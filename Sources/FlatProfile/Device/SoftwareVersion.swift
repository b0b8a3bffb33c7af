import Notation

/// A firmware or hardware version as rules compare it: `sip88xx.11-3-2MPP0001-609`, `11-1-0MPP`, `7.5.2b`, `2.0.6`.
///
/// The model before the first part and a final `.loads` are not part of the version; nor is what a private build writes
/// behind its load number (`sip8845_65.12-0-2MPP0001-20230510-156252b771`). Hyphens and dots mean the same.
/// Source: Provisioning Formats, "Conditional Expressions"; Phone Features and Setup, "Macro Variables".
public struct SoftwareVersion: Hashable, Comparable, Sendable {
    /// How the version is written; only versions of one format can be compared in a rule.
    public enum Format: Hashable, Sendable {
        /// A load of an MPP phone: a model, hyphens or `MPP` occur in it.
        case load
        /// Numbers and dots alone, perhaps with a letter behind the last number: `7.5.2b`, `2.0.6`.
        case dotted
    }

    /// One part between separators: its numbers first, then its letters.
    struct Part: Hashable, Comparable, Sendable {
        var numbers: [UInt64]
        var letters: String

        static func < (left: Self, right: Self) -> Bool {
            left.numbers == right.numbers
                ? left.letters < right.letters : left.numbers.lexicographicallyPrecedes(right.numbers)
        }
    }

    /// How it was written.
    public let format: Format
    /// Major, minor, micro; old loads have a fourth one.
    let fields: [Part]
    /// The load number, if there is one.
    let build: Part?

    /// Reads a version; at least two parts, the first of which begins with a digit.
    public init(_ text: String) throws(SoftwareVersionError) {
        var parts: [Part] = []
        var isLoad = false
        for piece in Self.pieces(of: text, isLoad: &isLoad) {
            guard let part = Part(piece) else { throw .notAVersion }
            parts.append(part)
        }
        guard parts.count >= 2, parts[0].numbers.count > 0 else { throw .notAVersion }
        format = isLoad || parts.contains { $0.letters.hasPrefix("mpp") } ? .load : .dotted
        // The part with letters ends the release (`2MPP0001`, `7MPP`, `2b`); the part behind it is the load number.
        let release = parts.firstIndex { !$0.letters.isEmpty } ?? parts.count - 1
        fields = Array(parts[...release])
        build = parts.dropFirst(release + 1).first
    }

    /// The release in numbers, as the User-Agent gives it: `12.0.7`; a micro number of 0 is left out (`11.0`).
    ///
    /// Source: the examples `Cisco-CP-8841-3PCC/11.0` and `Cisco-CP-8865-3PCC/12.0.2`.
    public var release: String {
        var numbers = fields.prefix(3).compactMap(\.numbers.first)
        if numbers.count == 3, numbers[2] == 0 { numbers.removeLast() }
        return numbers.map(String.init).joined(separator: ".")
    }

    /// Major, minor, micro from left to right; only if all are equal, the load number. A missing part comes first.
    public static func < (left: Self, right: Self) -> Bool {
        guard left.fields == right.fields else { return left.fields.lexicographicallyPrecedes(right.fields) }
        switch (left.build, right.build) {
        case (let left?, let right?): return left < right
        case (nil, .some): return true
        default: return false
        }
    }

    /// Whether both are the same version, however they are written.
    public static func == (left: Self, right: Self) -> Bool {
        left.fields == right.fields && left.build == right.build
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(fields)
        hasher.combine(build)
    }

    /// As `<`, `==` and `>`, for two versions of one format; `differentFormats` for `11.0.0` against `sip88xx.11-0-0MPP-1`.
    ///
    /// - Returns: Less than, equal to or greater than zero, as this version is older than, equal to or newer than the other.
    public func compared(to other: Self) throws(SoftwareVersionError) -> Int {
        guard format == other.format else { throw .differentFormats }
        return self == other ? 0 : self < other ? -1 : 1
    }

    /// The parts of the text without its model and `.loads`.
    private static func pieces(of text: String, isLoad: inout Bool) -> [Substring.UTF8View] {
        var rest = text.utf8[...]
        let suffix = ".loads".utf8
        if rest.count > suffix.count, zip(rest.suffix(suffix.count), suffix).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
            rest.removeLast(suffix.count)
            isLoad = true
        }
        if let first = rest.first, first.isLetter, let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
            rest = rest[rest.index(after: dot)...]
            isLoad = true
        }
        isLoad = isLoad || rest.contains(UInt8(ascii: "-"))
        return rest.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }
}

extension SoftwareVersion.Part {
    /// Reads letters and digits; nil for an empty text, another character, or a number that 64 bits do not hold.
    fileprivate init?(_ text: Substring.UTF8View) {
        guard !text.isEmpty, text.count <= 64 else { return nil }
        numbers = []
        letters = ""
        var isInNumber = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = UInt64(byte - UInt8(ascii: "0"))
                let before = isInNumber ? numbers.removeLast() : 0
                let (tens, overflows) = before.multipliedReportingOverflow(by: 10)
                let (number, carries) = tens.addingReportingOverflow(digit)
                guard !overflows, !carries else { return nil }
                numbers.append(number)
                isInNumber = true
            case _ where byte.isLetter:
                letters.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
                isInNumber = false
            default:
                return nil
            }
        }
    }
}

/// Why a text is no version, or two versions cannot be compared.
public enum SoftwareVersionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not in a format of a version.
    case notAVersion
    /// One is a load (`sip88xx.11-0-0MPP-1`), the other is dotted (`11.0.0`).
    case differentFormats

    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .notAVersion:
            "not a version: write it as in sip88xx.12-0-7MPP0201-66, 11-1-0MPP or 7.5.2b"
        case .differentFormats:
            "versions of different formats cannot be compared: use the format of the phone's own version"
        }
    }
}
