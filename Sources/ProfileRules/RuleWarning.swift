public import FlatProfile

/// Something in a rule that works but is probably not meant. Holds no secret.
public enum RuleWarning: Hashable, Sendable {
    /// The alternatives behind the `|` in that column are never tried, because the one before has no condition.
    case hiddenAlternatives(column: Int)
    /// A macro of that name does not exist: its text stays as it is written.
    case unknownMacro(String)
    /// That macro is expanded in the values of `--key`, `--uid` and `--pwd` only: here it stays as it is written.
    case secretMacroNotExpanded(String)
    /// An assignment of a parameter that the model does not have; it is ignored.
    case unknownParameter(ParameterName)
    /// An assignment of a value that the parameter's type does not allow; it is ignored, the present value stays.
    case badValue(ParameterName, ValueFault)
    /// As `badValue`, of a secret, whose value is not told.
    case badSecret(ParameterName)
    /// The value of that option is empty.
    case emptyOption(RuleOptionName)
    /// `--post` names a parameter that is empty: the body is empty.
    case emptyBody(ParameterName)
    /// `--alias` names a parameter that is empty: nothing is renamed.
    case emptyAliasMap(ParameterName)
    /// `--alias` names a parameter that holds no alias map: a resync that comes to it fails before it asks the server.
    case badAliasMap(ParameterName, AliasMapError)
    /// User name or password stand in the address; the guides know only `--uid` and `--pwd`, which win.
    case credentialsInAddress
    /// A report by TFTP, which is documented for the ATA only.
    case reportByTFTP
    /// An alternative that was not tried cannot be used with the present values of its macros.
    case faultInUntriedAlternative(RuleSyntaxError)
}

extension RuleWarning {
    /// Whether an error says what the warning says, and more: for it the rule is not followed at all.
    func tellsTheSame(as error: RuleSyntaxError) -> Bool {
        if case .unknownMacro(let name) = self, case .unknownMacro(name) = error.reason { true } else { false }
    }
}

extension RuleWarning: CustomStringConvertible {
    /// The warning in a sentence.
    public var description: String {
        switch self {
        case .hiddenAlternatives(let column):
            "column \(column): what follows is never tried, because the alternative before has no condition"
        case .unknownMacro(let name): "there is no macro $\(name): its text stays as it is"
        case .secretMacroNotExpanded(let name):
            "$\(name) is expanded in the values of --key, --uid and --pwd only: here its text stays as it is"
        case .unknownParameter(let name): "this model has no parameter \(name): the assignment is ignored"
        case .badValue(let name, let fault): "\(fault.sentence(label: name.text)): the assignment is ignored"
        case .badSecret(let name): "the value for \(name) is not allowed: the assignment is ignored"
        case .emptyOption(let option): "the value of \(option) is empty"
        case .emptyBody(let name): "\(name), which --post names, is empty: what is posted is empty"
        case .emptyAliasMap(let name): "\(name), which --alias names, is empty: nothing is renamed"
        case .badAliasMap(let name, let error):
            "\(name), which --alias names, holds no alias map, so a resync by this alternative fails: \(error)"
        case .credentialsInAddress: "write user name and password as [--uid … --pwd …], not into the address"
        case .reportByTFTP: "reports by TFTP are not documented for this phone"
        case .faultInUntriedAlternative(let fault): "in an alternative that was not tried: \(fault)"
        }
    }
}
