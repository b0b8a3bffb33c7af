public import FlatProfile
internal import Store

/// A field that shows a drafted value.
public struct DraftedField: Hashable, Sendable {
    /// The drafted text as it may be shown and sent back; empty for a secret.
    public var text: String
    /// Whether it is a secret that the draft sets; false for one that it clears.
    public var isSet: Bool
    /// The value that the phone holds, as it may be shown; nil for a secret.
    public var stored: String?
    /// Who has changed that value since, in words; nil if nobody has.
    public var overtakenBy: String?
}

extension PhoneService {
    /// What a form shows in the place of stored values.
    public func draftedFields(_ key: DraftKey, of principal: Principal) -> [ParameterName: DraftedField] {
        guard let draft = stored(key, principal.account) else { return [:] }
        let snapshot = snapshot
        let review = DraftReview(draft: draft, snapshot: snapshot)
        var fields: [ParameterName: DraftedField] = [:]
        for change in draft.changes {
            let standing = review.standing(of: change)
            guard standing != .done, let parameter = snapshot.catalogue[change.name],
                principal.account == .admin || snapshot.access(to: change.name) == .readWrite
            else { continue }
            let text = change.value ?? parameter.defaultValue
            let present = Masking.editable(snapshot[change.name], of: change.name, in: snapshot.catalogue)
            fields[change.name] = DraftedField(
                text: parameter.isSecret ? "" : Masking.editable(text, of: change.name, in: snapshot.catalogue),
                isSet: !text.isEmpty, stored: parameter.isSecret ? nil : present,
                overtakenBy: standing == .overtaken ? Self.changer(of: change.name, in: snapshot) : nil)
        }
        return fields
    }

    /// Submits one tab as the phone does, at once, with the values that its form shows; what of it was drafted ends with that.
    ///
    /// `shown` are the fields that showed a drafted value, with the text that they showed: those that were left so are applied from the
    /// draft. One of them that somebody else has changed since is refused: it needs an answer first. Changes of the draft that the
    /// form did not show stay in it.
    public func submit(
        _ values: [(name: String, value: SubmittedValue)], showing shown: [String: String], of key: DraftKey,
        by principal: Principal, basedOn revision: RevisionNumber?, note: String = "",
        confirming wish: ConfirmationWish = .none
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        guard let draft = stored(key, principal.account) else {
            return try await submit(values, by: principal, basedOn: revision, note: note, confirming: wish)
        }
        let review = DraftReview(draft: draft, snapshot: snapshot)
        let sent = Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }
        var left: [DraftedChange] = []
        for change in draft.changes {
            guard let text = shown[change.name.text] else { continue }
            if sent[change.name.text].map({ $0 == .text(text) }) ?? true { left.append(change) }
        }
        let faults = left.filter { review.standing(of: $0) == .overtaken }.map(Self.overtaken(in: review.snapshot))
        guard faults.isEmpty else { throw .faults(faults) }
        let names = Set(left.map(\.name.text))
        return try await submit(
            values.filter { !names.contains($0.name) }, with: left, settling: draft.holder,
            Set(shown.keys.map { ParameterName($0) }), by: principal, basedOn: revision, note: note, confirming: wish)
    }

    private static func overtaken(in snapshot: Snapshot) -> (DraftedChange) -> FieldFault {
        { change in
            let label = snapshot.catalogue[change.name]?.label ?? change.name.text
            return FieldFault(
                name: change.name.text,
                sentence:
                    "\(label) was changed by somebody else since you drafted it: review your draft and say which value to keep"
            )
        }
    }
}
