internal import FlatProfile
internal import Identity
internal import Provisioning
internal import Store

/// The one way into the store: whoever changes the configuration, page, profile or rule, comes through here.
///
/// Web logins become hashes before they are stored; watchers hear of every revision, the engine among them.
final class ConfigurationWriter: ProvisioningStore {
    private let store: any ConfigurationStore
    private let passwords: LoginPasswords
    private let events: EventHub
    private let now: @Sendable () -> Timestamp

    init(
        store: any ConfigurationStore, passwords: LoginPasswords, events: EventHub,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.passwords = passwords
        self.events = events
        self.now = now
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
            let details = try await store.changes(of: revision.number)
            await events.post(.revised(RevisionRecord(revision, in: snapshot.catalogue)))
            return CommittedRevision(revision: revision, changes: details)
        } catch {
            throw CommitFailure(sentence: "\(error)")
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
