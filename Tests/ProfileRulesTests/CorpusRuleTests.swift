import FlatProfile
import Testing

@testable import ProfileRules

@Suite struct CorpusRuleTests {
    static func context(_ software: String) -> MacroContext {
        phone(["GPP_B": "site", "GPP_K": "report-key"], software: software) {
            $0.hasClientCertificate = true
            $0.externalAddress = "66.43.16.52"
            $0.secondsSinceResync = 1201
            $0.secondsSinceUpgrade = 301
            $0.registrationLoss = [1: 301]
            $0.extensionMobility = ExtensionMobility(
                status: "mobile", user: "guest", password: Secret(FixtureSecret.guest))
        }
    }

    @Test(
        arguments: CorpusRule.places + CorpusRule.withOptions + CorpusRule.withConditions + CorpusRule.otherPlaces)
    func readsTheRulesThatPeopleWrite(_ rule: CorpusRule) {
        let explanation = ProfileRule.explain(rule.rule, in: Self.context(rule.software), kind: rule.kind)
        #expect(explanation.error == rule.error)
        #expect(explanation.url == rule.url)
        if let decision = rule.decision { #expect(explanation.decision == decision) }
        #expect(explanation.request?.options.display ?? [] == rule.options)
        #expect(explanation.request?.url.text() == (rule.url == "gds://" ? nil : rule.url))
        let shown = shownTexts(explanation)
        #expect(!FixtureSecret.all.contains { shown.contains($0) })
    }

    @Test(arguments: [" ", "\n", "\t \r\n", "; "])
    func readsTwoReportsInOneRule(separator: String) {
        let rule =
            "[--delta]http://my_http_server/config-mpp-delta.xml\(separator)[--status --key k]http://my_http_server/status.xml"
        let reports = ReportRules.explain(rule, in: phone())
        #expect(
            reports.map(\.url) == ["http://my_http_server/config-mpp-delta.xml", "http://my_http_server/status.xml"])
        #expect(reports.map { $0.request?.options.isDelta } == [true, false])
        #expect(reports.map { $0.request?.options.isStatus } == [false, true])
        #expect(
            reports.map(\.source) == [
                "[--delta]http://my_http_server/config-mpp-delta.xml",
                "[--status --key ********]http://my_http_server/status.xml",
            ])
    }

    @Test func readsTheSecretsOfOptions() throws {
        func options(_ rule: String) throws -> RuleOptions {
            try #require(ProfileRule.explain(rule, in: Self.context("2.0.6")).request).options
        }
        #expect(try options("[--key “SecretPhrase1234”] http://h/p").key == Secret("SecretPhrase1234"))
        #expect(try options("[--key \"my secret phrase\"] http://h/p").key == Secret("my secret phrase"))
        #expect(try options("[--key $SC] http://h/p").key == Secret(FixtureSecret.sc))
        #expect(try options("[--key \"$SD\"] http://h/p").key == Secret(FixtureSecret.sd))
        let credentials = try options("[--uid $SA --pwd $SB] http://h/p")
        #expect(credentials.user == Secret(FixtureSecret.sa))
        #expect(credentials.password == Secret(FixtureSecret.sb))
        let mobile = try options("[--uid $MUID$PDOM --pwd $MPWD] http://h/p")
        #expect(mobile.user == Secret("guest"))
        #expect(mobile.password == Secret(FixtureSecret.guest))
        #expect(try options("[--key pre$(SA:3)post] http://h/p").key == Secret("preZe7Kqpost"))
    }

    @Test func showsTheLogMessageOfARequest() {
        // 70 to 73: the macros stand side by side.
        var context = Self.context("2.0.6")
        context.values.handledURL = HandledURL(
            scheme: .https, server: "ps.example", serverAddress: "192.0.2.1", port: 443, path: "/a?b")
        let expanded = MacroExpander.expand("$PN $MAC -- Successful resync $SCHEME://$SERVIP:$PORT$PATH", in: context)
        #expect(
            expanded == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Successful resync https://192.0.2.1:443/a?b")
    }
}
