internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Searching, from the box on every page and for scripts.
extension Desk {
    /// What a page shows at most.
    private static let mostShown = 60
    /// What the API answers at most.
    private static let mostAnswered = 500

    func addSearch(to router: inout Router) {
        serve(Routes.search, in: &router) { visit in .now(searchPage(visit)) }
        serve(.get("/api/v1/search"), in: &router) { visit in .now(apiSearch(visit)) }
    }

    private static let tooLong = "A search has at most \(SearchWords.longest) characters."

    private func searchPage(_ visit: Visit) -> Response {
        guard let text = (try? visit.request.query()).map({ $0["q"] ?? "" }), let words = SearchWords(text) else {
            let problem = (try? visit.request.query()) == nil ? "The address cannot be read." : Self.tooLong
            return page(
                SearchPage(text: "", problem: problem, hits: [], total: 0), for: visit, status: .unprocessableContent)
        }
        let (hits, total) = found(words, visit, atMost: Self.mostShown)
        var found = SearchPage(
            text: words.text, hits: hits.map { shown($0, words, visit.language) }, total: total)
        let catalogue = service.snapshot.catalogue
        if hits.isEmpty, visit.principal.account == .admin,
            let name = catalogue.suggestion(for: ParameterName(words.text)), let parameter = catalogue[name]
        {
            let leavesOut = visit.session == nil || view(for: visit) == .basic
            found.suggestion = .init(
                label: name.text, href: link(to: parameter, in: service.snapshot, leavesOut: leavesOut))
        }
        return page(found, for: visit)
    }

    private func shown(_ hit: SearchHit, _ words: SearchWords, _ language: Language) -> SearchPage.Hit {
        var help = hit.rank == .help ? hit.help : nil
        if let text = help, language != .english { help = Translations.of(language)?.say(text) }
        return .init(
            title: words.marked(hit.label), link: hit.path, name: hit.name.map(words.marked) ?? [],
            place: words.marked(hit.place), value: hit.value.map(words.marked), help: help.map(words.marked))
    }

    private func apiSearch(_ visit: Visit) -> Response {
        guard let query = try? visit.request.query() else { return .failure("the query cannot be read", .badRequest) }
        guard let words = SearchWords(query["q"] ?? "") else {
            return .failure("q has at most \(SearchWords.longest) characters", .badRequest)
        }
        let range = 0...Self.mostAnswered
        guard let limit = visit.number("limit", in: range, default: 20) else { return .noNumber("limit", in: range) }
        let (hits, total) = found(words, visit, atMost: limit)
        let shown = hits.map(SearchAnswer.Hit.init)
        return .json(RecordCoding.encode(SearchAnswer(query: words.text, total: total, hits: shown)))
    }

    /// The parameters that a text finds, the best first; nil if it is too long.
    func parameters(found text: String, by principal: Principal) -> [ParameterName]? {
        let snapshot = service.snapshot
        return SearchWords(text).map { words in
            ParameterSearch(snapshot: snapshot, principal: principal).hits(of: words)
                .map { snapshot.catalogue.parameters[$0.index].name }
        }
    }

    /// Something that was found, before it is put into words: a search for one letter finds a thousand and shows sixty.
    private struct Finding {
        enum Source {
            case hit(SearchHit)
            case parameter(Int)
        }

        var rank: SearchRank
        var source: Source
    }

    /// What was found, the best first, that many at most, and how much there is in all. Pages and sections stand before the parameters that
    /// fit equally well.
    private func found(_ words: SearchWords, _ visit: Visit, atMost limit: Int) -> (hits: [SearchHit], total: Int) {
        guard !words.words.isEmpty else { return ([], 0) }
        let snapshot = service.snapshot
        let search = ParameterSearch(snapshot: snapshot, principal: visit.principal, language: visit.language)
        let index = SearchIndex.of(snapshot.catalogue, in: visit.language)
        let leavesOut = visit.session == nil || view(for: visit) == .basic
        let others =
            pages(words, visit, in: snapshot)
            + sections(words, visit, in: snapshot, index: index, leavesOut: leavesOut)
        let findings =
            Self.withoutRepeats(others, unless: words.phrase)
            + Self.withoutRepeats(search.hits(of: words), of: index, unless: words.phrase)
        let best = findings.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
        let hits = best.prefix(limit).map { found in
            switch found.element.source {
            case .hit(let hit): hit
            case .parameter(let number): hit(number, found.element.rank, search, leavesOut: leavesOut)
            }
        }
        return (hits, findings.count)
    }

    private func hit(_ number: Int, _ rank: SearchRank, _ search: ParameterSearch, leavesOut: Bool) -> SearchHit {
        let parameter = search.snapshot.catalogue.parameters[number]
        return SearchHit(
            kind: .parameter, rank: rank, label: parameter.label, name: parameter.name.text,
            place: Self.place(of: parameter), path: link(to: parameter, in: search.snapshot, leavesOut: leavesOut),
            value: search.value(of: parameter), help: parameter.help)
    }

    /// What is there once a line or key comes first for the first of them; the others stand behind what is called alike. Whoever
    /// names one of them gets that one.
    private static func withoutRepeats(
        _ hits: [ParameterSearch.Hit], of index: SearchIndex, unless phrase: [UInt8]
    ) -> [Finding] {
        let namesOne = phrase.contains(where: isDigit)
        var seen: Set<Int> = []
        return hits.map { hit in
            let entry = index.entries[hit.index]
            let isNamed = namesOne && index.text[entry.name].starts(with: phrase)
            let isRepeat = !seen.insert(entry.family).inserted && !isNamed
            return Finding(rank: isRepeat ? max(hit.rank, .word) : hit.rank, source: .parameter(hit.index))
        }
    }

    /// The same of pages and sections.
    private static func withoutRepeats(_ hits: [SearchHit], unless phrase: [UInt8]) -> [Finding] {
        let namesOne = phrase.contains(where: isDigit)
        var seen: Set<String> = []
        return hits.map { hit in
            let isNew = seen.insert(BasicSettings.withoutNumbers("\(hit.kind) \(hit.label)")).inserted
            let isNamed = namesOne && SearchWords.fold(hit.label).starts(with: phrase)
            return Finding(rank: isNew || isNamed ? hit.rank : max(hit.rank, .word), source: .hit(hit))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func place(of parameter: Parameter) -> String {
        "Voice > \(parameter.tab.label) > \(parameter.section)"
    }

    /// The pages of the navigation, and those that only a link leads to, by their labels and by what people call what stands there.
    private func pages(_ words: SearchWords, _ visit: Visit, in snapshot: Snapshot) -> [SearchHit] {
        let translations = Translations.of(visit.language)
        var groups = navigation(for: visit, at: nil, in: snapshot)
        if visit.session != nil {
            groups.append(
                .init(heading: "Account", links: [.init(label: "Change password", href: Routes.password.path())]))
        }
        return groups.flatMap { group in
            group.links.compactMap { link -> SearchHit? in
                let label = translations?.say(link.label) ?? link.label
                let texts = [link.label, label, "\(group.heading) \(link.keywords)"].map(SearchWords.fold)
                guard let rank = Self.rank(words, inTitles: texts) else { return nil }
                return SearchHit(
                    kind: .page, rank: rank, label: label, place: translations?.say(group.heading) ?? group.heading,
                    path: link.href)
            }
        }
    }

    private func sections(
        _ words: SearchWords, _ visit: Visit, in snapshot: Snapshot, index: SearchIndex, leavesOut: Bool
    ) -> [SearchHit] {
        index.sections.compactMap { entry -> SearchHit? in
            guard let rank = Self.rank(words, inTitles: [entry.title]) else { return nil }
            let contents = snapshot.catalogue.tabs[entry.tab]
            let section = contents.sections[entry.section]
            let seen = section.parameters.map { snapshot.catalogue.parameters[$0] }.filter {
                visit.principal.account == .admin || snapshot.access(to: $0.name) != .hidden
            }
            guard let first = seen.first(where: BasicSettings.holds) ?? seen.first else { return nil }
            let fragment = VoiceTabPage.Section.id(of: section.title)
            return SearchHit(
                kind: .section, rank: rank, label: section.title, place: "Voice > \(contents.tab.label)",
                path: link(to: first, in: snapshot, leavesOut: leavesOut, fragment: fragment))
        }
    }

    private static func rank(_ words: SearchWords, inTitles titles: [[UInt8]]) -> SearchRank? {
        if let whole = titles.compactMap({ SearchRank(of: words.phrase, inTitle: $0) }).min() { return whole }
        var worst = SearchRank.word
        for word in words.words {
            guard let rank = titles.compactMap({ SearchRank(of: word, inTitle: $0) }).min() else { return nil }
            worst = max(worst, rank)
        }
        return worst
    }

    /// Straight to a field, in the advanced view where the one that is shown leaves it out.
    private func link(
        to parameter: Parameter, in snapshot: Snapshot, leavesOut: Bool, fragment: String? = nil
    ) -> String {
        let isChanged = snapshot.settings[parameter.name]?.value.map { $0 != parameter.defaultValue } ?? false
        let isBasic = !leavesOut || isChanged || parameter.tab == .attConsole || BasicSettings.holds(parameter)
        let query = isBasic ? [] : [(name: SettingsView.query, value: SettingsView.advanced.rawValue)]
        return Routes.path(of: parameter.tab, query: query) + "#" + (fragment ?? parameter.name.text)
    }
}

/// Something that was found.
struct SearchHit: Sendable {
    /// What it is.
    enum Kind: String, Codable, Sendable { case page, section, parameter }

    var kind: Kind
    var rank: SearchRank
    var label: String
    var name: String?
    var place: String
    var path: String
    /// Nil for a secret, and for what has no value.
    var value: String?
    var help: String?
}

/// What the API answers to a search.
struct SearchAnswer: Codable {
    /// Something that was found.
    struct Hit: Codable {
        /// `parameter`, `section` or `page`.
        var kind: SearchHit.Kind
        /// What it is called.
        var label: String
        /// The parameter's name; null for the others.
        @Nullable var name: String?
        /// Where it stands, in words.
        var place: String
        /// The address of the page, with the field.
        var path: String
        /// Its value; null if it is a secret or no parameter.
        @Nullable var value: String?

        init(_ hit: SearchHit) {
            kind = hit.kind
            label = hit.label
            name = hit.name
            place = hit.place
            path = hit.path
            value = hit.value
        }
    }

    /// The text that was searched for.
    var query: String
    /// How many hits there are.
    var total: Int
    /// The best of them.
    var hits: [Hit]
}
