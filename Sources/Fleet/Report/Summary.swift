extension FleetRecord {
    /// What a terminal shows at the end.
    public var summary: String {
        var lines = [
            "\(name): \(Amounts.count(phones)) phones, \(Amounts.words(.milliseconds(Int64(duration * 1000))))"
                + (clock == "real" ? "" : " of accelerated time") + (interrupted ? ", broken off" : ""),
            "",
            row("up", "\(Amounts.count(up)) of \(Amounts.count(started)) with power", note: comingUpText),
            row(
                "attempts", Amounts.count(attempts),
                note: "\(Amounts.count(failures)) failed, \(Amounts.count(retries)) retries, \(Amounts.bytes(bytes))"),
            row(
                "latency", "p50 \(milliseconds(latency_ms.p50))",
                note: "p90 \(milliseconds(latency_ms.p90)), p99 \(milliseconds(latency_ms.p99)), "
                    + "largest \(milliseconds(latency_ms.largest))"),
        ]
        for outcome in PhoneNote.Outcome.allCases {
            guard let count = outcomes[outcome.word], count > 0 else { continue }
            lines.append(row(outcome.words, Amounts.count(count), note: outcome.meaning))
        }
        if let relay {
            lines.append(
                row(
                    "relay", "\(Amounts.count(relay.requests)) requests",
                    note: "\(Amounts.count(relay.faulty)) with a fault"))
        }
        for verdict in expectations {
            lines.append(row(verdict.holds ? "met" : "MISSED", verdict.expected, note: verdict.found))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var comingUpText: String {
        guard coming_up.count > 0 else { return "" }
        return "half after \(seconds(coming_up.p50)), the last after \(seconds(coming_up.largest))"
    }

    private func row(_ name: String, _ value: String, note: String) -> String {
        let blank = String(repeating: " ", count: max(1, 15 - name.count))
        guard !note.isEmpty else { return "  \(name)\(blank)\(value)" }
        return "  \(name)\(blank)\(value)\(String(repeating: " ", count: max(2, 28 - value.count)))\(note)"
    }

    func milliseconds(_ number: Double) -> String { Amounts.words(.microseconds(Int64(number * 1000))) }
    func seconds(_ number: Double) -> String { Amounts.words(.milliseconds(Int64(number * 1000))) }
}
