import FlatProfile
import Testing

@testable import ProfileRules

@Suite struct ExplanationTests {
    @Test func explainsStepByStep() {
        let rule =
            "(\"$CCERT\" eq \"Installed\" and $PRVTMR lt 5)? (c=\"$MA\";)! [--key \"my secret\" --alias b] https://p/c? | [--uid $SA]/$PSN.xml"
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(
            explanation.source
                == "(\"$CCERT\" eq \"Installed\" and $PRVTMR lt 5)? (c=\"$MA\";)! [--key \"********\" --alias b] https://p/c? | [--uid $SA]/$PSN.xml"
        )
        #expect(
            explanation.expanded
                == "(\"Not Installed\" eq \"Installed\" and 0 lt 5)? (c=\"000e08aabbcc\";)! [--key \"********\" --alias b] https://p/c? | [--uid ********]/8841-3PCC.xml"
        )
        let first = AlternativeExplanation(
            source:
                "(\"$CCERT\" eq \"Installed\" and $PRVTMR lt 5)? (c=\"$MA\";)! [--key \"********\" --alias b] https://p/c?",
            condition: "\"Not Installed\" eq \"Installed\" and 0 lt 5",
            comparisons: [
                .init(text: "\"Not Installed\" eq \"Installed\"", truth: false), .init(text: "0 lt 5", truth: true),
            ],
            result: false, chosen: false, assignments: [.init(name: "GPP_C", value: "000e08aabbcc")],
            options: ["--key ********", "--alias b"], url: "https://p/c?")
        let second = AlternativeExplanation(
            source: "[--uid $SA]/$PSN.xml", condition: nil, comparisons: [], result: nil, chosen: true, assignments: [],
            options: ["--uid ********"], url: "/8841-3PCC.xml")
        #expect(explanation.alternatives == [first, second])
        #expect(explanation.url == "/8841-3PCC.xml")
        #expect(explanation.warnings == [])
        #expect(explanation.assignments == [])
    }

    /// What --post and --alias name is looked at, as it is after the assignments of the same alternative.
    @Test(
        arguments: [
            ("[--post b] http://h/x", [.emptyBody("GPP_B")]),
            ("[--post a --alias b] http://h/x", [.emptyAliasMap("GPP_B")]),
            (
                "[--alias a] http://h/x",
                [.badAliasMap("GPP_A", AliasMapError(column: 1, reason: .expected(.path, found: "A")))]
            ),
            (#"(b = "/n = /flat-profile/GPP_C";)! [--alias b] http://h/x"#, []),
            (#"(b="x";)! [--post b] http://h/x"#, []),
            ("(1=2)? [--post b] http://h/x | /y", []), ("[--post a] http://h/x", []),
        ] as [(String, [RuleWarning])])
    func warnsOfParametersThatOptionsName(rule: String, warnings: [RuleWarning]) {
        #expect(ProfileRule.explain(rule, in: phone()).warnings == warnings)
    }

    @Test(arguments: [
        ("", RuleDecision.skip(.empty)), (" \n", .skip(.empty)), ("# http://h/x", .skip(.empty)),
        ("(1=2)? /x", .skip(.noConditionIsTrue)), ("(1=1)?", .skip(.emptyAlternative)),
        ("(1=2)? /x | ", .skip(.emptyAlternative)), ("gds://", .onboard), ("(1=1)? GDS:// | /x", .onboard),
    ])
    func decides(rule: String, decision: RuleDecision) {
        #expect(ProfileRule.explain(rule, in: phone()).decision == decision)
    }

    @Test func takesTheFirstAlternativeThatIsTrue() {
        let explanation = ProfileRule.explain("(1=2)? /a | (1=1)? /b | (1=1)? /c | /d", in: phone())
        #expect(explanation.chosenIndex == 1)
        #expect(explanation.alternatives.map(\.result) == [false, true, nil, nil])
        #expect(explanation.alternatives.map(\.url) == ["/a", "/b", "/c", "/d"])
    }

    @Test func warnsOfWhatIsNeverTried() {
        let explanation = ProfileRule.explain("(1=2)? /a | /b | /c | /d", in: phone())
        #expect(explanation.warnings == [.hiddenAlternatives(column: 16)])
        #expect(explanation.url == "/b")
    }

    @Test func warnsOfOddMacros() {
        let explanation = ProfileRule.explain("[--pwd pa$$XX$XY$SA] http://h/$XX/$SB/$XX/$(YY:1)", in: phone())
        #expect(explanation.warnings == [.unknownMacro("XX"), .unknownMacro("YY"), .secretMacroNotExpanded("SB")])
        #expect(ProfileRule.explain("[--pwd $B] /x", in: phone()).warnings == [.emptyOption(.pwd)])
        #expect(ReportRules.explain("tftp://h/x", in: phone())[0].warnings == [.reportByTFTP])
    }

    /// An error says what the warning would, and more.
    @Test func aMacroThatMakesTheRuleUnreadableIsToldOfOnce() {
        let explanation = ProfileRule.explain("($NOPE eq 1)? /$NOPE/$XX", in: phone())
        #expect(explanation.error == fault(2, .unknownMacro("NOPE")))
        #expect(explanation.warnings == [.unknownMacro("XX")])
    }

    @Test func faultsOfMacroValuesMatterWhenTheirAlternativeIsTried() {
        let rule = "(\"$B\" ne \"\")? http://$B/x | (\"$B\" eq \"\")? /y | ($B gt 3)? /z"
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(explanation.url == "/y")
        #expect(explanation.error == nil)
        #expect(
            explanation.warnings == [
                .faultInUntriedAlternative(fault(49, .emptyMacro("B")))
            ])
        let guarded = ProfileRule.explain("(\"$B\" ne \"\" and $B gt 3)? /x | /y", in: phone())
        #expect(guarded.url == "/y")
        #expect(guarded.alternatives[0].comparisons.map(\.truth) == [false, nil])
        #expect(ProfileRule.check("(1=1)? http://$B/x", in: phone()) == fault(15, .emptyMacro("B")))
    }

    @Test func columnsAreThoseOfWhatWasWritten() {
        let context = phone(["GPP_B": "a very long value", "GPP_C": "(1 eq", "GPP_D": "x y"])
        // In the text behind a macro, in the value of a macro, and behind characters of several bytes.
        #expect(ProfileRule.check("/$B$(B:2)", in: context) == fault(2, .blankInAddress))
        #expect(ProfileRule.check("(\"$B\" foo \"\")? /x", in: context)?.column == 7)
        #expect(ProfileRule.check("$C 1? /x", in: context) == fault(5, .expected(.andOrParenthesis, found: .text("?"))))
        #expect(ProfileRule.check("(\"äöü👩‍👩‍👧\" eq 1)? /x", in: context)?.column == 9)
        #expect(ProfileRule.check("(\"$$$$\" ge \"\")? /x", in: context)?.column == 9)
        #expect(
            ProfileRule.check("(1 eq 1? /x", in: context)?.description
                == "column 8: expected \")\" after the condition, found \"?\"")
    }

    @Test func valuesMayHoldRuleSyntax() {
        let context = phone(["GPP_B": "(1=1)? [--key k] http://h", "GPP_C": "/x | /y"])
        let explanation = ProfileRule.explain("$B$C", in: context)
        #expect(explanation.url == "http://h/x")
        #expect(explanation.request?.options.key == Secret("k"))
        #expect(explanation.expanded == "(1=1)? [--key ********] http://h/x | /y")
        #expect(explanation.source == "$B$C")
    }

    @Test func secretsAreNoRuleSyntax() {
        // The value of GPP_SB has a blank, a bracket, a bar and a quotation mark in it.
        for rule in ["[--key $SB] /x", "[--key \"$SB\"] /x", "[--key a$(SB)b] /x"] {
            let explanation = ProfileRule.explain(rule, in: phone())
            #expect(explanation.url == "/x")
            #expect(explanation.request?.options.key?.reveal().contains(FixtureSecret.sb) == true)
            #expect(!shownTexts(explanation).contains("Wb"))
            #expect(explanation.source == rule.replacingLiterals())
        }
    }

    // MARK: Kinds

    @Test(arguments: [
        ("Profile_Rule", RuleKind.profile), ("Profile_Rule_D", .profile), ("Upgrade_Rule", .upgrade),
        ("Report_Rule", .report),
        ("Custom_CA_Rule", .customCA), ("Cisco_Headset_Upgrade_Rule", .headsetUpgrade), ("PRT_Upload_Rule", .prtUpload),
        ("Trans_Auth_Rule", .transitionAuthorization), ("MIC_Cert_Refresh_Rule", .certificateRefresh),
        ("Resync_Trigger_1", .trigger), ("Resync_Trigger_2", .trigger), ("Resync_Periodic", nil),
    ])
    func knowsWhichParametersHoldRules(parameter: String, kind: RuleKind?) {
        #expect(RuleKind(heldBy: ParameterName(parameter)) == kind)
    }

    @Test(arguments: [
        (RuleKind.upgrade, "[--uid a --pwd b]http://h/x", nil),
        (.upgrade, "[--key k]http://h/x", fault(2, .optionNotAllowed(.key, .upgrade))),
        (.upgrade, "/x", fault(1, .missingServer(.upgrade))), (.upgradeCommand, "/x", nil),
        (.upgrade, "gds://", fault(1, .schemeNotAllowed("gds", .upgrade))), (.upgrade, "(a=\"1\";)! tftp://h/x", nil),
        (.report, "(1=1)? http://h/x", nil),
        (.report, "(a=\"1\";)! http://h/x", fault(1, .partNotAllowed(.assignments, .report))),
        (.report, "[--delta --status] http://h/x", fault(10, .deltaAndStatus)),
        (.report, "[--post a] http://h/x", fault(2, .optionNotAllowed(.post, .report))),
        (.report, "http://h/1 http://h/2 http://h/3", fault(23, .tooManyReports)),
        (.report, "http://h/a b", fault(13, .expected(.path, found: .end))),
        (.report, "/x", fault(1, .missingServer(.report))),
        (.customCA, "http://h/$MA.pem", nil),
        (.customCA, "[--uid a]http://h/x", fault(1, .partNotAllowed(.options, .customCA))),
        (.customCA, "(1=1)? http://h/x", fault(1, .partNotAllowed(.condition, .customCA))),
        (.customCA, "http://h/x | http://h/y", fault(12, .partNotAllowed(.alternatives, .customCA))),
        (.headsetUpgrade, "https://h/x", nil),
        (.headsetUpgrade, "[--srv]https://h/x", fault(1, .partNotAllowed(.options, .headsetUpgrade))),
        (.prtUpload, "https://h/x", nil), (.prtUpload, "[--uid u --pwd $SA] https://h/x", nil),
        (.prtUpload, "[--key k] https://h/x", fault(2, .optionNotAllowed(.key, .prtUpload))),
        (.prtUpload, "tftp://h/x", fault(1, .schemeNotAllowed("tftp", .prtUpload))),
        (.prtUpload, "h/x", fault(1, .schemeNotAllowed("tftp", .prtUpload))),
        (.transitionAuthorization, "(\"$ORIGTYPE\" eq \"none\")? https://h/$AUTHSTATUS | https://h/y", nil),
        (.certificateRefresh, "http://h/$MA", nil), (.trigger, "1 = 1", nil), (.trigger, "", nil),
        (.trigger, "1 = 1 | 2 = 2", fault(7, .expected(.andOrEnd, found: .text("|")))),
        (.trigger, "(1 = 1)", fault(1, .expected(.comparison, found: .text("(")))),
        (.trigger, "1 = 1 ?", fault(7, .expected(.andOrEnd, found: .text("?")))),
        (.trigger, "1 = 1 or 2 = 2", fault(7, .orIsNotKnown)),
    ])
    func allowsWhatTheKindOfRuleHas(kind: RuleKind, rule: String, error: RuleSyntaxError?) {
        #expect(ProfileRule.check(rule, in: phone(), kind: kind) == error)
    }

    @Test func fixedAddressesKeepTheirDollars() {
        let explanation = ProfileRule.explain("http://h/$MA", in: phone(), kind: .certificateRefresh)
        #expect(explanation.url == "http://h/$MA")
        #expect(explanation.warnings == [])
    }

    @Test func emptyTriggersSayNothing() throws {
        #expect(try TriggerExpression.evaluate(" ", in: phone()) == nil)
        #expect(try TriggerExpression.evaluate("#1=1", in: phone()) == nil)
        #expect(throws: fault(1, .notANumberOrVersion(.text("x")))) {
            try TriggerExpression.evaluate("x = 1", in: phone())
        }
        #expect(ReportRules.explain("", in: phone()).map(\.decision) == [.skip(.empty)])
    }

    @Test func everySentenceSaysSomething() {
        let found = RuleSyntaxError.Found.text("x")
        let reasons: [RuleSyntaxError.Reason] = [
            .orIsNotKnown, .unclosedQuotes, .emptyMacro("B"), .unknownMacro("X"), .notANumberOrVersion(found),
            .numberTooLarge,
            .differentOperands(.number, .text), .noOrderOfTexts, .differentVersionFormats, .unknownOwnVersion,
            .unknownOption("get"), .optionNotAllowed(.key, .upgrade), .missingBlank(after: .pwd),
            .missingValue(of: .uid),
            .repeatedOption(.srv), .deltaAndStatus, .delimiterInValue(of: .key), .badEscape(in: .key),
            .optionNeedsHTTP(.post), .partNotAllowed(.options, .customCA), .unknownScheme("ftp"),
            .schemeNotAllowed("gds", .report), .brokenScheme("http"), .slashBeforeScheme("tftp"), .textAfterOnboarding,
            .missingServer(.upgrade), .blankInAddress, .controlCharacter, .tooManyReports, .tooLong(limit: 5),
            .expected(.letter, found: .end), .expected(.port, found: .hidden),
        ]
        let sentences = Set(reasons.map(\.description))
        #expect(sentences.count == reasons.count)
        #expect(!sentences.contains(""))
        #expect(
            fault(9, .missingBlank(after: .pwd)).description == "column 9: expected a blank after --pwd")
    }

    // MARK: Hostile text

    static let valid = [
        "(\"$A\" ne \"x\" and $SWVER ge 12-0-2MPP)? (a=\"$MA\";GPP_SB=\"s\";)! [--key “$SC” --alias b] https://u:p@h:1/$PSN?x | gds://",
        "[--uid $SA --pwd \"$SB\\043\" --srv --post a] http://[::1]/é$(A:1:2)$$ ; | (! 1.0) ? /x",
        "$REGTMR1 gt 3 and “$IP” ne “”",
        "[--delta --key \"a b\"]http://h/x; [--status]https://h/y",
    ]

    @Test(arguments: valid)
    func survivesTruncations(rule: String) {
        let context = phone()
        let bytes = Array(rule.utf8)
        for length in 0...bytes.count {
            for piece in [bytes[..<length], bytes[length...]] {
                inspect(String(decoding: piece, as: UTF8.self), in: context)
            }
        }
    }

    @Test(arguments: [
        "(\"$A\" ne \"x\")? (a=\"1\";)! ~[--key topsecret~ --alias b] http://h/x | /y",
        "[~--uid a --pwd \"topsecret\"~]/x",
        "(1=1 and \"a\" eq \"b\")?[ ~--pwd “topsecret”~ --uid a ]h/x",
        "(a=\"1\"; ~Admin_Password = \"topsecret\"~ ;)! /x",
        "(1=1)? https~://u:topsecret@~h:80/x;",
    ])
    func hidesLiteralSecretsWhateverIsWrongElsewhere(marked: String) {
        // Between the marks the secret is recognized by what stands there; anything before and behind may be damaged.
        let parts = marked.split(separator: "~", omittingEmptySubsequences: false).map { Array($0) }
        let context = phone(["GPP_B": "\""])
        let isAddress = marked.contains("://u:")
        for junk in [
            "(", ")", "[", "]", "|", "?", "\"", "“", "=", ";", "$B", "@", ":", "/", " ", "--srv ", "--key ", "x",
        ] {
            // With a slash before it the rest is a path, which is shown.
            if junk == "/", isAddress { continue }
            for (index, part) in parts.enumerated() where index != 1 {
                for offset in part.indices {
                    for removed in 0...1 {
                        let damaged = String(part[..<offset]) + junk + String(part[(offset + removed)...])
                        let others = parts.map { String($0) }
                        let rule = index == 0 ? damaged + others[1] + others[2] : others[0] + others[1] + damaged
                        let explanation = ProfileRule.explain(rule, in: context)
                        #expect(!"\(explanation)".contains("topsecret"), "\(rule)")
                    }
                }
            }
        }
    }

    @Test func survivesRandomText() {
        var generator = SeededGenerator(state: 20)
        let context = phone(["GPP_B": "|)\"]", "GPP_C": "(1=1)?", "GPP_D": "[--key $SA"])
        let pieces = [
            "(", ")", "[", "]", "|", "?", "!", "\"", "“", "”", "=", ";", "$A", "$B", "$C", "$D", "$SA", "$(SB:1",
            "$MPWD", "--key ",
            "--pwd", "--delta", " ", "and ", "eq", "1", "1.2", "http://", "@", ":", "/", "\\", "\\043", "gds://", "é",
            "\u{0}", "\u{301}",
        ]
        for _ in 0..<3000 {
            let length = Int.random(in: 0..<24, using: &generator)
            inspect((0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined(), in: context)
        }
        for _ in 0..<1000 {
            let length = Int.random(in: 0..<64, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            inspect(String(decoding: bytes, as: UTF8.self), in: context)
        }
    }

    /// Explains a text as every kind of rule; whatever is wrong with it has a column in it, and no secret shows.
    private func inspect(_ rule: String, in context: MacroContext) {
        for kind in [RuleKind.profile, .report, .trigger, .upgrade] {
            let explanation = ProfileRule.explain(rule, in: context, kind: kind)
            if let error = explanation.error {
                #expect((1...rule.count + 1).contains(error.column), "\(rule)")
                #expect(!error.description.isEmpty)
            }
            let shown = "\(explanation)"
            #expect(!FixtureSecret.all.contains { shown.contains($0) }, "\(rule)")
        }
    }
}

extension String {
    /// The source of a rule whose key is `a$(SB)b`, as it is shown.
    fileprivate func replacingLiterals() -> String {
        self == "[--key a$(SB)b] /x" ? "[--key ********$(SB)********] /x" : self
    }
}
