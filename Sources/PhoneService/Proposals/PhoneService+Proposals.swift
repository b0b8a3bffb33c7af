internal import FlatProfile
internal import Provisioning
internal import Store

/// Changes that are shown before they are made.
extension PhoneService {
    /// Keeps a proposal until it is applied, dropped or pushed out, and tells what it would do.
    package func propose(_ proposal: Proposal) -> ProposalRecord {
        var record = ProposalRecord(
            proposal: "", origin: Wording.origin(proposal.set.origin), base: proposal.base,
            changes: proposal.changes.map { ChangeRecord($0, in: snapshot.catalogue) },
            effects: ChangeEffect.effects(of: proposal.set.changes, in: snapshot).all.map(\.description),
            warnings: proposal.warnings)
        guard !proposal.changes.isEmpty else { return record }
        record.proposal = proposals.keep(proposal) ?? ""
        return record
    }

    /// Makes the changes of a proposal, exactly those that were shown. A configuration that changed meanwhile does not matter as long as
    /// the proposal would do the same to it.
    ///
    /// Throws `overtaken` with the proposal as it would be now, which is kept in the place of the old one.
    public func apply(
        proposal token: String, by principal: Principal
    ) async throws(ProposalRefusal) -> RevisionRecord? {
        guard principal.account == .admin else { throw .notAllowed }
        guard let proposal = proposals[token] else { throw .unknown }
        let revision = try await commit(proposal, inPlaceOf: token)
        proposals.drop(token)
        return revision
    }

    private func commit(_ proposal: Proposal, inPlaceOf token: String) async throws(ProposalRefusal) -> RevisionRecord?
    {
        while true {
            let present = snapshot
            guard proposal.base == present.revision || proposal.doesTheSame(to: present, at: now) else {
                proposals.drop(token)
                let renewed = Proposal(proposal.set, to: present, at: now, warnings: proposal.warnings)
                throw .overtaken(propose(renewed))
            }
            do throws(StoreError) {
                return try await committed(proposal.set, onlyAfter: present.revision)
            } catch .overtaken {
                continue
            } catch {
                complain("changes by \(Wording.origin(proposal.set.origin)) were not stored: \(error)")
                throw .failed("\(error)")
            }
        }
    }

    private func committed(
        _ set: ChangeSet, onlyAfter base: RevisionNumber
    ) async throws(StoreError) -> RevisionRecord? {
        let committed = try await writer.commit([DatedChangeSet(set, at: now)], onlyAfter: base, by: set.origin)
        await noteProfileRules(in: committed, by: Wording.origin(set.origin))
        return committed.first.map { RevisionRecord($0.revision, changes: $0.changes, in: snapshot.catalogue) }
    }
}
