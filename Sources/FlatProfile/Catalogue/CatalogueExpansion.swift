/// Turns the families of the catalogue file into the parameters of one model: lines, units and keys are counted out, and what
/// the model does not have is left out.
struct CatalogueExpansion {
    private(set) var parameters: [Parameter] = []
    private(set) var tabs: [Catalogue.TabContents] = []
    private let model: Model

    init(model: Model, families: [CatalogueFamily]) {
        self.model = model
        let members = families.filter { $0.exists(in: model.series) }
            .map { family -> Member in (family, family.common(on: model)) }
        var remaining = members[...]
        while let first = remaining.first?.0 {
            let ofTab = remaining.prefix { $0.0.tab == first.tab }
            remaining = remaining.dropFirst(ofTab.count)
            for tab in VoiceTab.tabs(named: first.tab, of: model) { expand(ofTab, on: tab) }
        }
    }

    private typealias Member = (family: CatalogueFamily, common: CatalogueFamily.Common)

    private mutating func expand(_ members: ArraySlice<Member>, on tab: VoiceTab) {
        var sections: [Catalogue.SectionContents] = []
        var remaining = members
        while let first = remaining.first?.family {
            let ofSection = remaining.prefix { $0.family.section == first.section }
            remaining = remaining.dropFirst(ofSection.count)
            if first.section.isNumbered, let numbers = first.numbers(on: model) {
                for number in numbers {
                    sections.append(section(first.section.filled(number, nil), ofSection, on: tab, number: number))
                }
            } else {
                sections.append(section(first.section.text, ofSection, on: tab, number: tab.line))
            }
        }
        let shown = sections.filter { !$0.parameters.isEmpty }
        if !shown.isEmpty { tabs.append(.init(tab: tab, sections: shown)) }
    }

    /// Adds the parameters of one section; `number` is the line or unit that the whole section is about.
    private mutating func section(
        _ title: String, _ members: ArraySlice<Member>, on tab: VoiceTab, number: Int?
    ) -> Catalogue.SectionContents {
        let start = parameters.count
        var remaining = members
        while let first = remaining.first?.family {
            // Neighbours that are counted alike are dealt out in turn: Name 2, Number 2, Name 3, Number 3, ….
            let alike = remaining.prefix { $0.family.isCountedLike(first) }
            remaining = remaining.dropFirst(alike.count)
            for n in number.map({ [$0] }) ?? first.numbers(on: model).map(Array.init) ?? [nil] as [Int?] {
                for m in first.innerNumbers.map(Array.init) ?? [nil] as [Int?] {
                    for member in alike { add(member, n, m, tab: tab, section: title) }
                }
            }
        }
        let shown = (start..<parameters.count).filter { !parameters[$0].isHidden }
        return .init(title: title, parameters: shown)
    }

    private mutating func add(_ member: Member, _ n: Int?, _ m: Int?, tab: VoiceTab, section: String) {
        let (family, common) = member
        parameters.append(
            Parameter(
                name: ParameterName(family.name.filled(n, m)), label: family.label.filled(n, m), tab: tab,
                section: section, type: common.type, unit: family.unit,
                defaultValue: common.defaultValue.filled(n, m), access: family.access, help: common.help,
                isSecret: common.isSecret, isHidden: common.isHidden, reboots: common.reboots,
                aliases: family.aliases.map { ParameterName($0.filled(n, m)) }))
    }
}

extension VoiceTab {
    /// The line that the tab is about, if it is an extension.
    var line: Int? { if case .ext(let line) = self { line } else { nil } }

    /// The tabs that the catalogue file calls by that name.
    fileprivate static func tabs(named name: String, of model: Model) -> [VoiceTab] {
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
}
