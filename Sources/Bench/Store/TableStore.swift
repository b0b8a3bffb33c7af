public import FlatProfile

/// A store that keeps its bench in tables. It says how they are reached; what is done with them is the same for all.
public protocol TableStore: BenchStore {
    /// Looks at the tables; each query sees them as they are then.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value

    /// Looks at the tables in one transaction, within which a job can be held.
    func readHolding<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value

    /// Looks at the tables or changes them, all of it at once or not at all.
    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value
}

extension TableStore {
    // MARK: Jobs

    /// See `BenchStore`.
    public func jobs() async throws(BenchStoreError) -> [JobSummary] {
        try await read { (tables) throws(BenchStoreError) in try tables.jobs() }
    }

    /// See `BenchStore`.
    public func job(_ name: JobName) async throws(BenchStoreError) -> Job {
        try await read { (tables) throws(BenchStoreError) in try tables.job(name) }
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
        try await transaction { (tables) throws(BenchStoreError) in try tables.create(job, devices: devices) }
    }

    /// See `BenchStore`.
    public func delete(_ name: JobName) async throws(BenchStoreError) {
        try await transaction { (tables) throws(BenchStoreError) in try tables.delete(name) }
    }

    // MARK: Devices

    /// See `BenchStore`.
    public func devices(of job: JobName, after number: Int, limit: Int) async throws(BenchStoreError) -> [Device] {
        try await read { (tables) throws(BenchStoreError) in
            try tables.devices(of: job, after: number, limit: limit)
        }
    }

    /// See `BenchStore`.
    public func device(_ mac: MACAddress, of job: JobName) async throws(BenchStoreError) -> Device? {
        try await read { (tables) throws(BenchStoreError) in try tables.device(mac, of: job) }
    }

    /// See `BenchStore`.
    public func device(serialNumber: String, of job: JobName) async throws(BenchStoreError) -> Device? {
        try await read { (tables) throws(BenchStoreError) in try tables.device(serialNumber: serialNumber, of: job) }
    }

    /// See `BenchStore`.
    public func jobs(with mac: MACAddress) async throws(BenchStoreError) -> [JobName] {
        try await read { (tables) throws(BenchStoreError) in try tables.jobs(with: mac) }
    }

    /// See `BenchStore`.
    public func add(_ device: Device, to job: JobName, event: BenchEvent) async throws(BenchStoreError) -> Device {
        try await transaction { (tables) throws(BenchStoreError) in try tables.add(device, to: job, event: event) }
    }

    /// See `BenchStore`.
    public func update(_ device: Device, of job: JobName, event: BenchEvent) async throws(BenchStoreError) {
        try await transaction { (tables) throws(BenchStoreError) in try tables.update(device, of: job, event: event) }
    }

    /// See `BenchStore`.
    public func remove(_ mac: MACAddress, from job: JobName, event: BenchEvent) async throws(BenchStoreError) {
        try await transaction { (tables) throws(BenchStoreError) in try tables.remove(mac, from: job, event: event) }
    }

    // MARK: Events

    /// See `BenchStore`.
    @discardableResult
    public func append(_ events: [BenchEvent], to job: JobName) async throws(BenchStoreError) -> Int {
        try await transaction { (tables) throws(BenchStoreError) in try tables.append(events, to: job) }
    }

    /// See `BenchStore`.
    public func events(of job: JobName, after id: Int, limit: Int) async throws(BenchStoreError) -> [BenchEvent] {
        let end = try await readHolding { (tables) throws(BenchStoreError) in try tables.endOfEvents(of: job) }
        guard end.event > id else { return [] }
        return try await read { (tables) throws(BenchStoreError) in
            try tables.events(after: id, upTo: end, limit: limit)
        }
    }

    /// See `BenchStore`.
    public func events(of job: JobName, device: MACAddress) async throws(BenchStoreError) -> [BenchEvent] {
        try await read { (tables) throws(BenchStoreError) in try tables.events(of: job, device: device) }
    }

    // MARK: Shared work

    /// See `BenchStore`.
    public func begin(
        _ kind: String, on job: JobName, at time: Timestamp, by author: String, detail: String
    ) async throws(BenchStoreError) -> BenchRun {
        try await transaction { (tables) throws(BenchStoreError) in
            try tables.begin(kind, on: job, at: time, by: author, detail: detail)
        }
    }

    /// See `BenchStore`.
    public func runs(of job: JobName) async throws(BenchStoreError) -> [BenchRun] {
        try await read { (tables) throws(BenchStoreError) in try tables.runs(of: job) }
    }

    /// See `BenchStore`.
    public func claim(
        _ run: Int, for worker: String, at time: Timestamp, until deadline: Timestamp, limit: Int
    ) async throws(BenchStoreError) -> [BenchClaim] {
        try await transaction { (tables) throws(BenchStoreError) in
            try tables.claim(run, for: worker, at: time, until: deadline, limit: limit)
        }
    }

    /// See `BenchStore`.
    public func renew(_ claim: BenchClaim, until deadline: Timestamp) async throws(BenchStoreError) -> BenchClaim {
        try await transaction { (tables) throws(BenchStoreError) in try tables.renew(claim, until: deadline) }
    }

    /// See `BenchStore`.
    public func release(_ claim: BenchClaim) async throws(BenchStoreError) {
        try await transaction { (tables) throws(BenchStoreError) in try tables.release(claim) }
    }

    /// See `BenchStore`.
    public func finish(
        _ claim: BenchClaim, with result: BenchResult, event: BenchEvent?
    ) async throws(BenchStoreError) {
        try await transaction { (tables) throws(BenchStoreError) in
            try tables.finish(claim, with: result, event: event)
        }
    }

    /// See `BenchStore`.
    public func results(of run: Int, after count: Int, limit: Int) async throws(BenchStoreError) -> [BenchResult] {
        try await read { (tables) throws(BenchStoreError) in
            try tables.results(of: run, after: count, limit: limit)
        }
    }
}
