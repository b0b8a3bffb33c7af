import Synchronization

/// Something that wants to be told when a moment has come.
protocol Timed: AnyObject, Sendable {
    /// When; `Moment.never` for not at present.
    var due: Moment { get }
    /// The moment has come. Has to move `due` forward.
    func dueReached(at now: Moment)
}

/// One thread that watches every deadline of a server: slow headers, slow bodies, heartbeats.
///
/// It sleeps until the earliest deadline and not at all when there is none. A deadline that moves later costs nothing;
/// only one that comes before the planned wake-up signals the thread.
final class Watchdog: @unchecked Sendable {
    // Sendable: `watched` and `ended` are touched with `lock` held, the rest is atomic or never changes.
    private let lock = Lock()
    private let planned = Atomic<UInt64>(0)
    private var watched: [ObjectIdentifier: any Timed] = [:]
    private var ended = false

    func start() { detachThread { self.run() } }

    func end() {
        lock.withLock {
            ended = true
            watched = [:]
            lock.notify()
        }
    }

    func watch(_ item: any Timed) {
        lock.withLock {
            watched[ObjectIdentifier(item)] = item
            if item.due.nanoseconds < planned.load(ordering: .sequentiallyConsistent) { lock.notify() }
        }
    }

    func forget(_ item: any Timed) {
        lock.withLock { _ = watched.removeValue(forKey: ObjectIdentifier(item)) }
    }

    /// To be called after `due` of a watched item was set to an earlier moment.
    func moved(to due: Moment) {
        guard due.nanoseconds < planned.load(ordering: .sequentiallyConsistent) else { return }
        lock.withLock { lock.notify() }
    }

    private func run() {
        while true {
            var reached: [any Timed] = []
            let goesOn = lock.withLock { () -> Bool in
                guard !ended else { return false }
                // From here to the wait every earlier deadline signals, so that none slips by unseen.
                planned.store(.max, ordering: .sequentiallyConsistent)
                let now = Moment.now
                var next = Moment.never
                for item in watched.values {
                    let due = item.due
                    if due <= now { reached.append(item) } else { next = min(next, due) }
                }
                guard reached.isEmpty else { return true }
                planned.store(next.nanoseconds, ordering: .sequentiallyConsistent)
                lock.wait(until: next)
                return true
            }
            guard goesOn else { return }
            // Without the lock: what is told may call the library, which has locks of its own.
            for item in reached { item.dueReached(at: .now) }
        }
    }
}
