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
    /// The same word of changes on the spot, which no server has made.
    let changedLocally: AsyncStream<Void>

    private let word: AsyncStream<Void>.Continuation
    private let localWord: AsyncStream<Void>.Continuation
    private let store: any ConfigurationStore
    private let passwords: LoginPasswords
    private let events: EventHub
    private let now: @Sendable () -> Timestamp
    /// Something was changed after which a phone reboots; by whom.
    private let needsReboot: @Sendable (Origin) -> Void

    init(
        store: any ConfigurationStore, passwords: LoginPasswords, events: EventHub,
        now: @escaping @Sendable () -> Timestamp, needsReboot: @escaping @Sendable (Origin) -> Void = { _ in }
    ) {
        (changed, word) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (changedLocally, localWord) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.store = store
        self.passwords = passwords
        self.events = events
        self.now = now
        self.needsReboot = needsReboot
    }

    var snapshot: Snapshot { store.snapshot }

    func commit(_ changes: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        try await commit(changes, settling: nil, hashed: [])
    }

    /// As above; the drafted changes of `settlement` end with it, and the web logins of `hashed` are hashes already.
    func commit(
        _ changes: ChangeSet, settling settlement: DraftSettlement?, hashed: Set<ParameterName>
    ) async throws(CommitFailure) -> CommittedRevision? {
        var changes = changes
        do throws(IdentityError) {
            changes.changes = try await withHashedLogins(changes.changes, except: hashed)
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
        do throws(StoreError) {
            guard let committed = try await store.commit(changes, at: now(), settling: settlement) else { return nil }
            await tell(of: committed)
            return committed
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    func memory<Memory: Codable & Sendable>(of concern: String, as type: Memory.Type) async -> Memory? {
        guard let bytes = try? await store.state(Self.stateKey(of: concern)) else { return nil }
        return try? RecordCoding.decode(type, from: bytes)
    }

    func remember<Memory: Codable & Sendable>(_ memory: Memory?, of concern: String) async throws(CommitFailure) {
        do throws(StoreError) {
            try await store.setState(Self.stateKey(of: concern), memory.map { RecordCoding.encode($0) })
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    static func stateKey(of concern: String) -> String { "engine.\(concern)" }

    /// Makes a new revision that holds what an earlier one held; nil if nothing differs.
    func restore(_ number: RevisionNumber, note: String) async throws(StoreError) -> CommittedRevision? {
        guard let restored = try await store.restore(to: number, at: now(), note: note) else { return nil }
        await tell(of: restored)
        return restored
    }

    /// Erases everything that the store holds.
    func factoryReset(note: String) async throws(StoreError) {
        await tell(of: try await store.factoryReset(at: now(), note: note))
    }

    private func tell(of committed: CommittedRevision) async {
        await tell(of: committed.revision)
        let catalogue = snapshot.catalogue
        if committed.changes.contains(where: { $0.reboots(in: catalogue) }) { needsReboot(committed.revision.origin) }
    }

    private func tell(of revision: Revision) async {
        word.yield()
        if revision.origin.isLocalChange { localWord.yield() }
        await events.post(.revised(RevisionRecord(revision, in: snapshot.catalogue)))
    }

    /// Puts the hash of a web login in the place of its password; the same password as before changes nothing.
    private func withHashedLogins(
        _ changes: [ParameterChange], except hashed: Set<ParameterName>
    ) async throws(IdentityError) -> [ParameterChange] {
        var result: [ParameterChange] = []
        for var change in changes {
            if case .set(let password) = change.value, !password.isEmpty, Account.isLogin(change.name),
                !hashed.contains(change.name)
            {
                let isSame = passwords.isSame(password, as: snapshot[change.name])
                change.value = isSame ? .keep : .set(try await passwords.stored(password))
            }
            result.append(change)
        }
        return result
    }
}

extension RevisionChange {
    /// Whether a phone reboots because of it: another value of a parameter of which that is documented.
    fileprivate func reboots(in catalogue: Catalogue) -> Bool {
        guard let parameter = catalogue[name], parameter.reboots else { return false }
        return before?.value ?? parameter.defaultValue != after?.value ?? parameter.defaultValue
    }
}
