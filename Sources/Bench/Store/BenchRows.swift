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

/// A job as a row.
enum JobRow {
    static let columns = """
        name, created, author, template_name, template, columns, file_names, layout, delivery, digest, is_compressed, delivery_key, \
        scan_adds, scan_pairs, default_model, software_version, allows_other_models
        """

    static func insert(_ job: Job, nextNumber: Int, _ connection: Connection) throws(StoreError) {
        var (digest, isCompressed, key) = ("", false, "")
        if case .sealed(let sealing) = job.delivery {
            (digest, isCompressed, key) = (sealing.digest.rawValue, sealing.isCompressed, sealing.key.reveal())
        }
        try connection.run(
            """
            INSERT INTO job (\(columns), next_number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(job.name.text), .integer(Int(job.created.unixMilliseconds)), .text(job.author),
            .text(job.template.name), .blob(job.template.bytes),
            .text(joined(job.columns.map { ($0.isSecret ? "!" : "=") + $0.title })), .text(joined(job.fileNames)),
            .text(job.layout.rawValue), .text(job.delivery.word), .text(digest), SQLValue(isCompressed), .text(key),
            SQLValue(job.scanning.addsDevices), SQLValue(job.scanning.pairsSerialNumbers),
            .text(job.defaultModel?.number ?? ""), .text(job.softwareVersion ?? ""), SQLValue(job.allowsOtherModels),
            .integer(nextNumber))
    }

    static func job(_ row: borrowing Row) throws(StoreError) -> Job {
        guard let name = JobName(row.text(0)), let layout = FileLayout(rawValue: row.text(7)),
            let delivery = delivery(row)
        else { throw .damaged("a job in it makes no sense") }
        let columns = parts(row.text(5)).filter { !$0.isEmpty }
        let model = row.text(14)
        let version = row.text(15)
        return Job(
            name: name, created: Timestamp(unixMilliseconds: Int64(row.integer(1))), author: row.text(2),
            template: TemplateFile(name: row.text(3), bytes: row.blob(4)),
            columns: columns.map { Column(String($0.dropFirst()), isSecret: $0.first == "!") },
            fileNames: parts(row.text(6)), layout: layout, delivery: delivery,
            scanning: ScanPolicy(addsDevices: row.integer(12) != 0, pairsSerialNumbers: row.integer(13) != 0),
            defaultModel: Model(named: model), softwareVersion: version.isEmpty ? nil : version,
            allowsOtherModels: row.integer(16) != 0)
    }

    private static func delivery(_ row: borrowing Row) -> Delivery? {
        switch row.text(8) {
        case "plain": return .plain
        case "gzip": return .gzip
        case let word:
            guard let scheme = SealScheme(rawValue: word), let digest = KeyDigest(rawValue: row.text(9)) else {
                return nil
            }
            return .sealed(
                .init(
                    scheme: scheme, digest: digest, isCompressed: row.integer(10) != 0, key: Secret(row.text(11))))
        }
    }
}

/// A device as a row.
enum DeviceRow {
    static let columns = "number, mac, serial, model, field_values, origin, line"

    static func insert(_ device: Device, number: Int, job: Int, _ connection: Connection) throws(StoreError) {
        let origin =
            switch device.origin {
            case .list: "list"
            case .scan: "scan"
            case .page: "page"
            }
        try connection.run(
            "INSERT INTO device (job, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", .integer(job), .integer(number),
            .integer(Int(device.mac.bits)), serial(device), .text(device.model.number), .text(text(of: device.values)),
            .text(origin), .integer(device.line ?? 0))
    }

    static func device(_ row: borrowing Row) throws(StoreError) -> Device {
        guard let model = Model(named: row.text(3)) else { throw .damaged("a device in it has no model") }
        let origin: Device.Origin =
            switch row.text(5) {
            case "list": .list(line: row.integer(6))
            case "scan": .scan
            default: .page
            }
        return Device(
            number: row.integer(0), mac: MACAddress(bits: UInt64(row.integer(1))), serialNumber: row.text(2),
            model: model, values: parts(row.text(4)).map { Secret($0) }, origin: origin)
    }

    static func find(_ mac: MACAddress, job: Int, _ connection: Connection) throws(StoreError) -> Device? {
        try connection.rows(
            "SELECT \(columns) FROM device WHERE job = ? AND mac = ?", .integer(job), .integer(Int(mac.bits)),
            read: device
        ).first
    }

    /// What speaks against a device: another one has its MAC, or its serial number.
    static func conflict(
        _ device: Device, _ job: JobName, _ id: Int, _ connection: Connection, isNew: Bool
    ) throws(StoreError) -> BenchStoreError? {
        if isNew, try find(device.mac, job: id, connection) != nil { return .deviceExists(device.mac, job) }
        guard !device.serialNumber.isEmpty else { return nil }
        let others = try connection.integer(
            "SELECT count(*) FROM device WHERE job = ? AND serial = ? AND mac <> ?", .integer(id), serial(device),
            .integer(Int(device.mac.bits)))
        return others == 0 ? nil : .serialNumberExists(device.serialNumber, job)
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

    static func insert(_ event: BenchEvent, job: Int, _ connection: Connection) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO event (job, time, kind, mac, actor, peer, subject, is_good, text, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .integer(job), .integer(Int(event.time.unixMilliseconds)), .text(event.kind.rawValue),
            SQLValue(event.device.map { Int($0.bits) }), .text(event.actor), .text(event.peer), .text(event.subject),
            SQLValue(event.isGood), .text(event.text), .text(event.detail))
    }

    static func event(_ row: borrowing Row) throws(StoreError) -> BenchEvent {
        guard let kind = BenchEvent.Kind(rawValue: row.text(2)) else { throw .damaged("an event in it is of no kind") }
        return BenchEvent(
            kind, id: row.integer(0), at: Timestamp(unixMilliseconds: Int64(row.integer(1))),
            device: row.optionalInteger(3).map { MACAddress(bits: UInt64($0)) }, actor: row.text(4), peer: row.text(5),
            subject: row.text(6), isGood: row.integer(7) != 0, text: row.text(8), detail: row.text(9))
    }
}
