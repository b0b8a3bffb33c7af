internal import FlatProfile
internal import ProfileRules

/// What a rule does now, in a sentence.
struct RuleWords {
    let snapshot: Snapshot
    let softwareVersion: String

    /// The sentence; empty for a rule that cannot be read, whose error says what is to be said, and for an empty one.
    func summary(of explanation: RuleExplanation, _ record: ExplanationRecord, kind: RuleKind) -> String {
        guard let decision = explanation.decision else { return "" }
        let assigned = explanation.assignments.map(\.name.text).joined(separator: ", ")
        let first = assigned.isEmpty ? "" : "Sets \(assigned), then: "
        switch decision {
        case .fetch(let request): return first + fetch(request, record, kind)
        case .onboard: return first + "Waits for an activation code."
        case .assignmentsOnly: return "Sets \(assigned); nothing is fetched."
        case .triggered: return "True now: a resync that comes by itself may pass."
        case .skip(.empty): return ""
        case .skip(.noConditionIsTrue):
            return kind == .trigger
                ? "Not true now: a resync that comes by itself is held back, unless the other trigger is true."
                : "No condition is true now: nothing is \(kind.isUpload ? "sent" : "fetched")."
        case .skip(.emptyAlternative): return "The alternative that is chosen says nothing: the rule is skipped."
        }
    }

    private func fetch(_ request: RuleRequest, _ record: ExplanationRecord, _ kind: RuleKind) -> String {
        let how = manner(of: request.options)
        guard let url = record.url, request.url.host != nil || record.dhcp != nil || kind == .upgradeCommand else {
            return
                "Asks the server that DHCP names for \(request.url.path), but no DHCP client of this machine has told "
                + "of one: a resync would fail now."
        }
        let server = record.dhcp.map { " (the server is that of \($0))" } ?? ""
        switch kind {
        case .report:
            return "Sends \(contents(request.options)) to \(url) by \(method(request))\(how)."
        case .prtUpload: return "Sends problem reports to \(url) by \(snapshot["PRT_Upload_Method"])\(how)."
        case .customCA: return "Fetches the certificates of the custom CA from \(url)."
        case .upgrade, .upgradeCommand: return "Fetches the load \(url)\(how). The phone runs \(softwareVersion)."
        case .headsetUpgrade, .transitionAuthorization, .certificateRefresh, .trigger: return "Names \(url)."
        case .profile:
            let verb = request.options.post == nil ? "Fetches" : "Posts \(request.options.post?.text ?? "") to"
            return "\(verb) \(url)\(server)\(how)."
        }
    }

    /// What the options say, without their values.
    private func manner(of options: RuleOptions) -> String {
        var parts: [String] = []
        if options.key != nil { parts.append("sealed with the key of --key") }
        if options.user != nil || options.password != nil { parts.append("with the login of --uid and --pwd") }
        if options.usesServiceRecord { parts.append("at the server that DNS SRV names") }
        if let alias = options.alias { parts.append("renamed by \(alias.text)") }
        return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
    }

    private func contents(_ options: RuleOptions) -> String {
        options.isDelta
            ? "what has changed since the last report"
            : options.isStatus ? "the status" : "the whole configuration"
    }

    private func method(_ request: RuleRequest) -> String {
        request.url.scheme == .tftp ? "TFTP" : snapshot["HTTP_Report_Method"]
    }
}

extension RuleKind {
    fileprivate var isUpload: Bool { self == .report || self == .prtUpload }
}
