import FlatProfile

@testable import ProfileRules

/// The secrets of the fixture: none of them may appear in anything that is shown.
enum FixtureSecret {
    static let sa = "sa-Ze7Kq"
    static let sb = "sb Wb]3| \"x"
    static let sc = "sc-phrase"
    static let sd = "sd phrase two"
    static let guest = "guest-Pw9"
    static let all = [sa, sb, sc, sd, guest]
}

/// A phone for rules to be read by.
func phone(
    _ parameters: [ParameterName: String] = [:], software: String = "sip88xx.12-0-7MPP0201-66",
    _ adjust: (inout RuntimeValues) -> Void = { _ in }
) -> MacroContext {
    let model = Model.standard
    let identity = DeviceIdentity(
        model: model, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0", softwareVersion: software,
        hardwareVersion: "2.0.1")
    let standard: [ParameterName: String] = [
        "GPP_A": "ABCDEF", "GPP_SA": FixtureSecret.sa, "GPP_SB": FixtureSecret.sb, "GPP_SC": FixtureSecret.sc,
        "GPP_SD": FixtureSecret.sd,
    ]
    let provenance = Provenance(origin: .commandLine(user: "test"), time: Timestamp(unixSeconds: 0), revision: 1)
    let settings = standard.merging(parameters) { $1 }.mapValues { Setting(value: $0, provenance: provenance) }
    var values = RuntimeValues()
    adjust(&values)
    return MacroContext(
        snapshot: Snapshot(catalogue: .of(model), revision: 1, settings: settings), identity: identity, values: values)
}

/// Every text that an explanation can show, `dump` and interpolation included.
func shownTexts(_ explanation: RuleExplanation) -> String {
    var dumped = ""
    dump(explanation, to: &dumped)
    return "\(explanation)\n\(dumped)\n\(String(reflecting: explanation))\n\(explanation.warnings.map(\.description))"
        + "\n\(explanation.error.map(\.description) ?? "")\n\(explanation.source)\n\(explanation.expanded)"
}

extension RuleExplanation {
    /// The request of a rule that fetches.
    var request: RuleRequest? {
        guard case .fetch(let request)? = decision else { return nil }
        return request
    }

    /// The position of the alternative that was chosen.
    var chosenIndex: Int? { alternatives.firstIndex(where: \.chosen) }
}

func fault(_ column: Int, _ reason: RuleSyntaxError.Reason) -> RuleSyntaxError {
    RuleSyntaxError(column: column, reason: reason)
}

/// A small generator with a seed, so that what a test saw can be seen again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
