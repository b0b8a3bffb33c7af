internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// One job: what it is, how far it is, its devices.
struct JobPage: FramedPage, Sendable {
    static let view: ViewName = "bench/job"
    /// The devices on one page of the table.
    static let rows = 100

    var look: Board.Look
    /// The first device of the table.
    var offset: Int
    var now: Timestamp

    var title: String { "Job \(look.job.name)" }

    private var name: String { look.job.name.text }

    func fill(_ model: borrowing ViewModel) {
        model["SCAN_LINK"] = BenchRoutes.scan.path(name)
        model["BOARD_LINK"] = BenchRoutes.board.path(name)
        model["REPORT_LINK"] = BenchRoutes.report.path(name)
        model["DELETE_LINK"] = BenchRoutes.deletion.path(name)
        model["TEMPLATE_LINK"] = BenchRoutes.template.path(name)
        model["DEVICES_LINK"] = BenchRoutes.devices.path(name)
        fillFacts(model)
        fillProgress(model)
        fillTable(model)
    }

    private func fillFacts(_ model: borrowing ViewModel) {
        let job = look.job
        model.show(Moment(job.created, now: now), at: "MADE")
        model.show("AUTHOR", job.author.isEmpty ? nil : job.author)
        model["TEMPLATE"] = job.template.shownName
        model.say("TEMPLATE_SIZE", Phrase.size(job.template.bytes.count))
        model["FILE_NAMES"] = job.fileNames.joined(separator: ", ")
        model.say("LAYOUT", job.layout == .byMAC ? "a root for each device" : "one root for all")
        model["DELIVERY"] = job.delivery.word
        model.show("COLUMNS", job.columns.isEmpty ? nil : job.columns.map(\.title).joined(separator: ", "))
        model.show("MODEL", job.defaultModel?.productName)
        model.show("SOFTWARE_VERSION", job.softwareVersion)
        model.show("SCAN_ADDS", if: job.scanning.addsDevices)
        model.show("SCAN_PAIRS", if: job.scanning.pairsSerialNumbers)
        model.show("SCAN_NEITHER", if: !job.scanning.addsDevices && !job.scanning.pairsSerialNumbers)
    }

    private func fillProgress(_ model: borrowing ViewModel) {
        model["TOTAL"] = String(look.entries.count)
        model["SCANNED"] = String(look.scanned)
        for mark in DeviceMark.allCases {
            guard let count = look.counts[mark] else { continue }
            model.section("STATE") { model in
                model["STATE_MARK"] = mark.rawValue
                model["STATE_SIGN"] = mark.sign
                model.say("STATE_WORD", mark.word)
                model["STATE_COUNT"] = String(count)
                model["STATE_LINK"] = BenchRoutes.board.path(name, query: [("state", mark.rawValue)])
            }
        }
    }

    private func fillTable(_ model: borrowing ViewModel) {
        model.show("NO_DEVICES", if: look.entries.isEmpty)
        let rows = look.entries.dropFirst(offset).prefix(Self.rows)
        guard !rows.isEmpty else { return }
        model.section("TABLE") { model in
            model.sections("DEVICE", Array(rows)) { entry, model in
                let device = entry.device
                model["MAC"] = device.mac.colonSeparated
                model["DEVICE_LINK"] = BenchRoutes.device.path(name, device.mac.lowercase)
                model["SERIAL"] = device.serialNumber
                model.show("NO_SERIAL", if: device.serialNumber.isEmpty)
                model["PRODUCT"] = device.model.productName
                model["NAME"] = device.name(in: look.job.columns) ?? ""
                model.show("NO_NAME", if: device.name(in: look.job.columns) == nil)
                model["MARK"] = entry.mark.rawValue
                model["SIGN"] = entry.mark.sign
                model.say("WORD", entry.mark.word)
                model.show("IS_SCANNED", if: entry.progress.isScanned)
            }
        }
        PageLinks(
            offset: offset, rows: Self.rows, total: look.entries.count
        ) { BenchRoutes.job.path(name, query: [("from", String($0))]) }.fill(model)
    }
}

extension TemplateFile {
    /// The name without the folders of whoever made the job.
    var shownName: String { name.split(separator: "/").last.map(String.init) ?? name }
}

/// The links from one page of a table to its neighbours: the sections PAGES, NEWER and OLDER.
struct PageLinks {
    var offset: Int
    var rows: Int
    var total: Int
    var link: (Int) -> String

    init(offset: Int, rows: Int, total: Int, link: @escaping (Int) -> String) {
        self.offset = offset
        self.rows = rows
        self.total = total
        self.link = link
    }

    func fill(_ model: borrowing ViewModel) {
        guard total > rows else { return }
        model.section("PAGES") { model in
            model.say("RANGE", "\(offset + 1) to \(min(offset + rows, total)) of \(total)")
            model.show("PREVIOUS_LINK", offset > 0 ? link(max(0, offset - rows)) : nil)
            model.show("NEXT_LINK", offset + rows < total ? link(offset + rows) : nil)
        }
    }
}
