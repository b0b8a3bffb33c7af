import FlatProfile
import Testing

@Suite struct AliasMapTests {
    private static func error(_ text: String) -> AliasMapError? {
        do throws(AliasMapError) {
            _ = try AliasMap(text)
            return nil
        } catch {
            return error
        }
    }

    /// The example of the guides; in the web page all of it stands on one line.
    @Test(arguments: [" ", "\n", ""]) func readsTheExampleOfTheGuides(separator: String) throws {
        let map = try AliasMap(
            "/customer-account/SIP-number = /flat-profile/User_ID_1_ ;\(separator)"
                + "/customer-account/SIP-password=/flat-profile/Password_1_;\(separator)")
        #expect(
            map.aliases == [
                .init(path: ["customer-account", "SIP-number"], parameter: "User_ID_1_"),
                .init(path: ["customer-account", "SIP-password"], parameter: "Password_1_"),
            ])
        #expect(map.aliases.first?.pathText == "/customer-account/SIP-number")
    }

    @Test func anEmptyTextRenamesNothing() throws {
        #expect(try AliasMap("").aliases == [])
        #expect(try AliasMap("  \n").aliases == [])
    }

    @Test func theLastSemicolonMayBeMissing() throws {
        #expect(try AliasMap("/a = /flat-profile/X").aliases == [.init(path: ["a"], parameter: "X")])
    }

    @Test(arguments: [
        ("a = /flat-profile/X", 1, AliasMapError.Reason.expected(.path, found: "a")),
        ("/ = /flat-profile/X", 2, .expected(.name, found: " ")),
        ("/a/ = /flat-profile/X", 4, .expected(.name, found: " ")),
        ("/a//b = /flat-profile/X", 4, .expected(.name, found: "/")),
        ("/a", 3, .expected(.equalsSign, found: nil)),
        ("/a b = /flat-profile/X", 4, .expected(.equalsSign, found: "b")),
        ("/a; /b = /flat-profile/X", 3, .expected(.equalsSign, found: ";")),
        ("/a = ", 6, .expected(.target, found: nil)),
        ("/a = User_ID_1_", 6, .expected(.target, found: "U")),
        ("/a = /User_ID_1_", 6, .expected(.target, found: "/")),
        ("/a = /flat-profile", 6, .expected(.target, found: "/")),
        ("/a = /device/flat-profile/X", 6, .expected(.target, found: "/")),
        ("/a = /flat-profile/X /b = /flat-profile/Y", 22, .expected(.semicolon, found: "/")),
        ("/a = /flat-profile/X ; /a = /flat-profile/Y", 24, .repeatedPath("/a")),
        (";", 1, .expected(.path, found: ";")),
    ])
    func saysWhereAndWhatIsWrong(text: String, column: Int, reason: AliasMapError.Reason) {
        #expect(Self.error(text) == AliasMapError(column: column, reason: reason))
    }

    @Test func hasThirtyStatementsAtMost() throws {
        func text(_ count: Int) -> String {
            (0..<count).map { "/a\($0) = /flat-profile/GPP_A;" }.joined(separator: " ")
        }
        #expect(try AliasMap(text(30)).aliases.count == 30)
        #expect(Self.error(text(31)) == AliasMapError(column: text(30).count + 2, reason: .tooMany))
    }

    @Test func itsSentencesNameTheColumnAndTheForm() {
        #expect(
            Self.error("/a - /flat-profile/X").map { "\($0)" }
                == "column 4: expected = or /, not \"-\"; a statement is /account/number = /flat-profile/User_ID_1_ ;")
        #expect(
            Self.error("/a =").map { "\($0)" }
                == "column 5: expected /flat-profile/ and the name of a parameter, not the end; a statement is "
                + "/account/number = /flat-profile/User_ID_1_ ;")
    }
}
