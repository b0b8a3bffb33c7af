import FlatProfile
import Testing

@testable import ProfileRules

@Suite struct RuleGrammarTests {
    // MARK: Conditions

    @Test(arguments: [
        ("3 eq 3", true), ("3 = 3", true), ("3=3", true), ("3 ne 3", false), ("3 != 3", false), ("3!=4", true),
        ("3 ! 4", true),
        ("3 lt 4", true), ("3<4", true), ("4 < 4", false), ("4 le 4", true), ("4<=4", true), ("5 gt 4", true),
        ("5>4", true),
        ("4 ge 4", true), ("4>=5", false), ("-1 lt 0", true), ("$PRVST eq 0", true), ("$PRVST gt -1", true),
        ("007 eq 7", true),
        ("$PRVTMR ge 600", false), ("$REGTMR1 eq 0", true), ("\"a\" eq \"a\"", true), ("\"a\" ne \"A\"", true),
        ("\"a\"=\"b\"", false), ("\"\" eq \"\"", true), ("\"$B\" eq \"\"", true), ("\"$A\" eq \"ABCDEF\"", true),
        ("“x” eq \"x\"", true), ("\"a “b”\" eq \"a “b”\"", true), ("$HWVER ge 1.88.1", true), ("$HWVER eq 2.0.1", true),
        ("$SWVER gt sip88xx.12-0-2MPP0001-116", true), ("$SWVER eq sip68xx.12-0-7MPP0201-66.loads", true),
        ("\"$SWVER\" eq \"sip68xx.12-0-7MPP0201-66\"", false), ("\"$SWVER\" eq \"sip88xx.12-0-7MPP0201-66\"", true),
        ("$SWVER ne 11-1-0MPP", true), ("ne sip88xx.12-0-7MPP0201-66", false), ("! sip88xx.12-0-7MPP0201-66", false),
        ("ge 12-0-2MPP0001", true), ("< 12-0-7MPP0202", true), ("1 eq 1 and 2 eq 2", true),
        ("1 eq 1 and 2 eq 3", false),
        ("1=1 and\t\"a\"=\"a\"and 2=2", true), ("\"$MPWD\" ne \"\"", true), ("\"$SA\" eq \"$$SA\"", true),
        ("\"$ORIGTYPE\" eq \"none\"", true), ("  1   =\n1  ", true),
    ])
    func evaluatesConditions(condition: String, truth: Bool) throws {
        let context = phone { $0.extensionMobility.password = Secret(FixtureSecret.guest) }
        let explanation = ProfileRule.explain("(\(condition))? /yes | /no", in: context)
        #expect(explanation.error == nil)
        #expect(explanation.alternatives.first?.result == truth)
        #expect(explanation.url == (truth ? "/yes" : "/no"))
        #expect(try TriggerExpression.evaluate(condition, in: context) == truth)
        #expect(!shownTexts(explanation).contains(FixtureSecret.guest))
    }

    @Test(arguments: [
        ("()? /x", fault(2, .expected(.comparison, found: .text(")")))),
        ("(1)? /x", fault(3, .expected(.comparisonOperator, found: .text(")")))),
        ("(1 eq)? /x", fault(6, .expected(.operand, found: .text(")")))),
        ("(1 eq 1? /x", fault(8, .expected(.andOrParenthesis, found: .text("?")))),
        ("(1 eq 1) /x", fault(10, .expected(.questionMark, found: .text("/")))),
        ("(1 eq 1)", fault(9, .expected(.questionMark, found: .end))),
        ("(1 eq 1 and)? /x", fault(12, .expected(.comparison, found: .text(")")))),
        ("(1 eq 1 or 2 eq 2)? /x", fault(9, .orIsNotKnown)),
        ("(1 EQ 1)? /x", fault(4, .expected(.comparisonOperator, found: .text("EQ")))),
        ("(1 == 1)? /x", fault(5, .expected(.operand, found: .text("=")))),
        ("((1 eq 1))? /x", fault(2, .expected(.comparison, found: .text("(")))),
        ("(\"a eq 1)? /x", fault(2, .unclosedQuotes)), ("(“a eq 1)? /x", fault(2, .unclosedQuotes)),
        ("(\"a” eq 1)? /x", fault(2, .unclosedQuotes)),
        ("(1 eq \"1\")? /x", fault(4, .differentOperands(.number, .text))),
        ("(1.2 eq 1)? /x", fault(6, .differentOperands(.version, .number))),
        ("(\"a\" lt \"b\")? /x", fault(6, .noOrderOfTexts)), ("(1.2 eq 1-2)? /x", fault(6, .differentVersionFormats)),
        ("(abc eq 1)? /x", fault(2, .notANumberOrVersion(.text("abc")))),
        ("($NOPE eq 1)? /x", fault(2, .unknownMacro("NOPE"))),
        ("($SA eq 1)? /x", fault(2, .notANumberOrVersion(.text("$SA")))),
        ("(99999999999999999999 eq 1)? /x", fault(2, .numberTooLarge)),
        ("(99999999999999999999.1 eq 1.1)? /x", fault(2, .notANumberOrVersion(.text("99999999999999999999")))),
        ("($B eq 1)? /x", fault(2, .emptyMacro("B"))), ("(1 eq $B)? /x", fault(7, .emptyMacro("B"))),
        ("($A eq 1)? /x", fault(2, .notANumberOrVersion(.text("ABCDEF")))),
    ])
    func refusesBadConditions(rule: String, error: RuleSyntaxError) {
        #expect(ProfileRule.check(rule, in: phone()) == error)
    }

    @Test func comparisonsWithoutLeftSideNeedAVersion() {
        #expect(ProfileRule.check("(! 1.0)? /x", in: phone(software: "homemade")) == fault(2, .unknownOwnVersion))
    }

    // MARK: Assignments

    @Test func readsAssignments() {
        let rule =
            "(\"$A\" ne \"Provisioned\")? (User_ID_1_ = \"uid$A\" ; c = \"\";GPP_D = \"$MA\" ; GPP_SA=\"new-secret\";)! https://p/i | /c"
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(explanation.url == "https://p/i")
        #expect(
            explanation.assignments == [
                RuleAssignment(name: "User_ID_1_", value: "uidABCDEF", isSecret: false),
                RuleAssignment(name: "GPP_C", value: "", isSecret: false),
                RuleAssignment(name: "GPP_D", value: "000e08aabbcc", isSecret: false),
                RuleAssignment(name: "GPP_SA", value: "new-secret", isSecret: true),
            ])
        #expect(explanation.alternatives[0].assignments.map(\.value) == ["uidABCDEF", "", "000e08aabbcc", Secret.mask])
        #expect(!shownTexts(explanation).contains("new-secret"))
    }

    @Test func assignsWithoutFetching() {
        for rule in ["(a=\"1\";)!", "(1=1)?(a=\"1\";)!", " ( a = \"1\" ; ) ! ; ", "(1=2)? /x | (GPP_A=\"1\";)!"] {
            let explanation = ProfileRule.explain(rule, in: phone())
            #expect(explanation.decision == .assignmentsOnly)
            #expect(explanation.assignments == [RuleAssignment(name: "GPP_A", value: "1", isSecret: false)])
        }
    }

    @Test func ignoresAssignmentsOfUnknownParameters() {
        let explanation = ProfileRule.explain("(Nonsense=\"1\"; a=\"2\";)! /x", in: phone())
        #expect(explanation.assignments.map(\.name) == ["GPP_A"])
        #expect(explanation.warnings == [.unknownParameter("Nonsense")])
    }

    @Test func ignoresAssignmentsOfValuesThatTheTypeDoesNotAllow() {
        let rule =
            #"(Resync_Random_Delay = "9223372036854775807" ; Provision_Enable = "no" ; Profile_Rule_B = "" ;)! /x"#
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(
            explanation.assignments == [
                RuleAssignment(name: "Provision_Enable", value: "No", isSecret: false),
                RuleAssignment(name: "Profile_Rule_B", value: "", isSecret: false),
            ])
        #expect(
            explanation.warnings.map(\.description) == [
                "Resync_Random_Delay must be a whole number of units of 20 seconds from 0 to 65535: the assignment is ignored"
            ])
    }

    @Test func saysNothingOfASecretThatTheTypeDoesNotAllow() {
        let tooLong = String(repeating: "x", count: 5000)
        let explanation = ProfileRule.explain("(Admin_Password = \"\(tooLong)\";)! /x", in: phone())
        #expect(explanation.assignments == [])
        #expect(explanation.warnings == [.badSecret("Admin_Password")])
    }

    @Test(arguments: [
        ("()! /x", fault(2, .expected(.parameterName, found: .text(")")))),
        ("(a=\"1\")! /x", fault(7, .expected(.semicolon, found: .text(")")))),
        ("(a=\"1\";) /x", fault(10, .expected(.exclamationMark, found: .text("/")))),
        ("(a=1;)! /x", fault(4, .expected(.quotedValue, found: .text("1")))),
        ("(a=\"1;)! /x", fault(4, .unclosedQuotes)), ("(a=\"1\";", fault(8, .expected(.parameterName, found: .end))),
        ("(a=\"1\";b \"2\";)!", fault(10, .expected(.equalsSign, found: .text("\"")))),
        ("(a=\"1\";)!(b=\"2\";)! /x", fault(10, .expected(.address, found: .text("(")))),
        ("(Admin_Password=\"topsecret", fault(17, .unclosedQuotes)),
        ("(Admin_Password=topsecret;)!", fault(17, .expected(.quotedValue, found: .hidden))),
    ])
    func refusesBadAssignments(rule: String, error: RuleSyntaxError) {
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(explanation.error == error)
        #expect(!shownTexts(explanation).contains("topsecret"))
    }

    // MARK: Options

    @Test(arguments: [
        ("[] /x", fault(2, .expected(.option, found: .text("]")))),
        ("[key a] /x", fault(2, .expected(.option, found: .text("key")))),
        ("[--key] /x", fault(7, .missingValue(of: .key))), ("[--key ] /x", fault(8, .missingValue(of: .key))),
        ("[--uid --pwd x] /x", fault(8, .missingValue(of: .uid))),
        ("[--get a] /x", fault(2, .unknownOption("get"))), ("[--Key topsecret] /x", fault(2, .unknownOption("Key"))),
        ("[--reboot] /x", fault(2, .unknownOption("reboot"))),
        ("[--uid a --pwdtopsecret] /x", fault(15, .missingBlank(after: .pwd))),
        ("[--key=topsecret] /x", fault(7, .missingBlank(after: .key))),
        ("[--key topsecret --key topsecret] /x", fault(18, .repeatedOption(.key))),
        ("[--key topsecret topsecret] /x", fault(18, .expected(.optionOrBracket, found: .hidden))),
        ("[--key \"topsecret] /x", fault(8, .unclosedQuotes)),
        ("[--key \"topsecret]x\"] /x", fault(18, .delimiterInValue(of: .key))),
        ("[--key topsecret[x] /x", fault(17, .delimiterInValue(of: .key))),
        ("[--key topsecret /x", fault(18, .expected(.optionOrBracket, found: .hidden))),
        ("[--key topsecret]", fault(18, .expected(.addressAfterOptions, found: .end))),
        ("[--key topsecret] | /x", fault(19, .expected(.addressAfterOptions, found: .text("|")))),
        ("[--key topsecret\\377] /x", fault(8, .badEscape(in: .key))),
        ("[--key topsecret\\000] /x", fault(17, .badEscape(in: .key))),
        ("[--post q] http://h/x", fault(9, .expected(.letter, found: .text("q")))),
        ("[--post A] http://h/x", fault(9, .expected(.letter, found: .text("A")))),
        ("[--post aa] http://h/x", fault(9, .expected(.letter, found: .text("aa")))),
        ("[--alias] /x", fault(9, .expected(.letter, found: .text("]")))),
        ("[--srv] /x", fault(9, .optionNeedsHTTP(.srv))), ("[--post a] tftp://h/x", fault(12, .optionNeedsHTTP(.post))),
        ("[--delta] http://h/x", fault(2, .optionNotAllowed(.delta, .profile))),
        ("[--srv][--post a] http://h/x", fault(8, .expected(.address, found: .text("[")))),
    ])
    func refusesBadOptions(rule: String, error: RuleSyntaxError) {
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(explanation.error == error)
        #expect(!shownTexts(explanation).contains("topsecret"))
    }

    @Test(arguments: [
        ("[--uid TEST --pwd Test\\043\\057AbC123]/x", "Test#/AbC123"),
        ("[--pwd \"a\\133b\\135\\042 c\"]/x", "a[b]\" c"),
        ("[--pwd \\303\\251]/x", "é"), ("[--pwd a\\b\\12]/x", "a\\b\\12"), ("[--pwd \\134043]/x", "\\043"),
        ("[--pwd (/&}*)#|]/x", "(/&}*)#|"), ("[--pwd \"it“s\"]/x", "it“s"), ("[--pwd \"\"]/x", ""),
        ("[--pwd “a b\"]/x", "a b"), ("[--pwd $B]/x", ""), ("[--pwd \"$B\" --uid a]/x", ""),
        ("[ --uid a --pwd b ]/x", "b"),
        ("[--pwd \"a\"--uid \"b\"]/x", "a"), ("[--pwd $$A]/x", "$A"), ("[--pwd $SB]/x", FixtureSecret.sb),
        ("[--pwd $(SA:0:2)$(A:1:1)]/x", "saB"),
    ])
    func readsPasswords(rule: String, password: String) {
        #expect(ProfileRule.explain(rule, in: phone()).request?.options.password == Secret(password))
    }

    // MARK: Addresses

    @Test(arguments: [
        ("/x", RuleURL(hasExplicitScheme: false, path: "/x")),
        ("h/x", RuleURL(hasExplicitScheme: false, host: "h", path: "/x")),
        (
            "192.168.1.130/profiles/init.cfg",
            RuleURL(hasExplicitScheme: false, host: "192.168.1.130", path: "/profiles/init.cfg")
        ),
        ("h:6900/x", RuleURL(hasExplicitScheme: false, host: "h", port: 6900, path: "/x")),
        ("HTTP://h/", RuleURL(scheme: .http, host: "h", path: "/")), ("http:///x", RuleURL(scheme: .http, path: "/x")),
        (
            "https://secure.me.com/profile?Linksys",
            RuleURL(scheme: .https, host: "secure.me.com", path: "/profile?Linksys")
        ),
        ("https://[2001:db8::1]:8443/x", RuleURL(scheme: .https, host: "2001:db8::1", port: 8443, path: "/x")),
        ("tftp://[::1]/x", RuleURL(scheme: .tftp, host: "::1", path: "/x")),
        (
            "http://neptune.speak.net:8080/prov/$A/$MA.cfg",
            RuleURL(scheme: .http, host: "neptune.speak.net", port: 8080, path: "/prov/ABCDEF/000e08aabbcc.cfg")
        ),
        ("http://h/a[]=1&b=(2)!;c#d@e", RuleURL(scheme: .http, host: "h", path: "/a[]=1&b=(2)!;c#d@e")),
        ("http://h/x;;", RuleURL(scheme: .http, host: "h", path: "/x")),
        ("http://h/x ;", RuleURL(scheme: .http, host: "h", path: "/x")),
        ("http://h/$NOPE.xml", RuleURL(scheme: .http, host: "h", path: "/$NOPE.xml")),
        ("http://h/$SA", RuleURL(scheme: .http, host: "h", path: "/$SA")),
        ("/é", RuleURL(hasExplicitScheme: false, path: "/é")),
    ])
    func readsAddresses(rule: String, url: RuleURL) {
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(explanation.error == nil)
        #expect(explanation.request == RuleRequest(url: url))
    }

    @Test(arguments: [
        ("basic.txt", fault(10, .expected(.path, found: .end))), ("http://h", fault(9, .expected(.path, found: .end))),
        ("http://h?x", fault(9, .expected(.path, found: .text("?")))), ("ftp://h/x", fault(1, .unknownScheme("ftp"))),
        ("http:/h/x", fault(5, .brokenScheme("http"))), ("https//h/x", fault(6, .brokenScheme("https"))),
        ("/http://h/x", fault(1, .slashBeforeScheme("http"))), ("gds://x", fault(7, .textAfterOnboarding)),
        ("http://h:/x", fault(10, .expected(.port, found: .text("/")))),
        ("http://h:0/x", fault(10, .expected(.port, found: .text("0")))),
        ("http://h:65536/x", fault(10, .expected(.port, found: .text("65536")))),
        ("http://h:80a/x", fault(10, .expected(.port, found: .text("80a")))),
        ("http://h: 80/x", fault(11, .blankInAddress)), ("http://h/a b", fault(12, .blankInAddress)),
        ("[::1]/x", fault(2, .expected(.option, found: .text(":")))),
        ("http://[::1/x", fault(8, .expected(.server, found: .text("[")))),
        ("http://[nope]/x", fault(8, .expected(.server, found: .text("[")))),
        ("http://[::1]x/x", fault(13, .expected(.port, found: .text("x")))),
        ("http://a..b/x", fault(10, .expected(.server, found: .text(".")))),
        ("http://.a/x", fault(8, .expected(.server, found: .text(".")))),
        ("http://$NOPE/x", fault(8, .expected(.server, found: .text("$NOPE")))),
        ("http://$B/x", fault(8, .emptyMacro("B"))),
        ("http://$B:80/x", fault(10, .expected(.server, found: .text(":")))),
        ("http://h/\u{1}x", fault(10, .controlCharacter)),
        ("http://ä/x", fault(8, .expected(.server, found: .text("ä")))),
        ("$A", fault(3, .expected(.path, found: .end))), ("/é$A \"", fault(6, .blankInAddress)),
        ("(1=2)? /x", nil), ("http://h/$A /", fault(13, .blankInAddress)), (";", nil), ("", nil), ("  # [--nope", nil),
        ("|", nil),
    ])
    func refusesBadAddresses(rule: String, error: RuleSyntaxError?) {
        #expect(ProfileRule.check(rule, in: phone()) == error)
    }

    @Test func writesAddresses() {
        let learnt = RuleURL(hasExplicitScheme: false, path: "/x")
        #expect(learnt.text() == "/x")
        #expect(learnt.text(defaultServer: "192.168.150.20") == "tftp://192.168.150.20/x")
        #expect(RuleURL(scheme: .http, path: "/x").text(defaultServer: "::1") == "http://[::1]/x")
        #expect(RuleURL(scheme: .https, host: "h", port: 443, path: "/x").text() == "https://h:443/x")
        #expect(RuleURL.Scheme.allCases.map(\.defaultPort) == [69, 80, 443])
        #expect(RuleURL(scheme: .https, path: "/x").port == 443)
    }

    @Test(arguments: ["http://u%40x:topsecret@h/x", "http://u%40x:topsecret@h:8080/x", "u%40x:topsecret@h/x"])
    func takesCredentialsOutOfAddresses(rule: String) throws {
        let explanation = ProfileRule.explain(rule, in: phone())
        let request = try #require(explanation.request)
        #expect(request.url.host == "h")
        #expect(request.options.user == Secret("u@x"))
        #expect(request.options.password == Secret("topsecret"))
        #expect(explanation.warnings == [.credentialsInAddress])
        #expect(explanation.source.contains("\(Secret.mask)@h"))
        #expect(!shownTexts(explanation).contains("topsecret"))
        let both = ProfileRule.explain("[--uid a --pwd b] \(rule)", in: phone())
        #expect(both.request?.options.password == Secret("b"))
    }

    @Test(arguments: [
        "http://u:top/secret@h/x", "http://u:topsecret@h x", "http://u:topsecret@/x", "http://u:topsecret@h:x/",
        // Found by fuzzing: options in the middle of what was taken for an address.
        "http://[--st/x]u:topsecret@h", "http://[--srv;a/b=c::]:topsecret@h [--key",
        "http://[--delta/][--srv/]u:topsecret@h",
    ])
    func hidesCredentialsOfBrokenAddresses(rule: String) {
        let explanation = ProfileRule.explain(rule, in: phone())
        #expect(explanation.error != nil)
        #expect(!shownTexts(explanation).contains("secret"))
    }
}
