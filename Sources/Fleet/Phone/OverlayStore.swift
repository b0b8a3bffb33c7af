internal import FlatProfile
internal import Provisioning
internal import Threading

/// What one virtual phone keeps: what differs from the factory defaults, which all phones of a model share.
///
/// `InMemoryStore` keeps the history besides, each value once more: for a phone that nobody asks about yesterday that is half of its
/// memory. Web logins stay as they come: nobody can log in to a virtual phone, and ten thousand slow hashes would be the whole test.
final class OverlayStore: ProvisioningStore {
    private struct Contents {
        var snapshot: Snapshot
        var memories: [String: any Sendable] = [:]
    }

    private let contents: Locked<Contents>
    private let premises: Premises

    init(_ snapshot: Snapshot, _ premises: Premises) {
        contents = Locked(Contents(snapshot: snapshot))
        self.premises = premises
    }

    /// How far it has come to its provider; nil in factory state.
    var customization: CustomizationMemory? {
        contents.withLock { $0.memories[CustomizationMemory.concern] } as? CustomizationMemory
    }

    var snapshot: Snapshot { contents.withLock { $0.snapshot } }

    func commit(_ set: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        let time = premises.now
        return contents.withLock { contents in
            guard let (next, changes) = contents.snapshot.applying(set, at: time) else { return nil }
            contents.snapshot = next
            return CommittedRevision(
                revision: Revision(
                    number: next.revision, time: time, origin: set.origin, note: set.note, changeCount: changes.count),
                changes: changes)
        }
    }

    func memory<Memory: Codable & Sendable>(of concern: String, as type: Memory.Type) async -> Memory? {
        contents.withLock { $0.memories[concern] } as? Memory
    }

    func remember<Memory: Codable & Sendable>(_ memory: Memory?, of concern: String) async throws(CommitFailure) {
        contents.withLock { $0.memories[concern] = memory }
    }
}
