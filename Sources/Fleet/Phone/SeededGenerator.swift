/// Random numbers that are the same for the same seed (SplitMix64, by Steele, Lea and Flood): small enough that each phone has its own.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator of that seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// A generator for one of many that share a seed: neighbours have nothing in common.
    public init(seed: UInt64, member: Int) {
        var mixer = SeededGenerator(seed: seed ^ (UInt64(bitPattern: Int64(member)) &* 0x9e37_79b9_7f4a_7c15))
        state = mixer.next()
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
