public import FlatProfile
internal import Notation

/// What a bar code scanner typed: a MAC address, a serial number, a model, or several of them out of one code.
public struct ScanReading: Hashable, Sendable {
    /// The MAC address.
    public var mac: MACAddress?
    /// The serial number, in capitals.
    public var serialNumber: String?
    /// The model.
    public var model: Model?

    /// A reading of those parts.
    public init(mac: MACAddress? = nil, serialNumber: String? = nil, model: Model? = nil) {
        self.mac = mac
        self.serialNumber = serialNumber
        self.model = model
    }
}

/// Why a scan says nothing about a device.
public enum ScanFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing came.
    case empty
    /// More than any code holds.
    case tooLong
    /// An article number (EAN, UPC, GTIN), which all phones of a model share.
    case articleNumber(String)
    /// Said to be a MAC address, and is none.
    case mac(MACText.Fault, String)
    /// A MAC address in which another keyboard layout put other signs.
    case keyboardLayout(String)
    /// Codes of several devices without an Enter between them.
    case severalDevices
    /// An address of the World Wide Web.
    case webAddress(String)
    /// Something else.
    case junk(String)

    /// One sentence: what was found, and what to do.
    public var description: String {
        switch self {
        case .empty: "nothing was scanned; scan the code beside MAC or S/N on the label"
        case .tooLong: "the scan is longer than any code of a label; scan one code after the other"
        case .articleNumber(let text):
            "\(quoted(text)) is the article number, which all phones of a model share; scan the code beside MAC or S/N"
        case .mac(let fault, let text): "\(quoted(text)) is no MAC address: \(fault)"
        case .keyboardLayout(let text):
            "\(quoted(text)) looks like a MAC address typed on another keyboard layout; set the scanner to the layout of this computer"
        case .severalDevices:
            "codes of several devices came as one; set the scanner to send Enter behind each code, and scan them one by one"
        case .webAddress(let text):
            "\(quoted(text)) is an address, probably of a manual; scan the code beside MAC or S/N"
        case .junk(let text):
            "\(quoted(text)) is neither a MAC address nor a serial number; scan the code beside MAC or S/N on the label"
        }
    }
}

/// Reads what scanners type.
public enum ScanText {
    /// The longest scan that is looked at, in bytes.
    public static let longest = 1024

    /// Reads a line without its end.
    ///
    /// Understood are all printed forms of MAC addresses and serial numbers with and without words before them; AIM identifiers (`]C1`, ISO/IEC
    /// 15424); data of GS1 with application identifiers, with and without parentheses; the data identifiers `S`, `23S` and `1P` (ANSI MH10.8.2),
    /// alone or in an envelope of ISO/IEC 15434; codes with several fields; and two codes that ran together.
    public static func read(_ line: String) -> Result<ScanReading, ScanFault> {
        guard line.utf8.count <= longest else { return .failure(.tooLong) }
        let text = withoutIdentifier(Substring(line).trimmedOfControls)
        guard !text.isEmpty else { return .failure(.empty) }
        if text.contains("://") { return .failure(.webAddress(String(text))) }
        var reading = ScanReading()
        var fault: ScanFault?
        // The whole first: blanks may stand inside a MAC address.
        if case .success(let mac) = MACText.read(text), !isArticleNumber(text) {
            return .success(ScanReading(mac: mac))
        }
        for field in fields(of: text) {
            switch readField(field) {
            case .failure(let found): fault = fault ?? found
            case .success(let found):
                guard reading.merge(found) else { return .failure(.severalDevices) }
            }
        }
        if reading != ScanReading() {
            // Of a field that is clearly a MAC address, but a wrong one, nothing else of the code helps.
            if reading.mac == nil, case .mac? = fault, let fault { return .failure(fault) }
            return .success(reading)
        }
        return .failure(fault ?? .junk(String(text)))
    }

    // MARK: Fields

    /// `]C1` and its kin, which a scanner may be set to send before each code.
    private static func withoutIdentifier(_ text: Substring) -> Substring {
        let head = Array(text.utf8.prefix(3))
        guard head.count == 3, head[0] == UInt8(ascii: "]"), head[1].isLetter, head[2].isDigit || head[2].isLetter
        else {
            return text
        }
        return text.dropFirst(3)
    }

    private static func fields(of text: Substring) -> [Substring] {
        if let fields = envelope(text) { return fields }
        if let fields = gs1(text) { return fields }
        return text.split { ",;|\t\u{1d}\u{1e}".contains($0) }.flatMap { part in
            // What people call the device, on labels of our own: anything may stand there.
            part.trimmed.uppercased().hasPrefix("NAME:") ? [] : isWhole(part) ? [part.trimmed] : words(part)
        }
    }

    /// Whether the part is one thing, although there are blanks in it.
    private static func isWhole(_ part: Substring) -> Bool {
        if case .success = MACText.read(part) { return true }
        return !part.trimmed.contains { $0.isWhitespace }
    }

    /// The words of a part; `MAC:` and `SN` stay with what follows them.
    private static func words(_ part: Substring) -> [Substring] {
        let words = part.split(whereSeparator: \.isWhitespace)
        var fields: [Substring] = []
        var label: Substring?
        for word in words {
            let bare = word.lowercased().filter { $0.isLetter }
            let isLabel =
                ["mac", "sn", "serial", "address", "number", "no", "pn", "pid", "model", "addr"].contains(bare)
                && !word.contains { $0.isNumber }
            if isLabel {
                label = label ?? word
            } else {
                fields.append(label.map { $0.last == ":" ? "\($0)\(word)" : "\($0):\(word)" } ?? word)
                label = nil
            }
        }
        return fields
    }

    /// The fields of an envelope: `[)>` RS `06` GS field GS field RS EOT.
    private static func envelope(_ text: Substring) -> [Substring]? {
        guard text.hasPrefix("[)>") else { return nil }
        let parts = text.dropFirst(3).split { "\u{1d}\u{1e}\u{4}".contains($0) }
        return parts.filter { !["05", "06"].contains($0) }
    }

    /// The fields behind application identifiers: `(01)00882658571234(21)FCH2305DMH0`, or without parentheses if the first one is `01`.
    private static func gs1(_ text: Substring) -> [Substring]? {
        if text.hasPrefix("(") {
            return text.split(separator: "(").compactMap { part in
                let pair = part.split(separator: ")", maxSplits: 1)
                return pair.count == 2 && ["21", "240", "250"].contains(pair[0]) ? "SN:\(pair[1].trimmed)" : nil
            }
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard text.hasPrefix("01"), digits.count >= 18, isArticleNumber(text.dropFirst(2).prefix(14)),
            text.dropFirst(16).hasPrefix("21")
        else { return nil }
        return ["SN:\(text.dropFirst(18).prefix { $0 != "\u{1d}" })"]
    }

    private static func readField(_ field: Substring) -> Result<ScanReading, ScanFault> {
        let capitals = field.uppercased()
        if isArticleNumber(field) { return .failure(.articleNumber(String(field))) }
        let mac = MACText.read(field)
        if case .success(let mac) = mac { return .success(ScanReading(mac: mac)) }
        if capitals.hasPrefix("MAC"), case .failure(let fault) = mac { return .failure(.mac(fault, String(field))) }
        if let reading = labelled(field, capitals) { return .success(reading) }
        if let model = model(field) { return .success(ScanReading(model: model)) }
        if let reading = runTogether(capitals) { return reading }
        if isSerial(capitals) { return .success(ScanReading(serialNumber: capitals)) }
        return .failure(fault(of: field))
    }

    /// A field behind `SN:`, `S/N`, `PN:` or a data identifier.
    private static func labelled(_ field: Substring, _ capitals: String) -> ScanReading? {
        for prefix in ["23S"] where capitals.hasPrefix(prefix) {
            if case .success(let mac) = MACText.read(field.dropFirst(3)) { return ScanReading(mac: mac) }
        }
        for prefix in ["1P", "PN:", "PID:", "P/N:", "MODEL:"] where capitals.hasPrefix(prefix) {
            if let model = ModelText.read(field.dropFirst(prefix.count)) { return ScanReading(model: model) }
        }
        for prefix in ["SERIAL NUMBER", "SERIAL", "S/N", "SN"] where capitals.hasPrefix(prefix) {
            let rest = capitals.dropFirst(prefix.count).drop { ":=#. ".contains($0) }
            let isParted = rest.count < capitals.count - prefix.count
            // Without a sign between them only a number of the usual form is one.
            if isParted || isUsual(rest), let serial = SerialText.read(rest) {
                return ScanReading(serialNumber: serial)
            }
        }
        if capitals.hasPrefix("S"), isUsual(capitals.dropFirst()) {
            return ScanReading(serialNumber: String(capitals.dropFirst()))
        }
        return nil
    }

    private static func model(_ field: Substring) -> Model? {
        field.contains { $0.isLetter } ? ModelText.read(field) : Model(named: String(field))
    }

    // MARK: Codes that ran together

    private static func runTogether(_ text: String) -> Result<ScanReading, ScanFault>? {
        let characters = Array(text)
        guard characters.count >= 22, characters.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            return nil
        }
        var rest = characters[...]
        var reading = ScanReading()
        while !rest.isEmpty {
            let address = String(rest.prefix(12))
            let number = String(rest.prefix(11))
            var found = ScanReading()
            if isUsual(number[...]), !isAddress(address) || rest.count == 11 {
                found.serialNumber = number
                rest = rest.dropFirst(11)
            } else if let mac = MACAddress(address), address.count == 12 {
                found.mac = mac
                rest = rest.dropFirst(12)
            } else {
                return nil
            }
            guard reading.merge(found) else { return .failure(.severalDevices) }
        }
        return .success(reading)
    }

    private static func isAddress(_ text: String) -> Bool { text.count == 12 && text.allSatisfy(\.isHexDigit) }

    /// `FCH2305DMH0`: three letters for the place, four digits for the week, four letters or digits.
    private static func isUsual(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 11 && bytes[..<3].allSatisfy(\.isLetter) && bytes[3..<7].allSatisfy(\.isDigit)
            && bytes[7...].allSatisfy { $0.isLetter || $0.isDigit }
    }

    /// A number that nobody would take for a word: letters and digits, both or eight of the latter.
    private static func isSerial(_ text: String) -> Bool {
        guard SerialText.read(text) == text, text.utf8.count >= 6 else { return false }
        let digits = text.utf8.count { $0.isDigit }
        return digits >= 8 || digits >= 2 && text.utf8.contains { $0.isLetter } && digits * 4 >= text.utf8.count
    }

    // MARK: Faults

    /// EAN-8, UPC-A, EAN-13 and GTIN-14 with a right check digit.
    private static func isArticleNumber(_ text: some StringProtocol) -> Bool {
        let digits = text.utf8.map { $0.isDigit ? Int($0 - UInt8(ascii: "0")) : -1 }
        guard [8, 12, 13, 14].contains(digits.count), !digits.contains(-1) else { return false }
        let sum = digits.dropLast().reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
        return (10 - sum % 10) % 10 == digits[digits.count - 1]
    }

    private static func fault(of field: Substring) -> ScanFault {
        let hexadecimal = field.count { $0.isASCII && $0.isHexDigit }
        let strange = field.filter { !($0.isASCII && $0.isHexDigit) }
        if hexadecimal == 12, strange.count == 5, Set(strange).count == 1 { return .keyboardLayout(String(field)) }
        if case .failure(let fault) = MACText.read(field), field.contains(":"), (9...15).contains(hexadecimal),
            strange.allSatisfy({ $0 == ":" })
        {
            return .mac(fault, String(field))
        }
        return .junk(String(field))
    }
}

extension ScanReading {
    /// Takes over the parts of another one; false if both have the same part with different values.
    fileprivate mutating func merge(_ other: ScanReading) -> Bool {
        func isFree<Value: Equatable>(_ mine: Value?, _ theirs: Value?) -> Bool {
            mine == nil || theirs == nil || mine == theirs
        }
        guard isFree(mac, other.mac), isFree(serialNumber, other.serialNumber), isFree(model, other.model) else {
            return false
        }
        mac = mac ?? other.mac
        serialNumber = serialNumber ?? other.serialNumber
        model = model ?? other.model
        return true
    }
}

extension Substring {
    /// Without blanks and control characters at its ends.
    fileprivate var trimmedOfControls: Substring {
        func isOuter(_ character: Character) -> Bool {
            character.isWhitespace
                || character.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7f || $0.value == 0xfeff }
        }
        var rest = drop(while: isOuter)
        while let last = rest.last, isOuter(last) { rest.removeLast() }
        return rest
    }
}
