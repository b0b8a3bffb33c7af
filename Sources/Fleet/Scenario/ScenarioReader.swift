internal import FlatProfile
internal import Notation
internal import Relay
internal import TOML

extension Scenario {
    /// The most phones of a fleet: a process holds about a hundred thousand in 3 GB.
    public static let mostPhones = 200_000

    /// Reads a scenario. Throws all faults at once.
    public init(toml text: String) throws(ScenarioFaults) {
        let entries: [TOMLEntry]
        do throws(TOMLFault) {
            entries = try TOMLDocument.read(text)
        } catch {
            throw ScenarioFaults(faults: [ScenarioFault("this is no TOML: \(error.reason)", at: error.position)])
        }
        self.init()
        var reader = ScenarioReader(entries)
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
private struct ScenarioReader {
    private var top: TableReader
    private(set) var faults: [ScenarioFault] = []

    init(_ entries: [TOMLEntry]) {
        top = TableReader(entries, title: "", at: TOMLPosition(line: 1, column: 1))
    }

    mutating func read(into scenario: inout Scenario) {
        if let name = top.string("name")?.text { scenario.name = name }
        scenario.phones = top.integer("phones", in: 1...Int64(Scenario.mostPhones), of: "a fleet") ?? scenario.phones
        scenario.seed = top.integer("seed", in: 0...Int64.max, of: "a seed").map(UInt64.init) ?? scenario.seed
        scenario.duration = top.duration("duration", in: .seconds(1)...(.seconds(31 * 86400)))
        if let clock = top.word("clock", among: ["real", "accelerated"]) {
            scenario.pace = clock == "real" ? .real : .accelerated
        }
        scenario.awake = top.integer("awake", in: 1...10_000, of: "the number of phones awake") ?? scenario.awake
        scenario.restart = top.duration("restart", in: .zero...(.seconds(3600))) ?? scenario.restart
        server(&scenario)
        models(&scenario)
        arrival(&scenario)
        settings(&scenario)
        if var profiles = top.table("profiles") {
            scenario.changeShare = profiles.share("change") ?? 0
            faults += profiles.finished()
        }
        scenario.faults = top.tables("faults").compactMap { fault($0) }
        expectations(&scenario)
        faults += top.finished()
        check(scenario)
    }

    private mutating func server(_ scenario: inout Scenario) {
        guard var table = top.table("server") else {
            return top.fault("the table [server] is missing: it says where the profiles lie, for instance with rule")
        }
        let address = table.string("address")
        scenario.server = address?.text ?? ""
        scenario.keepsConnections = table.word("connections", among: ["own", "kept"]) == "kept"
        let rule = table.string("rule")
        let option = table.integer("dhcp_option", in: 1...254, of: "a DHCP option")
        let value = table.string("dhcp_value")
        switch (rule, option, value) {
        case (let rule?, nil, nil): scenario.lead = .rule(rule.text)
        case (nil, let option?, let value?): scenario.lead = .dhcp(option: UInt16(option), value: value.text)
        case (.some, _, _):
            table.fault("[server] takes rule, or dhcp_option with dhcp_value, not both")
        default:
            if table.faults.isEmpty {
                table.fault(
                    "[server] says neither by rule nor by dhcp_option with dhcp_value how phones find their profiles")
            }
        }
        let usesPlace = (rule?.text ?? value?.text ?? "").contains("{server}")
        if usesPlace, address == nil {
            table.fault("{server} stands for address, which is missing: address = \"127.0.0.1:8080\"")
        }
        if let address, address.text.lastIndex(of: ":") == nil {
            table.fault("address is \"\(address.text.prefix(60))\", and HOST:PORT was expected", at: address.position)
        }
        faults += table.finished()
    }

    private mutating func models(_ scenario: inout Scenario) {
        let tables = top.tables("models")
        guard !tables.isEmpty else { return }
        scenario.models = []
        for var table in tables {
            let name = table.string("model")
            let weight = table.number("share", in: 0...1_000_000, of: "a share") ?? 1
            let software = table.string("software")?.text
            let hardware = table.string("hardware")?.text ?? "2.0.1"
            if let name {
                if let model = Model(named: name.text) {
                    scenario.models.append(
                        .init(
                            model: model, weight: weight,
                            softwareVersion: software ?? "sip\(model.loadFamily).12-0-7MPP0201-66",
                            hardwareVersion: hardware))
                } else {
                    let numbers = Model.all.map(\.number)
                    let nearest = Nearest.word(to: name.text, among: numbers).map { "; \($0) may be meant" } ?? ""
                    table.fault(
                        "there is no model \"\(name.text.prefix(40))\"\(nearest). There are "
                            + "\(numbers.joined(separator: ", ")).", at: name.position)
                }
            } else if table.faults.isEmpty {
                table.fault("[[models]] names no model: model = \"8841\"")
            }
            faults += table.finished()
        }
        if !scenario.models.isEmpty, scenario.models.allSatisfy({ $0.weight == 0 }) {
            top.fault("every share of [[models]] is 0: at least one has to be more")
        }
    }

    private mutating func arrival(_ scenario: inout Scenario) {
        if let text = top.string("first_mac") {
            if let mac = MACAddress(text.text) {
                scenario.firstAddress = mac
            } else {
                top.fault(
                    "first_mac is \"\(text.text.prefix(40))\", and an address such as 00:0e:08:40:00:00 was expected",
                    at: text.position)
            }
        }
        guard var table = top.table("arrival") else { return }
        switch table.word("kind", among: ["power-cut", "ramp", "steady"]) {
        case "ramp":
            if let over = table.duration("over", in: .milliseconds(1)...(.seconds(7 * 86400))) {
                scenario.arrival = .ramp(over: over)
            } else if table.faults.isEmpty {
                table.fault("a ramp needs over, the time in which all phones get power: over = \"5m\"")
            }
        case "steady":
            if let rate = table.number("per_second", in: 0.001...100_000, of: "the number of phones a second") {
                scenario.arrival = .steady(perSecond: rate)
            } else if table.faults.isEmpty {
                table.fault("a steady arrival needs per_second: per_second = 50")
            }
        default: scenario.arrival = .powerCut
        }
        faults += table.finished()
    }

    private mutating func settings(_ scenario: inout Scenario) {
        guard var table = top.table("settings") else { return }
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
            if let change = change(entry.key, text, entry, &table, scenario.models) {
                scenario.settings.append(change)
            }
        }
        faults += table.finished()
    }

    private func change(
        _ key: String, _ text: String, _ entry: TOMLEntry, _ table: inout TableReader, _ models: [Scenario.Share]
    ) -> ParameterChange? {
        let name = ParameterName(key)
        let catalogues = models.map { Catalogue.of($0.model) }
        guard let parameter = catalogues.lazy.compactMap({ $0[name] }).first else {
            let suggestion = catalogues.lazy.compactMap { $0.suggestion(for: name) }.first
            table.fault(
                "no model of this fleet has a parameter \(key.prefix(60))"
                    + (suggestion.map { "; \($0) may be meant" } ?? ""), at: entry.position)
            return nil
        }
        switch parameter.accept(text) {
        case .success(let value): return ParameterChange(name, .set(value))
        case .failure(let fault):
            table.fault(fault.sentence(label: key, isSecret: parameter.isSecret), at: entry.value.position)
            return nil
        }
    }

    private mutating func expectations(_ scenario: inout Scenario) {
        guard var table = top.table("expect") else { return }
        scenario.expectations.up = table.share("up")
        scenario.expectations.failures = table.share("failures")
        scenario.expectations.within = table.duration("within", in: .milliseconds(1)...(.seconds(31 * 86400)))
        scenario.expectations.p99 = table.duration("p99", in: .milliseconds(1)...(.seconds(3600)))
        faults += table.finished()
    }

    private mutating func fault(_ table: TableReader) -> RelayFault? {
        var table = table
        defer { faults += table.finished() }
        let kinds = ["latency", "reset", "status", "slow", "away", "silent"]
        let word = table.word("kind", among: kinds)
        if word == nil, table.faults.isEmpty {
            table.fault("[[faults]] names no kind: \(kinds.joined(separator: ", "))")
        }
        let share = table.share("share") ?? 1
        let from = table.duration("from", in: .zero...(.seconds(31 * 86400))) ?? .zero
        let lasts = table.duration("for", in: .milliseconds(1)...(.seconds(31 * 86400)))
        guard let kind = word.flatMap({ kind($0, &table) }) else { return nil }
        return RelayFault(kind, share: share, from: from, until: lasts.map { from + $0 })
    }

    private func kind(_ word: String, _ table: inout TableReader) -> RelayFault.Kind? {
        switch word {
        case "latency":
            if let time = table.duration("time", in: .milliseconds(1)...(.seconds(600))) { return .latency(time) }
            table.fault("latency needs time: time = \"300ms\"")
        case "reset":
            return .reset(afterBytes: table.integer("after_bytes", in: 0...1_000_000_000, of: "a number of bytes") ?? 0)
        case "status":
            let status = table.integer("status", in: 300...599, of: "the status of a fault") ?? 503
            return .status(status, retryAfter: table.integer("retry_after", in: 0...86400, of: "a number of seconds"))
        case "slow":
            guard let (text, position) = table.string("rate") else {
                table.fault("slow needs rate: rate = \"2 kB/s\"")
                return nil
            }
            if let rate = Amounts.rate(text) { return .slow(bytesPerSecond: rate) }
            table.fault("rate is \"\(text.prefix(40))\", and \"2 kB/s\" or the like was expected", at: position)
        case "silent": return .silent
        default: return .away
        }
        return nil
    }

    /// What no key alone can tell.
    private mutating func check(_ scenario: Scenario) {
        guard faults.isEmpty else { return }
        if scenario.firstAddress.bits + UInt64(scenario.phones) > 0xffff_ffff_ffff {
            faults.append(ScenarioFault("first_mac leaves no room for \(scenario.phones) addresses behind it"))
        }
        if scenario.needsRelay {
            let text =
                switch scenario.lead {
                case .rule(let rule): rule
                case .dhcp(_, let value): value
                }
            if !text.contains("{server}") {
                faults.append(
                    ScenarioFault(
                        "[[faults]] and [profiles] change need a relay in front of the server: name the server by address "
                            + "in [server], and write {server} in its place in rule or dhcp_value"))
            }
        }
        if scenario.pace == .accelerated, let reason = scenario.needForRealTime {
            faults.append(ScenarioFault("clock cannot be \"accelerated\": \(reason)"))
        }
    }
}

extension Scenario {
    /// What outside needs real time, so that the clock cannot be accelerated; nil if nothing does.
    public var needForRealTime: String? {
        for fault in faults {
            switch fault.kind {
            case .latency, .slow, .silent:
                return "a fault of the kind latency, slow or silent takes real time, which no clock can leave out"
            default:
                if fault.from > .zero || fault.until != nil {
                    return "a fault has a beginning or an end, which the relay counts in real time"
                }
            }
        }
        return nil
    }
}
