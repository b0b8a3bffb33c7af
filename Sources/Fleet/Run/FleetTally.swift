/// What a fleet has done so far.
public struct FleetTally: Sendable {
    /// A while of it.
    public struct Slice: Sendable, Hashable {
        /// Attempts that ended in it, by their outcome (`PhoneNote.Outcome` by number).
        public var outcomes = [Int](repeating: 0, count: PhoneNote.Outcome.allCases.count)
        /// Phones that got power.
        public var started = 0
        /// Phones that came up: their first resync that succeeded.
        public var cameUp = 0
        /// Attempts that repeated failed ones.
        public var retries = 0
        /// Body bytes.
        public var bytes = 0
        /// Latencies.
        public var latency = Histogram()

        /// Attempts of all outcomes.
        public var attempts: Int { outcomes.reduce(0, +) }
        /// Attempts that failed.
        public var failures: Int {
            zip(PhoneNote.Outcome.allCases, outcomes).reduce(0) { $0 + ($1.0.isSuccess ? 0 : $1.1) }
        }
    }

    /// All of it.
    public private(set) var total = Slice()
    /// Second by second while it is short, in longer slices later.
    public private(set) var slices: [Slice] = []
    /// How long a slice is, in seconds.
    public private(set) var sliceSeconds = 1
    /// How many requests were made.
    public private(set) var requests = 0
    /// Attempts by what was tried (`PhoneNote.Deed` by number).
    public private(set) var deeds = [Int](repeating: 0, count: PhoneNote.Deed.allCases.count)
    /// HTTP statuses, 0 for none.
    public private(set) var statuses: [UInt16: Int] = [:]
    /// The time from power to the first success, in milliseconds.
    public private(set) var comingUp = Histogram()
    /// When the last phone so far came up, since the start.
    public private(set) var lastComingUp: Duration?
    /// How many phones are there.
    public let phones: Int
    /// The longest list of slices.
    private static let mostSlices = 720

    init(phones: Int) {
        self.phones = phones
    }

    /// How many phones have power.
    public var started: Int { total.started }
    /// How many have come up.
    public var up: Int { total.cameUp }

    mutating func start(at time: Duration) {
        total.started += 1
        change(time) { $0.started += 1 }
    }

    /// An attempt has ended; `sincePower` if it is the first success of its phone.
    mutating func add(_ note: PhoneNote, at time: Duration, sincePower: Duration?) {
        requests += Int(note.requests)
        deeds[Int(note.deed.rawValue)] += 1
        if note.requests > 0 { statuses[note.status, default: 0] += 1 }
        if let sincePower {
            // A histogram counts microseconds; hours of milliseconds are enough here.
            comingUp.add(Int(sincePower.inMilliseconds))
            lastComingUp = time
        }
        let isUp = sincePower != nil
        total.add(note, isUp: isUp)
        change(time) { $0.add(note, isUp: isUp) }
    }

    private mutating func change(_ time: Duration, _ body: (inout Slice) -> Void) {
        var index = max(0, Int(time.inSeconds)) / sliceSeconds
        while index >= Self.mostSlices {
            slices = stride(from: 0, to: slices.count, by: 2).map { index in
                index + 1 < slices.count ? slices[index].joined(with: slices[index + 1]) : slices[index]
            }
            sliceSeconds *= 2
            index = max(0, Int(time.inSeconds)) / sliceSeconds
        }
        while slices.count <= index { slices.append(Slice()) }
        body(&slices[index])
    }
}

extension FleetTally.Slice {
    fileprivate mutating func add(_ note: PhoneNote, isUp: Bool) {
        outcomes[Int(note.outcome.rawValue)] += 1
        if note.cause == .errorRetry { retries += 1 }
        if isUp { cameUp += 1 }
        bytes += Int(note.bytes)
        if note.requests > 0 { latency.add(Int(note.microseconds)) }
    }

    fileprivate func joined(with other: Self) -> Self {
        var sum = self
        for index in outcomes.indices { sum.outcomes[index] += other.outcomes[index] }
        sum.started += other.started
        sum.cameUp += other.cameUp
        sum.retries += other.retries
        sum.bytes += other.bytes
        sum.latency.add(other.latency)
        return sum
    }
}
