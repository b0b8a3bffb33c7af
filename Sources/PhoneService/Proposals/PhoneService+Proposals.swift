internal import FlatProfile
internal import Provisioning
internal import Store

/// Changes that are shown before they are made.
extension PhoneService {
    /// Keeps a proposal until it is applied, dropped or pushed out, and tells what it would do.
    package func propose(_ proposal: Proposal) -> ProposalRecord {
        record(of: proposal, token: proposal.changes.isEmpty ? nil : proposals.keep(proposal))
    }

    /// The proposal that is kept under that token, once more.
    public func proposal(_ token: String, by principal: Principal) throws(ProposalRefusal) -> ProposalRecord {
        guard principal.account == .admin else { throw .notAllowed }
        guard let proposal = proposals[token] else { throw .unknown }
        return record(of: proposal, token: token)
    }

    private func record(of proposal: Proposal, token: String?) -> ProposalRecord {
        let consequences = Consequences(of: proposal.changes, in: snapshot)
        return ProposalRecord(
            proposal: token ?? "", origin: Wording.origin(proposal.set.origin), base: proposal.base,
            changes: consequences.changes, effects: consequences.effects, locks_out: consequences.locksOut,
            warnings: proposal.warnings)
    }

    /// Makes the changes of a proposal, exactly those that were shown. A configuration that changed meanwhile does not matter as long as
    /// the proposal would do the same to it. What may lock somebody out waits for its confirmation as `wish` says.
    ///
    /// Throws `overtaken` with the proposal as it would be now, which is kept in the place of the old one.
    public func apply(
        proposal token: String, by principal: Principal, confirming wish: ConfirmationWish = .none
    ) async throws(ProposalRefusal) -> RevisionRecord? {
        guard principal.account == .admin else { throw .notAllowed }
        guard let proposal = proposals[token] else { throw .unknown }
        await settlePendingChange()
        let revision = try await commit(proposal, inPlaceOf: token, terms: terms(for: principal, wish))
        proposals.drop(token)
        return revision
    }

    private func commit(
        _ proposal: Proposal, inPlaceOf token: String, terms: ConfirmationQuestion?
    ) async throws(ProposalRefusal) -> RevisionRecord? {
        while true {
            let present = snapshot
            guard proposal.base == present.revision || proposal.doesTheSame(to: present, at: now) else {
                proposals.drop(token)
                let renewed = Proposal(proposal.set, to: present, at: now, warnings: proposal.warnings)
                throw .overtaken(propose(renewed))
            }
            do throws(StoreError) {
                return try await committed(proposal.set, onlyAfter: present.revision, terms: terms)
            } catch .overtaken {
                continue
            } catch {
                complain("changes by \(Wording.origin(proposal.set.origin)) were not stored: \(error)")
                throw .failed("\(error)")
            }
        }
    }

    private func committed(
        _ set: ChangeSet, onlyAfter base: RevisionNumber, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> RevisionRecord? {
        let committed = try await writer.commit(
            [DatedChangeSet(set, at: now)], onlyAfter: base, terms: terms, by: set.origin)
        await noteProfileRules(in: committed, by: Wording.origin(set.origin))
        return committed.first.map { RevisionRecord($0.revision, changes: $0.changes, in: snapshot.catalogue) }
    }
}
