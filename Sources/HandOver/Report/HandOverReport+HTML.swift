internal import Notation

extension HandOverReport {
    /// A page that needs nothing else and runs nothing, made to be printed.
    public var html: String {
        var page = Markup()
        page.literal("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        page.literal("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.literal("<meta name=\"color-scheme\" content=\"light dark\">")
        // Nothing that anybody might smuggle into a name or a sentence could be loaded or run.
        page.literal(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        page.element("title", text: "\(job): hand-over report")
        page.element("style") { $0.literal(HandOverStyle.sheet) }
        page.literal("</head><body>")
        page.element("main") { main in
            header(&main)
            table(&main)
            footer(&main)
        }
        page.literal("</body></html>\n")
        return page.text
    }

    private func header(_ page: inout Markup) {
        page.element("header") { header in
            header.element("p", [("class", "kind")], text: "Hand-over report")
            header.element("h1", text: job)
            header.element("p", [("class", "lead")]) { lead in
                lead.write(devices.count == 1 ? "1 device" : "\(devices.count) devices")
                lead.write(", reported \(Self.time(reported_at))")
                if !reported_by.isEmpty { lead.write(" by \(reported_by)") }
            }
        }
        let made = "\(Self.time(created_at))\(created_by.isEmpty ? "" : " by \(created_by)")"
        let rehearsed = rehearsed_good + rehearsed_bad
        let facts = [
            ("Job made", made), ("Template", template), ("Delivery", delivery),
            (
                "Rehearsed",
                rehearsed == 0
                    ? "not yet"
                    : "\(rehearsed) of \(devices.count), \(rehearsed_good) came up as expected"
                        + (rehearsed_bad > 0 ? ", \(rehearsed_bad) did not" : "")
            ),
            (
                "States",
                states.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
                    .joined(separator: ", ")
            ),
        ]
        page.element("dl") { list in
            for (name, value) in facts {
                list.element("div") { fact in
                    fact.element("dt", text: name)
                    fact.element("dd", text: value)
                }
            }
        }
    }

    private func table(_ page: inout Markup) {
        page.element("div", [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Devices")]) {
            box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for name in ["", "Device", "Name", "State", "When, and by whom", "Rehearsal"] {
                            row.element("th", [("scope", "col")], text: name)
                        }
                    }
                }
                table.element("tbody") { body in
                    for device in devices { row(device, &body) }
                }
            }
        }
    }

    private func row(_ device: DeviceRow, _ table: inout Markup) {
        table.element("tr") { row in
            row.element("td", [("class", "number")], text: "\(device.number)")
            row.element("th", [("scope", "row")]) { cell in
                cell.element("code", text: device.mac)
                let serial = device.serial_number.map { "S/N \($0)" } ?? "no serial number"
                cell.element("small", text: "\(device.product_name), \(serial)")
                if let checksum = device.profile_checksum {
                    cell.element("small", [("class", "sum")], text: checksum)
                } else {
                    cell.element("small", [("class", "bad")], text: "no profile: \(device.profile_fault ?? "")")
                }
            }
            row.element("td", text: device.name ?? "–")
            row.element("td") { cell in
                cell.write(device.state)
                if device.fetches > 1 { cell.element("small", text: "fetched \(device.fetches) times") }
            }
            row.element("td") { cell in deeds(device, &cell) }
            row.element("td") { cell in verdict(device, &cell) }
        }
    }

    private func deeds(_ device: DeviceRow, _ cell: inout Markup) {
        let deeds = [
            ("scanned", device.scanned), ("fetched", device.fetched), ("reported", device.reported),
            ("labelled", device.labelled),
        ]
        for case (let word, let deed?) in deeds {
            cell.element("small", [("class", deed.good ? "" : "bad")]) { line in
                line.write("\(word) \(Self.time(deed.at))\(deed.by.isEmpty ? "" : ", \(deed.by)")")
                if !deed.good, !deed.text.isEmpty { line.write(": \(deed.text)") }
            }
        }
    }

    private func verdict(_ device: DeviceRow, _ cell: inout Markup) {
        guard let rehearsed = device.rehearsed else { return cell.write("–") }
        cell.element(
            "span", [("class", rehearsed.good ? "good" : "bad")],
            text: rehearsed.good ? "✓ came up as expected" : "✗ did not come up as expected")
        if !rehearsed.text.isEmpty { cell.element("small", text: rehearsed.text) }
        cell.element("small", text: "\(Self.time(rehearsed.at))\(rehearsed.by.isEmpty ? "" : ", \(rehearsed.by)")")
    }

    private func footer(_ page: inout Markup) {
        page.element("footer") { footer in
            footer.element(
                "p", text: "Checksums: \(checksum_of). They tell profiles apart, and let nobody guess a password.")
            footer.element("p", [("class", "sign")], text: "Handed over:")
            footer.element("p", [("class", "sign")], text: "Received:")
        }
    }

    /// `2026-11-20 17:49 UTC`
    private static func time(_ text: String) -> String {
        String(text.prefix(16).map { $0 == "T" ? " " : $0 }) + " UTC"
    }
}

/// The style sheet of the report: light and dark, narrow and wide, on paper.
private enum HandOverStyle {
    static let sheet: StaticString = """
        :root{--paper:#f6f7f9;--card:#fff;--ink:#18212f;--soft:#5a6577;--rule:#dfe3ea;--good:#12734a;--bad:#b3261e}
        @media(prefers-color-scheme:dark){:root{--paper:#11151c;--card:#1a202a;--ink:#e8ecf3;--soft:#a0abbd;--rule:#2d3644;\
        --good:#6fd3a3;--bad:#ff9d94}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
        .kind,.lead{margin:0;color:var(--soft)}.kind{font-size:14px}
        h1{margin:0 0 4px;font-size:32px;line-height:1.2;font-weight:650;overflow-wrap:anywhere}
        dl{display:flex;flex-wrap:wrap;gap:12px 32px;margin:20px 0 24px}dl div{min-width:0}
        dt{color:var(--soft);font-size:14px}dd{margin:0;overflow-wrap:anywhere}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--rule);border-radius:10px}
        table{width:100%;border-collapse:collapse;font-size:15px;font-variant-numeric:tabular-nums}
        th,td{padding:8px 12px;text-align:left;font-weight:400;vertical-align:top;border-top:1px solid var(--rule)}
        thead th{border-top:0;color:var(--soft);font-size:14px;white-space:nowrap}
        .number{color:var(--soft);text-align:right}
        td{overflow-wrap:anywhere;min-width:7em}td.number{min-width:0}
        small{display:block;color:var(--soft);font-size:13px}
        code{font:14px ui-monospace,"DejaVu Sans Mono",monospace;white-space:nowrap}
        .sum{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:10.5px;overflow-wrap:anywhere;max-width:34ch}
        .good{color:var(--good)}.bad{color:var(--bad)}
        footer{margin-top:20px;color:var(--soft);font-size:14px}
        .sign{display:none}
        @media(max-width:700px){main{padding:20px 14px 48px}table{min-width:760px}}
        @page{size:A4 landscape;margin:14mm}
        @media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#bbb;--good:#000;--bad:#000}
        body{font-size:10pt}main{padding:0;max-width:none}.scroll{overflow:visible;border:0}table{font-size:9pt}tr{break-inside:avoid}\
        thead{display:table-header-group}small{font-size:8pt}.sum{font-size:6.5pt}.bad{font-weight:600}
        .sign{display:inline-block;width:45%;margin:14mm 4% 0 0;border-top:1px solid #000;padding-top:2mm}}
        """
}
