public import FlatProfile
public import Relay

/// What a fleet does: which phones there are, when they get power, what happens to their server, and what must come of it.
public struct Scenario: Hashable, Sendable {
    /// A part of the phones.
    public struct Share: Hashable, Sendable {
        /// The model.
        public var model: Model
        /// How many of the phones, in proportion to the other parts.
        public var weight: Double
        /// The firmware that they run.
        public var softwareVersion: String
        /// The hardware version that they tell.
        public var hardwareVersion: String
    }

    /// When phones get power.
    public enum Arrival: Hashable, Sendable {
        /// All at once, as after a power cut.
        case powerCut
        /// Evenly over that time.
        case ramp(over: Duration)
        /// So many a second, at random moments, as people come to work.
        case steady(perSecond: Double)
    }

    /// How a phone learns where its profile lies.
    public enum Lead: Hashable, Sendable {
        /// By a profile rule that somebody has set.
        case rule(String)
        /// By a DHCP answer with that option.
        case dhcp(option: UInt16, value: String)
    }

    /// What must hold at the end; nil is not asked for.
    public struct Expectations: Hashable, Sendable {
        /// Which part of the phones is up, 0 to 1.
        public var up: Double?
        /// Until when all phones that are up at the end came up, counted from the first start.
        public var within: Duration?
        /// The largest latency of 99 percent of the requests.
        public var p99: Duration?
        /// The largest part of attempts that failed, 0 to 1.
        public var failures: Double?

        /// Nothing is expected.
        public init() {}
    }

    /// What it is called.
    public var name = "Fleet"
    /// How many phones there are.
    public var phones = 100
    /// What decides all that is random.
    public var seed: UInt64 = 1
    /// How long it lasts from the first start; nil: until every phone has come up, or has failed so often that it never will.
    public var duration: Duration?
    /// How time passes.
    public var pace = FleetClock.Pace.real
    /// How many phones may be awake at once.
    public var awake = 512
    /// Whether the phones share connections that are kept; else each request has its own, as with real phones.
    public var keepsConnections = false
    /// How long phones take to restart.
    public var restart = Duration.seconds(120)
    /// Where `{server}` is: `127.0.0.1:8080`; empty if the lead names the server itself.
    public var server = ""
    /// How a phone learns where its profile lies.
    public var lead = Lead.rule("")
    /// The mix of models.
    public var models: [Share] = [.standard]
    /// The address of the first phone; the others follow.
    public var firstAddress = MACAddress(bits: 0x000e_0840_0000)
    /// When they get power.
    public var arrival = Arrival.powerCut
    /// What is set in all phones before they get power.
    public var settings: [ParameterChange] = []
    /// Which part of the answers holds another number for `{{version}}` than the last one for the same phone.
    public var changeShare = 0.0
    /// What happens to requests.
    public var faults: [RelayFault] = []
    /// What must come of it.
    public var expectations = Expectations()

    /// A small fleet without a server.
    public init() {}

    /// Whether a relay has to stand in front of the server.
    public var needsRelay: Bool { !faults.isEmpty || changeShare > 0 }
}

extension Scenario.Share {
    /// The usual phone.
    public static var standard: Self {
        Self(
            model: .standard, weight: 1, softwareVersion: "sip\(Model.standard.loadFamily).12-0-7MPP0201-66",
            hardwareVersion: "2.0.1")
    }
}
