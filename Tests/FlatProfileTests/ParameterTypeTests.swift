import Testing

@testable import FlatProfile

/// One text and what a type of the kind makes of it.
struct Accepted: Sendable, CustomTestStringConvertible {
    var kind: ParameterType.Kind
    var text: String
    var stored: String
    var testDescription: String { "\(kind.rawValue) \(text)" }

    init(_ kind: ParameterType.Kind, _ text: String, as stored: String? = nil) {
        self.kind = kind
        self.text = text
        self.stored = stored ?? text
    }
}

/// One text and the fault that a type of the kind finds in it.
struct Refused: Sendable, CustomTestStringConvertible {
    var kind: ParameterType.Kind
    var text: String
    var flaw: ValueFault.Flaw
    var testDescription: String { "\(kind.rawValue) \(text)" }

    init(_ kind: ParameterType.Kind, _ text: String, _ flaw: ValueFault.Flaw = .whole) {
        self.kind = kind
        self.text = text
        self.flaw = flaw
    }
}

@Suite struct ParameterTypeTests {
    static let accepted: [Accepted] = [
        .init(.string, "  Front\r\n\tDesk ", as: "Front  Desk"), .init(.string, "Zoé O'Hara"), .init(.string, ""),
        .init(.password, "p\"1001& \\"), .init(.password, ""),
        .init(.urlRule, "($PRVTMR gt 600)? [--key $SA] https://example.com/$MA.xml"),
        .init(.reportRule, "[--delta] http://example.com/r"),
        .init(.condition, "$UPGTMR gt 600"), .init(.logTemplate, "$PN $MAC -- Requesting resync"),
        .init(.intervalList, "3600"), .init(.intervalList, " 60, 120 + 30 ", as: "60,120+30"), .init(.intervalList, ""),
        .init(.list, "sd;"), .init(.list, "911,112"),
        .init(.ipv4, "192.0.2.10"), .init(.ipv4, "0.0.0.0"), .init(.ipv4, ""),
        .init(.ipv6, "2001:db8::10"), .init(.ipv6, "::"), .init(.ipv6, "::ffff:192.0.2.1"),
        .init(.ipv6, "1:2:3:4:5:6:7:8"), .init(.ip, "192.0.2.1"), .init(.ip, "fe80::1"),
        .init(.host, "pool.ntp.org"), .init(.host, "10.0.0.252"), .init(.host, "[2001:db8::1]"), .init(.host, "a_b"),
        .init(.host, "example.com."), .init(.hostAndPort, "10.0.0.251:514"), .init(.hostAndPort, "2001:db8::1"),
        .init(.hostAndPort, "[2001:db8::1]:514"), .init(.hostAndPort, "example.com"),
        .init(.hostOrURL, "ldaps://example.com"), .init(.hostOrURL, "example.com:389"),
        .init(.sipProxy, "p1.example.com:SRV"), .init(.sipProxy, "10.0.0.254:5060"),
        .init(.sipProxy, "p1.example.com:5060:A=192.0.2.1,192.0.2.2|p2.example.com"),
        .init(.domain, "example.com"), .init(.domainList, "example.com, *.example.net;.example.org"),
        .init(.url, "http://10.0.0.254/dir?xivo=1&user=42"), .init(.url, "/ca/$MA.pem"),
        .init(.url, "ws://example.com"),
        .init(.url, "$A://example.com/x"), .init(.url, "/proxy?http://example.com"),
        .init(.sipURI, "conf@example.com:12"), .init(.sipURI, "sip:1002@example.com"), .init(.sipURI, "list1@$PROXY"),
        .init(.regex, ".*"), .init(.regex, #"^/api/(v[12]|\(x\))/[^(]*$"#),
        .init(.starcode, "*017110"), .init(.starcode, "#68"), .init(.starcode, ""),
        .init(.starcodeList, "*72|*74`c`|*67"), .init(.starcodeList, "*98"),
        .init(.phone, "+49 30 123"), .init(.phone, "voicemail"), .init(.phone, "1002@example.com"),
        .init(.dialPlan, "(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)"),
        .init(.dialPlan, "([x*#].)"), .init(.dialPlan, "(<:9xx.>)"), .init(.dialPlan, "(<9,:>xx.|8<:1408>[2-9])"),
        .init(.responseCodeList, "404, 5*"), .init(.responseCodeList, "61?"), .init(.responseCodeList, "500,6??"),
        .init(.toneScript, "350@-19,440@-19;2(.1/.1/1+2);10(*/0/1+2)"), .init(.toneScript, "440@-10;*(*/0/1);"),
        .init(.toneScript, "397@-19.5,507@0;15(0/2/0,.2/.1/1,.1/2.1/2)"),
        .init(.cadenceScript, "60(.2/.2,.2/.2,.2/.2,1/4)"), .init(.cadenceScript, "1(2/4);*(.5/.25)"),
        .init(.ringtoneScript, "n=Chime;w=file://Chime.raw;c=1"), .init(.ringtoneScript, "n=A B;w=http://x/a?b=c"),
        .init(.ringtoneScript, "n=No Ring;w=file://none;c=0"),
        .init(.ledScript, "c=g;p=b"), .init(.ledScript, "c=o"), .init(.ledScript, "c=g,p=sb"),
        .init(.ledScript, "c=r;p=nb"),
        .init(.functionScript, "fnc=sd+blf+cp;sub=1003@$PROXY;nme=Front & Desk"),
        .init(.softkeyScript, "fnc=xml;url=http://example.com/s.xml?a=b;vid=1; nme=Services"),
        .init(.keyList, "em_login|1;acd_login;dir|;"), .init(.keyList, "psk1"),
        .init(.pagingScript, "pggrp=224.168.168.168:34560;name=All;num=800;listen=yes;"),
        .init(.pagingScript, "pggrp=224.1.1.1:34560;name=A;num=1;pri=1;codec=g722;pggrp=224.1.1.2:34560;num=2"),
        .init(.dictionaryScript, "serv=http://example.com/;d0=English;x0=en.xml;d1=French;x1=fr.xml"),
        .init(.timeHHmm, "0000"), .init(.timeHHmm, "2400"), .init(.timeHHmm, "0959"), .init(.timeHHmm, ""),
        .init(.clockTime, "07:00"), .init(.clockTime, "7:30"),
        .init(.date, "12/31/2026"), .init(.date, "2/29"), .init(.date, "05/01/14"),
        .init(.time, "23/59"), .init(.time, "1:02:03"), .init(.timeOffset, "-01/30"), .init(.timeOffset, "00/00"),
        .init(.daylightSavingRule, "start=3/-1/7/2:0:0;end=10/-1/7/3:0:0;save=1:0:0"),
        .init(.daylightSavingRule, "start=3/8/7/2;end=11/1/0;save=-0:30"),
        .init(.headerName, "X-Token_1"), .init(.headerValue, "a=b;c,d"),
        .init(.fingerprint, "0123456789abcdefABCDEF012345678901234567"),
    ]

    static let refused: [Refused] = [
        .init(.intervalList, "3600s", .part("3600s", is: .interval)),
        .init(.intervalList, "60,,120", .part("", is: .interval)),
        .init(.intervalList, "60+1+2", .part("60+1+2", is: .interval)),
        .init(.intervalList, "-1", .part("-1", is: .interval)),
        .init(.intervalList, "99999999999999999999", .part("99999999999999999999", is: .interval)),
        .init(.list, "a,,b", .part("", is: .word)),
        .init(.ipv4, "192.0.2"), .init(.ipv4, "192.0.2.256"), .init(.ipv4, "192.0.2.1.1"), .init(.ipv4, "a.b.c.d"),
        .init(.ipv6, ":::"), .init(.ipv6, "1:2:3"), .init(.ipv6, "12345::"), .init(.ipv6, "1::2::3"),
        .init(.ipv6, "1:2:3:4:5:6:7::8"), .init(.ipv6, "::1.2.3"), .init(.ip, "example.com"),
        .init(.host, "10.0.0.256"), .init(.host, "-a.example"), .init(.host, "a..b"), .init(.host, "http://x"),
        .init(.host, "example.com:80"), .init(.host, "müller.example"),
        .init(.hostAndPort, "example.com:65536"), .init(.hostAndPort, ":80"), .init(.hostAndPort, "example.com:"),
        .init(.hostOrURL, "ldap://"), .init(.hostOrURL, "a b"),
        .init(.sipProxy, "a:SRV|b b", .part("b b", is: .proxy)), .init(.sipProxy, "a:A=", .part("a:A=", is: .proxy)),
        .init(.domain, "192.0.2.1"), .init(.domainList, "example.com,a b!", .part("b!", is: .domain)),
        .init(.url, "http://"), .init(.url, "1http://x"), .init(.url, "a b"), .init(.url, "http:///x"),
        .init(.sipURI, "a b@c"), .init(.sipURI, "@example.com"), .init(.sipURI, "sip:"), .init(.sipURI, "a@"),
        .init(.regex, "(a", .unbalanced("(")), .init(.regex, "a)", .unbalanced(")")),
        .init(.regex, #"a\"#, .unbalanced(#"\"#)),
        .init(.starcode, "*7a"), .init(.starcodeList, "*72,*73", .part("*72,*73", is: .starCode)),
        .init(.starcodeList, "*72`cc`", .part("*72`cc`", is: .starCode)),
        .init(.phone, "<1002>"), .init(.phone, "ä"),
        .init(.dialPlan, "*xx|0"), .init(.dialPlan, "([2-9xx)", .unbalanced("[")),
        .init(.dialPlan, "(<9:>>)", .unbalanced(">")),
        .init(.responseCodeList, "5000", .part("5000", is: .responseCode)),
        .init(.responseCodeList, "5", .part("5", is: .responseCode)),
        .init(.responseCodeList, "5?,", .part("5?", is: .responseCode)),
        .init(.toneScript, "350@-19"), .init(.toneScript, "350;10(*/0/1)", .part("350", is: .frequency)),
        .init(.toneScript, "350@-19;10(*/0/2)", .part("2", is: .frequencyNumber(1))),
        .init(.toneScript, "350@-19;10(*/0)", .part("*/0", is: .toneSegment)),
        .init(.toneScript, "350@-19;10(*/0/1", .part("10(*/0/1", is: .section)),
        .init(.toneScript, "350@-19;x(*/0/1)", .part("x(*/0/1)", is: .section)),
        .init(.toneScript, "1@1;1(1/1/1);1(1/1/1);1(1/1/1)", .tooMany(.section, maximum: 2)),
        .init(.toneScript, "1@1,2@1,3@1,4@1,5@1,6@1,7@1;1(1/1/1)", .tooMany(.frequency, maximum: 6)),
        .init(.cadenceScript, "60(1/1,1/1,1/1,1/1,1/1,1/1,1/1)", .tooMany(.segment, maximum: 6)),
        .init(.cadenceScript, "60(2)", .part("2", is: .cadenceSegment)),
        .init(.cadenceScript, "2/4", .part("2/4", is: .section)),
        .init(.ringtoneScript, "n=A;c=1", .missingKey("w")), .init(.ringtoneScript, "n=A;w=b;x=1", .unknownKey("x")),
        .init(.ringtoneScript, "n=A;n=B;w=b", .repeatedKey("n")),
        .init(.ringtoneScript, "n=A;w=b;c=10", .part("10", is: .number(0...9))),
        .init(.ledScript, "c=x", .part("x", is: .colour)), .init(.ledScript, "c=g;p=z", .part("z", is: .pattern)),
        .init(.ledScript, "green", .part("green", is: .keyAndValue)),
        .init(.functionScript, "1", .part("1", is: .keyAndValue)), .init(.functionScript, "ext=1", .missingKey("fnc")),
        .init(.softkeyScript, "nme=A", .missingKey("fnc")),
        .init(.keyList, "redial|x", .part("redial|x", is: .softkey)), .init(.keyList, "|1", .part("|1", is: .softkey)),
        .init(.pagingScript, "name=All", .missingKey("pggrp")),
        .init(.pagingScript, "pggrp=224.1.1.1", .part("224.1.1.1", is: .addressAndPort)),
        .init(.pagingScript, "pggrp=224.1.1.1:1;listen=maybe", .part("maybe", is: .yesOrNo)),
        .init(.dictionaryScript, "d0=English", .missingKey("serv")),
        .init(.timeHHmm, "30"), .init(.timeHHmm, "2401"), .init(.timeHHmm, "0960"), .init(.timeHHmm, "09:5"),
        .init(.clockTime, "24:00"), .init(.clockTime, "0700"), .init(.date, "2/30/2026"), .init(.date, "13/1"),
        .init(.date, "1/1/126"), .init(.time, "24/00"), .init(.time, "1"), .init(.timeOffset, "--1/00"),
        .init(.daylightSavingRule, "start=3/-1/7/2;save=1", .missingKey("end")),
        .init(.daylightSavingRule, "start=13/1/7;end=1/1/1;save=1", .part("13/1/7", is: .momentOfYear)),
        .init(.daylightSavingRule, "start=3/0/7;end=1/1/1;save=1", .part("3/0/7", is: .momentOfYear)),
        .init(.daylightSavingRule, "start=3/1/7;end=1/1/1;save=x", .part("x", is: .clockTime)),
        .init(.headerName, "X Token"), .init(.headerValue, "a"), .init(.headerValue, "a b"),
        .init(.fingerprint, "0123"), .init(.fingerprint, String(repeating: "g", count: 40)),
    ]

    @Test(arguments: accepted)
    func storesWhatTheKindAllows(_ value: Accepted) {
        #expect(ParameterType(value.kind).accept(value.text) == .success(value.stored))
    }

    @Test(arguments: refused)
    func saysWhatIsWrongWithTheRest(_ value: Refused) {
        #expect(
            ParameterType(value.kind).accept(value.text) == .failure(.malformed(value.text, value.kind, value.flaw)))
    }

    @Test(arguments: [
        ("yes", "Yes"), ("YES", "Yes"), ("no", "No"), (" No\n", "No"),
    ])
    func writesBooleansAsThePhoneDoes(text: String, stored: String) {
        #expect(ParameterType(.bool).accept(text) == .success(stored))
    }

    @Test(arguments: ["", "1", "true", "Ye", "Yes No"])
    func refusesWhatIsNoBoolean(text: String) {
        #expect(ParameterType(.bool).accept(text) == .failure(.notAChoice(text, ["Yes", "No"])))
    }

    @Test func takesChoicesToTheLetterUnlessTheyIgnoreCase() {
        let protocols = ParameterType(.choice, choices: ["Http", "Https"])
        #expect(protocols.accept(" Https ") == .success("Https"))
        #expect(protocols.accept("https") == .failure(.notAChoice("https", ["Http", "Https"])))
        #expect(protocols.accept("") == .failure(.notAChoice("", ["Http", "Https"])))
        let annex = ParameterType(.choice, choices: ["none", "yes"], ignoresCase: true)
        #expect(annex.accept("Yes") == .success("yes"))
    }

    @Test func takesSeveralChoicesOnceEach() {
        let days = ParameterType(.multiChoice, choices: ["Monday", "Tuesday"], allowsEmpty: true)
        #expect(days.accept("Tuesday|Monday") == .success("Tuesday|Monday"))
        #expect(days.accept("") == .success(""))
        for text in ["Monday|Monday", "Monday|", "monday"] {
            #expect(days.accept(text) == .failure(.notChoices(text, ["Monday", "Tuesday"])))
        }
    }

    @Test(arguments: [("0", "0"), ("0065", "65"), ("0x18", "24"), ("0X1f", "31"), (" 100 ", "100")])
    func writesWholeNumbersInDecimal(text: String, stored: String) {
        #expect(ParameterType(.int, ranges: [0...100]).accept(text) == .success(stored))
    }

    @Test(arguments: ["", "-1", "101", "1.5", "+1", "0x", "0x-1", "1e1", "٣", "99999999999999999999", "1 0"])
    func refusesOtherNumbers(text: String) {
        let type = ParameterType(.int, ranges: [0...100], unit: .seconds)
        #expect(type.accept(text) == .failure(.notANumber(text, [0...100], .seconds, orEmpty: false)))
    }

    @Test func allowsNumbersToBeAbsentWhereTheyMayBe() {
        #expect(ParameterType(.int, ranges: [1...2], allowsEmpty: true).accept("  ") == .success(""))
        let vlan = ParameterType(.intOrEmpty, ranges: [128...149, 151...158])
        #expect(vlan.accept("Null") == .success(""))
        #expect(vlan.accept("132") == .success("132"))
        #expect(vlan.accept("150") == .failure(.notANumber("150", [128...149, 151...158], nil, orEmpty: true)))
        #expect(ParameterType(.int, ranges: [-5...5]).accept("-3") == .success("-3"))
    }

    @Test(arguments: [("0x68", "0x68"), ("0X8", "0x08"), ("0xB8", "0xb8"), ("104", "104")])
    func keepsTheNotationOfBytes(text: String, stored: String) {
        #expect(ParameterType(.hexByte, ranges: [0...255]).accept(text) == .success(stored))
    }

    @Test func refusesWhatIsNoByte() {
        let type = ParameterType(.hexByte, ranges: [0...255])
        #expect(type.accept("0x100") == .failure(.notANumber("0x100", [0...255], nil, orEmpty: false)))
    }

    @Test func readsDecimalsWithoutRounding() throws {
        let low = try #require(Thousandths("0.01"))
        let high = try #require(Thousandths("0.13"))
        let type = ParameterType(.float, decimals: low...high, step: low, unit: .seconds)
        for text in ["0.01", ".02", "0.020", "0.13", "0.0201"] { #expect(type.accept(text) == .success(text)) }
        for text in ["0.14", "0", "0.015", "1e-2", "nan", "", ".", "0.1.2", "-0.02"] {
            let fault = ValueFault.notADecimal(text, low...high, step: low, .seconds, orEmpty: false)
            #expect(type.accept(text) == .failure(fault))
        }
    }

    @Test func writesListsOfNumbersWithoutBlanks() {
        let type = ParameterType(.intList, ranges: [1...254])
        #expect(type.accept("66, 160 ,150") == .success("66,160,150"))
        #expect(
            type.accept("66,255") == .failure(.malformed("66,255", .intList, .part("255", is: .number(1...254)))))
    }

    @Test func refusesTextsThatAreTooLong() {
        let type = ParameterType(.string, maximumLength: 31)
        #expect(type.accept(String(repeating: "ä", count: 31)) == .success(String(repeating: "ä", count: 31)))
        #expect(type.accept(String(repeating: "a", count: 32)) == .failure(.tooLong(32, maximum: 31)))
        #expect(ParameterType(.starcode).accept("*1234567") == .failure(.tooLong(8, maximum: 7)))
        #expect(
            ParameterType(.string).accept(String(repeating: "a", count: 2048))
                == .failure(.tooLong(2048, maximum: 2047)))
    }

    @Test(arguments: ParameterType.Kind.allCases)
    func refusesControlCharactersInEveryKind(_ kind: ParameterType.Kind) {
        for code: UInt8 in [0, 1, 7, 8, 11, 12, 27, 127] {
            let text = "a\(Unicode.Scalar(code))b"
            #expect(ParameterType(kind).accept(text) == .failure(.controlCharacter(UInt32(code))))
        }
        #expect(ParameterType(kind).accept("a\u{85}") == .failure(.controlCharacter(0x85)))
    }

    @Test(arguments: ParameterType.Kind.allCases)
    func survivesAnyBytes(_ kind: ParameterType.Kind) {
        var random = SeededRandom(seed: 0x0C15C0)
        let marks = Array("0123456789*#()[]<>/:;,.|@+-=%$`\\\" abcdnNyYxs\u{301}é\r\n\0".unicodeScalars)
        let choices = ParameterType(kind, choices: ["a", "b"], ranges: [0...9])
        for round in 0..<400 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...(round % 40), using: &random) {
                text.append(marks.randomElement(using: &random) ?? "a")
            }
            let bytes = (0..<(round % 60)).map { _ in UInt8.random(in: 0...255, using: &random) }
            for candidate in [String(text), String(decoding: bytes, as: UTF8.self)] {
                for type in [choices, ParameterType(kind)] {
                    // What was accepted is accepted again, and stays as it is.
                    if case .success(let stored) = type.accept(candidate) {
                        #expect(type.accept(stored) == .success(stored))
                    }
                }
            }
        }
    }
}

/// A generator that gives the same numbers on every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
