public import FlatProfile
internal import Notation

/// Reads a MAC address in every form in which it is printed, typed or exported.
public enum MACText {
    /// Why a text is no MAC address of a device.
    public enum Fault: Error, Hashable, Sendable {
        /// Nothing stands there.
        case empty
        /// That character has no place in one.
        case character(Character)
        /// It has that many hexadecimal digits in place of twelve.
        case digits(Int)
        /// Its digits are not in groups of two or four.
        case grouping
        /// It looks like a number that a spreadsheet program made of it: leading zeros are gone, or it is rounded.
        case spreadsheetNumber
        /// An address of a group of devices (the lowest bit of its first byte is set), or of none.
        case noDevice
    }

    /// Reads `00:0e:08:aa:bb:cc`, `00-0E-08-AA-BB-CC`, `000E.08AA.BBCC`, `000e08aabbcc`, `00 0E 08 AA BB CC`, each also behind `MAC`,
    /// `MAC:`, `MAC address =` and the like.
    public static func read(_ text: some StringProtocol) -> Result<MACAddress, Fault> {
        let body = withoutPrefix(text)
        guard !body.isEmpty else { return .failure(.empty) }
        let parted = String(body.map { $0 == " " || $0 == "_" ? "-" : $0 })
        // Six groups with dots are no form that anybody documents, but one that people type.
        let groups = parted.split(separator: ".", omittingEmptySubsequences: false)
        let joined = groups.count == 6 ? groups.joined(separator: "-") : parted
        guard let mac = MACAddress(joined) else { return .failure(fault(of: String(body))) }
        return mac.bits & (1 << 40) != 0 || mac.bits == 0 ? .failure(.noDevice) : .success(mac)
    }

    private static func withoutPrefix(_ text: some StringProtocol) -> Substring {
        var body = Substring(text).trimmed
        // Excel's way to say that a cell is text.
        if body.first == "'" { body = body.dropFirst() }
        guard body.lowercased().hasPrefix("mac") else { return body }
        body = body.dropFirst(3).trimmed
        for word in ["address", "adresse", "addr", "id", "no", "#"] where body.lowercased().hasPrefix(word) {
            body = body.dropFirst(word.count).trimmed
            break
        }
        return body.drop { ":=#.-_ \t".contains($0) }
    }

    private static func fault(of text: String) -> Fault {
        let isScientific =
            text.wholeMatchesNumber
            && text.lowercased().contains("e+")
        if isScientific { return .spreadsheetNumber }
        if let strange = text.first(where: { !($0.isASCII && $0.isHexDigit) && !":-. ".contains($0) }) {
            return .character(strange)
        }
        let digits = text.count { $0.isHexDigit }
        guard digits != 12 else { return .grouping }
        // `000832147095` becomes 832147095 in a cell that is not text.
        return digits < 12 && digits >= 6 && text.utf8.allSatisfy(\.isDigit) ? .spreadsheetNumber : .digits(digits)
    }
}

extension MACText.Fault: CustomStringConvertible {
    /// What is wrong and what to do, without the place.
    public var description: String {
        switch self {
        case .empty: "the MAC address is missing; it stands on the label as twelve digits such as 000E08AABBCC"
        case .character(let character):
            "\(quoted(String(character))) has no place in a MAC address; write twelve hexadecimal digits such as 00:0e:08:aa:bb:cc"
        case .digits(let count):
            "a MAC address has twelve hexadecimal digits, this one has \(count); compare it with the label"
        case .grouping:
            "the digits are not in groups of two or four; write 00:0e:08:aa:bb:cc, 000e.08aa.bbcc or 000e08aabbcc"
        case .spreadsheetNumber:
            "this is a number that a spreadsheet program made of a MAC address; format the column as text and enter the addresses again"
        case .noDevice: "this is not the address of a device but of a group or of nobody; compare it with the label"
        }
    }
}

/// Reads a serial number as it is printed.
public enum SerialText {
    /// The longest serial number that is taken.
    public static let longest = 32

    /// The number in capitals, without `SN:`, `S/N` or the like before it; nil for anything but letters, digits, `-`, `_` and dots.
    public static func read(_ text: some StringProtocol) -> String? {
        var body = Substring(text).trimmed
        if body.first == "'" { body = body.dropFirst() }
        for word in ["serial number", "serial no", "serial", "s/n", "sn"] where body.lowercased().hasPrefix(word) {
            // `SN` may begin a number: only with a sign behind it, it is none of its letters.
            let rest = body.dropFirst(word.count)
            guard let next = rest.first, ":=#. ".contains(next) else { continue }
            body = rest.drop { ":=#. ".contains($0) }
            break
        }
        let isSerial =
            (1...longest).contains(body.utf8.count)
            && body.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_.".utf8.contains($0) }
            && body.utf8.contains { $0.isLetter || $0.isDigit } && body != ".."
        return isSerial ? body.uppercased() : nil
    }
}

/// Reads a model as lists and labels have it.
public enum ModelText {
    /// The model of a number (`8841`), a product name (`CP-8841-3PCC`), an order code (`CP-8841-3PCC-K9=`, `CP-6841-3PW-NA-K9`) or a
    /// description that holds one (`Cisco IP Phone 8841`); nil if no model that exists is meant, or a phone with other firmware
    /// (`CP-8841-K9`).
    public static func read(_ text: some StringProtocol) -> Model? {
        let words = text.uppercased().split(whereSeparator: { $0.isWhitespace || "=_/()".contains($0) })
        for word in words.reversed() {
            if let model = model(of: word) { return model }
        }
        return nil
    }

    private static func model(of word: Substring) -> Model? {
        var parts = word.split(separator: "-")
        if parts.first == "CP" || parts.first == "DP" { parts.removeFirst() }
        guard let number = parts.first, let model = Model(named: String(number)) else { return nil }
        let rest = parts.dropFirst()
        return rest.isEmpty || rest.contains { $0.hasPrefix("3P") || $0 == "MPP" } ? model : nil
    }

    /// The model that may be meant by a text that names none; nil if nothing is near.
    public static func nearest(to text: some StringProtocol) -> Model? {
        let digits = text.split(whereSeparator: { !$0.isNumber }).max { $0.count < $1.count }.map { String($0) } ?? ""
        return Nearest.word(to: digits, among: Model.all.map(\.number)).flatMap { Model(named: $0) }
    }
}

extension Substring {
    /// Without white space at its ends.
    var trimmed: Substring {
        var rest = drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}

extension String {
    /// Whether it is written as numbers are: `1,2E+10`.
    fileprivate var wholeMatchesNumber: Bool {
        utf8.allSatisfy { $0.isDigit || "eE+.,".utf8.contains($0) }
    }
}

/// A text in quotation marks, at most 40 characters of it, without control characters.
func quoted(_ text: some StringProtocol) -> String {
    let shown = text.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7f ? "\u{2423}" : Character($0) }
    let line = String(shown)
    return line.count <= 40 ? "“\(line)”" : "“\(line.prefix(39))…”"
}
