import FlatProfile
import Testing

@testable import ProfileFormat

/// Documents of a provider's own shape, read through an alias map.
@Suite struct AliasTests {
    private static let account = """
        /customer-account/SIP-number = /flat-profile/User_ID_1_ ; /customer-account/SIP-password = /flat-profile/Password_1_ ;
        """

    private func read(_ text: String, _ map: String) throws -> ProfileDocument {
        try ProfileReader.read(Array(text.utf8), aliases: AliasMap(map))
    }

    /// The example of the guides: there is no flat-profile.
    @Test func readsTheExampleOfTheGuides() throws {
        let document = try read(
            """
            <customer-account>
            <SIP-number ua="ro"> 14085551234 </SIP-number>
            <SIP-password>512835907884</SIP-password>
            <other>1</other>
            </customer-account>
            """, Self.account)
        #expect(
            document
                == ProfileDocument(
                    root: "customer-account",
                    entries: [
                        ProfileEntry(name: "User_ID_1_", value: "14085551234", access: .readOnly, line: 2),
                        ProfileEntry(name: "Password_1_", value: "512835907884", line: 3),
                    ]))
    }

    @Test func matchesTheTrailingPartOfThePathAtAnyDepth() throws {
        let document = try read(
            "<CPE><SIP-Credentials><name>a</name><auth-secret>b</auth-secret></SIP-Credentials><name>c</name></CPE>",
            "/SIP-Credentials/name = /flat-profile/User_ID_1_; /auth-secret = /flat-profile/Password_1_")
        #expect(document.entries.map(\.name) == ["User_ID_1_", "Password_1_"])
        #expect(document.entries.map(\.value) == ["a", "b"])
        #expect(document.warnings == [])
    }

    @Test func theLongestPathWins() throws {
        let document = try read(
            "<a><line><name>1</name></line><name>2</name></a>",
            "/name = /flat-profile/Station_Name; /line/name = /flat-profile/Display_Name_1_")
        #expect(document.entries.map(\.name) == ["Display_Name_1_", "Station_Name"])
    }

    @Test func readsFlatProfileBesideAndInside() throws {
        let document = try read(
            """
            <device><number>1</number><flat-profile>
            <Station_Name>x</Station_Name>
            <number>2</number>
            <group><number>3</number> text </group>
            </flat-profile></device>
            """, "/number = /flat-profile/User_ID_1_")
        #expect(document.entries.map(\.name) == ["User_ID_1_", "Station_Name", "User_ID_1_", "User_ID_1_"])
        #expect(document.entries.map(\.value) == ["1", "x", "2", "3"])
        #expect(
            document.warnings == [
                ProfileWarning(.repeated(firstLine: 1), name: "User_ID_1_", line: 3),
                ProfileWarning(.repeated(firstLine: 3), name: "User_ID_1_", line: 4),
            ])
    }

    @Test func anAliasAndTheNameItselfAreOneParameter() throws {
        let document = try read(
            "<flat-profile><old>1</old>\n<Station_Name>2</Station_Name></flat-profile>",
            "/flat-profile/old = /flat-profile/Station_Name")
        #expect(document.entries.map(\.value) == ["1", "2"])
        #expect(document.warnings == [ProfileWarning(.repeated(firstLine: 1), name: "Station_Name", line: 2)])
    }

    @Test func ignoresPrefixesAsEverywhere() throws {
        let document = try read(
            "<c:a xmlns:c=\"urn:x\"><c:n>1</c:n></c:a>", "/a/n = /flat-profile/Station_Name")
        #expect(document.entries.map(\.value) == ["1"])
    }

    @Test func elementsInsideAnAliasedOneAreIgnoredWithAWarning() throws {
        let document = try read("<a><n>x<b>y</b>z</n></a>", "/n = /flat-profile/Station_Name")
        #expect(document.entries == [ProfileEntry(name: "Station_Name", value: "xz", nestedElements: 1, line: 1)])
        #expect(document.warnings == [ProfileWarning(.nestedElements(count: 1), name: "Station_Name", line: 1)])
    }

    @Test func anElementThatHoldsAParameterIsNone() throws {
        let document = try read(
            "<a>1<b>2</b>3<flat-profile><Station_Name>4</Station_Name></flat-profile></a>",
            "/a = /flat-profile/GPP_A; /a/b = /flat-profile/GPP_B")
        #expect(document.entries.map(\.name) == ["GPP_B", "Station_Name"])
        #expect(document.warnings == [ProfileWarning(.unmatchedAlias(path: "/a"), name: "GPP_A", line: nil)])
    }

    @Test func saysWhichAliasMatchesNothing() throws {
        let document = try read(
            "<a><n>1</n></a>", "/n = /flat-profile/GPP_A; /b/n = /flat-profile/GPP_B; /m = /flat-profile/GPP_C")
        #expect(
            document.warnings == [
                ProfileWarning(.unmatchedAlias(path: "/b/n"), name: "GPP_B", line: nil),
                ProfileWarning(.unmatchedAlias(path: "/m"), name: "GPP_C", line: nil),
            ])
    }

    @Test func aDocumentWithoutParametersIsRefused() throws {
        #expect(throws: ProfileFormatError(.noAliasMatches(root: "a"))) {
            try read("<a><N>1</N></a>", "/n = /flat-profile/GPP_A")
        }
        #expect(throws: ProfileFormatError(.htmlPage)) {
            try read("<html><body>404</body></html>", "/n = /flat-profile/GPP_A")
        }
        #expect(throws: ProfileFormatError(.noFlatProfile(root: "a"))) { try read("<a><n>1</n></a>", "") }
        #expect(
            "\(ProfileFormatError(.noAliasMatches(root: "a")))"
                == "no alias matches an element of the file, and there is no flat-profile; the outermost element is a; "
                + "compare the paths of the alias map with the file")
    }

    @Test func anAliasedElementInABrokenDocumentGivesNothing() throws {
        #expect(throws: ProfileFormatError.self) { try read("<a><n>1</n><m></a>", "/n = /flat-profile/GPP_A") }
    }

    @Test func opensAndUnpacksFirst() throws {
        let text = Array("<a><n>1</n></a>".utf8)
        let map = try AliasMap("/n = /flat-profile/GPP_A")
        let material = String(repeating: "k", count: 16)
        let sealed = try SealedProfile.seal(ProfileWriter.gzip(text), with: keyingMaterial(material))
        let document = try ProfileReader.read(
            sealed, contentEncoding: "aes128gcm", keys: AnswerKeys(keyingMaterial: material), aliases: map)
        #expect(document.entries.map(\.name) == ["GPP_A"])
        let file = try SealedProfile.seal(text, with: passPhrase("k"))
        let opened = try ProfileReader.read(
            file, contentEncoding: nil, keys: AnswerKeys(passPhrase: "k"), aliases: map)
        #expect(opened.entries == document.entries)
    }
}
