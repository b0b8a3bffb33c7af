public import FlatProfile
internal import Identity
internal import Provisioning
internal import Store

/// What somebody wants of one parameter in a draft.
public struct DraftWish: Hashable, Sendable {
    /// The parameter, as it was sent.
    public var name: String
    /// What it shall be; nil drops the change from the draft.
    public var value: SubmittedValue?
    /// The text that stood in the field when it was shown, if that was a drafted one: whoever left it has no wish.
    public var shown: String?

    /// A wish of those parts.
    public init(_ name: String, _ value: SubmittedValue?, shown: String? = nil) {
        self.name = name
        self.value = value
        self.shown = shown
    }
}

/// Changes that are prepared over several pages and applied at once.
extension PhoneService {
    /// The draft of somebody, compared with the configuration as it is now; empty if there is none.
    public func draft(_ key: DraftKey, of principal: Principal) -> DraftRecord {
        record(of: stored(key, principal.account), key, principal)
    }

    /// How many changes of a draft wait to be applied. Never waits.
    public func draftedChangeCount(_ key: DraftKey, of account: Account) -> Int {
        guard let draft = stored(key, account) else { return 0 }
        let review = DraftReview(draft: draft, snapshot: snapshot)
        return draft.changes.count { review.standing(of: $0) != .done }
    }

    /// Whether there is such a draft.
    public func hasDraft(_ key: DraftKey, of account: Account) -> Bool { stored(key, account) != nil }

    /// The named drafts of an account, the one that was touched last first.
    public func drafts(of account: Account) -> [DraftSummaryRecord] {
        store.drafts.drafts.values.filter { $0.holder.account == account.rawValue && isAlive($0) }
            .sorted { ($0.touched, $1.holder.key) > ($1.touched, $0.holder.key) }
            .compactMap { draft in DraftKey(draft.holder).map { DraftSummaryRecord(draft, $0.name) } }
    }

    /// The draft in the store; one that was left alone for too long is none.
    func stored(_ key: DraftKey, _ account: Account) -> Draft? {
        store.drafts[key.holder(account)].flatMap { isAlive($0) ? $0 : nil }
    }

    private func isAlive(_ draft: Draft) -> Bool { now - draft.touched < DraftBook.lifetime }

    /// Drops the drafts that nobody has touched for a month.
    func removeOldDrafts() async {
        do throws(StoreError) {
            try await store.removeDrafts(untouchedSince: now + (.zero - DraftBook.lifetime))
        } catch {
            complain("old drafts could not be removed: \(error)")
        }
    }

    // MARK: Preparing

    /// Prepares changes, all of them or none; nothing of the configuration changes.
    ///
    /// A value is checked as a submission is, with the same sentences. What is as it was before their eyes (`revision`, or the drafted text
    /// that was shown) is no wish; what is the present value drops the change from the draft. With `replacesAll` the draft holds
    /// nothing else afterwards.
    public func prepare(
        _ wishes: [DraftWish], in key: DraftKey, by principal: Principal, basedOn revision: RevisionNumber? = nil,
        replacesAll: Bool = false
    ) async throws(SubmissionRefusal) {
        let snapshot = snapshot
        let seen = try await self.snapshot(seenAt: revision)
        let present = replacesAll ? nil : stored(key, principal.account)
        var edit = DraftEdit(key.holder(principal.account), replacesAll: replacesAll)
        var faults: [FieldFault] = []
        for wish in wishes where !Self.isAsShown(wish, in: revision == nil ? nil : seen ?? snapshot, by: principal) {
            guard let value = wish.value else {
                edit.removing.insert(ParameterName(wish.name))
                continue
            }
            switch change(of: wish.name, to: value, by: principal, in: snapshot) {
            case .failure(let fault): faults.append(fault)
            case .success(let change): try await add(change, to: &edit, present, seen ?? snapshot, snapshot)
            }
        }
        guard faults.isEmpty else { throw .faults(faults) }
        guard replacesAll || !edit.setting.isEmpty || !edit.removing.isEmpty else { return }
        try await store(edit)
    }

    private func add(
        _ change: ParameterChange, to edit: inout DraftEdit, _ present: Draft?, _ seen: Snapshot, _ snapshot: Snapshot
    ) async throws(SubmissionRefusal) {
        let name = change.name
        var drafted = DraftedChange(name, value: nil, base: present?[name]?.base ?? seen[name], time: now)
        if case .set(let text) = change.value {
            (drafted.value, drafted.isHashed) = try await kept(text, of: name)
        }
        // A secret that is typed again stays in the draft: the answer must not tell that it is the present one.
        let isSecret = snapshot.catalogue[name]?.isSecret == true
        let isAsNow = drafted.value.map { $0 == snapshot[name] && !isSecret } ?? (snapshot.settings[name] == nil)
        guard !isAsNow else {
            edit.removing.insert(name)
            return
        }
        edit.setting.append(drafted)
    }

    /// A text as the draft keeps it: of a web login its hash, as the store does.
    private func kept(_ text: String, of name: ParameterName) async throws(SubmissionRefusal) -> (String, Bool) {
        guard Account.isLogin(name), !text.isEmpty else { return (text, false) }
        do throws(IdentityError) {
            return (try await passwords.stored(text), true)
        } catch {
            throw .store("\(error)")
        }
    }

    /// Whoever writes a name without having been shown anything means it.
    private static func isAsShown(_ wish: DraftWish, in seen: Snapshot?, by principal: Principal) -> Bool {
        guard let value = wish.value else { return false }
        if let shown = wish.shown { return value == .text(shown) }
        return seen.map { isAsSeen(wish.name, value, in: $0, by: principal) } ?? false
    }

    /// Drops changes from a draft, or all of it.
    public func discard(
        _ names: Set<String>?, from key: DraftKey, by principal: Principal
    ) async throws(SubmissionRefusal) {
        let holder = key.holder(principal.account)
        guard store.drafts[holder] != nil else { return }
        try await store(
            names.map { DraftEdit(holder, removing: Set($0.map { ParameterName($0) })) }
                ?? DraftEdit(holder, replacesAll: true))
    }

    private func store(_ edit: DraftEdit) async throws(SubmissionRefusal) {
        let isTaken: Bool
        do throws(StoreError) {
            isTaken = try await store.edit(edit, at: now)
        } catch {
            complain("a draft was not stored: \(error)")
            throw .store("\(error)")
        }
        guard isTaken else {
            throw .notAllowed(
                "a draft holds at most \(DraftBook.mostChanges) changes and \(DraftBook.largestSize >> 10) KiB: apply or discard some first"
            )
        }
    }
}

extension DraftSummaryRecord {
    init(_ draft: Draft, _ name: String) {
        self.init(
            name: name, begun: draft.begun.iso8601, touched: draft.touched.iso8601, change_count: draft.changes.count)
    }
}
