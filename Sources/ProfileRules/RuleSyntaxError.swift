/// Why a rule cannot be used, and where in what the person wrote. Holds no secret.
public struct RuleSyntaxError: Error, Hashable, Sendable {
    /// The column in the text as it was written, in characters, counted from 1. A fault in the value of a macro stands at its `$`.
    public var column: Int
    /// What is wrong.
    public var reason: Reason

    /// An error of those parts.
    public init(column: Int, reason: Reason) {
        self.column = column
        self.reason = reason
    }

    /// What can be wrong with a rule.
    public enum Reason: Hashable, Sendable {
        /// Something else should stand there.
        case expected(Expectation, found: Found)
        /// `or` does not exist.
        case orIsNotKnown
        /// A text with quotes that are not closed.
        case unclosedQuotes
        /// A value that needs no quotes elsewhere, an operand, is missing because this macro is empty.
        case emptyMacro(String)
        /// A macro of that name does not exist, where a value is needed.
        case unknownMacro(String)
        /// A bare operand that is neither number nor version.
        case notANumberOrVersion(Found)
        /// A number that 64 bits do not hold.
        case numberTooLarge
        /// The two sides of a comparison are of different kinds.
        case differentOperands(OperandKind, OperandKind)
        /// Texts are only equal or not equal.
        case noOrderOfTexts
        /// Versions of different formats (`11.0.0` and `sip88xx.11-0-0MPP-1`).
        case differentVersionFormats
        /// The phone's own version, which a comparison without left side means, is in no known format.
        case unknownOwnVersion
        /// An option of that name does not exist.
        case unknownOption(String)
        /// An option that this kind of rule does not have.
        case optionNotAllowed(RuleOptionName, RuleKind)
        /// The value follows without a blank (`--pwdMySecret`).
        case missingBlank(after: RuleOptionName)
        /// The value of an option is missing.
        case missingValue(of: RuleOptionName)
        /// An option stands twice.
        case repeatedOption(RuleOptionName)
        /// `--delta` and `--status` together.
        case deltaAndStatus
        /// A bracket or a quotation mark in the value of an option.
        case delimiterInValue(of: RuleOptionName)
        /// An octal escape that is no character, or ends the text.
        case badEscape(in: RuleOptionName)
        /// An option that needs http or https.
        case optionNeedsHTTP(RuleOptionName)
        /// A part that this kind of rule does not have.
        case partNotAllowed(RuleKind.Part, RuleKind)
        /// A scheme other than tftp, http, https, gds.
        case unknownScheme(String)
        /// A scheme that this kind of rule does not have.
        case schemeNotAllowed(String, RuleKind)
        /// `http//` or `http:/` in place of `http://`.
        case brokenScheme(String)
        /// `/tftp://`.
        case slashBeforeScheme(String)
        /// Something behind `gds://`.
        case textAfterOnboarding
        /// No server, where one is needed.
        case missingServer(RuleKind)
        /// Text behind an address, as a blank in its middle makes it.
        case blankInAddress
        /// A control character in an address.
        case controlCharacter
        /// More rules than the two that Report_Rule may have.
        case tooManyReports
        /// Longer than this number of bytes, as written or when expanded.
        case tooLong(limit: Int)
    }

    /// What should stand somewhere.
    public enum Expectation: Hashable, Sendable {
        case comparison, operand, comparisonOperator, andOrParenthesis, andOrEnd, questionMark
        case parameterName, equalsSign, quotedValue, semicolon, exclamationMark
        case option, optionOrBracket, letter
        case address, addressAfterOptions, server, path, port, end
    }

    /// What stands there.
    public enum Found: Hashable, Sendable {
        /// Nothing more.
        case end
        /// Something that must not be shown.
        case hidden
        /// This.
        case text(String)
    }

    /// The kinds of operand.
    public enum OperandKind: Hashable, Sendable {
        case number, version, text
    }
}
