internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// One device on the board: a link to its story.
struct BoardTile: Page, Sendable {
    static let view: ViewName = "bench/tile"

    private let mark: DeviceMark
    private let mac: String
    private let shortMAC: String
    private let name: String
    private let link: String
    private let isScanned: Bool

    init(_ entry: Board.Entry, _ job: Job) {
        mark = entry.mark
        mac = entry.device.mac.lowercase
        shortMAC = Self.shortened(entry.device.mac)
        name = Self.name(of: entry.device, job)
        link = BenchRoutes.device.path(job.name.text, mac)
        isScanned = entry.progress.isScanned
    }

    /// The half of the address that tells devices of one maker apart.
    static func shortened(_ mac: MACAddress) -> String { String(mac.colonSeparated.suffix(8)) }

    /// What people call it, or what it is.
    static func name(of device: Device, _ job: Job) -> String {
        let name = device.name(in: job.columns) ?? ""
        return name.isEmpty ? device.serialNumber.isEmpty ? device.model.number : device.serialNumber : name
    }

    func fill(_ model: borrowing ViewModel) {
        model["MARK"] = mark.rawValue
        model["MAC"] = mac
        model["SHORT_MAC"] = shortMAC
        model["NAME"] = name
        model["LINK"] = link
        model["SIGN"] = mark.sign
        model.say("WORD", mark.word)
        model.show("SCANNED", if: isScanned)
    }
}
