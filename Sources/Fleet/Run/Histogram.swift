/// How often which latency occurred, in steps of about four percent: a few hundred numbers, however many requests there were.
public struct Histogram: Sendable, Hashable {
    /// Steps in an octave.
    private static let resolution = 16
    private static let octaves = 32
    private var counts: [UInt32]
    /// How many there are.
    public private(set) var count = 0
    /// The largest, in microseconds.
    public private(set) var largest = 0
    private var total = 0

    /// Nothing yet.
    public init() {
        counts = []
    }

    /// One more, in microseconds.
    public mutating func add(_ microseconds: Int) {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.resolution * Self.octaves) }
        counts[Self.index(of: microseconds)] &+= 1
        count += 1
        total += microseconds
        largest = max(largest, microseconds)
    }

    /// All of another one.
    public mutating func add(_ other: Histogram) {
        guard other.count > 0 else { return }
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.resolution * Self.octaves) }
        for index in other.counts.indices { counts[index] &+= other.counts[index] }
        count += other.count
        total += other.total
        largest = max(largest, other.largest)
    }

    /// The mean, in microseconds.
    public var mean: Int { count == 0 ? 0 : total / count }

    /// The latency that this part of all did not exceed, in microseconds; 0 of nothing.
    public func percentile(_ part: Double) -> Int {
        guard count > 0 else { return 0 }
        let wanted = max(1, Int((part * Double(count)).rounded(.up)))
        var seen = 0
        for (index, number) in counts.enumerated() {
            seen += Int(number)
            if seen >= wanted { return min(largest, Self.value(of: index)) }
        }
        return largest
    }

    /// How many there are in each octave, with its upper end in microseconds; the empty ones before the first and after the last left out.
    public var octaveCounts: [(upTo: Int, count: Int)] {
        guard count > 0 else { return [] }
        let all = (0..<Self.octaves).map { octave in
            (
                upTo: 1 << (octave + 1),
                count: counts[(octave * Self.resolution)..<((octave + 1) * Self.resolution)].reduce(0) { $0 + Int($1) }
            )
        }
        guard let first = all.firstIndex(where: { $0.count > 0 }), let last = all.lastIndex(where: { $0.count > 0 })
        else { return [] }
        return Array(all[first...last])
    }

    private static func index(of microseconds: Int) -> Int {
        let value = max(1, microseconds)
        let octave = Int.bitWidth - 1 - value.leadingZeroBitCount
        let part = octave >= 4 ? (value >> (octave - 4)) & 15 : (value << (4 - octave)) & 15
        return min(octave, octaves - 1) * resolution + part
    }

    /// The upper end of a step.
    private static func value(of index: Int) -> Int {
        let (octave, part) = index.quotientAndRemainder(dividingBy: resolution)
        return octave >= 4 ? ((17 + part) << (octave - 4)) - 1 : ((17 + part) << octave) >> 4
    }
}
