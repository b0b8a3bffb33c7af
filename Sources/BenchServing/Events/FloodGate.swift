/// Lets so many things through in a time, for each source of its own and for all together, and counts those that it does not.
///
/// A pure value: moments are the caller's, as seconds of any clock that never goes backwards.
struct FloodGate {
    /// How many may come at once, and how many follow in a second.
    struct Rate: Hashable {
        var burst: Double
        var perSecond: Double
    }

    private struct Bucket {
        var level: Double
        var moment: Double

        mutating func takes(_ rate: Rate, at now: Double) -> Bool {
            level = min(rate.burst, level + max(0, now - moment) * rate.perSecond)
            moment = now
            guard level >= 1 else { return false }
            level -= 1
            return true
        }
    }

    private let each: Rate
    private let together: Rate
    private var buckets: [String: Bucket] = [:]
    private var common: Bucket
    private var dropped: [String: Int] = [:]
    private var lastReport = -Double.infinity

    /// More sources than this share what is left.
    private static let mostSources = 4096

    init(each: Rate, together: Rate) {
        self.each = each
        self.together = together
        common = Bucket(level: together.burst, moment: 0)
    }

    /// Whether one more of that source is let through.
    mutating func takes(_ source: String, at now: Double) -> Bool {
        let name = buckets[source] != nil || buckets.count < Self.mostSources ? source : ""
        var bucket = buckets[name] ?? Bucket(level: each.burst, moment: now)
        let isTaken = bucket.takes(each, at: now) && common.takes(together, at: now)
        buckets[name] = bucket
        if !isTaken { dropped[name, default: 0] += 1 }
        return isTaken
    }

    /// How many were not let through since it was asked last, at most every ten seconds; the source that had most of them.
    mutating func report(at now: Double) -> (count: Int, worst: String)? {
        guard !dropped.isEmpty, now - lastReport >= 10, let worst = dropped.max(by: { $0.value < $1.value }) else {
            return nil
        }
        let count = dropped.values.reduce(0, +)
        dropped = [:]
        lastReport = now
        // Whoever is quiet again starts anew.
        buckets = buckets.filter { now - $0.value.moment < 60 }
        return (count, worst.key)
    }
}
