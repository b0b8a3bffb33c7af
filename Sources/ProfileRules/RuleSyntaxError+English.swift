extension RuleSyntaxError: CustomStringConvertible {
    /// The fault in a sentence, for instance `column 14: expected ")" or "and" after the comparison, found "?"`.
    public var description: String { "column \(column): \(reason)" }
}

extension RuleSyntaxError.Reason: CustomStringConvertible {
    /// The reason in a sentence, without the column.
    public var description: String {
        switch self {
        case .expected(let expectation, let found): "expected \(expectation)\(found.clause)"
        case .tooLong(let limit): "the rule is longer than \(limit) bytes, as written or with its macros expanded"
        case .tooManyReports: "a Report_Rule has at most two rules"
        case .partNotAllowed(let part, let kind): "\(kind) has no \(part)"
        default: conditionSentence ?? optionSentence ?? addressSentence ?? ""
        }
    }

    private var conditionSentence: String? {
        switch self {
        case .orIsNotKnown:
            "\"or\" does not exist: write a second alternative behind \"|\" (or use the second trigger)"
        case .unclosedQuotes: "the text in quotes does not end: expected a closing quotation mark"
        case .emptyMacro(let name): "$\(name) is empty here: put it in quotes to compare it, or set it"
        case .unknownMacro(let name): "there is no macro $\(name)"
        case .notANumberOrVersion(let found):
            "expected a number, a version or a text in quotes\(found.clause)"
        case .numberTooLarge: "the number is too large"
        case .differentOperands(let left, let right):
            "a \(left) cannot be compared with a \(right): quote both sides or neither"
        case .noOrderOfTexts: "texts in quotes can only be compared with eq (=) and ne (!=)"
        case .differentVersionFormats:
            "the two versions must use the same format, that of the phone's own version"
        case .unknownOwnVersion:
            "a comparison without left side means $SWVER, and the phone's version is in no known format"
        default: nil
        }
    }

    private var optionSentence: String? {
        switch self {
        case .unknownOption(let name): "there is no option --\(name)"
        case .optionNotAllowed(let option, let kind): "\(kind) has no option \(option)"
        case .missingBlank(let option): "expected a blank after \(option)"
        case .missingValue(let option): "expected a value after \(option)"
        case .repeatedOption(let option): "\(option) stands twice"
        case .deltaAndStatus: "--delta and --status cannot stand together: write two rules with a blank between them"
        case .delimiterInValue(let option):
            "the value of \(option) cannot hold quotation marks or brackets: write \\042 for \", \\133 for [, \\135 for ]"
        case .badEscape(let option): "an octal escape in the value of \(option) gives no character"
        case .optionNeedsHTTP(.srv):
            // The phone's own words come first.
            "Error - TFTP Scheme not supported in SRV lookups: --srv needs an address with http:// or https://"
        case .optionNeedsHTTP(let option): "\(option) needs an address with http:// or https://"
        default: nil
        }
    }

    private var addressSentence: String? {
        switch self {
        case .unknownScheme(let scheme): "there is no scheme \"\(scheme)\": use tftp, http or https"
        case .schemeNotAllowed(let scheme, let kind): "\(kind) cannot use \(scheme)"
        case .brokenScheme(let scheme): "expected \"://\" after \"\(scheme)\""
        case .slashBeforeScheme(let scheme): "the address must not have a \"/\" before \"\(scheme)://\""
        case .textAfterOnboarding: "nothing may follow gds://"
        case .missingServer(let kind): "\(kind) must name a server"
        case .blankInAddress: "an address ends at a blank: expected \"|\" or the end of the rule"
        case .controlCharacter: "a control character in the address"
        default: nil
        }
    }
}

extension RuleSyntaxError.Found {
    fileprivate var clause: String {
        switch self {
        case .end: ", found the end of the rule"
        case .hidden: ""
        case .text(let text): ", found \"\(text)\""
        }
    }
}

extension RuleSyntaxError.Expectation: CustomStringConvertible {
    /// As part of a sentence.
    public var description: String {
        switch self {
        case .comparison: "a comparison"
        case .operand: "a number, a version or a text in quotes"
        case .comparisonOperator: "one of eq, ne, lt, le, gt, ge, =, !=, <, <=, >, >="
        case .andOrParenthesis: "\")\" after the condition"
        case .andOrEnd: "\"and\" or the end of the trigger"
        case .questionMark: "\"?\" after the condition"
        case .parameterName: "the name of a parameter"
        case .equalsSign: "\"=\" after the name of the parameter"
        case .quotedValue: "the value in quotes"
        case .semicolon: "\";\" after the value"
        case .exclamationMark: "\"!\" after the assignments"
        case .option: "an option"
        case .optionOrBracket: "another option or \"]\""
        case .letter: "one letter from a to p"
        case .address: "an address"
        case .addressAfterOptions: "an address after the options"
        case .server: "the name or address of a server"
        case .path: "\"/\" and a path after the server"
        case .port: "a port number from 1 to 65535"
        case .end: "the end of the rule"
        }
    }
}

extension RuleSyntaxError.OperandKind: CustomStringConvertible {
    /// As part of a sentence.
    public var description: String {
        switch self {
        case .number: "number"
        case .version: "version"
        case .text: "text in quotes"
        }
    }
}

extension RuleOptionName: CustomStringConvertible {
    /// The option as it is written.
    public var description: String { "--\(rawValue)" }
}

extension RuleKind: CustomStringConvertible {
    /// What such a rule is called.
    public var description: String {
        switch self {
        case .profile: "a profile rule"
        case .upgrade, .upgradeCommand: "an upgrade rule"
        case .report: "a report rule"
        case .customCA: "a Custom_CA_Rule"
        case .headsetUpgrade: "a headset upgrade rule"
        case .prtUpload: "a PRT_Upload_Rule"
        case .transitionAuthorization: "a Trans_Auth_Rule"
        case .certificateRefresh: "a MIC_Cert_Refresh_Rule"
        case .trigger: "a resync trigger"
        }
    }
}

extension RuleKind.Part: CustomStringConvertible {
    /// As part of a sentence.
    public var description: String {
        switch self {
        case .alternatives: "alternatives (\"|\")"
        case .condition: "condition"
        case .assignments: "assignments"
        case .options: "options in brackets"
        case .address: "address"
        }
    }
}
