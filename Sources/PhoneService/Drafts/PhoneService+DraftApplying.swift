public import FlatProfile
internal import Provisioning
internal import Store

/// The answer to a conflict: what becomes of a value that somebody else has changed too.
public enum DraftAnswer: String, Codable, Hashable, Sendable {
    /// The drafted value.
    case mine
    /// The value that is there; the drafted one is dropped.
    case theirs
}

/// Why a draft was not applied; nothing of it was.
public enum DraftRefusal: Error, Hashable, Sendable {
    /// Somebody else has changed the value of these parameters since; each needs an answer.
    case conflicts([String])
    /// The changes were refused.
    case submission(SubmissionRefusal)
}

extension DraftRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .conflicts(let names):
            "somebody else has changed \(names.joined(separator: ", ")) since: say for each whether to keep yours or take theirs"
        case .submission(let refusal): refusal.description
        }
    }
}

extension PhoneService {
    /// How often applying begins again because the configuration has changed meanwhile.
    static let mostTries = 8

    /// Applies all of a draft as one revision, and ends it; answers the revision, nil if nothing was different any more.
    ///
    /// A value that somebody else has changed since it was prepared needs an answer, and so does one that has changed after `revision`, which
    /// is what whoever asks had before their eyes. Nothing is applied while one is missing.
    public func applyDraft(
        _ key: DraftKey, by principal: Principal, answers: [String: DraftAnswer] = [:],
        basedOn revision: RevisionNumber? = nil, note: String = "", confirming wish: ConfirmationWish = .none
    ) async throws(DraftRefusal) -> RevisionRecord? {
        if let fault = Self.fault(ofNote: note) { throw .submission(.faults([fault])) }
        await settlePendingChange()
        var seen: Snapshot?
        do throws(SubmissionRefusal) { seen = try await snapshot(seenAt: revision) } catch { throw .submission(error) }
        for _ in 0..<Self.mostTries {
            guard let draft = stored(key, principal.account) else {
                throw .submission(.missing("there is no such draft, or it is empty"))
            }
            let review = DraftReview(draft: draft, snapshot: snapshot, seen: seen)
            let wanted = try wanted(review, answers, principal)
            let settlement = DraftSettlement(
                draft.holder, names: Set(draft.changes.map(\.name)), ifStillAt: review.snapshot.revision)
            do throws(SubmissionRefusal) {
                let hashed = Set(draft.changes.filter(\.isHashed).map(\.name))
                let set = ChangeSet(wanted, origin: principal.origin, note: note)
                return try await store(
                    set, settling: settlement, hashed: hashed, terms: terms(for: principal, wish))
            } catch .store where snapshot.revision != review.snapshot.revision {
                // Somebody was faster: look again at what they did.
                seen = seen ?? review.snapshot
            } catch {
                throw .submission(error)
            }
        }
        throw .submission(.store("the configuration changes all the time: try again in a moment"))
    }

    /// What is to be stored of a draft, or what stands in the way of all of it.
    private func wanted(
        _ review: DraftReview, _ answers: [String: DraftAnswer], _ principal: Principal
    ) throws(DraftRefusal) -> [ParameterChange] {
        var wanted: [ParameterChange] = []
        var conflicts: [String] = []
        var faults: [FieldFault] = []
        for change in review.inOrder {
            let answer = answers[change.name.text]
            let standing = review.standing(of: change)
            guard standing != .done else { continue }
            let isAnswered = answer != nil && !review.hasMovedSinceSeen(change)
            if standing == .overtaken || review.hasMovedSinceSeen(change), !isAnswered {
                conflicts.append(change.name.text)
                continue
            }
            guard !(standing == .overtaken && answer == .theirs) else { continue }
            switch checked(change, by: principal, in: review.snapshot) {
            case .success(let wish): wanted.append(wish)
            case .failure(let fault): faults.append(fault)
            }
        }
        guard conflicts.isEmpty else { throw .conflicts(conflicts) }
        guard faults.isEmpty else { throw .submission(.faults(faults)) }
        return wanted
    }

    /// Looks again at a change that was prepared earlier: the account's rights or the language of rules may have changed since.
    func checked(
        _ drafted: DraftedChange, by principal: Principal, in snapshot: Snapshot
    ) -> Result<ParameterChange, FieldFault> {
        let value = drafted.value.map(SubmittedValue.text) ?? .reset
        // The hash of a password that was checked when it was typed says nothing about the rule of passwords.
        let toCheck: SubmittedValue = drafted.isHashed ? .reset : value
        return change(of: drafted.name.text, to: toCheck, by: principal, in: snapshot).map { checked in
            var change = checked
            if drafted.isHashed, let value = drafted.value { change.value = .set(value) }
            return change
        }
    }
}
