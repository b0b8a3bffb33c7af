import Synchronization
import Threading

/// Something that wants to be told when a moment has come.
protocol Timed: AnyObject, Sendable {
    /// When; `MonotonicTime.never` for not at present.
    var due: MonotonicTime { get }
    /// The moment has come. Has to move `due` forward.
    func dueReached(at now: MonotonicTime)
}

/// One thread that watches every deadline of a server: slow headers, slow bodies, heartbeats.
///
/// It sleeps until the earliest deadline and not at all when there is none. A deadline that moves later costs nothing;
/// only one that comes before the planned wake-up signals the thread.
final class Watchdog: Sendable {
    private struct State {
        var watched: [ObjectIdentifier: any Timed] = [:]
        /// A deadline may have come before the planned wake-up.
        var isOvertaken = false
        var hasEnded = false
    }

    private let state = Monitor(State())
    private let planned = Atomic<UInt64>(0)

    func start() throws(ThreadError) { try BlockingThread.start(named: "http deadlines") { self.run() } }

    func end() {
        state.withLock {
            $0.hasEnded = true
            $0.watched = [:]
        }
        state.notify()
    }

    func watch(_ item: any Timed) {
        state.withLock { $0.watched[ObjectIdentifier(item)] = item }
        moved(to: item.due)
    }

    func forget(_ item: any Timed) {
        state.withLock { _ = $0.watched.removeValue(forKey: ObjectIdentifier(item)) }
    }

    /// To be called after `due` of a watched item was set to an earlier moment.
    func moved(to due: MonotonicTime) {
        guard due.nanoseconds < planned.load(ordering: .sequentiallyConsistent) else { return }
        state.withLock { $0.isOvertaken = true }
        state.notify()
    }

    private func run() {
        while let (reached, next) = look() {
            // Without the lock: what is told may call the library, which has locks of its own.
            for item in reached { item.dueReached(at: .now) }
            guard reached.isEmpty else { continue }
            state.wait(until: next) { $0.isOvertaken || $0.hasEnded }
        }
    }

    /// The items whose moment has come, and the earliest moment of the others; nil after the end.
    private func look() -> (reached: [any Timed], next: MonotonicTime)? {
        state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.isOvertaken = false
            // From here on every earlier deadline signals, so that none slips by unseen.
            planned.store(.max, ordering: .sequentiallyConsistent)
            let now = MonotonicTime.now
            var reached: [any Timed] = []
            var next = MonotonicTime.never
            for item in state.watched.values {
                let due = item.due
                if due <= now { reached.append(item) } else { next = min(next, due) }
            }
            planned.store(next.nanoseconds, ordering: .sequentiallyConsistent)
            return (reached, next)
        }
    }
}
