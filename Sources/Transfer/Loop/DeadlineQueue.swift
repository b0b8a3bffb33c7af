/// A binary heap of deadlines. Entries are never searched for: one that has become pointless is told by its owner when it comes up.
struct DeadlineQueue<Owner> {
    typealias Instant = ContinuousClock.Instant

    private var heap: [(at: Instant, owner: Owner)] = []

    var count: Int { heap.count }
    var next: Instant? { heap.first?.at }

    mutating func removeAll() { heap.removeAll() }

    mutating func add(_ owner: Owner, at instant: Instant) {
        heap.append((instant, owner))
        var child = heap.count - 1
        while child > 0, heap[child].at < heap[(child - 1) / 2].at {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the earliest owner whose time has come.
    mutating func takeDue(at now: Instant) -> Owner? {
        guard let first = heap.first, first.at <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.owner }
        heap[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].at < heap[smallest].at
            {
                smallest = child
            }
            guard smallest != parent else { return first.owner }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
