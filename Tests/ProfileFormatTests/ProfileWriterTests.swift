import FlatProfile
import ProfileFormat
import Testing

@Suite struct ProfileWriterTests {
    private let provenance = Provenance(
        origin: .web(account: "admin"), time: Timestamp(unixSeconds: 1_700_000_000), revision: 1)

    private func snapshot(
        _ settings: [(ParameterName, String?, UserAccess?)] = [], of model: Model = .standard
    ) -> Snapshot {
        let entries = settings.map { ($0, Setting(value: $1, access: $2, provenance: provenance)) }
        return Snapshot(
            catalogue: .of(model), settings: Dictionary(uniqueKeysWithValues: entries))
    }

    @Test func writesThePhonesShape() {
        let lines = ProfileWriter.configuration(of: snapshot()).split(separator: "\n")
        #expect(
            lines.prefix(8) == [
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<device>", "<flat-profile>",
                "<!-- System Configuration -->", "<Restricted_Access_Domains ua=\"na\"/>",
                "<Enable_Web_Server ua=\"na\">Yes</Enable_Web_Server>",
                "<Enable_Protocol ua=\"na\">Https</Enable_Protocol>",
                "<!-- available options: Http|Https -->",
            ])
        #expect(lines.suffix(2) == ["</flat-profile>", "</device>"])
        #expect(lines.contains("<!-- <Admin_Password ua=\"na\"/> -->"))
    }

    @Test(arguments: Model.all)
    func writesEveryParameterOfEveryModelOnce(model: Model) throws {
        let catalogue = Catalogue.of(model)
        let document = try read(ProfileWriter.configuration(of: snapshot(of: model)))
        let shown = catalogue.tabs.flatMap { $0.sections.flatMap(\.parameters) }.map { catalogue.parameters[$0] }
        #expect(document.entries.map(\.name) == shown.filter { !$0.isSecret }.map(\.name))
        #expect(document.warnings == [])
    }

    @Test func writesOnlyWhatWasSet() {
        let text = ProfileWriter.configuration(
            of: snapshot([
                ("Enable_Protocol", "Http", nil), ("Password_1_", "s&cret", nil), ("GPP_A", nil, .readWrite),
                ("GPP_SA", "hidden secret", nil), ("Password_2_", "", .readOnly),
            ]), scope: .changedOnly)
        #expect(
            text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <device>
                <flat-profile>
                <!-- System Configuration -->
                <Enable_Protocol ua="na">Http</Enable_Protocol>
                <!-- available options: Http|Https -->
                <!-- General Purpose Parameters -->
                <GPP_A ua="rw"/>
                <!-- Subscriber Information -->
                <!-- <Password_1_ ua="na">*************</Password_1_> -->
                <!-- Subscriber Information -->
                <!-- <Password_2_ ua="ro"/> -->
                </flat-profile>
                </device>

                """)
    }

    @Test func writesUserPreferences() {
        let setting = Setting(value: "x", isUserPreference: true, isUserModified: true, provenance: provenance)
        let text = ProfileWriter.configuration(
            of: Snapshot(catalogue: .of(.standard), settings: ["GPP_A": setting]), scope: .changedOnly)
        #expect(text.contains("<GPP_A ua=\"na\" user-pref=\"y\" um=\"y\">x</GPP_A>"))
    }

    @Test(arguments: [
        ("a & b", "a &amp; b"), ("<x>", "&lt;x&gt;"), ("\"'", "&quot;&apos;"), ("a\tb", "a&#9;b"),
        ("]]>", "]]&gt;"), ("\u{1}\u{ffff}\u{fffe}\u{feff}", "\u{fffd}\u{fffd}\u{fffd}\u{feff}"),
        ("Gräfin 🙂", "Gräfin 🙂"),
        ("-- -->", "-- --&gt;"), ("&amp;", "&amp;amp;"),
    ])
    func escapesValues(value: String, written: String) {
        let text = ProfileWriter.configuration(of: snapshot([("GPP_A", value, nil)]), scope: .changedOnly)
        #expect(text.contains("<GPP_A ua=\"na\">\(written)</GPP_A>"))
    }

    @Test func neverShowsASecret() {
        let secrets = Catalogue.of(.standard).parameters.filter { $0.isSecret || $0.isHidden }
        #expect(secrets.count > 20)
        let text = ProfileWriter.configuration(of: snapshot(secrets.map { ($0.name, "tops&cret", nil) }))
        #expect(!text.contains("tops"))
        #expect(!text.contains("GPP_S"))
        #expect(!text.contains("IKM"))
        #expect(text.contains("<!-- <Admin_Password ua=\"na\">*************</Admin_Password> -->"))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func readingAnExportBackChangesNothing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let model = try #require(Model.all.randomElement(using: &generator))
        let catalogue = Catalogue.of(model)
        var settings: [ParameterName: Setting] = [:]
        for parameter in catalogue.parameters where Int.random(in: 0..<4, using: &generator) == 0 {
            settings[parameter.name] = Setting(
                value: value(for: parameter, using: &generator),
                access: Bool.random(using: &generator) ? UserAccess.allCases.randomElement(using: &generator) : nil,
                isUserPreference: Bool.random(using: &generator), isUserModified: Bool.random(using: &generator),
                provenance: provenance)
            // A parameter can only be modified where it is a preference.
            if settings[parameter.name]?.isUserPreference == false { settings[parameter.name]?.isUserModified = false }
        }
        let snapshot = Snapshot(catalogue: catalogue, revision: 3, settings: settings)
        for scope in [ProfileWriter.Scope.full, .changedOnly] {
            let document = try read(ProfileWriter.configuration(of: snapshot, scope: scope))
            let application = ProfileApplication(of: document, to: snapshot)
            #expect(application.warnings == [])
            let set = ChangeSet(application.changes, origin: .importedFile(name: "cfg.xml"))
            #expect(snapshot.applying(set, at: Timestamp(unixSeconds: 0))?.changes == nil)
        }
    }

    /// A value that the parameter's type accepts, in the form in which it is stored; nil for the factory default.
    private func value(for parameter: Parameter, using generator: inout SeededGenerator) -> String? {
        let pieces = ["a", "B", "7", "&", "<", ">", "\"", "'", "--", "ä", "🙂", "]]>", ".", "/", "&amp;", "\t", " "]
        let count = Int.random(in: 0...12, using: &generator)
        let random = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        let candidates = parameter.type.choices + [random, "0", "12", "", parameter.defaultValue]
        let trimmed = candidates.randomElement(using: &generator)?.drop { $0 == " " || $0 == "\t" } ?? ""
        let candidate = String(trimmed.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        guard case .success(let value) = parameter.type.accept(candidate), value != "\"\"" else { return nil }
        return value
    }
}
