internal import FlatProfile
internal import Notation
internal import Store

/// The tables of a bench, to be read or changed within one transaction: what every store that keeps rows does alike.
public struct BenchTables {
    private let connection: any TableConnection

    /// The tables that a connection leads to.
    package init(_ connection: any TableConnection) {
        self.connection = connection
    }

    var dialect: SQLDialect { connection.dialect }

    // MARK: Statements

    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws(BenchStoreError) -> Int {
        try run(sql, values)
    }

    func run(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> Int {
        try connection.run(sql, values.map(\.storable))
    }

    func run(_ sql: String, each values: [[SQLValue]]) throws(BenchStoreError) {
        try connection.run(sql, each: values.map { $0.map(\.storable) })
    }

    func rows(_ sql: String, _ values: SQLValue...) throws(BenchStoreError) -> [TableRow] {
        try rows(sql, values)
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> [TableRow] {
        try connection.rows(sql, values.map(\.storable))
    }

    func rows<Element>(
        _ sql: String, _ values: SQLValue..., read: (TableRow) throws(BenchStoreError) -> Element
    ) throws(BenchStoreError) -> [Element] {
        try rows(sql, values).map(read)
    }

    /// The number that a counting query answers, or a statement with `RETURNING`; 0 if it answers nothing.
    func integer(_ sql: String, _ values: SQLValue...) throws(BenchStoreError) -> Int {
        try rows(sql, values).first?.integer(0) ?? 0
    }

    // MARK: Which job

    /// Finds a job, and holds it where that is asked for.
    func identifier(of job: JobName, _ lock: SQLDialect.JobLock?) throws(BenchStoreError) -> Int {
        let held = lock.map { ", \(dialect.holding("id", $0))" } ?? ""
        // Whoever waited for a job that is deleted meanwhile holds nothing.
        let found = try rows("SELECT id\(held) FROM job WHERE name = ?", .text(job.text)).first?.integer(0)
        if let found { return found }
        let names = try rows("SELECT name FROM job") { $0.text(0) }
        throw .unknownJob(job, nearest: Nearest.word(to: job.text, among: names).flatMap { JobName($0) })
    }

    // MARK: Jobs

    func jobs() throws(BenchStoreError) -> [JobSummary] {
        try rows(
            """
            SELECT name, created, author, (SELECT count(*) FROM device WHERE device.job = job.id)
            FROM job ORDER BY id DESC
            """
        ) { (row) throws(BenchStoreError) in
            guard let name = JobName(row.text(0)) else { throw .damaged("a job has no name") }
            return JobSummary(name: name, created: row.moment(1), author: row.text(2), devices: row.integer(3))
        }
    }

    func job(_ name: JobName) throws(BenchStoreError) -> Job {
        let id = try identifier(of: name, nil)
        let jobs = try rows("SELECT \(JobRow.columns) FROM job WHERE id = ?", .integer(id), read: JobRow.job)
        guard let job = jobs.first else { throw .unknownJob(name, nearest: nil) }
        return job
    }

    func create(_ job: Job, devices: [Device]) throws(BenchStoreError) {
        guard try integer("SELECT count(*) FROM job WHERE name = ?", .text(job.name.text)) == 0 else {
            throw .jobExists(job.name)
        }
        let row = try rows(JobRow.insertion, JobRow.values(of: job, nextNumber: devices.count + 1))
        let id = row.first?.integer(0) ?? 0
        try run(
            DeviceRow.insertion,
            each: devices.enumerated().map { DeviceRow.values(of: $1, number: $0 + 1, job: id) })
        let count = devices.count == 1 ? "1 device" : "\(devices.count) devices"
        try append([BenchEvent(.created, at: job.created, actor: job.author, text: "job made with \(count)")], id)
    }

    func delete(_ name: JobName) throws(BenchStoreError) {
        try run("DELETE FROM job WHERE id = ?", .integer(try identifier(of: name, .exclusive)))
    }

    // MARK: Devices

    func devices(of job: JobName, after number: Int, limit: Int) throws(BenchStoreError) -> [Device] {
        try rows(
            "SELECT \(DeviceRow.columns) FROM device WHERE job = ? AND number > ? ORDER BY number LIMIT ?",
            .integer(try identifier(of: job, nil)), .integer(number), .integer(limit), read: DeviceRow.device)
    }

    func device(_ mac: MACAddress, of job: JobName) throws(BenchStoreError) -> Device? {
        try device(mac, job: try identifier(of: job, nil))
    }

    func device(serialNumber: String, of job: JobName) throws(BenchStoreError) -> Device? {
        try rows(
            "SELECT \(DeviceRow.columns) FROM device WHERE job = ? AND serial = ?",
            .integer(try identifier(of: job, nil)), .text(serialNumber.uppercased()), read: DeviceRow.device
        ).first
    }

    func jobs(with mac: MACAddress) throws(BenchStoreError) -> [JobName] {
        try rows(
            "SELECT job.name FROM device JOIN job ON job.id = device.job WHERE device.mac = ? ORDER BY job.id DESC",
            .mac(mac)
        ) { $0.text(0) }.compactMap { JobName($0) }
    }

    func add(_ device: Device, to job: JobName, event: BenchEvent) throws(BenchStoreError) -> Device {
        let id = try identifier(of: job, .shared)
        guard try self.device(device.mac, job: id) == nil else { throw .deviceExists(device.mac, job) }
        try checkSerialNumber(of: device, job, id)
        var added = device
        added.number = try integer(
            "UPDATE job SET next_number = next_number + 1 WHERE id = ? RETURNING next_number - 1", .integer(id))
        try run(DeviceRow.insertion, each: [DeviceRow.values(of: device, number: added.number, job: id)])
        try append([event], id)
        return added
    }

    func update(_ device: Device, of job: JobName, event: BenchEvent) throws(BenchStoreError) {
        let id = try identifier(of: job, .shared)
        try checkSerialNumber(of: device, job, id)
        let changed = try run(
            "UPDATE device SET serial = ?, model = ?, field_values = ? WHERE job = ? AND mac = ?",
            DeviceRow.serial(device), .text(device.model.number), .text(DeviceRow.text(of: device.values)),
            .integer(id), .mac(device.mac))
        guard changed > 0 else { throw .unknownDevice(device.mac, job) }
        try append([event], id)
    }

    func remove(_ mac: MACAddress, from job: JobName, event: BenchEvent) throws(BenchStoreError) {
        let id = try identifier(of: job, .shared)
        let changed = try run("DELETE FROM device WHERE job = ? AND mac = ?", .integer(id), .mac(mac))
        guard changed > 0 else { throw .unknownDevice(mac, job) }
        try append([event], id)
    }

    private func device(_ mac: MACAddress, job: Int) throws(BenchStoreError) -> Device? {
        try rows(
            "SELECT \(DeviceRow.columns) FROM device WHERE job = ? AND mac = ?", .integer(job), .mac(mac),
            read: DeviceRow.device
        ).first
    }

    /// Refuses a device of whose serial number there is another one.
    private func checkSerialNumber(of device: Device, _ job: JobName, _ id: Int) throws(BenchStoreError) {
        guard !device.serialNumber.isEmpty else { return }
        let others = try integer(
            "SELECT count(*) FROM device WHERE job = ? AND serial = ? AND mac <> ?", .integer(id),
            DeviceRow.serial(device), .mac(device.mac))
        guard others == 0 else { throw .serialNumberExists(device.serialNumber, job) }
    }

    // MARK: Events

    func append(_ events: [BenchEvent], to job: JobName) throws(BenchStoreError) -> Int {
        let id = try identifier(of: job, .shared)
        guard let last = events.last else { return 0 }
        try append(events.dropLast(), id)
        return try rows(EventRow.insertion + " RETURNING id", EventRow.values(of: last, job: id)).first?.integer(0) ?? 0
    }

    func append(_ events: [BenchEvent], _ job: Int) throws(BenchStoreError) {
        try run(EventRow.insertion, each: events.map { EventRow.values(of: $0, job: job) })
    }

    /// A job and the last event that it has.
    struct EventEnd: Sendable {
        var job: Int
        var event: Int
    }

    /// The last event of a job: all before it can be seen. The job is held until the transaction ends, which should be soon.
    func endOfEvents(of job: JobName) throws(BenchStoreError) -> EventEnd {
        let id = try identifier(of: job, .exclusive)
        return EventEnd(job: id, event: try integer("SELECT max(id) FROM event WHERE job = ?", .integer(id)))
    }

    func events(after identifier: Int, upTo end: EventEnd, limit: Int) throws(BenchStoreError) -> [BenchEvent] {
        try rows(
            "SELECT \(EventRow.columns) FROM event WHERE job = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?",
            .integer(end.job), .integer(identifier), .integer(end.event), .integer(limit), read: EventRow.event)
    }

    func events(of job: JobName, device: MACAddress) throws(BenchStoreError) -> [BenchEvent] {
        try rows(
            "SELECT \(EventRow.columns) FROM event WHERE job = ? AND mac = ? ORDER BY id",
            .integer(try identifier(of: job, nil)), .mac(device), read: EventRow.event)
    }
}

extension SQLValue {
    /// PostgreSQL keeps no text with a NUL in it. What somebody asked for may have one, so it is shown as ␀, in every store alike.
    fileprivate var storable: SQLValue {
        guard case .text(let text) = self, text.utf8.contains(0) else { return self }
        return .text(String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 })))
    }
}
