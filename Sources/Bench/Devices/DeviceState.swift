/// What the board shows of a device. It follows from the device's events and is stored nowhere.
public enum DeviceState: String, Hashable, Sendable, CaseIterable {
    /// It has not asked for anything yet.
    case waiting
    /// It has its profile.
    case fetched
    /// It has asked for its profile more than once.
    case fetchedAgain = "fetched-again"
    /// The last thing it asked for was not its profile.
    case wrongFile = "wrong-file"
    /// Its last request was refused.
    case refused
    /// It has told what it made of its profile.
    case reported
    /// A virtual phone came up as it will.
    case rehearsed
}

/// What the events of a device come to, one after the other.
public struct DeviceProgress: Hashable, Sendable {
    /// What the board shows.
    public private(set) var state = DeviceState.waiting
    /// How often it fetched its profile.
    public private(set) var fetches = 0
    /// Whether it was scanned, and that was not undone.
    public private(set) var isScanned = false
    /// Whether its last report or rehearsal was as it should be; nil without one.
    public private(set) var isProven: Bool?
    /// What happened last.
    public private(set) var last: BenchEvent?

    /// A device to which nothing happened yet.
    public init() {}

    /// What a device's events come to, in their order.
    public init(of events: some Sequence<BenchEvent>) {
        for event in events { happened(event) }
    }

    /// Takes in the next event of the device.
    public mutating func happened(_ event: BenchEvent) {
        switch event.kind {
        case .fetched:
            fetches += 1
            state = fetches == 1 ? .fetched : .fetchedAgain
        case .wrongFile: state = .wrongFile
        case .refused: state = .refused
        case .reported:
            state = .reported
            isProven = event.isGood
        case .rehearsed:
            state = .rehearsed
            isProven = event.isGood
        case .scanned: isScanned = true
        case .undone: isScanned = false
        case .created, .added, .changed, .labelled: break
        }
        last = event
    }
}
