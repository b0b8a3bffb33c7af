public import FlatProfile

/// Where jobs, their devices, what happened to them and who works on them are kept.
///
/// What a call has done is durable when it returns, as a whole or not at all. Several processes, and with a database server several
/// machines, may use one store at a time. Moments are the caller's: a store has no clock.
public protocol BenchStore: Sendable {
    // MARK: Jobs

    /// All jobs, the newest first, each with the number of its devices.
    func jobs() async throws(BenchStoreError) -> [JobSummary]
    /// The job of that name; throws `unknownJob`.
    func job(_ name: JobName) async throws(BenchStoreError) -> Job
    /// Makes a job with its devices, whose numbers follow from their order; throws `jobExists`, `deviceExists`.
    func create(_ job: Job, devices: [Device]) async throws(BenchStoreError)
    /// Deletes a job with all that belongs to it; throws `unknownJob`.
    func delete(_ name: JobName) async throws(BenchStoreError)

    // MARK: Devices

    /// Devices of a job in their order, the first one behind number `after`, at most `limit`.
    func devices(of job: JobName, after number: Int, limit: Int) async throws(BenchStoreError) -> [Device]
    /// A device of a job by its MAC; nil if the job does not have it.
    func device(_ mac: MACAddress, of job: JobName) async throws(BenchStoreError) -> Device?
    /// A device of a job by its serial number, in any case; nil if the job does not have it.
    func device(serialNumber: String, of job: JobName) async throws(BenchStoreError) -> Device?
    /// The jobs that have a device of that MAC.
    func jobs(with mac: MACAddress) async throws(BenchStoreError) -> [JobName]
    /// Adds a device and says so in an event; the device with its number. Throws `deviceExists`, `serialNumberExists`.
    func add(_ device: Device, to job: JobName, event: BenchEvent) async throws(BenchStoreError) -> Device
    /// Changes serial number, model and values of a device, and says so; throws `unknownDevice`, `serialNumberExists`.
    func update(_ device: Device, of job: JobName, event: BenchEvent) async throws(BenchStoreError)
    /// Takes a device out of a job and says so; its events stay. Throws `unknownDevice`.
    func remove(_ mac: MACAddress, from job: JobName, event: BenchEvent) async throws(BenchStoreError)

    // MARK: Events

    /// Adds events, in their order; the identifier of the last one. Throws `unknownJob`.
    @discardableResult
    func append(_ events: [BenchEvent], to job: JobName) async throws(BenchStoreError) -> Int
    /// Events of a job behind an identifier, in their order, at most `limit`.
    func events(of job: JobName, after id: Int, limit: Int) async throws(BenchStoreError) -> [BenchEvent]
    /// All events of one device of a job, in their order.
    func events(of job: JobName, device: MACAddress) async throws(BenchStoreError) -> [BenchEvent]

    // MARK: Shared work

    /// Begins work on all devices that the job has now; throws `unknownJob`.
    func begin(
        _ kind: String, on job: JobName, at time: Timestamp, by author: String, detail: String
    ) async throws(BenchStoreError) -> BenchRun
    /// The runs of a job, the newest first.
    func runs(of job: JobName) async throws(BenchStoreError) -> [BenchRun]
    /// Takes devices of a run on which nobody works: neither finished nor claimed beyond `time`; the first ones of the job first.
    func claim(
        _ run: Int, for worker: String, at time: Timestamp, until deadline: Timestamp, limit: Int
    ) async throws(BenchStoreError) -> [BenchClaim]
    /// Keeps a claim longer; throws `claimLost`.
    func renew(_ claim: BenchClaim, until deadline: Timestamp) async throws(BenchStoreError) -> BenchClaim
    /// Gives a device back without a result; throws `claimLost`.
    func release(_ claim: BenchClaim) async throws(BenchStoreError)
    /// Ends the work on a device with its result, and adds the event about it if there is one; throws `claimLost`, and then nothing is kept.
    func finish(
        _ claim: BenchClaim, with result: BenchResult, event: BenchEvent?
    ) async throws(BenchStoreError)
    /// Results of a run in the order of the job's devices, behind that many, at most `limit`.
    func results(of run: Int, after count: Int, limit: Int) async throws(BenchStoreError) -> [BenchResult]

    /// Lets the store go; every later call throws `closed`.
    func close() async
}

/// A job in the list of jobs.
public struct JobSummary: Hashable, Sendable {
    /// What it is called.
    public var name: JobName
    /// When it was made.
    public var created: Timestamp
    /// Who made it.
    public var author: String
    /// How many devices it has.
    public var devices: Int

    /// A summary of those parts.
    public init(name: JobName, created: Timestamp, author: String, devices: Int) {
        self.name = name
        self.created = created
        self.author = author
        self.devices = devices
    }
}

extension BenchStore {
    /// All devices of a job, page by page, in their order.
    public func allDevices(of job: JobName) async throws(BenchStoreError) -> [Device] {
        var devices: [Device] = []
        while true {
            let page = try await self.devices(of: job, after: devices.last?.number ?? 0, limit: 5000)
            devices += page
            if page.count < 5000 { return devices }
        }
    }
}
