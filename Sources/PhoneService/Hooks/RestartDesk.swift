internal import Host
internal import Threading

/// What the running phone is asked to do with itself.
enum RestartOrder: Sendable {
    case reboot(RebootHistory.Reason, by: String)
    case factoryReset(note: String, CheckedContinuation<Result<Void, RestartRefusal>, Never>)

    fileprivate var isReboot: Bool {
        if case .reboot = self { true } else { false }
    }

    /// It is not carried out: the phone is being stopped.
    func refuse() {
        if case .factoryReset(_, let waiter) = self { waiter.resume(returning: .failure(.stopped)) }
    }
}

/// Orders that wait for the phone. None is forgotten: each is taken, or refused.
final class RestartDesk: Sendable {
    private struct State: Sendable {
        var isOpen = false
        var orders: [RestartOrder] = []
    }

    private let state = Locked(State())
    private let word: AsyncStream<Void>
    private let post: AsyncStream<Void>.Continuation

    init() {
        (word, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether somebody takes the orders.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Somebody takes orders from now on.
    func open() { state.withLock { $0.isOpen = true } }

    /// Gives an order; it is refused if nobody takes it.
    func give(_ order: RestartOrder) {
        let isTaken = state.withLock { state in
            guard state.isOpen else { return false }
            // Asked for twice, the phone restarts once.
            if !(order.isReboot && state.orders.contains(where: \.isReboot)) { state.orders.append(order) }
            return true
        }
        if isTaken { post.yield() } else { order.refuse() }
    }

    /// The next order, for one caller at a time; nil when the task is cancelled.
    func next() async -> RestartOrder? {
        while true {
            if let order = state.withLock({ $0.orders.isEmpty ? nil : $0.orders.removeFirst() }) { return order }
            var word = word.makeAsyncIterator()
            guard await word.next() != nil else { return nil }
        }
    }

    /// Nobody takes orders any more; what was not taken is refused.
    func close() {
        let left = state.withLock { state in
            state.isOpen = false
            defer { state.orders = [] }
            return state.orders
        }
        for order in left { order.refuse() }
    }
}
