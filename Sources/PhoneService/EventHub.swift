/// Deals every event out to all who listen. A listener that does not keep up loses the oldest events, so an event
/// is news for a watcher, never the only word of something that must be done.
actor EventHub {
    private var listeners: [Int: AsyncStream<PhoneEvent>.Continuation] = [:]
    private var lastListener = 0

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
        for listener in listeners.values { listener.yield(event) }
    }

    private func remove(_ listener: Int) {
        listeners[listener] = nil
    }
}
