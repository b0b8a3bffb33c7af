internal import FlatProfile
internal import Pages
internal import PhoneService

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
        let values = setValues(index)
        let hits = index.text.withUnsafeBytes { text in
            index.entries.indices.compactMap { number -> Hit? in
                let entry = index.entries[number]
                guard entry.isShown, isVisible(number),
                    let (rank, distance) = Self.fit(of: entry, in: text, values[number], words)
                else { return nil }
                return Hit(index: number, rank: rank, distance: distance)
            }
        }
        return hits.sorted { ($0.rank, $0.distance, $0.index) < ($1.rank, $1.distance, $1.index) }
    }

    /// The account `user` finds what it may see.
    private func isVisible(_ number: Int) -> Bool {
        principal.account == .admin || snapshot.access(to: snapshot.catalogue.parameters[number].name) != .hidden
    }

    /// The value as pages show it; nil for a secret.
    func value(of parameter: Parameter) -> String? {
        guard !parameter.isSecret else { return nil }
        return Masking.editable(snapshot[parameter.name], of: parameter.name, in: snapshot.catalogue)
    }

    /// A value of a parameter as it is searched: empty for a secret.
    static func folded(_ value: String, of parameter: Parameter, in catalogue: Catalogue) -> [UInt8] {
        parameter.isSecret ? [] : SearchWords.fold(Masking.editable(value, of: parameter.name, in: catalogue))
    }

    /// The values that somebody has set, as they are searched, by the place of their parameter. All others are factory defaults, which were
    /// folded before.
    private func setValues(_ index: SearchIndex) -> [Int: [UInt8]] {
        var values: [Int: [UInt8]] = [:]
        for (name, setting) in snapshot.settings {
            guard let value = setting.value, let number = index.positions[name] else { continue }
            values[number] = Self.folded(value, of: snapshot.catalogue.parameters[number], in: snapshot.catalogue)
        }
        return values
    }

    private static func fit(
        of entry: SearchIndex.Entry, in text: UnsafeRawBufferPointer, _ value: [UInt8]?, _ words: SearchWords
    ) -> (rank: SearchRank, distance: Int)? {
        func holds(_ range: Range<Int>, _ word: [UInt8]) -> Bool {
            SearchWords.find(word, in: UnsafeRawBufferPointer(rebasing: text[range])) != nil
        }
        func rank(_ word: [UInt8]) -> SearchRank? {
            let name = SearchRank(of: word, inTitle: UnsafeRawBufferPointer(rebasing: text[entry.name]))
            let label = SearchRank(of: word, inTitle: UnsafeRawBufferPointer(rebasing: text[entry.label]))
            guard let name, let label else { return name ?? label }
            return min(name, label)
        }
        if let whole = rank(words.phrase), whole <= .beginning { return (whole, 0) }
        var worst = SearchRank.word
        var distance = 0
        for word in words.words {
            let found: SearchRank
            if let title = rank(word) {
                found = title
            } else if holds(entry.place, word) {
                found = .place
            } else if value.map({ SearchWords.find(word, in: $0) != nil }) ?? holds(entry.defaultValue, word) {
                found = .value
            } else if holds(entry.help, word) {
                found = .help
            } else {
                return nil
            }
            worst = max(worst, found)
            distance += found.rawValue
        }
        return (worst, distance)
    }
}
