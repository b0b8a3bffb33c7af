import FlatProfile
import ProfileFormat
import Testing

@Suite struct RefusalTests {
    @Test(
        arguments: [
            ("<X>a & b</X>", .bareAmpersand, 1, 20),
            ("\n<X>a&b</X>", .bareAmpersand, 2, 5),
            ("<X>&</X>", .bareAmpersand, 1, 18),
            ("<X>?a=1&b=2;</X>", .bareAmpersand, 1, 22),
            ("<X>ä &#; </X>", .bareAmpersand, 1, 20),
            ("<X ua=\"a&b\"/>", .bareAmpersand, 1, 23),
            ("<X>&nbsp;</X>", .unknownReference("nbsp"), 1, 18),
            ("<X>&secret;</X>", .unknownReference(nil), 1, 18),
            ("<X>a < b</X>", .lessThanSign(inside: "X"), 1, 20),
            ("<X>a<1></X>", .lessThanSign(inside: "X"), 1, 19),
            ("<X>a<b</X>", .lessThanSign(inside: "X"), 1, 19),
            ("<X>a<b c</X>", .lessThanSign(inside: "X"), 1, 19),
            ("<X>a<b>c</X>", .lessThanSign(inside: "X"), 1, 19),
            ("<X>a<=b</X>", .lessThanSign(inside: "X"), 1, 19),
            ("\n<X>1</Y>\n", .mismatchedEndTag(opened: "X", onLine: 2, found: "Y"), 2, 5),
            ("\n<X>1\n<Y>2</Y>\n", .mismatchedEndTag(opened: "X", onLine: 2, found: "flat-profile"), 4, 1),
            ("\n<X>\n  <a>\n  </b></X>", .mismatchedEndTag(opened: "a", onLine: 3, found: "b"), 4, 3),
            ("\n<X>1</x>", .mismatchedEndTag(opened: "X", onLine: 2, found: "x"), 2, 5),
            ("\n<X><ss>x</X>", .mismatchedEndTagInside("X", onLine: 2), 2, 9),
            ("<!-- a -- b -->", .doubleHyphen(commentOnLine: 1, nested: false), 1, 22),
            ("\n<!--\n<X>1</X><!-- b -->", .doubleHyphen(commentOnLine: 2, nested: true), 3, 9),
            ("<!-- a --->", .doubleHyphen(commentOnLine: 1, nested: false), 1, 22),
            ("\n <!-- a ", .unclosedComment, 2, 2),
            ("<X><![CDATA[a</X>", .unclosedSection, 1, 18),
            ("<?xml version=\"1.0\"?>", .declarationNotAtStart, 1, 15),
            ("<X ua=na/>", .badAttribute, 1, 15),
            ("<X ua/>", .badAttribute, 1, 15),
            ("<X ua=\"na\" ua=\"rw\"/>", .badAttribute, 1, 15),
            ("<X ua=\"na\"group=\"x\"/>", .badAttribute, 1, 15),
            ("<X>]]></X>", .sectionEnd, 1, 18),
            ("<X>a\u{1}</X>", .badCharacter(1), 1, 19),
            ("<X>&#0;</X>", .badCharacter(0), 1, 18),
            ("<X>\u{ffff}</X>", .badCharacter(0xffff), 1, 18),
        ] as [(String, ProfileFormatError.Cause, Int, Int)])
    func explainsWhatIsNotWellFormed(content: String, cause: ProfileFormatError.Cause, line: Int, column: Int) {
        #expect(refusal(of: profile(content)) == ProfileFormatError(.notWellFormed(cause), line: line, column: column))
    }

    @Test(
        arguments: [
            ("<flat-profile>\n<X>1</X>\n", .unclosedElement("flat-profile", onLine: 1), 3, 1),
            ("<flat-profile>\n<X>12", .unclosedElement("X", onLine: 2), 2, 6),
            ("<flat-profile>\n<X>secr<et>", .unclosedElement("X", onLine: 2), 2, 12),
            ("<flat-profile>\n<X ua=\"", .unclosedTag, 2, 1),
            ("<flat-profile>\n<X", .unclosedTag, 2, 1),
            ("<flat-profile/></X>", .endTagWithoutStart, 1, 16),
            ("<flat-profile/>\n<flat-profile/>", .secondRoot, 2, 1),
            ("<flat-profile/>\nend", .textOutside, 2, 1),
            ("junk\n<flat-profile/>", .textOutside, 1, 1),
            ("\n<?xml version=\"1.0\"?><flat-profile/>", .declarationNotAtStart, 2, 1),
            ("<!-- x -->", .noElement, 1, 1),
        ] as [(String, ProfileFormatError.Cause, Int, Int)])
    func explainsFilesThatAreCutOffOrGluedTogether(
        text: String, cause: ProfileFormatError.Cause, line: Int, column: Int
    ) {
        #expect(refusal(of: text) == ProfileFormatError(.notWellFormed(cause), line: line, column: column))
    }

    @Test(
        arguments: [
            ("", .empty, nil, nil), (" \r\n\t", .empty, nil, nil), ("\u{feff}", .empty, nil, nil),
            ("<!DOCTYPE html>\n<html><body>Log in</body></html>", .htmlPage, 1, 1),
            ("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"x\">", .htmlPage, 1, 1),
            ("<html><head/><body><p>404</p></body></html>", .htmlPage, nil, nil),
            ("<HTML><HEAD><META x><BODY>404", .htmlPage, nil, nil), ("<html lang=en><p>404", .htmlPage, nil, nil),
            ("{\"error\": 404}", .json, nil, nil), (" [{\"a\": 1}]", .json, nil, nil), ("[\"a\"]", .json, nil, nil),
            ("Not found\n", .plainText, nil, nil), ("[System]\nX=1", .plainText, nil, nil),
            ("\u{1}\u{2}\u{3}", .binary, nil, nil), ("Salted__12345678\u{1}", .encrypted, nil, nil),
            ("<device><X>1</X></device>", .noFlatProfile(root: "device"), nil, nil),
            ("<Flat-Profile/>", .noFlatProfile(root: "Flat-Profile"), nil, nil),
            ("<flat-profile>\u{0}</flat-profile>", .nulByte, 1, 15),
            ("<?xml version=\"1.0\" encoding=\"klingon\"?><flat-profile/>", .unknownEncoding("klingon"), 1, nil),
            ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><flat-profile/>", .unknownEncoding("UTF-16"), 1, nil),
            (
                "<?xml version=\"1.0\" encoding=\"US-ASCII\"?><flat-profile>ä</flat-profile>",
                .notInEncoding("US-ASCII"), nil, nil
            ),
        ] as [(String, ProfileFormatError.Reason, Int?, Int?)])
    func saysWhatAFileIsInstead(text: String, reason: ProfileFormatError.Reason, line: Int?, column: Int?) {
        #expect(refusal(of: text) == ProfileFormatError(reason, line: line, column: column))
    }

    @Test func refusesBytesThatAreNotUTF8WithTheirPlace() {
        let bytes = Array("<flat-profile>\n<X>ä".utf8) + [0xe4] + Array("</X></flat-profile>".utf8)
        #expect(refusal(of: bytes) == ProfileFormatError(.notUTF8, line: 2, column: 5))
        #expect(refusal(of: [0x00, 0xff, 0x10, 0x80]) == ProfileFormatError(.binary))
        #expect(refusal(of: Array(0...255)) == ProfileFormatError(.binary))
    }

    @Test(arguments: [
        "<!DOCTYPE flat-profile>", "<!DOCTYPE flat-profile SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE flat-profile SYSTEM \"http://192.0.2.1/x.dtd\">",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "<!DOCTYPE x [<!ENTITY % p \"&#37;p;\">%p;]>",
    ])
    func refusesEveryDocumentType(declaration: String) {
        #expect(
            refusal(of: "<?xml version=\"1.0\"?>\n\(declaration)\n<flat-profile><X>&e;</X></flat-profile>")
                == ProfileFormatError(.documentType, line: 2, column: 1))
    }

    @Test func refusesABillionLaughsBeforeTheFirstOne() {
        let entities = (1..<10).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }
        let text = "<!DOCTYPE l [<!ENTITY l0 \"lol\">\(entities.joined())]><flat-profile><X>&l9;</X></flat-profile>"
        #expect(refusal(of: text) == ProfileFormatError(.documentType, line: 1, column: 1))
    }

    @Test func includesNothing() throws {
        let text = profile(
            "<X xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\" parse=\"text\"/></X>")
        #expect(try read(text).entries == [ProfileEntry(name: "X", value: "", nestedElements: 1, line: 1)])
    }

    @Test(arguments: [
        ("<X>&topsecret;</X>", "Entity '…' not defined"),
        ("<!-- topsecret -- -->", "Double hyphen within comment: <!-- topsecret"),
        ("<X>a<topsecret></X>", "Opening and ending tag mismatch: topsecret line 1 and X"),
        ("<X>topsecret & x</X>", "xmlParseEntityRef: no name"),
        ("<X>a</topsecret></X>", "Opening and ending tag mismatch: X line 1 and topsecret"),
    ])
    func keepsTheParsersWordsButNotWhatTheyQuote(content: String, words: String) throws {
        let error = try #require(refusal(of: Array(profile(content).utf8)))
        #expect(error.detail?.prefix(12) == words.prefix(12))
        #expect(error.detail?.contains("topsecret") == false)
    }

    @Test(arguments: [
        "<X>&topsecret;</X>", "<X>topsecret&</X>", "<X>a<topsecret></X>", "<X><topsecret>x</X>", "<X>a<topsecret",
    ])
    func neverQuotesAValue(content: String) throws {
        let error = try #require(refusal(of: Array("<flat-profile>\(content)</flat-profile>".utf8)))
        #expect(!"\(error) \(error.detail ?? "") \(error.reason)".contains("topsecret"))
    }

    @Test(arguments: [
        ("<X>a & b</X>", "line 1, column 20: a bare & stands in the text; write &amp;"),
        ("<X>a < b</X>", "line 1, column 20: a < stands in the value of X; write &lt;"),
        (
            "\n<X>1</Y>",
            "line 2, column 5: </Y> does not close <X> of line 2; the end tag </X> is missing or misspelt"
        ),
        ("<!-- a -- b -->", "line 1, column 22: -- stands inside the comment of line 1; only --> may end it"),
    ])
    func saysItInASentence(content: String, sentence: String) {
        #expect(refusal(of: profile(content))?.description == sentence)
    }

    @Test func saysWhatToDoAboutOtherFiles() {
        #expect(refusal(of: "Salted__")?.description == "this file is encrypted: the rule needs --key")
        #expect(
            refusal(of: "<html/>")?.description
                == "this looks like an HTML page, perhaps an error or login page of the server; "
                + "expected a profile with flat-profile")
        #expect(
            refusal(of: "<device/>")?.description
                == "there is no flat-profile element; the outermost element is device")
    }
}
