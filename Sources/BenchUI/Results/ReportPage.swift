internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Identity
internal import Notation
internal import Pages

/// What is handed over with the devices, to be printed: each device, the checksum of its profile, when and whence it got it, its rehearsal.
struct ReportPage: FramedPage, Sendable {
    static let view: ViewName = "bench/report"
    /// The devices on one page.
    static let rows = 200

    var look: Board.Look
    var lines: [ReportLine]
    var offset: Int
    var now: Timestamp

    var title: String { "Report on \(look.job.name)" }

    func fill(_ model: borrowing ViewModel) {
        let name = look.job.name.text
        model["CSV_LINK"] = BenchRoutes.reportTable.path(name)
        model.show(Moment(now), at: "NOW")
        model.show(Moment(look.job.created), at: "MADE")
        model["AUTHOR"] = look.job.author
        model["TEMPLATE"] = look.job.template.shownName
        model["DEVICES"] = String(look.entries.count)
        model["SCANNED"] = String(look.scanned)
        for mark in DeviceMark.allCases {
            guard let count = look.counts[mark] else { continue }
            model.section("STATE") { model in
                model["STATE_MARK"] = mark.rawValue
                model["STATE_SIGN"] = mark.sign
                model.say("STATE_WORD", mark.word)
                model["STATE_COUNT"] = String(count)
            }
        }
        model.show("NONE", if: lines.isEmpty)
        if !lines.isEmpty {
            model.section("TABLE") { model in
                model.sections("LINE", lines) { $0.fill($1) }
            }
        }
        PageLinks(offset: offset, rows: Self.rows, total: look.entries.count) {
            BenchRoutes.report.path(name, query: [("from", String($0))])
        }.fill(model)
    }
}

/// One device of a report.
struct ReportLine: Sendable {
    var mac: String
    var serialNumber: String
    var product: String
    var name: String
    /// The SHA-256 of its profile in hexadecimal digits; nil if it has none.
    var checksum: String?
    var mark: DeviceMark
    var isScanned: Bool
    var fetches: Int
    /// The last thing that happened.
    var last: BenchEvent?

    init(_ entry: Board.Entry, _ job: Job, _ files: ProfileFiles?) {
        let device = entry.device
        mac = device.mac.colonSeparated
        serialNumber = device.serialNumber
        product = device.model.productName
        name = device.name(in: job.columns) ?? ""
        mark = entry.mark
        isScanned = entry.progress.isScanned
        fetches = entry.progress.fetches
        last = entry.progress.last
        checksum = files.flatMap { files in
            guard let profile = try? files.profile(of: device) else { return nil }
            return (try? FileChecksum(of: profile))?.bytes.hexadecimal
        }
    }

    func fill(_ model: borrowing ViewModel) {
        model["MAC"] = mac
        model["SERIAL"] = serialNumber
        model.show("NO_SERIAL", if: serialNumber.isEmpty)
        model["PRODUCT"] = product
        model["NAME"] = name
        model.show("NO_NAME", if: name.isEmpty)
        model["CHECKSUM"] = checksum.map { String($0.prefix(16)) } ?? ""
        model["FULL_CHECKSUM"] = checksum ?? ""
        model["MARK"] = mark.rawValue
        model["SIGN"] = mark.sign
        model.say("WORD", mark.word)
        model.show("NOTHING", if: last == nil)
        guard let last else { return }
        model.section("LAST") { model in
            model.show(Moment(last.time), at: "TIME")
            model.show("ACTOR", last.actor.isEmpty ? nil : last.actor)
            model.show("PEER", last.peer.isEmpty ? nil : last.peer)
        }
    }

    /// As a row of a table. A spreadsheet program must not take a name for a formula.
    var row: [String] {
        [
            mac, serialNumber, product, Self.harmless(name), checksum ?? "", mark.rawValue, isScanned ? "yes" : "no",
            String(fetches), last.map { Moment($0.time).machineReadable } ?? "", Self.harmless(last?.actor ?? ""),
        ]
    }

    static let titles = [
        "MAC", "Serial Number", "Product", "Name", "SHA-256 of the profile", "State", "Scanned", "Fetched",
        "Last event",
        "By",
    ]

    static func harmless(_ text: String) -> String {
        text.first.map { "=+-@\t\r".contains($0) } ?? false ? "'" + text : text
    }
}
