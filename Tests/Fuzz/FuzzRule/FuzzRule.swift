import FlatProfile
import FuzzSupport
import ProfileRules

/// Rules of every kind, macros, alias maps, and what is shown of a value. The first byte chooses the kind of rule.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneRule(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let input = UnsafeBufferPointer(start: data, count: size)
    let text = String(decoding: input.dropFirst(), as: UTF8.self)
    let context = MacroContext(snapshot: FuzzPhone.snapshot, identity: FuzzPhone.identity)
    let kinds = RuleKind.allCases
    let kind = kinds[Int(input.first ?? 0) % kinds.count]

    let explanations =
        kind == .report
        ? ReportRules.explain(text, in: context) : [ProfileRule.explain(text, in: context, kind: kind)]
    for explanation in explanations { inspect(explanation, of: text) }
    let expanded = MacroExpander.expand(text, in: context, kindOfRequest: "resync", limit: 4096)
    require(expanded.utf8.count <= 4096, "an expansion keeps its limit")
    require(!holdsSecret(expanded), "a message tells no secret")
    do throws(AliasMapError) {
        let map = try AliasMap(text)
        require(map.aliases.count <= AliasMap.limit, "a map keeps its limit")
    } catch {
        require((1...text.count + 1).contains(error.column), "an error has its column in the map: \(error)")
    }
    // Whatever stands beside it: what somebody typed as a secret is not shown.
    for typed in [
        "[--key \(typedSecret)] \(text)", "http://u:\(typedSecret)@h/ \(text)", "[--srv]u:\(typedSecret)@h/\(text)",
        "(Admin_Password = \"\(typedSecret)\";)! \(text)", "\(text) [--uid a --pwd \(typedSecret)] /x",
    ] {
        let shown = ShownValue(typed, of: "Profile_Rule", in: context.snapshot.catalogue)
        require(!shown.text.contains(typedSecret), "no secret is shown that somebody typed into a rule")
        let explanation = ProfileRule.explain(typed, in: context)
        require(
            !"\(explanation.source)\(explanation.expanded)".contains(typedSecret), "no rule is shown with its secrets")
    }
    return 0
}

private func inspect(_ explanation: RuleExplanation, of text: String) {
    if let error = explanation.error {
        require((1...text.count + 1).contains(error.column), "an error has its column in the rule: \(error)")
        require(!error.description.isEmpty, "an error has a sentence")
    } else if let decision = explanation.decision {
        require(explanation.alternatives.filter(\.chosen).count <= 1, "one alternative is chosen at most")
        if case .fetch(let request) = decision {
            require(request.url.path.utf8.first == UInt8(ascii: "/"), "a path begins with a slash")
            require(request.options.post == nil || request.url.scheme != .tftp, "nothing is posted by TFTP")
        }
    }
    require(!holdsSecret("\(explanation)\(explanation.warnings.map(\.description))"), "an explanation tells no secret")
}

private let typedSecret = "Zx7-typed-secret"

private func holdsSecret(_ text: String) -> Bool { FuzzPhone.secrets.contains { text.contains($0) } }

/// Writes the first inputs.
@_cdecl("LLVMFuzzerInitialize")
public func initializeRules(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> Int32 {
    let rules = [
        "/$PSN.xml", "192.168.1.130/profiles/init.cfg", "gds://", "# http://h/x", "",
        "(\"$CCERT\" eq \"Installed\" and $PRVTMR lt 5)? (c=\"$MA\";)! [--key \"two words\" --alias e] https://p/c? | [--uid $SA]/$PSN.xml",
        "($SWVER ne sip88xx.11-3-2MPP0001-609)? http://ps.tell.com/sw/sip88xx.11-3-2MPP0001-BN.loads",
        "[--status]http://h/s.xml [--delta --key $SB]http://h/d.xml",
        "[--post f --pwd Test\\043\\057A] http://h:8080/p?",
        "$UPGTMR gt 300 and $PRVTMR ge 600", "! 12-0-7MPP", "http://u:p@[2001:db8::1]:80/x", "$B$C$D$(A:1:2)$$MAU$NOPE",
        "/customer-account/SIP-number = /flat-profile/User_ID_1_ ; /b = /flat-profile/Password_1_ ;",
        "(Admin_Password = \"x\" ; a = “y” ;)!",
    ]
    FuzzSeeds.write(
        rules.enumerated().flatMap { index, rule in
            [0, UInt8(index % RuleKind.allCases.count)].map { [$0] + Array(rule.utf8) }
        })
    return 0
}
