public import FlatProfile

/// Which phones a scenario has, and when each gets power: nothing but the scenario decides it.
public struct FleetSchedule: Hashable, Sendable {
    /// One phone of it.
    public struct Member: Hashable, Sendable {
        /// Its place in the fleet, from 0.
        public var number: Int
        /// Which part of the mix it belongs to.
        public var share: Int
        /// When it gets power, counted from the start.
        public var powerAt: Duration
    }

    /// The phones in the order of their starts.
    public let members: [Member]

    /// The schedule of a scenario: the same seed, the same schedule.
    public init(_ scenario: Scenario) {
        var generator = SeededGenerator(seed: scenario.seed)
        let total = scenario.models.reduce(0) { $0 + $1.weight }
        var clock = 0.0
        var members: [Member] = []
        members.reserveCapacity(scenario.phones)
        for number in 0..<scenario.phones {
            // Drawn for each phone in turn, so that a longer fleet begins like a shorter one.
            let draw = Double.random(in: 0..<1, using: &generator) * total
            let moment = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &generator)
            let powerAt: Duration
            switch scenario.arrival {
            case .powerCut: powerAt = .zero
            case .ramp(let over): powerAt = .milliseconds(Int64(moment * over.inMilliseconds))
            case .steady(let perSecond):
                clock += -Self.logarithm(moment) / perSecond
                powerAt = .milliseconds(Int64(clock * 1000))
            }
            members.append(Member(number: number, share: Self.share(draw, scenario.models), powerAt: powerAt))
        }
        self.members = members.sorted { ($0.powerAt, $0.number) < ($1.powerAt, $1.number) }
    }

    private static func share(_ draw: Double, _ shares: [Scenario.Share]) -> Int {
        var rest = draw
        for (index, share) in shares.enumerated() {
            if rest < share.weight { return index }
            rest -= share.weight
        }
        return shares.lastIndex { $0.weight > 0 } ?? 0
    }

    /// The natural logarithm of a number of 0 to 1, by its binary exponent and a series (Abramowitz and Stegun, 4.1.27).
    static func logarithm(_ number: Double) -> Double {
        let exponent = Double(number.exponent)
        let ratio = (number.significand - 1) / (number.significand + 1)
        var term = ratio
        var sum = 0.0
        for index in 0..<24 {
            sum += term / Double(2 * index + 1)
            term *= ratio * ratio
        }
        return 2 * sum + exponent * 0.693_147_180_559_945_3
    }
}

extension Scenario {
    /// Which phone a member is.
    public func identity(of member: FleetSchedule.Member) -> DeviceIdentity {
        let share = models[member.share]
        let digits = String(member.number, radix: 36, uppercase: true)
        return DeviceIdentity(
            model: share.model, mac: MACAddress(bits: firstAddress.bits + UInt64(member.number)),
            serialNumber: "FLT" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits,
            softwareVersion: share.softwareVersion, hardwareVersion: share.hardwareVersion)
    }
}

extension Duration {
    /// In milliseconds, with what is left of them.
    var inMilliseconds: Double { Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15 }
    /// In seconds, with what is left of them.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
