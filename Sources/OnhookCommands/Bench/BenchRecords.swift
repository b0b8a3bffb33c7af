internal import Bench
internal import FlatProfile
internal import PhoneService
internal import Spreadsheet

/// The JSON of `onhook bench … --json`; docs/bench.md promises the keys. Secrets are in none of it.

struct JobSummaryRecord: Encodable {
    var name: String
    var created: String
    var author: String
    var devices: Int

    init(_ summary: JobSummary) {
        name = summary.name.text
        created = summary.created.iso8601
        author = summary.author
        devices = summary.devices
    }
}

struct JobRecord: Encodable {
    struct Column: Encodable {
        var name: String
        var title: String
        var secret: Bool
    }

    struct Run: Encodable {
        var number: Int
        var kind: String
        var begun: String
        var author: String
        var devices: Int
        var finished: Int
    }

    var name: String
    var created: String
    var author: String
    var template: String
    var template_size: Int
    var columns: [Column]
    var file_names: [String]
    var layout: String
    var delivery: String
    var compressed: Bool
    var scan_adds: Bool
    var scan_pairs: Bool
    var model: String?
    var software_version: String?
    var devices: Int
    var states: [String: Int]
    var runs: [Run]
    var notes: [String]

    init(_ job: Job, states: [DeviceState: Int], runs: [BenchRun], notes: [String] = []) {
        name = job.name.text
        created = job.created.iso8601
        author = job.author
        template = job.template.name
        template_size = job.template.bytes.count
        columns = job.columns.map { Column(name: $0.name.text, title: $0.title, secret: $0.isSecret) }
        file_names = job.fileNames
        layout = job.layout.rawValue
        delivery = job.delivery.word
        compressed =
            switch job.delivery {
            case .plain: false
            case .gzip: true
            case .sealed(let sealing): sealing.isCompressed
            }
        scan_adds = job.scanning.addsDevices
        scan_pairs = job.scanning.pairsSerialNumbers
        model = job.defaultModel?.number
        software_version = job.softwareVersion
        devices = states.values.reduce(0, +)
        self.states = Dictionary(
            uniqueKeysWithValues: DeviceState.allCases.map { ($0.rawValue, states[$0] ?? 0) })
        self.runs = runs.map {
            Run(
                number: $0.id, kind: $0.kind, begun: $0.begun.iso8601, author: $0.author, devices: $0.devices,
                finished: $0.finished)
        }
        self.notes = notes
    }
}

struct DeviceRecord: Encodable {
    var number: Int
    var mac: String
    var serial_number: String?
    var model: String
    var product_name: String
    var line: Int?
    var state: String
    /// Whether its last report or rehearsal was as it should be; nil without one.
    var proven: Bool?
    var scanned: Bool
    var fetches: Int
    var values: [String: String]

    init(_ device: Device, _ job: Job, _ progress: DeviceProgress) {
        number = device.number
        mac = device.mac.colonSeparated
        serial_number = device.serialNumber.isEmpty ? nil : device.serialNumber
        model = device.model.number
        product_name = device.model.productName
        line = device.line
        state = progress.state.rawValue
        proven = progress.isProven
        scanned = progress.isScanned
        fetches = progress.fetches
        values = [:]
        for column in job.columns {
            values[column.name.text] = device.shownValue(of: column.name, in: job.columns) ?? ""
        }
    }
}

struct ScanRecord: Encodable {
    var outcome: String
    var text: String
    var mac: String?
    var serial_number: String?
    var model: String?
    var scanned: Int
    var devices: Int

    init(_ answer: ScanAnswer, _ counts: (scanned: Int, devices: Int)) {
        outcome = answer.outcome.rawValue
        text = answer.text
        mac = answer.device?.mac.colonSeparated
        serial_number = answer.device.flatMap { $0.serialNumber.isEmpty ? nil : $0.serialNumber }
        model = answer.device?.model.number
        scanned = counts.scanned
        devices = counts.devices
    }
}

struct FaultsRecord: Encodable {
    struct Fault: Encodable {
        var part: String
        var line: Int?
        var column: Int?
        var device: String?
        var device_line: Int?
        var message: String
    }

    var faults: [Fault]
    var count: Int

    init(_ faults: JobFaults) {
        count = faults.count
        self.faults = faults.faults.map { fault in
            switch fault {
            case .list(let fault):
                Fault(
                    part: "devices", line: fault.place?.line, column: fault.place?.column, message: fault.description)
            case .template(let fault):
                Fault(
                    part: "template", line: fault.line, column: fault.column,
                    device: fault.device?.mac.colonSeparated, device_line: fault.device?.line,
                    message: fault.description)
            case .name: Fault(part: "file-name", message: fault.description)
            case .delivery: Fault(part: "delivery", message: fault.description)
            case .scanNeedsColumns: Fault(part: "template", message: fault.description)
            }
        }
    }
}

extension DeviceProgress {
    /// The state in a table, with the word that nobody should overlook: `rehearsed, failed`.
    var words: String {
        let isFailed = isProven == false && (state == .reported || state == .rehearsed)
        return state.rawValue + (isFailed ? ", failed" : "")
    }
}
