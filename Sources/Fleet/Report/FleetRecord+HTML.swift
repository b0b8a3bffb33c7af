internal import Notation

extension FleetRecord {
    /// A page that needs nothing else: charts and style sheet are in it, and there is no script.
    public var html: String {
        var page = Markup()
        page.literal("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        page.literal("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.literal("<meta name=\"color-scheme\" content=\"light dark\">")
        // Nothing that anybody might smuggle into a name or a sentence could be loaded or run.
        page.literal(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        page.element("title", text: "\(name): fleet report")
        page.element("style") { $0.literal(ReportStyle.sheet) }
        page.literal("</head><body>")
        page.element("main") { main in
            header(&main)
            tiles(&main)
            verdicts(&main)
            charts(&main)
            tables(&main)
            stories(&main)
        }
        page.literal("</body></html>\n")
        return page.text
    }

    private func header(_ page: inout Markup) {
        page.element("header") { header in
            header.element("p", [("class", "kind")], text: "Fleet report")
            header.element("h1", text: name)
            let state =
                interrupted
                ? "Broken off" : expectations.isEmpty ? "Done" : succeeded ? "As expected" : "Not as expected"
            header.element("p", [("class", "lead")]) { lead in
                lead.element(
                    "span", [("class", "badge \(interrupted ? "warn" : succeeded ? "good" : "bad")")], text: state)
                lead.write(
                    " \(Amounts.count(phones)) phones, \(seconds(duration))"
                        + (clock == "real" ? "" : " of accelerated time") + ", begun \(shortTime), seed \(seed)")
            }
        }
    }

    private var shortTime: String { began_at.replacing("T", with: " ").prefix(19) + " UTC" }

    private func tiles(_ page: inout Markup) {
        let share = Double(up) / Double(max(1, phones))
        let tiles = [
            ("Came up", FleetResult.percent(share), "\(Amounts.count(up)) of \(Amounts.count(phones)) phones"),
            (
                "Half were up after", coming_up.count > 0 ? seconds(coming_up.p50) : "–",
                coming_up.count > 0 ? "the slowest took \(seconds(coming_up.largest))" : "no phone came up"
            ),
            (
                "Latency, p99", latency_ms.count > 0 ? milliseconds(latency_ms.p99) : "–",
                latency_ms.count > 0 ? "p50 \(milliseconds(latency_ms.p50))" : "nothing was asked"
            ),
            ("Attempts", Amounts.count(attempts), "\(Amounts.count(failures)) failed"),
            ("Retries", Amounts.count(retries), "\(Amounts.count(requests)) requests"),
            ("Received", Amounts.bytes(bytes), "\(Amounts.bytes(bytes / max(1, attempts))) an attempt"),
        ]
        page.element("dl", [("class", "tiles")]) { list in
            for (name, value, note) in tiles {
                list.element("div") { tile in
                    tile.element("dt", text: name)
                    tile.element("dd", [("class", "value")], text: value)
                    tile.element("dd", text: note)
                }
            }
        }
    }

    private func verdicts(_ page: inout Markup) {
        guard !expectations.isEmpty else { return }
        page.element("section") { section in
            section.element("h2", text: "What was expected")
            section.element("ul", [("class", "verdicts")]) { list in
                for verdict in expectations {
                    list.element("li", [("class", verdict.holds ? "good" : "bad")]) { item in
                        item.element("span", [("class", "mark")], text: verdict.holds ? "✓ met" : "✗ missed")
                        item.element("span", text: verdict.expected)
                        item.element("span", [("class", "found")], text: verdict.found)
                    }
                }
            }
        }
    }

    private func charts(_ page: inout Markup) {
        guard !slices.isEmpty else { return }
        let step = Double(slice_seconds)
        page.element("section", [("class", "charts")]) { section in
            section.element("h2", text: "Over time")
            var (power, up) = (0.0, 0.0)
            let powered = slices.map { slice -> Double in
                power += Double(slice.started)
                return power
            }
            let risen = slices.map { slice -> Double in
                up += Double(slice.came_up)
                return up
            }
            Chart(
                title: "Phones", kind: .steps,
                series: [
                    .init(name: "with power", style: "s-muted", values: powered),
                    .init(name: "up", style: "s-changed", values: risen),
                ], step: step, label: { Amounts.count(Int($0.rounded())) }
            ).render(into: &section)
            let outcomes = PhoneNote.Outcome.allCases.filter { self.outcomes[$0.word] ?? 0 > 0 }
            Chart(
                title: "Attempts a second", kind: .stacked,
                series: outcomes.map { outcome in
                    .init(
                        name: outcome.words, style: "s-\(outcome.word)",
                        values: slices.map { Double($0.outcomes[outcome.word] ?? 0) / step })
                }, step: step, label: { $0 < 10 ? Amounts.decimal($0) : Amounts.count(Int($0.rounded())) }
            ).render(into: &section)
            if latency_ms.count > 0 {
                Chart(
                    title: "Latency", kind: .steps,
                    series: [
                        .init(name: "p99", style: "s-unreachable", values: slices.map(\.p99_ms)),
                        .init(name: "p50", style: "s-unchanged", values: slices.map(\.p50_ms)),
                    ], step: step, label: { self.milliseconds($0) }
                ).render(into: &section)
            }
            guard retries > 0 else { return }
            Chart(
                title: "Retries a second", kind: .stacked,
                series: [
                    .init(name: "retries", style: "s-refused", values: slices.map { Double($0.retries) / step })
                ], step: step, label: { $0 < 10 ? Amounts.decimal($0) : Amounts.count(Int($0.rounded())) }
            ).render(into: &section)
        }
    }

    private func tables(_ page: inout Markup) {
        page.element("section", [("class", "pair")]) { section in
            section.element("div") { part in
                part.element("h2", text: "How attempts ended")
                part.element("table") { table in
                    head(&table, ["Outcome", "Attempts", "Share"])
                    for outcome in PhoneNote.Outcome.allCases {
                        guard let count = outcomes[outcome.word], count > 0 else { continue }
                        table.element("tr") { row in
                            row.element("th", [("scope", "row")]) { cell in
                                cell.element("i", [("class", "s-\(outcome.word)")])
                                cell.write(outcome.words)
                                cell.element("small", text: outcome.meaning)
                            }
                            row.element("td", text: Amounts.count(count))
                            row.element("td", text: FleetResult.percent(Double(count) / Double(max(1, attempts))))
                        }
                    }
                }
            }
            section.element("div") { part in
                part.element("h2", text: "How long it took")
                part.element("table") { table in
                    head(&table, ["", "Latency", "Coming up"])
                    let rows: [(String, Double, Double)] = [
                        ("half", latency_ms.p50, coming_up.p50), ("90%", latency_ms.p90, coming_up.p90),
                        ("99%", latency_ms.p99, coming_up.p99), ("99.9%", latency_ms.p999, coming_up.p999),
                        ("all", latency_ms.largest, coming_up.largest),
                    ]
                    for (name, latency, up) in rows {
                        table.element("tr") { row in
                            row.element("th", [("scope", "row")], text: name)
                            row.element("td", text: latency_ms.count > 0 ? milliseconds(latency) : "–")
                            row.element("td", text: coming_up.count > 0 ? seconds(up) : "–")
                        }
                    }
                }
                part.element("p", [("class", "note")]) { note in
                    note.write(
                        "Latency is what the network took for an attempt, redirects and further addresses included. Coming up "
                            + "is the time from power to the first success, the phone's own random delay included.")
                    if let relay {
                        note.write(
                            " The relay handed on \(Amounts.count(relay.requests)) requests, "
                                + "\(Amounts.count(relay.faulty)) of them with a fault.")
                    }
                }
            }
        }
    }

    private func head(_ table: inout Markup, _ names: [String]) {
        table.element("tr") { row in
            for name in names { row.element("th", [("scope", "col")], text: name) }
        }
    }

    private func stories(_ page: inout Markup) {
        guard !worst.isEmpty else { return }
        page.element("section") { section in
            section.element("h2", text: "The phones that had the hardest time")
            for phone in worst {
                section.element("details", worst.first == phone ? [("open", "")] : []) { details in
                    details.element("summary") { summary in
                        summary.element("code", text: phone.mac)
                        summary.element("span", text: phone.model)
                        summary.element(
                            "span", [("class", phone.up_after == nil ? "bad" : "")],
                            text: phone.up_after.map { "up after \(seconds($0))" } ?? "never came up")
                        summary.element("span", text: "\(phone.failures) failed")
                        summary.element("span", text: "slowest \(milliseconds(phone.slowest_ms))")
                    }
                    story(&details, phone)
                }
            }
        }
    }

    private func story(_ page: inout Markup, _ phone: PhoneRecord) {
        page.element("p", [("class", "note")]) { note in
            note.write(
                "Serial number \(phone.serial_number), \(phone.software_version), power at \(seconds(phone.power_at)).")
            if let rule = phone.story.lazy.compactMap(\.rule).first {
                note.write(" ")
                note.element("code", text: rule)
            }
            if phone.forgotten > 0 { note.write(" \(phone.forgotten) attempts in the middle are not kept.") }
        }
        page.element("div", [("class", "scroll")]) { box in
            box.element("table", [("class", "story")]) { table in
                head(&table, ["When", "What", "How it ended", "Latency", "Bytes"])
                for line in phone.story {
                    table.element("tr") { row in
                        row.element("td", text: seconds(line.at))
                        row.element("td", text: line.deed)
                        row.element("td", [("class", line.succeeded ? "good" : "bad")]) { cell in
                            cell.write(line.outcome + (line.status.map { " (\($0))" } ?? ""))
                            if let error = line.error { cell.element("small", text: error) }
                        }
                        row.element("td", text: line.latency_ms.map(milliseconds) ?? "–")
                        row.element("td", text: line.bytes > 0 ? Amounts.bytes(line.bytes) : "–")
                    }
                }
            }
        }
    }
}

extension String {
    fileprivate func replacing(_ letter: Character, with other: Character) -> String {
        String(map { $0 == letter ? other : $0 })
    }
}
