public import Bench
public import FlatProfile
internal import PhoneService

/// What the customer gets with the phones: each device, what it was given, when and by whom, and how its rehearsal went. No secret is in it.
///
/// As it stands it is also the documented JSON; keys are stable, times are UTC.
public struct HandOverReport: Codable, Sendable, Hashable {
    /// The job.
    public var job: String
    /// When the job was made.
    public var created_at: String
    /// By whom.
    public var created_by: String
    /// The template from which the profiles were made.
    public var template: String
    /// In which form profiles left the bench: `plain`, `gzip`, `aes256cbc`, `aes128gcm`.
    public var delivery: String
    /// When this report was made.
    public var reported_at: String
    /// By whom.
    public var reported_by: String
    /// What the checksums are of.
    public var checksum_of: String
    /// How many devices are in each state; the words of the board.
    public var states: [String: Int]
    /// How many devices were rehearsed, and came up as they should.
    public var rehearsed_good: Int
    /// How many devices were rehearsed, and did not.
    public var rehearsed_bad: Int
    /// The devices, in the order of the job.
    public var devices: [DeviceRow]

    /// One device.
    public struct DeviceRow: Codable, Sendable, Hashable {
        /// Its place in the job.
        public var number: Int
        /// Its address.
        public var mac: String
        /// Its serial number; null if nobody told it.
        public var serial_number: String?
        /// Its model.
        public var model: String
        /// Its product name.
        public var product_name: String
        /// What people call it; null without a name, and if it is secret.
        public var name: String?
        /// What the board shows.
        public var state: String
        /// The checksum of its profile; null if it has none.
        public var profile_checksum: String?
        /// Why it has no profile; null if it has.
        public var profile_fault: String?
        /// Its scan, if that was not undone.
        public var scanned: DeedRecord?
        /// When it fetched its profile last.
        public var fetched: DeedRecord?
        /// How often it did.
        public var fetches: Int
        /// What it told last of its profile.
        public var reported: DeedRecord?
        /// Its last label.
        public var labelled: DeedRecord?
        /// Its last rehearsal.
        public var rehearsed: DeedRecord?
    }

    /// Something that happened.
    public struct DeedRecord: Codable, Sendable, Hashable {
        /// When.
        public var at: String
        /// Who did it, or from where; empty if nobody said.
        public var by: String
        /// Whether it went as it should.
        public var good: Bool
        /// One sentence; empty if there is nothing to say.
        public var text: String
    }

    /// The report of a job with its devices and all of its events, in their order.
    public init(
        _ job: Job, devices: [Device], events: [BenchEvent], at time: Timestamp, by author: String
    ) {
        self.job = job.name.text
        created_at = job.created.iso8601
        created_by = job.author
        template = job.template.name
        delivery = job.delivery.word
        reported_at = time.iso8601
        reported_by = author
        checksum_of = ShownProfile.meaning
        var histories: [MACAddress: DeviceHistory] = [:]
        for event in events {
            if let mac = event.device { histories[mac, default: DeviceHistory()].happened(event) }
        }
        let files = Result { () throws(ProfileFileError) in try ProfileFiles(job) }
        self.devices = devices.map { device in
            DeviceRow(device, job, files, histories[device.mac] ?? DeviceHistory())
        }
        states = Dictionary(self.devices.map { ($0.state, 1) }, uniquingKeysWith: +)
        rehearsed_good = self.devices.count { $0.rehearsed?.good == true }
        rehearsed_bad = self.devices.count { $0.rehearsed?.good == false }
    }

    /// The JSON.
    public func json() -> [UInt8] { RecordCoding.encode(self, pretty: true) }
}

/// What the events of a device come to, for a report.
private struct DeviceHistory {
    var progress = DeviceProgress()
    var last: [BenchEvent.Kind: HandOverReport.DeedRecord] = [:]

    mutating func happened(_ event: BenchEvent) {
        progress.happened(event)
        guard event.kind != .undone else {
            last[.scanned] = nil
            return
        }
        last[event.kind] = HandOverReport.DeedRecord(
            at: event.time.iso8601, by: event.actor.isEmpty ? event.peer : event.actor, good: event.isGood,
            text: event.text)
    }
}

extension HandOverReport.DeviceRow {
    fileprivate init(
        _ device: Device, _ job: Job, _ files: Result<ProfileFiles, ProfileFileError>, _ history: DeviceHistory
    ) {
        let label = Label(of: device, in: job)
        number = device.number
        mac = device.mac.colonSeparated
        serial_number = device.serialNumber.isEmpty ? nil : device.serialNumber
        model = device.model.number
        product_name = device.model.productName
        name = label.name.isEmpty ? nil : label.name
        state = history.progress.state.rawValue
        do throws(ProfileFileError) {
            profile_checksum = try ShownProfile(of: device, files: try files.get()).checksum
        } catch {
            profile_fault = "\(error)"
        }
        scanned = history.last[.scanned]
        fetched = history.last[.fetched]
        fetches = history.progress.fetches
        reported = history.last[.reported]
        labelled = history.last[.labelled]
        rehearsed = history.last[.rehearsed]
    }
}
