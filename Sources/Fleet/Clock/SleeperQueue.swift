/// Who sleeps, and until when: a heap, with the places of those who may be woken early.
struct SleeperQueue {
    private struct Entry {
        var until: FleetClock.Instant
        var number: UInt64
    }

    /// The present of an accelerated clock.
    private(set) var now = FleetClock.Instant()
    /// How many are awake and have something to do.
    var busy = 0
    var isOver = false
    private var heap: [Entry] = []
    /// Those who sleep; a number that is in the heap alone has been woken early.
    private var sleepers: [UInt64: Sleeper] = [:]
    private var lastNumber: UInt64 = 0

    /// How many sleep.
    var count: Int { sleepers.count }

    /// When the next one wakes.
    var next: FleetClock.Instant? { heap.first?.until }

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Somebody goes to sleep; whether they are the first to wake.
    mutating func add(_ number: UInt64, until: FleetClock.Instant, _ sleeper: Sleeper) -> Bool {
        sleepers[number] = sleeper
        heap.append(Entry(until: until, number: number))
        rise()
        return heap[0].number == number
    }

    /// Somebody is to wake early; nil if they do not sleep any more.
    mutating func remove(_ number: UInt64) -> Sleeper? {
        guard let sleeper = sleepers.removeValue(forKey: number) else { return nil }
        if heap.first?.number == number { dropForgotten() }
        // The forgotten ones must not outgrow the others.
        if heap.count > 64 + 2 * sleepers.count { rebuild() }
        return sleeper
    }

    /// Those whose time has come; they are busy from now on.
    mutating func takeDue(at moment: FleetClock.Instant) -> [Sleeper] {
        var due: [Sleeper] = []
        while let first = heap.first, first.until <= moment {
            removeFirst()
            if let sleeper = sleepers.removeValue(forKey: first.number) { due.append(sleeper) }
        }
        busy += due.count
        dropForgotten()
        return due
    }

    /// The time leaps to the next waking; those who wake within a step of it wake as well.
    mutating func leap(step: Duration) -> [Sleeper] {
        dropForgotten()
        guard busy == 0, let first = heap.first else { return [] }
        let moment = first.until.advanced(by: step)
        // To the last of them: nobody may wake before their time.
        now = max(now, heap.lazy.map(\.until).filter { $0 <= moment }.max() ?? first.until)
        return takeDue(at: now)
    }

    private mutating func dropForgotten() {
        while let first = heap.first, sleepers[first.number] == nil { removeFirst() }
    }

    private mutating func rebuild() {
        let left = heap.filter { sleepers[$0.number] != nil }
        heap = []
        for entry in left {
            heap.append(entry)
            rise()
        }
    }

    private mutating func rise() {
        var child = heap.count - 1
        while child > 0, heap[child].until < heap[(child - 1) / 2].until {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].until < heap[smallest].until { smallest = child }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}

/// Somebody who sleeps. The queue hands each out once, so that nobody is woken twice.
@safe struct Sleeper: Sendable {
    private let continuation: UnsafeContinuation<Void, any Error>

    init(_ continuation: UnsafeContinuation<Void, any Error>) {
        unsafe self.continuation = continuation
    }

    /// The time has come.
    func wake() { unsafe continuation.resume() }

    /// The task was cancelled.
    func interrupt() { unsafe continuation.resume(throwing: CancellationError()) }
}
