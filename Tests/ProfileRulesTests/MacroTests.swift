import FlatProfile
import Testing

@testable import ProfileRules

@Suite struct MacroTests {
    static let running = phone(["GPP_B": "b", "GPP_P": "gpp-p", "User_ID_1_": "alice", "EM_User_Domain": "@em"]) {
        $0.localAddress = "192.168.1.100"
        $0.externalAddress = "66.43.16.52"
        $0.hasClientCertificate = true
        $0.provisioningState = .explicitRequest
        $0.upgradeState = .retry
        $0.upgradeError = "http_get failed"
        $0.secondsSinceResync = 601
        $0.secondsSinceUpgrade = 301
        $0.registrationLoss = [1: 5]
        $0.isCustomized = true
        $0.originType = "orig_mpp"
        $0.authorizationStatus = "wxc"
        $0.extensionMobility = ExtensionMobility(
            status: "mobile", user: "guest", password: Secret(FixtureSecret.guest))
        $0.multicastAddress = "224.168.168.168"
        $0.handledURL = HandledURL(
            scheme: .tftp, server: "ps.example", serverAddress: "192.0.2.1", port: 69, path: "/8851-3PCC.xml")
        $0.error = "Download failed"
    }

    @Test(arguments: [
        ("$A", "ABCDEF"), ("$GPP_A", "ABCDEF"), ("$P", "gpp-p"), ("$C", ""), ("$MA", "000e08aabbcc"),
        ("$MAU", "000E08AABBCC"),
        ("$MAC", "00:0e:08:aa:bb:cc"), ("$PN", "CP-8841-3PCC"), ("$PSN", "8841-3PCC"), ("$SN", "FCH2305DMH0"),
        ("$CCERT", "Installed"), ("$IP", "192.168.1.100"), ("$EXTIP", "66.43.16.52"),
        ("$SWVER", "sip88xx.12-0-7MPP0201-66"), ("$HWVER", "2.0.1"), ("$PRVST", "-1"), ("$UPGST", "2"),
        ("$UPGERR", "http_get failed"), ("$PRVTMR", "601"), ("$UPGTMR", "301"), ("$REGTMR1", "5"), ("$REGTMR2", "0"),
        ("$UPGCOND", ""), ("$SCHEME", "tftp"), ("$METH", "tftp"), ("$SERV", "ps.example"), ("$SERVIP", "192.0.2.1"),
        ("$PORT", "69"), ("$PATH", "/8851-3PCC.xml"), ("$ERR", "Download failed"), ("$UID1", "alice"), ("$UID2", ""),
        ("$EMS", "mobile"), ("$MUID", "guest"), ("$PDOM", "@em"), ("$ISCUST", "1"), ("$ORIGTYPE", "orig_mpp"),
        ("$AUTHSTATUS", "wxc"), ("$VERSION", "Cisco-CP-8841-3PCC/12.0.7"), ("$MCASTADDR", "224.168.168.168"),
    ])
    func expandsEveryVariable(text: String, value: String) {
        #expect(MacroExpander.expand(text, in: Self.running) == value)
    }

    @Test(arguments: [
        ("$(MAU)config.cfg", "000E08AABBCCconfig.cfg"), ("$STRANGE$MAU.cfg", "$STRANGE000E08AABBCC.cfg"),
        ("$$MAU", "$MAU"), ("$$$MAU", "$000E08AABBCC"), ("$$$$", "$$"), ("$(A:2)", "CDEF"), ("$(A:2:3)", "CDE"),
        ("$(A:0:0)", ""), ("$(A:6)", ""), ("$(A:99999999999999999999)", ""), ("$(A:1:99999999999999999999)", "BCDEF"),
        ("$", "$"), ("$.", "$."), ("a$", "a$"), ("$(", "$("), ("$()", "$()"), ("$(A", "$(A"), ("$(A:)", "$(A:)"),
        ("$(A:1:)", "$(A:1:)"), ("$(A:-1)", "$(A:-1)"), ("$(A:1:2:3)", "$(A:1:2:3)"), ("$(NOPE:1)", "$(NOPE:1)"),
        ("$a", "$a"), ("$ma", "$ma"), ("$MAx", "$MAx"), ("$UID17", "$UID17"), ("$UID", "$UID"),
        ("$FACTORY", "$FACTORY"),
        ("$REG", "$REG"), ("$RPTSTS", "$RPTSTS"), ("${MA}", "${MA}"), ("/spa$MAU.cfg", "/spa000E08AABBCC.cfg"),
        ("/$PSN-a.xml", "/8841-3PCC-a.xml"), ("$PN$MA.xml", "CP-8841-3PCC000e08aabbcc.xml"),
        ("$SA $SB $SC $SD $GPP_SA $(SA:1) $MPWD", "$SA $SB $SC $SD $GPP_SA $(SA:1) $MPWD"),
        ("é$(B:0:1)é", "ébé"), ("$MAÄ", "000e08aabbccÄ"), ("$ZÄ", "$ZÄ"),
    ])
    func readsEverySyntax(text: String, value: String) {
        #expect(MacroExpander.expand(text, in: Self.running) == value)
    }

    @Test func theExternalAddressIsThatOfTheParameterUnlessItIsKnown() {
        #expect(MacroExpander.expand("<$EXTIP>", in: phone()) == "<>")
        #expect(MacroExpander.expand("$EXTIP", in: phone(["EXT_IP": "66.43.16.1"])) == "66.43.16.1")
        let known = phone(["EXT_IP": "66.43.16.1"]) { $0.externalAddress = "66.43.16.2" }
        #expect(MacroExpander.expand("$EXTIP", in: known) == "66.43.16.2")
    }

    @Test func expandsOnlyOnce() {
        let context = phone(["GPP_B": "$MA $$ $SA"])
        #expect(MacroExpander.expand("$B", in: context) == "$MA $$ $SA")
        #expect(ProfileRule.explain("[--key $B]/x", in: phone(["GPP_B": "$SA"])).request?.options.key == Secret("$SA"))
    }

    @Test func cutsSubstringsBetweenCharacters() {
        #expect(MacroExpander.expand("$(B:1:2)", in: phone(["GPP_B": "äöüß"])) == "öü")
    }

    @Test func urlMacrosAreEmptyWithoutURL() {
        #expect(MacroExpander.expand("<$SCHEME$SERV$SERVIP$PORT$PATH$METH>", in: phone()) == "<>")
    }

    @Test(arguments: [
        ("sip88xx.12.0.2MPP0001.116", "Cisco-CP-8841-3PCC/12.0.2"), ("sip88xx.11-0-0MPP-7", "Cisco-CP-8841-3PCC/11.0"),
        ("homemade", "Cisco-CP-8841-3PCC/homemade"),
    ])
    func namesTheProductVersion(software: String, version: String) {
        #expect(phone(software: software).productVersion == version)
    }

    @Test func fillsLogMessages() {
        let context = Self.running
        let template = "$PN $MAC -- Requesting %s $SCHEME://$SERVIP:$PORT$PATH"
        #expect(
            MacroExpander.expand(template, in: context, kindOfRequest: "resync")
                == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Requesting resync tftp://192.0.2.1:69/8851-3PCC.xml")
        #expect(
            MacroExpander.expand("$PN $MAC -- Resync failed: $ERR", in: context)
                == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Resync failed: Download failed")
        #expect(MacroExpander.expand("%s 100% %d %", in: context) == "%s 100% %d %")
        #expect(MacroExpander.expand("$B", in: phone(["GPP_B": "%s"]), kindOfRequest: "resync") == "%s")
    }

    @Test func cutsLongMessagesAtACharacter() {
        #expect(MacroExpander.expand("aé", in: phone(), limit: 2) == "a")
        #expect(MacroExpander.expand(String(repeating: "$A", count: 100_000), in: phone()).utf8.count == 16 * 1024)
    }

    @Test func refusesWhatExpandsTooFar() {
        let context = phone(["GPP_B": String(repeating: "x", count: 10_000)])
        #expect(ProfileRule.check("/é$B/$B", in: context) == fault(6, .tooLong(limit: 16 * 1024)))
        #expect(ProfileRule.check("/$B", in: context) == nil)
    }

    @Test(arguments: ["(", "$(", "|", "\"", "[--key "])
    func refusesAMegabyteBeforeParsing(piece: String) {
        let megabyte = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        #expect(ProfileRule.check(megabyte, in: phone())?.reason == .tooLong(limit: 16 * 1024))
        _ = MacroExpander.expand(megabyte, in: phone(), kindOfRequest: "resync")
    }

    @Test(arguments: [
        "(", "$(", "|", "\"", "[", "$", "$A", "$(A:1", "[--key ", "=", "((", "“", "@", "a@", "--", "!", ";", "\\", "é",
        "]", ")?",
        "]/@", "a b@", "$C", "a and ", "! 1.1 and ", "(a=\"\";", "[--uid a--pwd b",
    ])
    func staysLinearOnHostileText(piece: String) {
        let context = phone()
        _ = ProfileRule.explain(String(repeating: piece, count: 16_000 / piece.utf8.count), in: context)
        for kind in [RuleKind.profile, .report, .trigger] {
            for prefix in ["", "(", "($A eq ", "(a=\"", "[", "[--key ", "[--key \"", "http://", "http://a/b "] {
                let source = prefix + String(repeating: piece, count: 2_000 / piece.utf8.count)
                _ = ProfileRule.explain(source, in: context, kind: kind)
            }
        }
    }
}
