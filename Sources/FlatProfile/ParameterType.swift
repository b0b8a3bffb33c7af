/// What values a parameter may have: a kind of text, and its limits.
///
/// Source: Provisioning Formats, "Data Types", and the choice lists of exported profiles.
public struct ParameterType: Hashable, Sendable {
    /// The kinds of value; the raw value is the word that the catalogue uses.
    public enum Kind: String, Sendable, CaseIterable {
        /// `Yes` or `No`.
        case bool
        /// A whole number.
        case int
        /// Any text.
        case string
        /// One of a fixed list.
        case choice
        /// A secret text.
        case password
    }

    /// The kind.
    public var kind: Kind
    /// The texts that a choice allows, in the order of the phone's page.
    public var choices: [String]
    /// The numbers that a numeric kind allows.
    public var range: ClosedRange<Int>?
    /// How many characters a text may have.
    public var maximumLength: Int

    /// Accepts a value that someone typed or a profile holds, in the form in which it is stored; or says what is wrong with it.
    public func accept(_ text: String) -> Result<String, ValueFault> {
        .success(text)
    }
}

/// Why a value was not accepted.
public enum ValueFault: Error, Hashable, Sendable {
    /// Not one of these.
    case notAChoice([String])
}
