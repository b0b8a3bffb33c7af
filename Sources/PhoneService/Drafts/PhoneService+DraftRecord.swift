internal import FlatProfile
internal import Store

extension PhoneService {
    /// The record of a draft, with everything masked that is secret.
    func record(of draft: Draft?, _ key: DraftKey, _ principal: Principal) -> DraftRecord {
        let snapshot = snapshot
        var record = DraftRecord(
            name: key.name, account: principal.account.rawValue, begun: draft?.begun.iso8601,
            touched: draft?.touched.iso8601, revision: snapshot.revision, conflicts: 0, changes: [], effects: [])
        guard let draft else { return record }
        let review = DraftReview(draft: draft, snapshot: snapshot)
        let effects = review.effects
        record.changes = review.inOrder.map { self.record(of: $0, in: review, effects, principal) }
        record.conflicts = record.changes.count { $0.state == "conflict" }
        record.effects = effects.all.map(EffectRecord.init)
        return record
    }

    private func record(
        of change: DraftedChange, in review: DraftReview, _ effects: ChangeEffects, _ principal: Principal
    ) -> DraftChangeRecord {
        let snapshot = review.snapshot
        let parameter = snapshot.catalogue[change.name]
        let isVisible = parameter.map { Self.isVisible($0, to: principal, in: snapshot) } ?? false
        func shown(_ value: String) -> String {
            guard isVisible else { return Masking.mask }
            return Masking.value(value, of: change.name, in: snapshot.catalogue) ?? ""
        }
        var record = DraftChangeRecord(
            name: change.name.text, label: parameter?.label ?? change.name.text, tab: parameter?.tab.label ?? "",
            section: parameter?.section ?? "", base: shown(change.base), old: shown(snapshot[change.name]),
            new: change.value.map { Masking.value($0, of: change.name, in: snapshot.catalogue) ?? "" }, state: "open",
            changed_by: nil, changed_at: nil, refusal: nil,
            effects: (effects.each[change.name] ?? []).map(EffectRecord.init))
        switch review.standing(of: change) {
        case .open: break
        case .done: record.state = "done"
        case .overtaken:
            record.state = "conflict"
            let provenance = isVisible ? snapshot.settings[change.name]?.provenance : nil
            record.changed_by = provenance.map(Wording.provenance)
            record.changed_at = provenance?.time.iso8601
        }
        if record.state != "done", case .failure(let fault) = checked(change, by: principal, in: snapshot) {
            record.state = "refused"
            record.refusal = fault.sentence
        }
        return record
    }

    /// What changes would do if they were submitted now; nothing is stored, and every fault is told as when they are.
    public func preview(
        _ values: [(name: String, value: SubmittedValue)], by principal: Principal
    ) throws(SubmissionRefusal) -> PreviewRecord {
        let snapshot = snapshot
        var changes: [ParameterChange] = []
        var faults: [FieldFault] = []
        for (name, value) in values where !Self.isAsSeen(name, value, in: snapshot, by: principal) {
            switch change(of: name, to: value, by: principal, in: snapshot) {
            case .success(let change): changes.append(change)
            case .failure(let fault): faults.append(fault)
            }
        }
        guard faults.isEmpty else { throw .faults(faults) }
        let differences = snapshot.applying(ChangeSet(changes, origin: principal.origin), at: now)?.changes ?? []
        let consequences = Consequences(of: differences, in: snapshot)
        return PreviewRecord(
            revision: snapshot.revision, changes: consequences.changes, effects: consequences.effects,
            locks_out: consequences.locksOut)
    }
}
