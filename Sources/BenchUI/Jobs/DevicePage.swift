internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// One device: what it is, its files, and its story.
struct DevicePage: FramedPage, Sendable {
    static let view: ViewName = "bench/device"

    var job: Job
    var device: Device
    var events: [BenchEvent]
    /// Where its profile lies, and the checksum of it; or why it has none.
    var file: FileFacts
    var now: Timestamp

    /// The files of a device.
    enum FileFacts: Sendable {
        case made(paths: [String], size: Int, checksum: String)
        case failed(String)
    }

    var title: String { "Device \(device.mac)" }

    func fill(_ model: borrowing ViewModel) {
        let progress = DeviceProgress(of: events)
        let mark = DeviceMark(progress)
        model["MARK"] = mark.rawValue
        model["SIGN"] = mark.sign
        model.say("WORD", mark.word)
        model.show("IS_SCANNED", if: progress.isScanned)
        model["FETCHES"] = String(progress.fetches)
        model["MAC"] = device.mac.colonSeparated
        model.show("SERIAL", device.serialNumber.isEmpty ? nil : device.serialNumber)
        model["PRODUCT"] = device.model.productName
        model.show("LINE", device.line.map { String($0) })
        model.sections("VALUE", job.columns) { column, model in
            model["COLUMN"] = column.title
            let shown = device.shownValue(of: column.name, in: job.columns)
            model.show("SHOWN", shown)
            model.show("EMPTY", if: shown == nil)
        }
        fillFile(model)
        model["BOARD_LINK"] = BenchRoutes.board.path(job.name.text)
        model.show("NO_EVENTS", if: events.isEmpty)
        guard !events.isEmpty else { return }
        model.section("STORY") { model in
            model.sections("EVENT", Array(events.reversed())) { event, model in fill(event, model) }
        }
    }

    private func fillFile(_ model: borrowing ViewModel) {
        switch file {
        case .made(let paths, let size, let checksum):
            model.section("FILE") { model in
                model.sections("PATH", paths) { $1["PATH_TEXT"] = $0 }
                model.say("SIZE", Phrase.size(size))
                model["CHECKSUM"] = checksum
            }
        case .failed(let sentence): model.show("FILE_FAULT", saying: Phrase.sentence(sentence))
        }
    }

    private func fill(_ event: BenchEvent, _ model: borrowing ViewModel) {
        model.show(Moment(event.time), at: "TIME")
        model.say("KIND", Self.word(for: event.kind))
        model.show("BAD", if: !event.isGood || [.refused, .wrongFile].contains(event.kind))
        model.show("TEXT", event.text.isEmpty ? nil : event.text)
        model.show("SUBJECT", event.kind == .scanned || event.subject.isEmpty ? nil : event.subject)
        model.show("PEER", event.peer.isEmpty ? nil : event.peer)
        model.show("ACTOR", event.actor.isEmpty ? nil : event.actor)
    }

    private static func word(for kind: BenchEvent.Kind) -> String {
        switch kind {
        case .created: "job made"
        case .added: "added"
        case .scanned: "scanned"
        case .changed: "changed"
        case .undone: "scan undone"
        case .fetched: "fetched"
        case .wrongFile: "wrong file"
        case .refused: "refused"
        case .reported: "reported"
        case .rehearsed: "rehearsed"
        case .labelled: "label made"
        }
    }
}
