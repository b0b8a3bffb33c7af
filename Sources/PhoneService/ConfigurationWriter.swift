internal import FlatProfile
internal import Identity
internal import Provisioning
internal import Store

/// The one way into the store: whoever changes the configuration, page, profile, rule or restore, comes through here.
///
/// Web logins become hashes before they are stored; watchers hear of every revision, the engine among them.
final class ConfigurationWriter: ProvisioningStore {
    /// Word that the configuration has changed. However many changes there were, one word is kept until somebody hears it, who then
    /// reads the snapshot: so none is missed, and nothing piles up. For one listener.
    let changed: AsyncStream<Void>

    private let word: AsyncStream<Void>.Continuation
    private let store: any ConfigurationStore
    private let passwords: LoginPasswords
    private let events: EventHub
    private let now: @Sendable () -> Timestamp
    private let report: @Sendable (String) -> Void

    init(
        store: any ConfigurationStore, passwords: LoginPasswords, events: EventHub,
        now: @escaping @Sendable () -> Timestamp, report: @escaping @Sendable (String) -> Void
    ) {
        (changed, word) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.store = store
        self.passwords = passwords
        self.events = events
        self.now = now
        self.report = report
    }

    var snapshot: Snapshot { store.snapshot }

    func commit(_ changes: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        var changes = changes
        do throws(IdentityError) {
            changes.changes = try await withHashedLogins(changes.changes)
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
        do throws(StoreError) {
            guard let revision = try await store.commit(changes, at: now()) else { return nil }
            return await published(revision)
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    /// Makes a new revision that holds what an earlier one held; nil if nothing differs.
    func restore(_ number: RevisionNumber, note: String) async throws(StoreError) -> CommittedRevision? {
        guard let revision = try await store.restore(to: number, at: now(), note: note) else { return nil }
        return await published(revision)
    }

    private func published(_ revision: Revision) async -> CommittedRevision {
        word.yield()
        await events.post(.revised(RevisionRecord(revision, in: snapshot.catalogue)))
        do throws(StoreError) {
            return CommittedRevision(revision: revision, changes: try await store.changes(of: revision.number))
        } catch {
            // The revision stands: whoever made it must not be told that it does not.
            report("what revision \(revision.number) changed cannot be read back: \(error)")
            return CommittedRevision(revision: revision, changes: [])
        }
    }

    /// Puts the hash of a web login in the place of its password; the same password as before changes nothing.
    private func withHashedLogins(
        _ changes: [ParameterChange]
    ) async throws(IdentityError) -> [ParameterChange] {
        var result: [ParameterChange] = []
        for var change in changes {
            if case .set(let password) = change.value, !password.isEmpty, Account.isLogin(change.name) {
                let isSame = passwords.isSame(password, as: snapshot[change.name])
                change.value = isSame ? .keep : .set(try await passwords.stored(password))
            }
            result.append(change)
        }
        return result
    }
}
