public import FlatProfile
internal import ProfileFormat
internal import Provisioning
internal import Store

/// The history of the configuration.
extension PhoneService {
    /// Revisions, newest first: at most `limit`, only those before `number` if it is given, and only those that pass the filter.
    public func revisions(
        before number: RevisionNumber? = nil, limit: Int, matching filter: RevisionFilter = .all
    ) async throws(ServiceFailure) -> [RevisionRecord] {
        let catalogue = snapshot.catalogue
        return try await reading { () async throws(StoreError) in
            try await store.revisions(before: number, limit: limit, matching: filter)
        }.map { RevisionRecord($0, in: catalogue) }
    }

    /// The logins that have made revisions, in alphabetical order.
    public func authors() async throws(ServiceFailure) -> [String] {
        try await reading { () async throws(StoreError) in try await store.authors() }
    }

    /// A revision with all that it changed; nil if the history has none of that number.
    public func revision(_ number: RevisionNumber) async throws(ServiceFailure) -> RevisionRecord? {
        let catalogue = snapshot.catalogue
        return try await reading { () async throws(StoreError) in
            guard let revision = try await store.revision(number) else { return nil }
            return RevisionRecord(revision, changes: try await store.changes(of: number), in: catalogue)
        }
    }

    /// What has to change to come from one revision to another.
    public func difference(
        from: RevisionNumber, to: RevisionNumber
    ) async throws(ServiceFailure) -> [ChangeRecord] {
        let catalogue = snapshot.catalogue
        return try await reading { () async throws(StoreError) in try await store.difference(from: from, to: to) }
            .map { ChangeRecord($0, in: catalogue) }
    }

    /// What restoring that revision would change now, without the web logins, which stay as they are; and what those changes do.
    public func restorePreview(
        _ number: RevisionNumber
    ) async throws(ServiceFailure) -> RestorePreviewRecord {
        let present = snapshot
        let changes = try await reading { () async throws(StoreError) in
            try await store.difference(from: present.revision, to: number)
        }.filter { !Account.isLogin($0.name) }
        let consequences = Consequences(of: changes, in: present)
        return RestorePreviewRecord(
            revision: number, based_on: present.revision, changes: consequences.changes,
            effects: consequences.effects, locks_out: consequences.locksOut)
    }

    /// Makes a new revision that holds what an earlier one held; the web logins stay. Nil if nothing differs.
    ///
    /// `seen` is the revision that was the newest when they looked at the difference: if another one came, nothing is done.
    public func restore(
        _ number: RevisionNumber, by principal: Principal, note: String = "", basedOn seen: RevisionNumber? = nil,
        confirming wish: ConfirmationWish = .none
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        guard principal.account == .admin else { throw .notAllowed("only the administrator may restore a revision") }
        if let fault = Self.fault(ofNote: note) { throw .faults([fault]) }
        await settlePendingChange()
        guard seen ?? snapshot.revision == snapshot.revision else {
            throw .outdated("\(StoreError.overtaken(by: snapshot.revision))")
        }
        return try await changing("revision \(number) was not restored", by: principal) { () async throws(StoreError) in
            try await writer.restore(
                number, author: principal.author, note: note, terms: terms(for: principal, wish))
        }
    }

    /// Takes the newest revision back, values that it set and nothing else; the web logins stay. Nil if nothing is left to be taken
    /// back. Refused if `number` is not the newest any more.
    public func undo(
        _ number: RevisionNumber, by principal: Principal, note: String = "", confirming wish: ConfirmationWish = .none
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        guard principal.account == .admin else { throw .notAllowed("only the administrator may undo a revision") }
        if let fault = Self.fault(ofNote: note) { throw .faults([fault]) }
        await settlePendingChange()
        return try await changing("revision \(number) was not undone", by: principal) { () async throws(StoreError) in
            try await writer.undo(number, author: principal.author, note: note, terms: terms(for: principal, wish))
        }
    }

    /// Stores something for them, with what is in the way in words. A profile rule that comes with it is theirs, as one that they submit.
    private func changing(
        _ complaint: String, by principal: Principal,
        _ body: () async throws(StoreError) -> CommittedRevision?
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        do throws(StoreError) {
            guard let committed = try await body() else { return nil }
            await noteProfileRules(in: [committed], by: principal.label)
            return RevisionRecord(committed.revision, changes: committed.changes, in: snapshot.catalogue)
        } catch {
            throw refusal(of: error, complaint)
        }
    }

    func refusal(of error: StoreError, _ complaint: String) -> SubmissionRefusal {
        switch error {
        case .unknownRevision, .unknownSavepoint: return .missing("\(error)")
        case .overtaken: return .outdated("\(error)")
        case .savepointExists: return .faults([FieldFault(name: "name", sentence: "\(error)")])
        default:
            complain("\(complaint): \(error)")
            return .store("\(error)")
        }
    }

    /// What is wrong with a remark for the history; nil if nothing is.
    static func fault(ofNote note: String) -> FieldFault? {
        guard note.unicodeScalars.count <= longestNote else {
            return FieldFault(name: "note", sentence: "a note has at most \(longestNote) characters")
        }
        guard !note.holdsControlCharacters else {
            return FieldFault(name: "note", sentence: "a note is one line, without control characters")
        }
        return nil
    }

    /// The longest remark, in characters (Unicode scalars).
    public static let longestNote = 200

    /// The configuration of a revision as the phone exports it, passwords hidden; nil if the history has none of that number.
    public func exportedConfiguration(
        at number: RevisionNumber, changedOnly: Bool
    ) async throws(ServiceFailure) -> [UInt8] {
        let snapshot = try await reading { () async throws(StoreError) in try await store.snapshot(at: number) }
        return Self.export(snapshot, scope: changedOnly ? .changedOnly : .full)
    }

    /// The parameters of a revision, in the order of the pages.
    public func parameters(
        at number: RevisionNumber, _ selection: Selection = .all
    ) async throws(ServiceFailure) -> [ParameterRecord] {
        let snapshot = try await reading { () async throws(StoreError) in try await store.snapshot(at: number) }
        return snapshot.catalogue.parameters.map { ParameterRecord($0, in: snapshot) }
            .filter { selection == .all || $0.changed }
    }
}

/// What a restore would do.
public struct RestorePreviewRecord: Codable, Hashable, Sendable {
    /// The revision that would be restored.
    public var revision: Int
    /// The newest revision now: a restore that names it does what was shown, or nothing.
    public var based_on: Int
    /// What would change.
    public var changes: [PreviewChangeRecord]
    /// What all of them together would do, the gravest first.
    public var effects: [EffectRecord]
    /// Whether it may lock somebody out, so that it waits for a confirmation where it is asked for on the pages.
    public var locks_out: Bool
}

extension String {
    /// Whether something stands in it that a line of text does not have.
    var holdsControlCharacters: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .format: true
            default: false
            }
        }
    }
}
