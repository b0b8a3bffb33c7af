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

    /// Word that something waits for its confirmation; for one listener.
    let waiting: AsyncStream<Void>

    private let waitingWord: AsyncStream<Void>.Continuation
    private let word: AsyncStream<Void>.Continuation
    private let localWord: AsyncStream<Void>.Continuation
    private let store: any ConfigurationStore
    private let passwords: LoginPasswords
    private let digests: DigestSecrets
    private let events: EventHub
    private let now: @Sendable () -> Timestamp
    /// Something was changed after which a phone reboots; by whom.
    private let needsReboot: @Sendable (Origin) -> Void

    init(
        store: any ConfigurationStore, passwords: LoginPasswords, digests: DigestSecrets, events: EventHub,
        now: @escaping @Sendable () -> Timestamp, needsReboot: @escaping @Sendable (Origin) -> Void = { _ in }
    ) {
        (changed, word) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (changedLocally, localWord) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (waiting, waitingWord) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.store = store
        self.passwords = passwords
        self.digests = digests
        self.events = events
        self.now = now
        self.needsReboot = needsReboot
    }

    var snapshot: Snapshot { store.snapshot }

    func commit(_ changes: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        try await commit(changes, settling: nil, hashed: [], terms: nil)
    }

    /// As above; the drafted changes of `settlement` end with it, and the web logins of `hashed` are hashes already. The revision waits
    /// for its confirmation if `terms` says so.
    func commit(
        _ changes: ChangeSet, settling settlement: DraftSettlement? = nil, hashed: Set<ParameterName> = [],
        terms: ConfirmationQuestion?
    ) async throws(CommitFailure) -> CommittedRevision? {
        var changes = changes
        do throws(IdentityError) {
            changes.changes = try await withHashedLogins(changes.changes, except: hashed)
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
        do throws(StoreError) {
            let committed = try await store.commit(changes, at: now(), settling: settlement, terms: terms)
            guard let committed else { return nil }
            await tell(of: committed)
            return committed
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    /// Makes one revision of each set, in their order, all or none, and keeps the bytes with them. Throws `overtaken` if `base` is given and
    /// is not the present revision any more. A backup holds logins as they are stored. `person` is who makes them now, wherever they come
    /// from: a reboot that one of them needs does not wait for a resync. All of them wait for their confirmation if `terms` says so.
    func commit(
        _ sets: [DatedChangeSet], onlyAfter base: RevisionNumber? = nil, keeping state: [String: [UInt8]] = [:],
        acceptingPasswordRecords: Bool = false, terms: ConfirmationQuestion?, by person: Origin
    ) async throws(StoreError) -> [CommittedRevision] {
        var hashed: [DatedChangeSet] = []
        for var dated in sets {
            do throws(IdentityError) {
                dated.set.changes = try await withHashedLogins(
                    dated.set.changes, acceptsRecords: acceptingPasswordRecords)
            } catch {
                throw .other(code: 0, message: "\(error)")
            }
            hashed.append(dated)
        }
        let committed = try await store.commit(hashed, onlyAfter: base, keeping: state, terms: terms)
        for each in committed { await tell(of: each.revision) }
        rebootIfNeeded(after: committed, by: person)
        return committed
    }

    /// The changes without those that set a web login to the password that it has already.
    func withoutKnownLogins(_ changes: [ParameterChange], in snapshot: Snapshot) -> [ParameterChange] {
        changes.map { change in
            guard case .set(let password) = change.value, Account.isLogin(change.name),
                passwords.isSame(password, as: snapshot[change.name])
            else { return change }
            var kept = change
            kept.value = .keep
            return kept
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
    func restore(
        _ number: RevisionNumber, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        let restored = try await store.restore(to: number, at: now(), author: author, note: note, terms: terms)
        guard let restored else { return nil }
        await tell(of: restored)
        return restored
    }

    /// Takes the newest revision back; nil if nothing is left to be taken back.
    func undo(
        _ number: RevisionNumber, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        let undone = try await store.undo(number, at: now(), author: author, note: note, terms: terms)
        guard let undone else { return nil }
        await tell(of: undone)
        return undone
    }

    /// Takes back what waits for its confirmation.
    func revertPendingChange(
        _ pending: PendingChange, author: String, note: String
    ) async throws(StoreError) -> RevertOutcome {
        let outcome = try await store.revertPendingChange(
            newest: pending.newest, at: now(), author: author, note: note)
        if case .reverted(let committed) = outcome {
            if let committed { await tell(of: committed) }
            await events.post(.pendingChange(waits: false))
        }
        return outcome
    }

    /// Erases everything that the store holds.
    func factoryReset(note: String) async throws(StoreError) {
        await tell(of: try await store.factoryReset(at: now(), note: note))
    }

    private func tell(of committed: CommittedRevision) async {
        await tell(of: committed.revision)
        rebootIfNeeded(after: [committed], by: committed.revision.origin)
    }

    private func rebootIfNeeded(after committed: [CommittedRevision], by person: Origin) {
        let catalogue = snapshot.catalogue
        if committed.contains(where: { $0.changes.contains { $0.reboots(in: catalogue) } }) { needsReboot(person) }
    }

    private func tell(of revision: Revision) async {
        word.yield()
        if revision.origin.isLocalChange { localWord.yield() }
        await events.post(.revised(RevisionRecord(revision, in: snapshot.catalogue)))
        guard store.pendingChange?.newest == revision.number else { return }
        waitingWord.yield()
        await events.post(.pendingChange(waits: true))
    }

    /// Puts the hash of a web login in the place of its password; the same password as before changes nothing.
    private func withHashedLogins(
        _ changes: [ParameterChange], except hashed: Set<ParameterName> = [], acceptsRecords: Bool = false
    ) async throws(IdentityError) -> [ParameterChange] {
        var result: [ParameterChange] = []
        for var change in changes {
            if case .set(let password) = change.value, !password.isEmpty, Account.isLogin(change.name),
                !hashed.contains(change.name), !(acceptsRecords && PasswordRecord(text: password) != nil)
            {
                let isSame = passwords.isSame(password, as: snapshot[change.name])
                let record = isSame ? snapshot[change.name] : try await passwords.stored(password)
                change.value = isSame ? .keep : .set(record)
                await digests.learn(password, of: change.name, storedAs: record)
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
