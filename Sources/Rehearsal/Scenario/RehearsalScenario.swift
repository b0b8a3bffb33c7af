internal import Bench
public import Fleet
internal import FlatProfile
internal import Notation
internal import TOML

/// What a file says about a rehearsal: what DHCP answers in both places, and what must hold in the end.
public struct RehearsalScenario: Sendable {
    /// What DHCP says at the bench; nil: that the bench is the server.
    public var bench: DHCPAnswer?
    /// What DHCP says at the customer's.
    public var customer = DHCPAnswer()
    /// How long one phone may take, by the clock on the wall; nil for the usual time.
    public var timeout: Duration?
    /// What decides random delays; nil for the usual.
    public var seed: UInt64?
    /// The file of a profile whose values must hold, as it is written there.
    public var profile: String?
    /// What must hold in the end.
    public var expectations = Expectations()

    /// Reads a scenario. Throws all faults at once; `file` is what it is called in the sentences of misses.
    public init(toml text: String, file: String) throws(ScenarioFaults) {
        let entries: [TOMLEntry]
        do throws(TOMLFault) {
            entries = try TOMLDocument.read(text)
        } catch {
            throw ScenarioFaults(faults: [ScenarioFault("this is no TOML: \(error.reason)", at: error.position)])
        }
        var reader = RehearsalReader(entries, file: file)
        reader.read(into: &self)
        guard reader.faults.isEmpty else {
            throw ScenarioFaults(
                faults: reader.faults.sorted {
                    ($0.position ?? .init(line: 0, column: 0)) < ($1.position ?? .init(line: 0, column: 0))
                })
        }
    }
}

/// Fills a scenario from a document.
private struct RehearsalReader {
    private var top: TableReader
    private let file: String
    private(set) var faults: [ScenarioFault] = []

    init(_ entries: [TOMLEntry], file: String) {
        top = TableReader(entries, title: "", at: TOMLPosition(line: 1, column: 1))
        self.file = file
    }

    mutating func read(into scenario: inout RehearsalScenario) {
        scenario.timeout = top.duration("timeout", in: .seconds(1)...(.seconds(3600)))
        scenario.seed = top.integer("seed", in: 0...Int64.max, of: "a seed").map(UInt64.init)
        if var table = top.table("bench") {
            scenario.bench = dhcp(&table)
            faults += table.finished()
        }
        if var table = top.table("customer") {
            scenario.customer = dhcp(&table) ?? DHCPAnswer()
            faults += table.finished()
        }
        if var table = top.table("expect") {
            scenario.profile = table.string("profile")?.text
            scenario.expectations.firmware = table.string("firmware")?.text
            scenario.expectations.server = table.string("server")?.text
            faults += table.finished()
        }
        if var table = top.table("values") { values(&table, into: &scenario.expectations) }
        for table in top.tables("assert") { assertion(table, into: &scenario.expectations) }
        faults += top.finished()
    }

    private mutating func dhcp(_ table: inout TableReader) -> DHCPAnswer? {
        guard var options = table.table("dhcp") else { return nil }
        var answer = DHCPAnswer()
        for entry in options.all() {
            guard let code = UInt16(entry.key), 1...254 ~= code else {
                options.fault(
                    "\(entry.key.prefix(40)) is no number of a DHCP option; 1 to 254 was expected, such as 66 = \"10.0.0.1\"",
                    at: entry.position)
                continue
            }
            guard case .string(let text) = entry.value.content else {
                options.fault(
                    "\(entry.key) is \(entry.value.kind), and a text in quotation marks was expected",
                    at: entry.value.position)
                continue
            }
            answer.options[code] = text
        }
        faults += options.finished()
        return answer
    }

    private mutating func values(_ table: inout TableReader, into expectations: inout Expectations) {
        for entry in table.all() {
            let text: String? =
                switch entry.value.content {
                case .string(let text): text
                case .integer(let number): String(number)
                case .boolean(let truth): truth ? "Yes" : "No"
                default: nil
                }
            guard let text else {
                table.fault(
                    "\(entry.key) is \(entry.value.kind), and the text of a parameter was expected",
                    at: entry.value.position)
                continue
            }
            guard let name = parameter(entry.key, at: entry.position, &table),
                let placed = placed(text, entry.key, at: entry.value.position, &table)
            else { continue }
            expectations.assertions.append(
                .init(name: name, claim: .text(.equals, placed), model: nil, source: source(entry.position)))
        }
        faults += table.finished()
    }

    private mutating func assertion(_ table: TableReader, into expectations: inout Expectations) {
        var table = table
        defer { faults += table.finished() }
        let parameter = table.string("parameter")
        let model = table.string("model")
        let isSet = table.boolean("set")
        let texts: [(Expectations.Assertion.Kind, (text: String, position: TOMLPosition)?)] = [
            (.equals, table.string("equals")), (.begins, table.string("begins")), (.ends, table.string("ends")),
            (.contains, table.string("contains")),
        ]
        guard table.faults.isEmpty else { return }
        guard let parameter else {
            return table.fault("[[assert]] names no parameter: parameter = \"Station_Name\"")
        }
        let given = texts.compactMap { kind, text in text.map { (kind, $0) } }
        guard given.count + (isSet == nil ? 0 : 1) == 1 else {
            return table.fault("[[assert]] takes exactly one of equals, begins, ends, contains, set")
        }
        guard let name = self.parameter(parameter.text, at: parameter.position, &table) else { return }
        var wanted: Model?
        if let model {
            wanted = Model(named: model.text)
            guard wanted != nil else {
                let numbers = Model.all.map(\.number)
                let nearest = Nearest.word(to: model.text, among: numbers).map { "; \($0) may be meant" } ?? ""
                return table.fault("there is no model \"\(model.text.prefix(40))\"\(nearest)", at: model.position)
            }
        }
        var claim = Expectations.Assertion.Claim.isSet(isSet ?? true)
        if let (kind, (text, position)) = given.first {
            guard let placed = placed(text, parameter.text, at: position, &table) else { return }
            claim = .text(kind, placed)
        }
        expectations.assertions.append(
            .init(name: name, claim: claim, model: wanted, source: source(parameter.position)))
    }

    private func source(_ position: TOMLPosition) -> String { "\(file), line \(position.line)" }

    /// A parameter that some model has.
    private func parameter(
        _ text: String, at position: TOMLPosition, _ table: inout TableReader
    ) -> ParameterName? {
        let name = ParameterName(text)
        let catalogues = Model.all.map { Catalogue.of($0) }
        if catalogues.contains(where: { $0[name] != nil }) { return name }
        let suggestion = catalogues.lazy.compactMap { $0.suggestion(for: name) }.first
        table.fault(
            "no model has a parameter \(text.prefix(60))" + (suggestion.map { "; \($0.text) may be meant" } ?? ""),
            at: position)
        return nil
    }

    private func placed(
        _ text: String, _ key: String, at position: TOMLPosition, _ table: inout TableReader
    ) -> PlacedText? {
        do throws(PlaceFault) {
            return try PlacedText(text)
        } catch {
            table.fault("\(key) has a place that \(error)", at: position)
            return nil
        }
    }
}

extension RehearsalScenario {
    /// `90s`, `2m`, `1m30s`; nil for anything else.
    public static func duration(_ text: String) -> Duration? { Amounts.duration(text) }
}
