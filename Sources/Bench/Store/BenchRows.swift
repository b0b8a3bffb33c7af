internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Store

/// What parts the values in one text. No value holds it: lists refuse control characters.
private let separator: Character = "\u{1f}"

private func joined(_ texts: [String]) -> String {
    texts.map { $0.filter { $0 != separator } }.joined(separator: String(separator))
}

private func parts(_ text: String) -> [String] {
    text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
}

extension SQLValue {
    /// A moment: milliseconds since 1970.
    static func moment(_ time: Timestamp) -> SQLValue { .integer(Int(time.unixMilliseconds)) }

    static func mac(_ address: MACAddress) -> SQLValue { .integer(Int(address.bits)) }

    static func mac(_ address: MACAddress?) -> SQLValue { SQLValue(address.map { Int($0.bits) }) }
}

extension TableRow {
    func moment(_ column: Int) -> Timestamp { Timestamp(unixMilliseconds: Int64(integer(column))) }

    func mac(_ column: Int) -> MACAddress { MACAddress(bits: UInt64(integer(column))) }

    func bool(_ column: Int) -> Bool { integer(column) != 0 }
}

/// A job as a row.
enum JobRow {
    static let columns = """
        name, created, author, template_name, template, columns, file_names, layout, delivery, digest, is_compressed, delivery_key, \
        scan_adds, scan_pairs, default_model, software_version, allows_other_models
        """

    static let insertion = """
        INSERT INTO job (\(columns), next_number)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
        """

    static func values(of job: Job, nextNumber: Int) -> [SQLValue] {
        var (digest, isCompressed, key) = ("", false, "")
        if case .sealed(let sealing) = job.delivery {
            (digest, isCompressed, key) = (sealing.digest.rawValue, sealing.isCompressed, sealing.key.reveal())
        }
        // The key as bytes: it stays as it is, whatever it holds.
        return [
            .text(job.name.text), .moment(job.created), .text(job.author), .text(job.template.name),
            .blob(job.template.bytes), .text(joined(job.columns.map { ($0.isSecret ? "!" : "=") + $0.title })),
            .text(joined(job.fileNames)), .text(job.layout.rawValue), .text(job.delivery.word), .text(digest),
            SQLValue(isCompressed), .blob(Array(key.utf8)), SQLValue(job.scanning.addsDevices),
            SQLValue(job.scanning.pairsSerialNumbers), .text(job.defaultModel?.number ?? ""),
            .text(job.softwareVersion ?? ""), SQLValue(job.allowsOtherModels), .integer(nextNumber),
        ]
    }

    static func job(_ row: TableRow) throws(BenchStoreError) -> Job {
        guard let name = JobName(row.text(0)), let layout = FileLayout(rawValue: row.text(7)),
            let delivery = delivery(row)
        else { throw .damaged("a job in it makes no sense") }
        let columns = parts(row.text(5)).filter { !$0.isEmpty }
        let model = row.text(14)
        let version = row.text(15)
        return Job(
            name: name, created: row.moment(1), author: row.text(2),
            template: TemplateFile(name: row.text(3), bytes: row.blob(4)),
            columns: columns.map { Column(String($0.dropFirst()), isSecret: $0.first == "!") },
            fileNames: parts(row.text(6)), layout: layout, delivery: delivery,
            scanning: ScanPolicy(addsDevices: row.bool(12), pairsSerialNumbers: row.bool(13)),
            defaultModel: Model(named: model), softwareVersion: version.isEmpty ? nil : version,
            allowsOtherModels: row.bool(16))
    }

    private static func delivery(_ row: TableRow) -> Delivery? {
        switch row.text(8) {
        case "plain": return .plain
        case "gzip": return .gzip
        case let word:
            guard let scheme = SealScheme(rawValue: word), let digest = KeyDigest(rawValue: row.text(9)) else {
                return nil
            }
            let key = Secret(String(decoding: row.blob(11), as: UTF8.self))
            return .sealed(.init(scheme: scheme, digest: digest, isCompressed: row.bool(10), key: key))
        }
    }
}

/// A device as a row.
enum DeviceRow {
    static let columns = "number, mac, serial, model, field_values, origin, line"

    static let insertion = "INSERT INTO device (job, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

    static func values(of device: Device, number: Int, job: Int) -> [SQLValue] {
        let origin =
            switch device.origin {
            case .list: "list"
            case .scan: "scan"
            case .page: "page"
            }
        return [
            .integer(job), .integer(number), .mac(device.mac), serial(device), .text(device.model.number),
            .text(text(of: device.values)), .text(origin), .integer(device.line ?? 0),
        ]
    }

    static func device(_ row: TableRow) throws(BenchStoreError) -> Device {
        guard let model = Model(named: row.text(3)) else { throw .damaged("a device in it has no model") }
        let origin: Device.Origin =
            switch row.text(5) {
            case "list": .list(line: row.integer(6))
            case "scan": .scan
            default: .page
            }
        return Device(
            number: row.integer(0), mac: row.mac(1), serialNumber: row.text(2), model: model,
            values: parts(row.text(4)).map { Secret($0) }, origin: origin)
    }

    /// The serial number, by which devices are told apart too; none is none.
    static func serial(_ device: Device) -> SQLValue {
        device.serialNumber.isEmpty ? .null : .text(device.serialNumber.uppercased())
    }

    static func text(of values: [Secret]) -> String { joined(values.map { $0.reveal() }) }
}

/// An event as a row.
enum EventRow {
    static let columns = "id, time, kind, mac, actor, peer, subject, is_good, text, detail"

    static let insertion = """
        INSERT INTO event (job, time, kind, mac, actor, peer, subject, is_good, text, detail)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static func values(of event: BenchEvent, job: Int) -> [SQLValue] {
        [
            .integer(job), .moment(event.time), .text(event.kind.rawValue), .mac(event.device), .text(event.actor),
            .text(event.peer), .text(event.subject), SQLValue(event.isGood), .text(event.text), .text(event.detail),
        ]
    }

    static func event(_ row: TableRow) throws(BenchStoreError) -> BenchEvent {
        guard let kind = BenchEvent.Kind(rawValue: row.text(2)) else { throw .damaged("an event in it is of no kind") }
        return BenchEvent(
            kind, id: row.integer(0), at: row.moment(1),
            device: row.optionalInteger(3).map { MACAddress(bits: UInt64($0)) }, actor: row.text(4), peer: row.text(5),
            subject: row.text(6), isGood: row.bool(7), text: row.text(8), detail: row.text(9))
    }
}
