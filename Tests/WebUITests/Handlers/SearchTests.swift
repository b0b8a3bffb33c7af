import FlatProfile
import HTTPServer
import PhoneService
import Testing

@testable import Pages
@testable import WebUI

@Suite struct SearchTests {
    private static let catalogue = Catalogue.of(.standard)

    private static func found(
        _ text: String, by account: Account = .admin, _ settings: [ParameterName: String] = [:],
        readable: Set<ParameterName> = [], language: Language = .english
    ) throws -> [String] {
        let provenance = Provenance(origin: .web(account: "admin"), time: Timestamp(unixSeconds: 0), revision: 1)
        let snapshot = Snapshot(
            catalogue: catalogue, revision: 1,
            settings: settings.reduce(into: [:]) {
                $0[$1.key] = Setting(
                    value: $1.value, access: readable.contains($1.key) ? .readOnly : nil, provenance: provenance)
            })
        let search = ParameterSearch(
            snapshot: snapshot, principal: Principal(account, through: .web), language: language)
        return search.hits(of: try #require(SearchWords(text))).map { catalogue.parameters[$0.index].name.text }
    }

    @Test(arguments: [
        ("Resync_Periodic", "Resync_Periodic"), ("resync periodic", "Resync_Periodic"),
        ("RESYNC-PERIODIC", "Resync_Periodic"),
        ("profile rule b", "Profile_Rule_B"), ("line key 5 short name", "Short_Name_5_"), ("ext 2 proxy", "Proxy_2_"),
        ("  gpp   a ", "GPP_A"),
    ])
    func theBestHitComesFirst(text: String, name: String) throws {
        #expect(try Self.found(text).first == name)
    }

    @Test func aBeginningStandsBeforeAPartAndAPartBeforeTheHelp() throws {
        let found = try Self.found("resync")
        let beginning = try #require(found.firstIndex(of: "Resync_From_SIP"))
        let word = try #require(found.firstIndex(of: "Forced_Resync_Delay"))
        let help = try #require(found.firstIndex(of: "Provision_Enable"))
        #expect(beginning < word)
        #expect(word < help)
    }

    @Test func everyWordHasToBeFound() throws {
        #expect(try Self.found("resync xyzzy").isEmpty)
        #expect(try Self.found("").isEmpty)
        #expect(try Self.found(" _-_ ").isEmpty)
    }

    @Test func valuesAreFoundButNotThoseOfSecrets() throws {
        let settings: [ParameterName: String] = [
            "GPP_A": "Plugh", "XML_Password": "plugh", "Profile_Rule": "https://me:plugh@ps.example.com/x.xml",
        ]
        #expect(try Self.found("plugh", settings) == ["GPP_A"])
        #expect(try Self.found("ps.example.com", settings) == ["Profile_Rule"])
    }

    @Test func theUserFindsOnlyWhatItMaySee() throws {
        let settings: [ParameterName: String] = ["GPP_A": "plugh", "GPP_B": "plugh"]
        #expect(try Self.found("plugh", by: .user, settings, readable: ["GPP_B"]) == ["GPP_B"])
        #expect(try !Self.found("gpp", by: .user, settings, readable: ["GPP_B"]).contains("GPP_A"))
    }

    @Test func whatStandsOnNoPageIsNotFound() throws {
        #expect(try !Self.found("GPP_SA").contains("GPP_SA"))
        #expect(try Self.found("CDC Server").isEmpty)
    }

    @Test func whatMatchedIsMarked() throws {
        let words = try #require(SearchWords("resync PERIOD"))
        #expect(
            words.marked("Resync_Periodic") == [
                .init(text: "Resync", isMarked: true), .init(text: "_", isMarked: false),
                .init(text: "Period", isMarked: true), .init(text: "ic", isMarked: false),
            ])
        #expect(words.marked("") == [])
        #expect(words.marked("İresync") == [.init(text: "İresync", isMarked: false)])
    }

    @Test(arguments: [String(repeating: "x", count: 101), String(repeating: "ü", count: 5000)])
    func aLongTextIsRefused(text: String) {
        #expect(SearchWords(text) == nil)
    }

    @Test func aTextOfManyWordsOrOddLettersIsSearchedAllTheSame() throws {
        #expect(SearchWords(String(repeating: "a ", count: 50))?.words.count == 50)
        for text in ["<script>alert(1)</script>", "\0", "%00", "\u{2028}", "👩‍👩‍👧", "'\"`", "{{NAME}}"] {
            #expect(try Self.found(text).isEmpty, "\(text)")
        }
    }

    @Test func allOfTheBasicViewExists() {
        let parameters = Model.all.flatMap { Catalogue.of($0).parameters }.filter { !$0.isHidden }
        let names = Set(parameters.map { BasicSettings.withoutNumbers($0.name.text) })
        #expect(BasicSettings.names.subtracting(names) == [])
        #expect(BasicSettings.exceptions.subtracting(names) == [])
        #expect(BasicSettings.sections.subtracting(parameters.map(BasicSettings.section)) == [])
        let exceptional = parameters.filter {
            BasicSettings.exceptions.contains(BasicSettings.withoutNumbers($0.name.text))
        }
        #expect(exceptional.allSatisfy { BasicSettings.sections.contains(BasicSettings.section(of: $0)) })
    }

    @Test(arguments: [("GPP_A", "GPP_A"), ("Unit_1_Key_12_", "Unit_#_Key_#_"), ("", ""), ("802.1X", "#.#X")])
    func numbersAreAllAlike(name: String, without: String) {
        #expect(BasicSettings.withoutNumbers(name) == without)
    }
}
