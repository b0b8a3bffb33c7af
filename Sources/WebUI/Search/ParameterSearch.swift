internal import FlatProfile
internal import PhoneService
internal import Threading

/// Finds parameters by name, label, help, value, tab and section. Secrets are found by all but their value.
struct ParameterSearch {
    /// A parameter that was found.
    struct Hit: Sendable {
        /// Its position in the catalogue.
        var index: Int
        /// How well it fits.
        var rank: SearchRank
        /// How well its words fit, taken together; the less the better.
        var distance: Int
    }

    let snapshot: Snapshot
    let principal: Principal
    /// The help is also searched in the words of the reader's language.
    var language = Language.english

    /// What was found, the best first; equals stay in the order of the pages.
    func hits(of words: SearchWords) -> [Hit] {
        guard !words.words.isEmpty else { return [] }
        let index = SearchIndex.of(snapshot.catalogue, in: language)
        var hits: [Hit] = []
        for (number, entry) in index.entries.enumerated() {
            let parameter = snapshot.catalogue.parameters[number]
            guard isShown(parameter), let (rank, distance) = fit(of: entry, parameter, words) else { continue }
            hits.append(Hit(index: number, rank: rank, distance: distance))
        }
        return hits.sorted { ($0.rank, $0.distance, $0.index) < ($1.rank, $1.distance, $1.index) }
    }

    /// What stands on no page is found by nobody, and the account `user` finds what it may see.
    private func isShown(_ parameter: Parameter) -> Bool {
        guard !parameter.isHidden, parameter.tab != .certificate else { return false }
        return principal.account == .admin || snapshot.access(to: parameter.name) != .hidden
    }

    /// The value as pages show it; nil for a secret.
    func value(of parameter: Parameter) -> String? {
        guard !parameter.isSecret else { return nil }
        return Masking.editable(snapshot[parameter.name], of: parameter.name, in: snapshot.catalogue)
    }

    private func fit(of entry: SearchIndex.Entry, _ parameter: Parameter, _ words: SearchWords)
        -> (rank: SearchRank, distance: Int)?
    {
        let titles = [entry.name, entry.label]
        if let whole = titles.compactMap({ SearchRank(of: words.phrase, inTitle: $0) }).min(), whole <= .beginning {
            return (whole, 0)
        }
        var worst = SearchRank.word
        var distance = 0
        var value: [UInt8]?
        for word in words.words {
            let rank: SearchRank
            if let title = titles.compactMap({ SearchRank(of: word, inTitle: $0) }).min() {
                rank = title
            } else if SearchWords.find(word, in: entry.place) != nil {
                rank = .place
            } else {
                if value == nil { value = self.value(of: parameter).map(SearchWords.fold) ?? [] }
                if SearchWords.find(word, in: value ?? []) != nil {
                    rank = .value
                } else if SearchWords.find(word, in: entry.help) != nil {
                    rank = .help
                } else {
                    return nil
                }
            }
            worst = max(worst, rank)
            distance += rank.rawValue
        }
        return (worst, distance)
    }
}

/// What is searched of the parameters of a model, folded once.
private final class SearchIndex: Sendable {
    struct Entry: Sendable {
        var name: [UInt8]
        var label: [UInt8]
        var help: [UInt8]
        var place: [UInt8]
    }

    let entries: [Entry]

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
        entries = catalogue.parameters.map { parameter in
            var help = parameter.help
            if let translations { help += "\n" + translations.say(help) }
            return Entry(
                name: SearchWords.fold(parameter.name.text), label: SearchWords.fold(parameter.label),
                help: SearchWords.fold(help), place: SearchWords.fold("\(parameter.tab.label) \(parameter.section)"))
        }
    }
}
