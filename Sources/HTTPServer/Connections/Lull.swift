import Synchronization
import Threading

/// The quiet after requests: when none has been under way for ten seconds, once, somebody is told. A server that nobody asks for anything
/// wakes up for it once, and then no more.
final class Lull: Timed {
    private static let length = Duration.seconds(10)

    private let perform: @Sendable () -> Void
    private let dueNanoseconds = Atomic<UInt64>(MonotonicTime.never.nanoseconds)

    init(_ perform: @escaping @Sendable () -> Void) { self.perform = perform }

    var due: MonotonicTime { MonotonicTime(nanoseconds: dueNanoseconds.load(ordering: .sequentiallyConsistent)) }

    /// A request is under way.
    func isOver() { set(.never) }

    /// The last request has been answered.
    func begins(watchedBy watchdog: Watchdog) {
        let due = MonotonicTime.now + Self.length
        set(due)
        watchdog.moved(to: due)
    }

    func dueReached(at now: MonotonicTime) {
        set(.never)
        perform()
    }

    private func set(_ due: MonotonicTime) {
        dueNanoseconds.store(due.nanoseconds, ordering: .sequentiallyConsistent)
    }
}
