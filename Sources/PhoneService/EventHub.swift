internal import Synchronization

/// Deals every event out to all who listen. A listener that does not keep up loses the oldest events, so an event
/// is news for a watcher, never the only word of something that must be done.
actor EventHub {
    private nonisolated let posted = Atomic(0)
    private var listeners: [Int: AsyncStream<PhoneEvent>.Continuation] = [:]
    private var lastListener = 0

    /// How many events there were.
    nonisolated var count: Int { posted.load(ordering: .acquiring) }

    /// The events from now on, until the task that reads them is cancelled.
    func events() -> AsyncStream<PhoneEvent> {
        lastListener += 1
        let listener = lastListener
        let (stream, continuation) = AsyncStream.makeStream(of: PhoneEvent.self, bufferingPolicy: .bufferingNewest(64))
        listeners[listener] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.remove(listener) }
        }
        return stream
    }

    /// Tells all listeners.
    func post(_ event: PhoneEvent) {
        posted.add(1, ordering: .releasing)
        for listener in listeners.values { listener.yield(event) }
    }

    private func remove(_ listener: Int) {
        listeners[listener] = nil
    }
}
