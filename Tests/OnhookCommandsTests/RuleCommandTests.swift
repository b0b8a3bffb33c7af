import TestSupport
import Testing

@testable import OnhookCommands

@Suite struct RuleCommandTests {
    /// No phone is named, and ONHOOK_STATE of the machine that runs the tests does not count.
    private func explain(_ words: String..., input: String = "") async -> CommandRun {
        await CommandRun(
            ["rule", "explain"] + words, input: Array(input.utf8), environment: ["ONHOOK_STATE": ":memory:"])
    }

    @Test func explainsARuleWithoutAnyPhone() async throws {
        let run = await explain(
            "http://h.example/$MA/$PN.xml", "--mac", "00:0E:08:AA:BB:CC", "--model", "8851", "--json")
        #expect(run.status == .done)
        let json = try run.object
        #expect(json.keySet == Keys.explanation)
        #expect(json["url"] as? String == "http://h.example/000e08aabbcc/CP-8851-3PCC.xml")
        #expect("\(json["error"] ?? "")" == "<null>")
        #expect(json["decision"] as? String == "fetch")
        let alternatives = try #require(json["alternatives"] as? [[String: Any]])
        #expect(alternatives.map(\.keySet) == [Keys.alternative])
        #expect(alternatives[0]["chosen"] as? Bool == true)
    }

    @Test func saysWhyAnAlternativeIsChosen() async throws {
        let rule =
            #"( "$GPP_A" eq "x" )? http://a/one | ( $SWVER ge sip88xx.12-0-1MPP-1 )? http://a/two | http://a/three"#
        let run = await explain(rule.replacing("GPP_A", with: "A"), "--set", "GPP_A=x", "--json")
        let first = try #require(try run.object["alternatives"] as? [[String: Any]])
        #expect(first.map { $0["chosen"] as? Bool } == [true, false, false])
        #expect(first[0]["condition"] as? String == #""x" eq "x""#)
        #expect(first[0]["result"] as? Bool == true)
        #expect("\(first[1]["result"] ?? "")" == "<null>")
        #expect(try run.object["url"] as? String == "http://a/one")
        let text = await explain(rule.replacing("GPP_A", with: "A"), "--software-version", "sip88xx.11-3-1MPP-1")
        #expect(text.output.hasSuffix("result    fetch http://a/three\n"))
        #expect(text.output.contains("false\n"))
    }

    @Test func aRuleThatCannotBeReadNamesTheColumn() async throws {
        let run = await explain("http://h/$B(", "--json")
        let broken = await explain("( 1 eq )? http://h/x", "--json")
        #expect(broken.status == .failed)
        #expect(broken.errors.isEmpty)
        let json = try broken.object
        #expect("\(json["url"] ?? "")" == "<null>")
        let error = try #require(json["error"] as? [String: Any])
        #expect(error.keySet == ["column", "message"])
        #expect(error["column"] as? Int == 8)
        #expect(run.status == .done || run.status == .failed)
        let text = await explain("( 1 eq )? http://h/x")
        #expect(text.output.contains("error     column 8: "))
        #expect(text.output.contains("\n          ( 1 eq )? http://h/x\n                 ^\n"))
    }

    /// Every kind has a word, and says what it is; what a kind does not have is refused.
    @Test(arguments: [
        ("profile", "(1=1)? [--alias b] http://h/x | http://h/y", "fetch"),
        ("upgrade", "(1=1)? [--uid u --pwd p] http://h/x.loads", "fetch"), ("upgrade", "/x.loads", "error"),
        ("upgrade-command", "/x.loads", "fetch"), ("report", "[--delta] http://h/x", "send"),
        ("report", "(a=\"1\";)! http://h/x", "error"), ("custom-ca", "http://h/$MA.pem", "fetch"),
        ("custom-ca", "http://h/x | http://h/y", "error"), ("headset-upgrade", "http://h/x", "fetch"),
        ("prt-upload", "https://h/prt.php", "send"), ("prt-upload", "tftp://h/x", "error"),
        ("transition-authorization", "(\"$ORIGTYPE\" eq \"none\")? https://h/x", "fetch"),
        ("certificate-refresh", "https://h/$MA", "fetch"), ("trigger", "$PRVTMR ge 0", "triggered"),
        ("trigger", "$PRVTMR lt 0", "skip"), ("trigger", "($PRVTMR ge 0)?", "error"), ("trigger", "", "skip"),
    ])
    func explainsEveryKindOfRule(kind: String, rule: String, decision: String) async throws {
        let run = await explain(rule, "--kind", kind, "--json")
        let json = try run.object
        #expect(json["kind"] as? String == kind)
        #expect(json["decision"] as? String == decision, "\(json)")
        #expect(run.status == (decision == "error" ? .failed : .done))
    }

    @Test(arguments: [
        ("#", "the rule is empty"), ("(1 = 2)? http://h/x", "no alternative has a condition that is true"),
        ("(1 = 1)? | http://h/x", "the alternative that was chosen says nothing"),
    ])
    func saysWhyARuleAsksForNothing(rule: String, reason: String) async throws {
        #expect(await explain(rule).output.hasSuffix("result    skip: \(reason)\n"))
    }

    @Test func explainsBothRulesOfAReport() async throws {
        let rules = "[--status]http://h/status.xml (\"$A\" eq \"x\")? [--delta]http://h/delta.xml"
        let json = try await explain(rules, "--kind", "report", "--json").object
        #expect(json["url"] as? String == "http://h/status.xml")
        let more = try #require(json["more_rules"] as? [[String: Any]])
        #expect(more.map(\.keySet) == [Keys.explanation])
        #expect(more.map { $0["decision"] as? String } == ["skip"])
        let text = await explain(rules, "--kind", "report", "--set", "GPP_A=x").output
        #expect(
            text.contains(
                "result    send http://h/status.xml\n\nrule      (\"$A\" eq \"x\")? [--delta]http://h/delta.xml\n"))
        #expect(text.hasSuffix("result    send http://h/delta.xml\n"))
    }

    @Test func explainsWhatAParameterHolds() async throws {
        let trigger = await explain(
            "--stored", "Resync_Trigger_2", "--set", "Resync_Trigger_2=$UPGTMR gt 300 and $PRVTMR ge 600", "--macro",
            "PRVTMR=700")
        #expect(
            trigger.output == """
                rule      $UPGTMR gt 300 and $PRVTMR ge 600
                expanded  0 gt 300 and 700 ge 600
                passed    $UPGTMR gt 300 and $PRVTMR ge 600
                            0 gt 300  false
                            700 ge 600  true
                result    false

                """)
        let profile = await explain("--stored", "Profile_Rule", "--model", "8851")
        #expect(profile.output.contains("rule      /$PSN.xml\nexpanded  /8851-3PCC.xml\n"))
        let upgrade = try await explain("--stored", "Upgrade_Rule", "--set", "Upgrade_Rule=/x.loads", "--json").object
        #expect(upgrade["kind"] as? String == "upgrade" && upgrade["decision"] as? String == "error")
        for (words, sentence) in [
            (["--stored", "Resync_Periodic"], "Resync_Periodic holds no rule; Profile_Rule, "),
            (["--stored", "Profile_Rul"], "Profile_Rul is no parameter of this model; Profile_Rule may be meant"),
            (["--stored", "Profile_Rule", "http://h/x"], "no RULE beside --stored"),
        ] {
            let run = await CommandRun(["rule", "explain"] + words, environment: ["ONHOOK_STATE": ":memory:"])
            #expect(run.errors.contains(sentence), "\(run.errors)")
            #expect(run.status != .done)
        }
    }

    @Test func neverShowsASecret() async throws {
        for words in [["--json"], []] {
            let run = await CommandRun(
                [
                    "rule", "explain", "[--key geheim1 --uid geheim2 --pwd $SA] https://geheim3:geheim4@h/$SA$(GPP_SA)",
                    "--set", "GPP_SA=geheim5",
                ] + words, environment: ["ONHOOK_STATE": ":memory:"])
            #expect(run.status == .done, "\(run.errors)")
            #expect(!run.output.contains("geheim"), "\(run.output)")
        }
    }

    @Test func readsTheRuleFromStandardInput() async {
        let run = await explain("-", input: "[--key geheim] http://h/x\n")
        #expect(run.status == .done)
        #expect(run.output.contains("\nresult    fetch http://h/x\n"))
        #expect(!(run.output + run.errors).contains("not supported"))
        #expect(!run.output.contains("geheim"))
    }

    @Test(arguments: [
        (["--set", "GPP_AA=1"], "GPP_AA is no parameter of this model; GPP_SA may be meant"),
        (["--mac", "xx"], "\"xx\" is no hardware address: twelve hexadecimal digits are expected"),
        (
            ["--kind", "x"],
            "\"x\" is no kind of rule; profile, upgrade, upgrade-command, report, "
                + "custom-ca, headset-upgrade, prt-upload, transition-authorization, certificate-refresh, trigger are"
        ),
        (
            ["--macro", "PN=x"],
            "the macro PN cannot be supposed to be that; those of the running phone can, PRVTMR=700 or "
                + "CCERT=Installed; the others follow from parameters and identity"
        ),
        (
            ["--macro", "PRVTMR=-1"],
            "the macro PRVTMR cannot be supposed to be that; those of the running phone can, PRVTMR=700 "
                + "or CCERT=Installed; the others follow from parameters and identity"
        ),
    ])
    func refusesWhatCannotBeSupposed(options: [String], sentence: String) async {
        let run = await CommandRun(
            ["rule", "explain", "http://h/x"] + options, environment: ["ONHOOK_STATE": ":memory:"])
        #expect(run.status != .done)
        #expect(isOneSentence(run.errors))
        #expect(run.errors.contains(sentence) || run.errors.contains("is no parameter of this model"), "\(run.errors)")
    }

    @Test func usesTheValuesOfThePhone() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=value")
        #expect(await phone.run("rule", "explain", "http://h/$A").output.hasSuffix("fetch http://h/value\n"))
        #expect(
            await phone.run("rule", "explain", "http://h/$A/$PN", "--model", "7841").output
                .hasSuffix("fetch http://h/value/CP-7841-3PCC\n"))
        #expect(await phone.run("rule", "explain", "http://h/$A", "--set", "GPP_A=w").output.hasSuffix("http://h/w\n"))
    }
}
