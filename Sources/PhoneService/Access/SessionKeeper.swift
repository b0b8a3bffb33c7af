internal import FlatProfile
internal import Store
internal import Threading

/// Writes the sessions of the web pages down, so that a restart ends none of them.
///
/// Writes follow one another, and each takes what is to be kept when its turn has come: an older list never replaces a newer one.
final class SessionKeeper: Sendable {
    private let last = Locked<Task<Void, Never>?>(nil)

    /// Writes after all that was asked for before.
    func write(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        last.withLock { last in
            let former = last
            let task = Task {
                await former?.value
                await body()
            }
            last = task
            return task
        }
    }
}

extension PhoneService {
    private static let sessionsKey = "sessions"

    /// Reads what earlier runs left.
    func loadSessions() async throws(StoreError) {
        let bytes = try await store.state(Self.sessionsKey)
        let kept = bytes.flatMap { try? RecordCoding.decode(KeptSessions.self, from: $0) }
        earlierSessions.withLock { $0 = kept ?? KeptSessions() }
    }

    /// The sessions of the process before this one.
    public var sessionsOfBefore: KeptSessions { earlierSessions.withLock { $0 } }

    /// Writes the sessions down, of which `take` tells when it is the turn of this write. Whoever awaits the task knows that it is done.
    @discardableResult
    public func keepSessions(_ take: @escaping @Sendable () -> KeptSessions) -> Task<Void, Never> {
        sessionKeeper.write { [self] in
            do throws(StoreError) {
                try await store.setState(Self.sessionsKey, RecordCoding.encode(take()))
            } catch {
                complain("the sessions of the web pages could not be written down: \(error)")
            }
        }
    }

    /// Tells whoever watches that sessions were ended.
    public func tellOfEndedSessions() async { await events.post(.sessionsEnded) }
}
