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
        (["--kind", "x"], "\"x\" is no kind of rule: profile, upgrade, report and trigger are"),
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
