public import FlatProfile
internal import Host
internal import Notation
internal import ProfileRules
internal import Store
internal import Threading

/// The store of a bench in a directory of its own (mode 0700): `bench.db` (mode 0600), SQLite in WAL mode with `synchronous=FULL`.
///
/// What a call has done is on the disk when it returns and survives a kill or a loss of power at any instant. Several processes may use the
/// directory at once; who writes waits up to ten seconds for another one that does.
public actor SQLiteBenchStore: BenchStore {
    private let executor = QueueExecutor(label: "onhook.bench")
    private var open: Connection?

    /// How long a write waits for another process, in milliseconds.
    static let patience: Int32 = 10_000

    /// The executor of the store's own queue: SQLite blocks its thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private init() {}

    /// Opens the bench of a directory, which is made if it is missing, with those above it. Of what is refused nothing is changed.
    ///
    /// Throws `directory`, `newerSchema`, `damaged`, `permission`, `diskFull`, …
    public static func open(directory: String) async throws(BenchStoreError) -> SQLiteBenchStore {
        try await open(directory: directory, schema: .current)
    }

    /// As above, with another schema, for tests.
    static func open(directory: String, schema: BenchSchema) async throws(BenchStoreError) -> SQLiteBenchStore {
        let store = SQLiteBenchStore()
        try await store.open(directory, schema)
        return store
    }

    private func open(_ path: String, _ schema: BenchSchema) throws(BenchStoreError) {
        let directory: StateDirectory
        do throws(StateDirectoryError) {
            directory = try StateDirectory(path)
        } catch {
            throw .directory(error)
        }
        let database = directory.path + "/bench.db"
        do throws(FileError) {
            // SQLite gives its log the permissions of the database.
            try FileWriting.atomically(database, [], existing: .kept)
        } catch {
            switch error.cause.number {
            case 17: break  // EEXIST: the bench is there already.
            default: throw BenchStoreError(StoreError(systemError: error.cause.number) ?? .ioError("\(error.cause)"))
            }
        }
        open = try Self.translated { () throws(StoreError) in
            let connection = try Connection.open(path: database, access: .readWrite, patience: Self.patience)
            // A released page is overwritten with zeros, so that a deleted job leaves no key in the file.
            try connection.execute(
                """
                PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
                PRAGMA journal_size_limit = 4194304
                """)
            try schema.migrate(connection)
            connection.writesLogBackOnClose = true
            return connection
        }
    }

    /// Lets the files go; every later call throws `closed`.
    public func close() { open = nil }

    /// Reads the whole database and throws `damaged` if anything in it is broken.
    public func check() async throws(BenchStoreError) {
        let faults = try read { connection throws(StoreError) in
            try connection.rows("PRAGMA quick_check(1)") { $0.text(0) }
        }
        guard faults == ["ok"] else { throw .damaged("its pages do not fit together") }
    }

    // MARK: Reading and writing

    /// What came of something that the store may refuse itself.
    private typealias Outcome<Value> = Result<Value, BenchStoreError>

    private func read<Value>(
        _ body: (Connection) throws(StoreError) -> Value
    ) throws(BenchStoreError) -> Value {
        guard let connection = open else { throw .closed }
        return try Self.translated { () throws(StoreError) in try body(connection) }
    }

    /// Reads something of a job.
    private func read<Value>(
        _ job: JobName, _ body: (Connection, Int) throws(StoreError) -> Value
    ) throws(BenchStoreError) -> Value {
        let id = try read { connection throws(StoreError) in try identifier(of: job, connection) }.get()
        return try read { connection throws(StoreError) in try body(connection, id) }
    }

    /// Does all of `body` or nothing of it. What it refuses comes back as a result, because a transaction has one kind of error.
    private func write<Value>(
        _ body: (Connection) throws(StoreError) -> Outcome<Value>
    ) throws(BenchStoreError) -> Value {
        guard let connection = open else { throw .closed }
        return try Self.translated { () throws(StoreError) in
            try connection.transaction { () throws(StoreError) in try body(connection) }
        }.get()
    }

    /// Does something with a job in one transaction.
    private func write<Value>(
        _ job: JobName, _ body: (Connection, Int) throws(StoreError) -> Outcome<Value>
    ) throws(BenchStoreError) -> Value {
        try write { (connection) throws(StoreError) -> Outcome<Value> in
            switch try identifier(of: job, connection) {
            case .success(let id): return try body(connection, id)
            case .failure(let error): return .failure(error)
            }
        }
    }

    private static func translated<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(BenchStoreError) -> Value {
        do throws(StoreError) {
            return try body()
        } catch {
            throw BenchStoreError(error)
        }
    }

    private func identifier(of job: JobName, _ connection: Connection) throws(StoreError) -> Outcome<Int> {
        let rows = try connection.rows("SELECT id FROM job WHERE name = ?", .text(job.text)) { $0.integer(0) }
        if let id = rows.first { return .success(id) }
        let names = try connection.rows("SELECT name FROM job") { $0.text(0) }
        return .failure(.unknownJob(job, nearest: Nearest.word(to: job.text, among: names).flatMap { JobName($0) }))
    }

    // MARK: Jobs

    /// See `BenchStore`.
    public func jobs() async throws(BenchStoreError) -> [JobSummary] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT name, created, author, (SELECT count(*) FROM device WHERE device.job = job.id)
                FROM job ORDER BY id DESC
                """
            ) { row throws(StoreError) in
                guard let name = JobName(row.text(0)) else { throw .damaged("a job has no name") }
                return JobSummary(
                    name: name, created: Timestamp(unixMilliseconds: Int64(row.integer(1))), author: row.text(2),
                    devices: row.integer(3))
            }
        }
    }

    /// See `BenchStore`.
    public func job(_ name: JobName) async throws(BenchStoreError) -> Job {
        let jobs = try read(name) { connection, id throws(StoreError) in
            try connection.rows("SELECT \(JobRow.columns) FROM job WHERE id = ?", .integer(id), read: JobRow.job)
        }
        guard let job = jobs.first else { throw .unknownJob(name, nearest: nil) }
        return job
    }

    /// See `BenchStore`.
    public func create(_ job: Job, devices: [Device]) async throws(BenchStoreError) {
        var macs: Set<MACAddress> = []
        var serials: Set<String> = []
        for device in devices {
            guard macs.insert(device.mac).inserted else { throw .deviceExists(device.mac, job.name) }
            guard device.serialNumber.isEmpty || serials.insert(device.serialNumber.uppercased()).inserted else {
                throw .serialNumberExists(device.serialNumber, job.name)
            }
        }
        try write { (connection) throws(StoreError) -> Outcome<Void> in
            guard try connection.integer("SELECT count(*) FROM job WHERE name = ?", .text(job.name.text)) == 0 else {
                return .failure(.jobExists(job.name))
            }
            try JobRow.insert(job, nextNumber: devices.count + 1, connection)
            let id = connection.lastRow
            for (index, device) in devices.enumerated() {
                try DeviceRow.insert(device, number: index + 1, job: id, connection)
            }
            let count = devices.count == 1 ? "1 device" : "\(devices.count) devices"
            try EventRow.insert(
                BenchEvent(.created, at: job.created, actor: job.author, text: "job made with \(count)"), job: id,
                connection)
            return .success(())
        }
    }

    /// See `BenchStore`.
    public func delete(_ name: JobName) async throws(BenchStoreError) {
        try write(name) { (connection, id) throws(StoreError) -> Outcome<Void> in
            try connection.run("DELETE FROM job WHERE id = ?", .integer(id))
            return .success(())
        }
        // The log holds pages as they were; written back and cut, it holds a deleted key no more. Another process may be reading it: then its
        // end does so.
        try? open?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    // MARK: Devices

    /// See `BenchStore`.
    public func devices(of job: JobName, after number: Int, limit: Int) async throws(BenchStoreError) -> [Device] {
        try read(job) { connection, id throws(StoreError) in
            try connection.rows(
                "SELECT \(DeviceRow.columns) FROM device WHERE job = ? AND number > ? ORDER BY number LIMIT ?",
                .integer(id), .integer(number), .integer(limit), read: DeviceRow.device)
        }
    }

    /// See `BenchStore`.
    public func device(_ mac: MACAddress, of job: JobName) async throws(BenchStoreError) -> Device? {
        try read(job) { connection, id throws(StoreError) in
            try DeviceRow.find(mac, job: id, connection)
        }
    }

    /// See `BenchStore`.
    public func device(serialNumber: String, of job: JobName) async throws(BenchStoreError) -> Device? {
        try read(job) { connection, id throws(StoreError) in
            try connection.rows(
                "SELECT \(DeviceRow.columns) FROM device WHERE job = ? AND serial = ?", .integer(id),
                .text(serialNumber.uppercased()), read: DeviceRow.device
            ).first
        }
    }

    /// See `BenchStore`.
    public func jobs(with mac: MACAddress) async throws(BenchStoreError) -> [JobName] {
        try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT job.name FROM device JOIN job ON job.id = device.job WHERE device.mac = ? ORDER BY job.id DESC",
                .integer(Int(mac.bits))
            ) { $0.text(0) }.compactMap { JobName($0) }
        }
    }

    /// See `BenchStore`.
    public func add(
        _ device: Device, to job: JobName, event: BenchEvent
    ) async throws(BenchStoreError) -> Device {
        try write(job) { (connection, id) throws(StoreError) -> Outcome<Device> in
            if let fault = try DeviceRow.conflict(device, job, id, connection, isNew: true) { return .failure(fault) }
            let number = try connection.integer("SELECT next_number FROM job WHERE id = ?", .integer(id))
            try connection.run("UPDATE job SET next_number = ? WHERE id = ?", .integer(number + 1), .integer(id))
            try DeviceRow.insert(device, number: number, job: id, connection)
            try EventRow.insert(event, job: id, connection)
            var added = device
            added.number = number
            return .success(added)
        }
    }

    /// See `BenchStore`.
    public func update(_ device: Device, of job: JobName, event: BenchEvent) async throws(BenchStoreError) {
        try write(job) { (connection, id) throws(StoreError) -> Outcome<Void> in
            if let fault = try DeviceRow.conflict(device, job, id, connection, isNew: false) { return .failure(fault) }
            try connection.run(
                "UPDATE device SET serial = ?, model = ?, field_values = ? WHERE job = ? AND mac = ?",
                DeviceRow.serial(device), .text(device.model.number), .text(DeviceRow.text(of: device.values)),
                .integer(id), .integer(Int(device.mac.bits)))
            guard connection.changedRows > 0 else { return .failure(.unknownDevice(device.mac, job)) }
            try EventRow.insert(event, job: id, connection)
            return .success(())
        }
    }

    /// See `BenchStore`.
    public func remove(
        _ mac: MACAddress, from job: JobName, event: BenchEvent
    ) async throws(BenchStoreError) {
        try write(job) { (connection, id) throws(StoreError) -> Outcome<Void> in
            try connection.run(
                "DELETE FROM device WHERE job = ? AND mac = ?", .integer(id), .integer(Int(mac.bits)))
            guard connection.changedRows > 0 else { return .failure(.unknownDevice(mac, job)) }
            try EventRow.insert(event, job: id, connection)
            return .success(())
        }
    }

    // MARK: Events

    /// See `BenchStore`.
    @discardableResult
    public func append(_ events: [BenchEvent], to job: JobName) async throws(BenchStoreError) -> Int {
        try write(job) { (connection, id) throws(StoreError) -> Outcome<Int> in
            for event in events { try EventRow.insert(event, job: id, connection) }
            return .success(events.isEmpty ? 0 : connection.lastRow)
        }
    }

    /// See `BenchStore`.
    public func events(
        of job: JobName, after identifier: Int, limit: Int
    ) async throws(BenchStoreError) -> [BenchEvent] {
        try read(job) { connection, id throws(StoreError) in
            try connection.rows(
                "SELECT \(EventRow.columns) FROM event WHERE job = ? AND id > ? ORDER BY id LIMIT ?", .integer(id),
                .integer(identifier), .integer(limit), read: EventRow.event)
        }
    }

    /// See `BenchStore`.
    public func events(of job: JobName, device: MACAddress) async throws(BenchStoreError) -> [BenchEvent] {
        try read(job) { connection, id throws(StoreError) in
            try connection.rows(
                "SELECT \(EventRow.columns) FROM event WHERE job = ? AND mac = ? ORDER BY id", .integer(id),
                .integer(Int(device.bits)), read: EventRow.event)
        }
    }

    // MARK: Shared work

    /// See `BenchStore`.
    public func begin(
        _ kind: String, on job: JobName, at time: Timestamp, by author: String, detail: String
    ) async throws(BenchStoreError) -> BenchRun {
        try write(job) { (connection, id) throws(StoreError) -> Outcome<BenchRun> in
            try connection.run(
                "INSERT INTO run (job, kind, begun, author, detail) VALUES (?, ?, ?, ?, ?)", .integer(id), .text(kind),
                .integer(Int(time.unixMilliseconds)), .text(author), .text(detail))
            let run = connection.lastRow
            try connection.run(
                "INSERT INTO run_device (run, number, mac) SELECT ?, number, mac FROM device WHERE job = ?",
                .integer(run), .integer(id))
            return .success(
                BenchRun(
                    id: run, job: job, kind: kind, begun: time, author: author, detail: detail,
                    devices: connection.changedRows, finished: 0))
        }
    }

    /// See `BenchStore`.
    public func runs(of job: JobName) async throws(BenchStoreError) -> [BenchRun] {
        try read(job) { connection, id throws(StoreError) in
            try connection.rows(
                """
                SELECT run.id, run.kind, run.begun, run.author, run.detail, count(run_device.run), count(run_device.finished)
                FROM run LEFT JOIN run_device ON run_device.run = run.id WHERE run.job = ?
                GROUP BY run.id, run.kind, run.begun, run.author, run.detail ORDER BY run.id DESC
                """, .integer(id)
            ) { row in
                BenchRun(
                    id: row.integer(0), job: job, kind: row.text(1),
                    begun: Timestamp(unixMilliseconds: Int64(row.integer(2))), author: row.text(3),
                    detail: row.text(4), devices: row.integer(5), finished: row.integer(6))
            }
        }
    }

    /// See `BenchStore`.
    public func claim(
        _ run: Int, for worker: String, at time: Timestamp, until deadline: Timestamp, limit: Int
    ) async throws(BenchStoreError) -> [BenchClaim] {
        try write { (connection) throws(StoreError) -> Outcome<[BenchClaim]> in
            guard try connection.integer("SELECT count(*) FROM run WHERE id = ?", .integer(run)) == 1 else {
                return .failure(.unknownRun(run))
            }
            // PostgreSQL has to add FOR UPDATE SKIP LOCKED to the inner query; here one transaction writes at a time.
            let claims = try connection.rows(
                """
                UPDATE run_device SET worker = ?, token = token + 1, deadline = ? WHERE run = ? AND number IN (
                    SELECT number FROM run_device WHERE run = ? AND finished IS NULL AND deadline <= ?
                    ORDER BY number LIMIT ?)
                RETURNING mac, token
                """, .text(worker), .integer(Int(deadline.unixMilliseconds)), .integer(run), .integer(run),
                .integer(Int(time.unixMilliseconds)), .integer(limit)
            ) { row in
                BenchClaim(
                    run: run, device: MACAddress(bits: UInt64(row.integer(0))), worker: worker, token: row.integer(1),
                    deadline: deadline)
            }
            return .success(claims)
        }
    }

    /// See `BenchStore`.
    public func renew(
        _ claim: BenchClaim, until deadline: Timestamp
    ) async throws(BenchStoreError) -> BenchClaim {
        try write { (connection) throws(StoreError) -> Outcome<BenchClaim> in
            try connection.run(
                "UPDATE run_device SET deadline = ? WHERE \(ClaimRow.isHeld)", .integer(Int(deadline.unixMilliseconds)),
                .integer(claim.run), .integer(Int(claim.device.bits)), .integer(claim.token))
            guard connection.changedRows == 1 else { return .failure(.claimLost(claim.device, run: claim.run)) }
            var renewed = claim
            renewed.deadline = deadline
            return .success(renewed)
        }
    }

    /// See `BenchStore`.
    public func release(_ claim: BenchClaim) async throws(BenchStoreError) {
        try write { (connection) throws(StoreError) -> Outcome<Void> in
            try connection.run(
                "UPDATE run_device SET worker = '', token = token + 1, deadline = 0 WHERE \(ClaimRow.isHeld)",
                .integer(claim.run), .integer(Int(claim.device.bits)), .integer(claim.token))
            return connection.changedRows == 1 ? .success(()) : .failure(.claimLost(claim.device, run: claim.run))
        }
    }

    /// See `BenchStore`.
    public func finish(
        _ claim: BenchClaim, with result: BenchResult, event: BenchEvent?
    ) async throws(BenchStoreError) {
        try write { (connection) throws(StoreError) -> Outcome<Void> in
            try connection.run(
                """
                UPDATE run_device SET worker = ?, finished = ?, is_good = ?, text = ?, detail = ?
                WHERE \(ClaimRow.isHeld)
                """, .text(result.worker), .integer(Int(result.finished.unixMilliseconds)), SQLValue(result.isGood),
                .text(result.text), .text(result.detail), .integer(claim.run), .integer(Int(claim.device.bits)),
                .integer(claim.token))
            guard connection.changedRows == 1 else { return .failure(.claimLost(claim.device, run: claim.run)) }
            if let event {
                let job = try connection.integer("SELECT job FROM run WHERE id = ?", .integer(claim.run))
                try EventRow.insert(event, job: job, connection)
            }
            return .success(())
        }
    }

    /// See `BenchStore`.
    public func results(of run: Int, after count: Int, limit: Int) async throws(BenchStoreError) -> [BenchResult] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT mac, worker, finished, is_good, text, detail FROM run_device
                WHERE run = ? AND finished IS NOT NULL ORDER BY number LIMIT ? OFFSET ?
                """, .integer(run), .integer(limit), .integer(count)
            ) { row in
                BenchResult(
                    device: MACAddress(bits: UInt64(row.integer(0))), worker: row.text(1),
                    finished: Timestamp(unixMilliseconds: Int64(row.integer(2))), isGood: row.integer(3) != 0,
                    text: row.text(4), detail: row.text(5))
            }
        }
    }
}

private enum ClaimRow {
    /// Whether a claim still holds: nobody has taken the device since, and it is not finished.
    static let isHeld = "run = ? AND mac = ? AND token = ? AND finished IS NULL"
}
