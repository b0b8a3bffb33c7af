/// What a relay does to some of the requests, for a while.
public struct RelayFault: Hashable, Sendable {
    /// What it does.
    public enum Kind: Hashable, Sendable {
        /// The request is handed on that much later.
        case latency(Duration)
        /// The connection is reset once so many bytes of the answer are through; 0: before any.
        case reset(afterBytes: Int)
        /// The relay answers itself, with that status, and asks to be left alone for a while if that is given.
        case status(Int, retryAfter: Int?)
        /// The answer trickles, so many bytes a second.
        case slow(bytesPerSecond: Int)
        /// The connection is closed at once: the server is away.
        case away
        /// The answer never comes; the connection stays open.
        case silent
    }

    /// What it does.
    public var kind: Kind
    /// To which part of the requests: 0 to 1.
    public var share: Double
    /// From when on, counted from the start of the relay.
    public var from: Duration
    /// Until when; nil: to the end.
    public var until: Duration?

    /// A fault of those parts.
    public init(_ kind: Kind, share: Double = 1, from: Duration = .zero, until: Duration? = nil) {
        self.kind = kind
        self.share = share
        self.from = from
        self.until = until
    }

    /// Whether it is in force at that time.
    func isOn(at time: Duration) -> Bool { time >= from && until.map { time < $0 } ?? true }
}

/// Chooses the faults of requests: the same seed, the same choices for the same order of requests.
struct FaultPlan {
    let faults: [RelayFault]
    private var state: UInt64

    init(_ faults: [RelayFault], seed: UInt64) {
        self.faults = faults
        state = seed
    }

    /// The faults of the next request. Of two that exclude each other the first one is taken.
    mutating func next(at time: Duration) -> [RelayFault.Kind] {
        var chosen: [RelayFault.Kind] = []
        for fault in faults where fault.isOn(at: time) && draw() < fault.share {
            if !chosen.contains(where: { $0.excludes(fault.kind) }) { chosen.append(fault.kind) }
        }
        return chosen
    }

    /// A number of 0 up to 1 (SplitMix64).
    mutating func draw() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
    }
}

extension RelayFault.Kind {
    /// Latency goes with everything; of the others one is enough.
    fileprivate func excludes(_ other: Self) -> Bool {
        switch (self, other) {
        case (.latency, .latency): true
        case (.latency, _), (_, .latency): false
        default: true
        }
    }
}
