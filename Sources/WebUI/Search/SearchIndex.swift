internal import FlatProfile
internal import Pages
internal import Threading

/// What is searched of the parameters and sections of a model, folded once for each language of the help. A search goes through all of it: the
/// texts stand in one row of bytes, and an entry tells where, so that nothing is retained and released a thousand times.
final class SearchIndex: Sendable {
    /// A parameter: where its texts are.
    struct Entry: Sendable {
        var name: Range<Int>
        var label: Range<Int>
        var help: Range<Int>
        /// Tab and section.
        var place: Range<Int>
        /// The factory default as pages show it; empty for a secret.
        var defaultValue: Range<Int>
        /// Whether it stands on a page where it can be found.
        var isShown: Bool
        /// The same number for what differs by numbers alone: one parameter of each line, of each key.
        var family: Int
    }

    /// A section of a Voice tab.
    struct Section: Sendable {
        /// Where it stands among the tabs of the catalogue.
        var tab: Int
        /// Where it stands among the sections of its tab.
        var section: Int
        var title: [UInt8]
    }

    let text: [UInt8]
    /// In the order of the catalogue.
    let entries: [Entry]
    let sections: [Section]
    /// Where each parameter stands in the catalogue.
    let positions: [ParameterName: Int]

    private struct Key: Hashable {
        var model: Model
        var language: Language
    }

    private static let built = Locked<[Key: SearchIndex]>([:])

    static func of(_ catalogue: Catalogue, in language: Language) -> SearchIndex {
        let key = Key(model: catalogue.model, language: language)
        if let index = built.withLock({ $0[key] }) { return index }
        let index = SearchIndex(catalogue, in: language)
        built.withLock { $0[key] = index }
        return index
    }

    private init(_ catalogue: Catalogue, in language: Language) {
        let translations = Translations.of(language)
        var families: [String: Int] = [:]
        var text: [UInt8] = []
        func kept(_ folded: [UInt8]) -> Range<Int> {
            text += folded
            return text.count - folded.count..<text.count
        }
        entries = catalogue.parameters.map { parameter in
            var help = parameter.help
            if let translations { help += "\n" + translations.say(help) }
            let family = BasicSettings.withoutNumbers(parameter.name.text)
            let number = families[family] ?? families.count
            families[family] = number
            return Entry(
                name: kept(SearchWords.fold(parameter.name.text)), label: kept(SearchWords.fold(parameter.label)),
                help: kept(SearchWords.fold(help)),
                place: kept(SearchWords.fold("\(parameter.tab.label) \(parameter.section)")),
                defaultValue: kept(ParameterSearch.folded(parameter.defaultValue, of: parameter, in: catalogue)),
                isShown: !parameter.isHidden && parameter.tab != .certificate, family: number)
        }
        self.text = text
        positions = Dictionary(
            catalogue.parameters.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        sections = catalogue.tabs.enumerated().filter { $0.element.tab != .certificate }.flatMap { tab in
            tab.element.sections.enumerated().map { section in
                Section(tab: tab.offset, section: section.offset, title: SearchWords.fold(section.element.title))
            }
        }
    }
}
