/// Turns the entries of the catalogue file into the parameters of one model: lines, units and keys are counted out, and what
/// the model does not have is set aside.
struct CatalogueExpansion {
    private(set) var parameters: [Parameter] = []
    private(set) var tabs: [Catalogue.TabContents] = []
    private(set) var elsewhere: [ParameterName: [Model.Series]] = [:]
    private let model: Model

    init(model: Model, entries: [CatalogueEntry]) {
        self.model = model
        var remaining = entries[...]
        while let first = remaining.first {
            let ofTab = remaining.prefix { $0.tab == first.tab }
            remaining = remaining.dropFirst(ofTab.count)
            for tab in Self.tabs(named: first.tab, of: model) { expand(ofTab, on: tab) }
        }
    }

    private mutating func expand(_ entries: ArraySlice<CatalogueEntry>, on tab: VoiceTab) {
        var sections: [Catalogue.SectionContents] = []
        var remaining = entries
        while let first = remaining.first {
            let ofSection = Array(remaining.prefix { $0.section == first.section })
            remaining = remaining.dropFirst(ofSection.count)
            if first.section.contains("{n}") {
                for number in Self.indices(of: first, in: model) {
                    let title = first.section.replacing("{n}", with: number)
                    let fitting = ofSection.filter { Self.indices(of: $0, in: model).contains(number) }
                    sections.append(section(title, fitting, on: tab, number: number))
                }
            } else {
                sections.append(section(first.section, ofSection, on: tab, number: tab.line))
            }
        }
        let shown = sections.filter { !$0.parameters.isEmpty }
        if !shown.isEmpty { tabs.append(.init(tab: tab, sections: shown)) }
    }

    /// Adds the parameters of one section; `number` is the line or unit that the whole section is about.
    private mutating func section(
        _ title: String, _ entries: [CatalogueEntry], on tab: VoiceTab, number: Int?
    ) -> Catalogue.SectionContents {
        let start = parameters.count
        var remaining = entries[...]
        while let first = remaining.first {
            // Neighbours that are counted alike are dealt out in turn: Name 2, Number 2, Name 3, Number 3, ….
            let alike = remaining.prefix { $0.index == first.index && $0.index_m == first.index_m }
            remaining = remaining.dropFirst(alike.count)
            let numbers: [Int?] = number.map { [$0] } ?? Self.countedIndices(of: first)
            for n in numbers {
                for m in first.index_m.map({ Array($0[0]...$0[1]) as [Int?] }) ?? [nil] {
                    for entry in alike { add(entry, n: n, m: m, tab: tab, section: title) }
                }
            }
        }
        let shown = (start..<parameters.count).filter { !parameters[$0].isHidden }
        return .init(title: title, parameters: shown)
    }

    private mutating func add(_ entry: CatalogueEntry, n: Int?, m: Int?, tab: VoiceTab, section: String) {
        func counted(_ text: String) -> String {
            var text = text
            if let n { text = text.replacing("{n}", with: n) }
            if let m { text = text.replacing("{m}", with: m) }
            return text
        }
        let name = ParameterName(counted(entry.name))
        let series = entry.models?.compactMap(Model.Series.init)
        if let series, !series.contains(model.series) {
            elsewhere[name] = series
            return
        }
        parameters.append(
            Parameter(
                name: name, label: counted(entry.label), tab: tab, section: section,
                type: ParameterType(entry, model: model), unit: entry.unit.flatMap(ParameterUnit.init),
                defaultValue: counted(entry.default_by_series?[model.series.rawValue] ?? entry.default),
                access: UserAccess(rawValue: entry.ua) ?? .hidden, help: entry.desc ?? "",
                isSecret: entry.secret ?? false, isHidden: entry.hidden ?? false))
    }

    private static func tabs(named name: String, of model: Model) -> [VoiceTab] {
        switch name {
        case "System": [.system]
        case "SIP": [.sip]
        case "Provisioning": [.provisioning]
        case "Regional": [.regional]
        case "Phone": [.phone]
        case "Ext {n}": (1...model.lines).map(VoiceTab.ext)
        case "User": [.user]
        case "Att Console": [.attConsole]
        case "TR-069": [.tr069]
        case "Certificate": [.certificate]
        default: preconditionFailure("Catalogue/parameters.json: no tab \(name)")
        }
    }

    /// The numbers over which the entry is repeated on this model.
    private static func indices(of entry: CatalogueEntry, in model: Model) -> ClosedRange<Int> {
        guard let index = entry.index else { return 1...1 }
        return index[0]...(entry.index_limit == "lines" ? min(index[1], model.lines) : index[1])
    }

    private static func countedIndices(of entry: CatalogueEntry) -> [Int?] {
        entry.index.map { Array($0[0]...$0[1]) } ?? [nil]
    }
}

extension VoiceTab {
    /// The line that the tab is about, if it is an extension.
    var line: Int? { if case .ext(let line) = self { line } else { nil } }
}

extension ParameterType {
    init(_ entry: CatalogueEntry, model: Model) {
        kind = Kind(rawValue: entry.type) ?? .string
        choices = entry.choices ?? []
        range = entry.min.flatMap { low in entry.max.map { Int(low)...Int($0) } }
        maximumLength = entry.max_length ?? 2047
    }
}

extension String {
    fileprivate func replacing(_ placeholder: String, with number: Int) -> String {
        split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: String(number))
    }
}
