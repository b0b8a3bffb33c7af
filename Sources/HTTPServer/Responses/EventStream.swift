/// A stream of events for one client: a closure or an asynchronous sequence that yields them until it ends, the client
/// goes away or the server stops.
///
/// The closure runs as a task of its own, which is cancelled when the client is gone.
public struct EventStream: Sendable {
    /// What happens to a client that reads slower than events come.
    public enum Overflow: Sendable {
        /// What it has not got yet is dropped but for the latest event.
        case keepLatest
        /// Its stream ends, so that it comes again and starts afresh.
        case close
    }

    /// Where a producer puts its events.
    public struct Sink: Sendable {
        let send: @Sendable (ServerSentEvent) -> Bool

        /// Hands an event over without waiting; false when the client is gone or the server stops.
        @discardableResult
        public func callAsFunction(_ event: ServerSentEvent) -> Bool { send(event) }
    }

    /// What happens to a slow client. Default `keepLatest`.
    public var overflow: Overflow = .keepLatest
    /// How many bytes of events wait for one client. Default 64 KiB.
    public var bufferSize = 64 << 10
    /// After how long without an event a comment is sent, which finds out dead clients. Default 15 s.
    public var heartbeat: Duration = .seconds(15)
    let produce: @Sendable (Sink) async -> Void

    /// Events from a closure, which ends the stream by returning and should do so when its task is cancelled.
    public init(_ produce: @escaping @Sendable (Sink) async -> Void) { self.produce = produce }

    /// Events from a sequence.
    public init<Events: AsyncSequence & Sendable>(_ events: Events)
    where Events.Element == ServerSentEvent, Events.Failure == Never {
        self.init { sink in
            for await event in events {
                guard sink(event) else { return }
            }
        }
    }
}
