public import FlatProfile

/// What stands in brackets before an address.
///
/// Source: Provisioning Formats, "Optional Resync Arguments"; Third-Party Call Control, "Report rule".
public struct RuleOptions: Hashable, Sendable {
    /// `--key`: the phrase, as for `openssl enc -k`; nil if not given, empty if its macro is empty.
    public var key: Secret?
    /// `--uid`: the user name for Basic and Digest.
    public var user: Secret?
    /// `--pwd`: the password for Basic and Digest.
    public var password: Secret?
    /// `--post`: the parameter (GPP_A to GPP_P) whose expanded text is the body of a POST.
    public var post: ParameterName?
    /// `--alias`: the parameter (GPP_A to GPP_P) that holds the alias map.
    public var alias: ParameterName?
    /// `--srv`: the host is the domain of a DNS SRV record.
    public var usesServiceRecord = false
    /// `--delta`: only what changed since the previous report.
    public var isDelta = false
    /// `--status`: the status in place of the configuration.
    public var isStatus = false

    /// No options.
    public init() {}

    /// The options one by one for a person to read; secrets are masked.
    public var display: [String] {
        var texts: [String] = []
        if key != nil { texts.append("--key \(Secret.mask)") }
        if user != nil { texts.append("--uid \(Secret.mask)") }
        if password != nil { texts.append("--pwd \(Secret.mask)") }
        if let letter = post?.text.last { texts.append("--post \(letter.lowercased())") }
        if let letter = alias?.text.last { texts.append("--alias \(letter.lowercased())") }
        if usesServiceRecord { texts.append("--srv") }
        if isDelta { texts.append("--delta") }
        if isStatus { texts.append("--status") }
        return texts
    }
}
