public import Bench
public import FlatProfile

/// How all devices of a job are, by its events.
public struct ServingBoard: Sendable {
    /// What every device shall have come to.
    public enum Goal: String, Hashable, Sendable, CaseIterable {
        /// It has its profile.
        case fetched
        /// It has told what it made of it.
        case reported
    }

    private var devices: Set<MACAddress>
    private var progress: [MACAddress: DeviceProgress] = [:]
    private var fetched: Set<MACAddress> = []
    private var reported: Set<MACAddress> = []
    private var bad: Set<MACAddress> = []
    /// How many requests there were of those whom the job does not know.
    public private(set) var strangers = 0
    /// How many events there were.
    public private(set) var events = 0

    /// A board of those devices, to which nothing happened yet.
    public init(_ devices: some Sequence<MACAddress>) {
        self.devices = Set(devices)
    }

    /// A device more.
    public mutating func add(_ mac: MACAddress) { devices.insert(mac) }
    /// A device less.
    public mutating func remove(_ mac: MACAddress) { devices.remove(mac) }

    /// Takes in the next event.
    public mutating func happened(_ event: BenchEvent) {
        events += 1
        guard let mac = event.device else {
            if event.kind == .refused || event.kind == .wrongFile { strangers += 1 }
            return
        }
        progress[mac, default: DeviceProgress()].happened(event)
        switch event.kind {
        case .fetched: fetched.insert(mac)
        case .reported:
            reported.insert(mac)
            if event.isGood { bad.remove(mac) } else { bad.insert(mac) }
        default: break
        }
    }

    /// How many devices there are.
    public var count: Int { devices.count }

    /// How many devices are in each state.
    public var states: [DeviceState: Int] {
        var states: [DeviceState: Int] = [:]
        for mac in devices { states[progress[mac]?.state ?? .waiting, default: 0] += 1 }
        return states
    }

    /// How a device is.
    public func progress(of mac: MACAddress) -> DeviceProgress { progress[mac] ?? DeviceProgress() }

    /// How many devices have come to that, ever.
    public func reached(_ goal: Goal) -> Int {
        switch goal {
        case .fetched: fetched.intersection(devices).count
        case .reported: reported.intersection(devices).count
        }
    }

    /// Whether all have.
    public func hasReached(_ goal: Goal) -> Bool { !devices.isEmpty && reached(goal) == devices.count }

    /// How many devices told last that something is not as it should be.
    public var unproven: Int { bad.intersection(devices).count }
}
