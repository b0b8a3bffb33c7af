/// An entry of the catalogue file in the terms of the domain: a parameter, or a family of them that is repeated by line, unit and key.
/// A class, as each model's expansion hands the families around.
final class CatalogueFamily: Sendable {
    let name: NameTemplate
    let label: NameTemplate
    let tab: String
    let section: NameTemplate
    let kind: ParameterType.Kind
    let unit: ParameterUnit?
    let access: UserAccess
    let aliases: [NameTemplate]
    /// The numbers that `{n}` stands for, if it is repeated.
    let numbers: ClosedRange<Int>?
    /// The numbers that `{m}` stands for, if it is repeated twice.
    let innerNumbers: ClosedRange<Int>?
    private let entry: CatalogueEntry
    private let series: [Model.Series]?

    /// All families, in the order of the file.
    static let all = CatalogueEntry.all.map(CatalogueFamily.init)

    private init(_ entry: CatalogueEntry) {
        guard let kind = ParameterType.Kind(rawValue: entry.type), let access = UserAccess(rawValue: entry.ua) else {
            preconditionFailure("Catalogue/parameters.json, \(entry.name): type \(entry.type), ua \(entry.ua)")
        }
        unit = entry.unit.map { word in
            guard let unit = ParameterUnit(rawValue: word) else {
                preconditionFailure("Catalogue/parameters.json, \(entry.name): unit \(word)")
            }
            return unit
        }
        self.entry = entry
        self.kind = kind
        self.access = access
        name = NameTemplate(entry.name)
        label = NameTemplate(entry.label)
        tab = entry.tab
        section = NameTemplate(entry.section)
        aliases = (entry.aliases ?? []).map(NameTemplate.init)
        numbers = entry.index.map { $0[0]...$0[1] }
        innerNumbers = entry.index_m.map { $0[0]...$0[1] }
        series = entry.models?.map { word in
            guard let series = Model.Series(rawValue: word) else {
                preconditionFailure("Catalogue/parameters.json, \(entry.name): series \(word)")
            }
            return series
        }
    }

    /// Whether models of the series have it.
    func exists(in series: Model.Series) -> Bool { self.series?.contains(series) ?? true }

    /// Whether the model has the member of those numbers.
    func exists(on model: Model, number: Int?, inner: Int?) -> Bool {
        guard exists(in: model.series) else { return false }
        return Self.covers(numbers(on: model), number) && Self.covers(innerNumbers, inner)
    }

    private static func covers(_ numbers: ClosedRange<Int>?, _ number: Int?) -> Bool {
        guard let numbers else { return number == nil }
        return number.map(numbers.contains) ?? false
    }

    /// The numbers that `{n}` stands for on the model: lines that it has not are left out.
    func numbers(on model: Model) -> ClosedRange<Int>? {
        numbers.map { entry.index_limit == "lines" ? $0.lowerBound...min($0.upperBound, model.lines) : $0 }
    }

    /// Whether both are repeated over the same numbers.
    func isCountedLike(_ other: CatalogueFamily) -> Bool {
        numbers == other.numbers && innerNumbers == other.innerNumbers
    }

    /// What all its members on the model have in common.
    func common(on model: Model) -> Common {
        let choices = choices(on: model)
        let text = entry.default_by_series?[model.series.rawValue] ?? entry.default
        // A default that names a line which the model has not (Line is 5 in the exports) is its last line.
        let exceedsLines = entry.choices_limit == "lines" && (Int(text).map { $0 > model.lines } ?? false)
        let defaultText = exceedsLines ? String(model.lines) : text
        let ranges = entry.ranges?.map { $0[0]...$0[1] } ?? range.map { [$0] } ?? []
        let type = ParameterType(
            kind, choices: choices, ranges: kind == .float ? [] : ranges, decimals: decimals,
            step: entry.step.map(Thousandths.init(rounding:)), unit: unit, maximumLength: entry.max_length,
            allowsEmpty: kind.isText || defaultText.isEmpty || entry.empty == true, ignoresCase: entry.any_case ?? false
        )
        return Common(
            type: type, defaultValue: NameTemplate(defaultText), help: entry.desc, isSecret: entry.secret ?? false,
            isHidden: entry.hidden ?? false, reboots: entry.reboots ?? false)
    }

    /// What the members of a family have in common.
    struct Common {
        let type: ParameterType
        let defaultValue: NameTemplate
        let help: String
        let isSecret: Bool
        let isHidden: Bool
        let reboots: Bool
    }

    private func choices(on model: Model) -> [String] {
        let choices = entry.choices_by_series?[model.series.rawValue] ?? entry.choices ?? []
        guard entry.choices_limit == "lines" else { return choices }
        return choices.filter { choice in Int(choice).map { $0 <= model.lines } ?? true }
    }

    private var range: ClosedRange<Int>? {
        guard kind != .float, let low = entry.min, let high = entry.max else { return nil }
        return Int(low)...Int(high)
    }

    private var decimals: ClosedRange<Thousandths>? {
        guard kind == .float, let low = entry.min, let high = entry.max else { return nil }
        return Thousandths(rounding: low)...Thousandths(rounding: high)
    }
}

/// A text in which `{n}` and `{m}` stand for the numbers of a line, unit or key.
struct NameTemplate: Hashable, Sendable {
    /// The text with the placeholders in it.
    let text: String
    private let pieces: [Piece]

    private enum Piece: Hashable {
        case text(String)
        case number, inner
    }

    init(_ text: String) {
        self.text = text
        guard text.utf8.contains(UInt8(ascii: "{")) else {
            pieces = []
            return
        }
        var pieces: [Piece] = []
        for (index, part) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            var rest = part[...]
            if index > 0 {
                let isInner = part.hasPrefix("m}")
                precondition(isInner || part.hasPrefix("n}"), "Catalogue/parameters.json: \(text)")
                pieces.append(isInner ? .inner : .number)
                rest = part.dropFirst(2)
            }
            if !rest.isEmpty { pieces.append(.text(String(rest))) }
        }
        self.pieces = pieces
    }

    /// Whether it contains `{n}`.
    var isNumbered: Bool { pieces.contains(.number) }

    /// The text with the numbers filled in.
    func filled(_ number: Int?, _ inner: Int?) -> String {
        guard !pieces.isEmpty else { return text }
        var filled = ""
        for piece in pieces {
            switch piece {
            case .text(let text): filled += text
            case .number: filled += number.map { String($0) } ?? "{n}"
            case .inner: filled += inner.map { String($0) } ?? "{m}"
            }
        }
        return filled
    }
}

extension Thousandths {
    fileprivate init(rounding number: Double) { self.init(count: Int((number * 1000).rounded())) }
}
