internal import Bench
internal import FlatProfile
internal import Threading

/// Writes events into the store, many at a time and never in the way of those who serve.
///
/// An event is durable some 50 ms after it was told. While the store cannot be written, a full disk for instance, events wait in memory and are
/// tried again; of more than fit there the later ones are counted, and the count becomes an event of its own.
final class EventWriter: Sendable {
    private struct State {
        var waiting: [BenchEvent] = []
        var lost = 0
        var isOver = false
    }

    private let state = Locked(State())
    private let store: any BenchStore
    private let job: JobName
    private let now: @Sendable () -> Timestamp
    private let complain: @Sendable (String) -> Void
    private let words: AsyncStream<Void>
    private let word: AsyncStream<Void>.Continuation

    /// How many wait in memory at most: about 50 MB.
    let capacity: Int
    /// How long events are collected before they are written together.
    static let delay: Duration = .milliseconds(30)
    private static let mostAtOnce = 2000

    init(
        store: any BenchStore, job: JobName, capacity: Int = 100_000, now: @escaping @Sendable () -> Timestamp,
        complain: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.job = job
        self.capacity = capacity
        self.now = now
        self.complain = complain
        (words, word) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes events from any thread; returns at once.
    func add(_ events: [BenchEvent]) {
        guard !events.isEmpty else { return }
        state.withLock { state in
            let room = max(0, capacity - state.waiting.count)
            state.waiting += events.prefix(room)
            state.lost += max(0, events.count - room)
        }
        word.yield()
    }

    /// How many wait to be written.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Writes until `end`, or until the task is cancelled; what waits then is for `finish`.
    func run() async {
        var fault = false
        for await _ in words {
            guard (try? await Task.sleep(for: Self.delay)) != nil, !state.withLock(\.isOver) else { return }
            while let error = await flush() {
                if !fault {
                    complain("events cannot be written and wait in memory; the files are served all the same: \(error)")
                }
                fault = true
                guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
            }
            if fault { complain("events are written again; none of those that waited is lost") }
            fault = false
        }
    }

    /// Writes what is left, a few times if it has to be; how many could not be written.
    func finish() async -> Int {
        state.withLock { $0.isOver = true }
        word.finish()
        for attempt in 0..<3 {
            guard let error = await flush() else { return 0 }
            if attempt == 2 { complain("\(waiting) events could not be written: \(error)") }
        }
        return waiting
    }

    /// Writes all that waits; the error that it stopped at.
    private func flush() async -> BenchStoreError? {
        while true {
            let (batch, lost) = state.withLock { state in
                (Array(state.waiting.prefix(Self.mostAtOnce)), state.waiting.count <= Self.mostAtOnce ? state.lost : 0)
            }
            guard !batch.isEmpty || lost > 0 else { return nil }
            do throws(BenchStoreError) {
                try await store.append(lost > 0 ? batch + [loss(of: lost)] : batch, to: job)
            } catch {
                return error
            }
            state.withLock { state in
                state.waiting.removeFirst(batch.count)
                state.lost -= lost
            }
        }
    }

    private func loss(of count: Int) -> BenchEvent {
        BenchEvent(
            .refused, at: now(), subject: "events", isGood: false,
            text:
                "\(count) events were lost, because the bench's store could not be written for too long and memory was full"
        )
    }
}
