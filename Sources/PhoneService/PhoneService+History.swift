public import FlatProfile
internal import Provisioning
internal import Store

/// The history of the configuration.
extension PhoneService {
    /// Revisions, newest first: at most `limit`, only those before `number` if it is given.
    public func revisions(before number: RevisionNumber? = nil, limit: Int) async throws(ServiceFailure)
        -> [RevisionRecord]
    {
        let catalogue = snapshot.catalogue
        return try await reading { () async throws(StoreError) in
            try await store.revisions(before: number, limit: limit)
        }.map { RevisionRecord($0, in: catalogue) }
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

    /// Makes a new revision that holds what an earlier one held; the web logins stay. Nil if nothing differs.
    public func restore(
        _ number: RevisionNumber, by principal: Principal
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        guard principal.account == .admin else { throw .notAllowed("only the administrator may restore a revision") }
        do throws(StoreError) {
            return try await writer.restore(number, note: "by \(principal.label)")
                .map { RevisionRecord($0.revision, changes: $0.changes, in: snapshot.catalogue) }
        } catch .unknownRevision {
            throw .missing("\(StoreError.unknownRevision(number))")
        } catch {
            complain("revision \(number) was not restored: \(error)")
            throw .store("\(error)")
        }
    }
}
