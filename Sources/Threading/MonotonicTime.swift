internal import Glibc

/// A moment of the machine's monotonic clock, which stands still while the machine sleeps and which nobody can set.
package struct MonotonicTime: Comparable, Sendable {
    /// Nanoseconds since some moment in the past.
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Later than all others.
    package static let never = MonotonicTime(nanoseconds: .max)

    /// The present.
    package static var now: MonotonicTime {
        var time = Glibc.timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment that much later; `never` if it lies beyond what the clock can count.
    package static func + (moment: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let added = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !added.overflow else { return .never }
        let total = moment.nanoseconds.addingReportingOverflow(
            added.partialValue &+ UInt64(clamping: attoseconds / 1_000_000_000))
        return total.overflow ? .never : MonotonicTime(nanoseconds: total.partialValue)
    }

    var timespec: Glibc.timespec {
        Glibc.timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}
