/// What stands on the phone's screen, for a picture of it.
///
/// The source names the address of the picture and its format, no more: what the screen shows is what Onhook's own page Phone Screen shows.
public struct ScreenPicture: Equatable, Sendable {
    /// The pixels of the screen of the 8811, 8841, 8845, 8851, 8861 and 8865; no source tells those of the others, which get the same.
    public static let size = (width: 800, height: 480)

    /// The cloud symbol.
    public enum Cloud: String, Sendable, CaseIterable {
        case off, pending, on, failed
    }

    /// The name at the top.
    public var name: String
    /// What the clock shows.
    public var clock: String
    /// What the calendar shows.
    public var date: String
    /// How far the cloud knows the phone.
    public var cloud: Cloud
    /// What the screen is called; empty when the phone is idle.
    public var heading = ""
    /// A sentence, or empty.
    public var text = ""
    /// The lines of a menu.
    public var items: [String] = []
    /// Labels and values.
    public var lines: [(label: String, value: String)] = []
    /// The label of a field that waits for something to be typed.
    public var field = ""
    /// What the keys at both sides of an idle screen are for.
    public var lineKeys: [String] = []
    /// What the keys below are for.
    public var softkeys: [String] = []

    /// A screen with that at its top.
    public init(name: String, clock: String, date: String, cloud: Cloud) {
        self.name = name
        self.clock = clock
        self.date = date
        self.cloud = cloud
    }

    /// Whether both look the same.
    public static func == (one: Self, other: Self) -> Bool { one.encoded == other.encoded }
}

/// How a picture is described to the child: one text a line, its kind first.
extension ScreenPicture {
    /// No text on a screen is longer; neither are there more of a kind.
    private static let longestText = 400
    private static let mostOfAKind = 24
    /// What a child reads at most.
    static let longest = 256 << 10

    private enum Kind: String {
        case name, clock, date, cloud, heading, text, item, label, value, field, lineKey, softkey
    }

    /// Its description. Whatever could end a line or steer a terminal is a blank, and what is too long is cut.
    var encoded: [UInt8] {
        var result = ""
        func add(_ kind: Kind, _ text: String) {
            let clean = text.unicodeScalars.prefix(Self.longestText).map { scalar in
                scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
                    ? " " : scalar
            }
            result += "\(kind.rawValue) "
            result.unicodeScalars.append(contentsOf: clean)
            result += "\n"
        }
        for (kind, text) in [
            (Kind.name, name), (.clock, clock), (.date, date), (.cloud, cloud.rawValue), (.heading, heading),
            (.text, text), (.field, field),
        ] { add(kind, text) }
        for item in items.prefix(Self.mostOfAKind) { add(.item, item) }
        for line in lines.prefix(Self.mostOfAKind) {
            add(.label, line.label)
            add(.value, line.value)
        }
        for key in lineKeys.prefix(Self.mostOfAKind) { add(.lineKey, key) }
        for key in softkeys.prefix(Self.mostOfAKind) { add(.softkey, key) }
        return Array(result.utf8)
    }

    /// The picture that was described; nil if it is no description.
    init?(_ encoded: [UInt8]) {
        self.init(name: "", clock: "", date: "", cloud: .off)
        // By bytes: a text may begin with a mark that makes one character with the blank before it.
        for line in encoded.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let kind = Kind(rawValue: String(decoding: parts[0], as: UTF8.self)),
                let text = String(validating: parts[1], as: UTF8.self)
            else { return nil }
            take(kind, text)
        }
    }

    private mutating func take(_ kind: Kind, _ text: String) {
        switch kind {
        case .name: name = text
        case .clock: clock = text
        case .date: date = text
        case .cloud: cloud = Cloud(rawValue: text) ?? .off
        case .heading: heading = text
        case .text: self.text = text
        case .item: items.append(text)
        case .label: lines.append((text, ""))
        case .value: if !lines.isEmpty { lines[lines.count - 1].value = text }
        case .field: field = text
        case .lineKey: lineKeys.append(text)
        case .softkey: softkeys.append(text)
        }
    }
}
