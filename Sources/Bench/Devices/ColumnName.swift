/// The name of a column as templates use it: `{{display_name}}`.
///
/// Names are compared by their letters and digits alone: `Display Name`, `display-name` and `DISPLAY_NAME` are one.
public struct ColumnName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name in small letters, with one `_` for all that stands between letters and digits.
    public let text: String

    /// The name that a header or a place means; empty if the text has neither letter nor digit.
    public init(_ written: some StringProtocol) {
        var text = ""
        var isParted = false
        for character in written.lowercased() {
            guard character.isLetter || character.isNumber else {
                isParted = true
                continue
            }
            if isParted, !text.isEmpty { text.append("_") }
            isParted = false
            text.append(character)
        }
        self.text = text
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { text.isEmpty }
    /// The name itself.
    public var description: String { text }

    /// Alphabetical, by Unicode scalars.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// One column of a job's device list, besides those that every device has (MAC, serial number, model).
public struct Column: Hashable, Sendable {
    /// What templates call it.
    public var name: ColumnName
    /// What the header of the list calls it.
    public var title: String
    /// Whether its values must never be shown, logged or exported.
    public var isSecret: Bool

    /// A column of those parts.
    public init(_ title: String, isSecret: Bool = false) {
        name = ColumnName(title)
        self.title = title
        self.isSecret = isSecret
    }
}
