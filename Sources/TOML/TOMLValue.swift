/// A place in a document, both counted from 1.
public struct TOMLPosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The line.
    public var line: Int
    /// The character in it.
    public var column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line 7, column 3`.
    public var description: String { "line \(line), column \(column)" }

    /// Earlier in the document.
    public static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A value of a TOML document, with the place where it stands.
public struct TOMLValue: Hashable, Sendable {
    /// What it is.
    public enum Content: Hashable, Sendable {
        case table([TOMLEntry])
        case array([TOMLValue])
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        /// A date, a time or both, as TOML writes it.
        case time(String)
    }

    /// What it is.
    public var content: Content
    /// Where it begins.
    public var position: TOMLPosition

    /// What a person calls such a value: `a whole number`.
    public var kind: String {
        switch content {
        case .table: "a table"
        case .array: "a list"
        case .string: "a text"
        case .integer: "a whole number"
        case .float: "a number"
        case .boolean: "true or false"
        case .time: "a date or time"
        }
    }
}

/// A key with its value.
public struct TOMLEntry: Hashable, Sendable {
    /// The key.
    public var key: String
    /// Where the key stands.
    public var position: TOMLPosition
    /// What it names.
    public var value: TOMLValue
}

/// A text that is no TOML document.
public struct TOMLFault: Error, Hashable, Sendable {
    /// What is wrong, in the words of the library.
    public var reason: String
    /// Where.
    public var position: TOMLPosition
}
