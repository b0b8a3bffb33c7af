public import FlatProfile
internal import Identity
internal import ProfileRules
internal import Provisioning
internal import Store

/// Changing parameters: all of a submission, or nothing.
extension PhoneService {
    /// Checks all values, stores them as one revision and answers it; nil if nothing differs from what was there.
    ///
    /// Every faulty field is reported with its own sentence, and then nothing is stored. The account `user` may set only what its `ua`
    /// lets it write. `revision` is the one that whoever submits had before their eyes: what they left as it was there is no wish
    /// of theirs, even if a resync has changed it since; what both have changed is refused as `conflicts`, all of it. `note` is a remark for the history; a change that may lock somebody out waits for
    /// its confirmation as `wish` says.
    public func submit(
        _ values: [(name: String, value: SubmittedValue)], by principal: Principal,
        basedOn revision: RevisionNumber? = nil, note: String = "", confirming wish: ConfirmationWish = .none
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        try await submit(
            values, with: [], settling: nil, [], by: principal, basedOn: revision, note: note,
            confirming: wish)
    }

    /// As above, with changes that were drafted; those of `shown`, and what is set besides, end in the draft of `holder`.
    func submit(
        _ values: [(name: String, value: SubmittedValue)], with drafted: [DraftedChange],
        settling holder: DraftHolder?, _ shown: Set<ParameterName>, by principal: Principal,
        basedOn revision: RevisionNumber?, note: String = "", confirming confirmation: ConfirmationWish = .none
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        if let fault = Self.fault(ofNote: note) { throw .faults([fault]) }
        await settlePendingChange()
        for _ in 0..<Self.mostTries {
            let snapshot = snapshot
            let wish = try await wanted(values, drafted, by: principal, in: snapshot, basedOn: revision)
            // Whoever has seen a revision asks for what follows it: if another one comes between, it is looked at first.
            let base = revision.map { _ in snapshot.revision }
            let settlement = DraftSettlement(holder, names: shown.union(wish.map(\.name)), ifStillAt: base)
            do throws(SubmissionRefusal) {
                return try await store(
                    ChangeSet(wish, origin: principal.origin, note: note),
                    settling: holder == nil && base == nil ? nil : settlement,
                    hashed: Set(drafted.filter(\.isHashed).map(\.name)), terms: terms(for: principal, confirmation))
            } catch .store where base != nil && self.snapshot.revision != snapshot.revision {
                continue
            } catch {
                throw error
            }
        }
        throw .store("the configuration changes all the time: try again in a moment")
    }

    /// What is to be stored, or what stands in the way of all of it.
    private func wanted(
        _ values: [(name: String, value: SubmittedValue)], _ drafted: [DraftedChange], by principal: Principal,
        in snapshot: Snapshot, basedOn revision: RevisionNumber?
    ) async throws(SubmissionRefusal) -> [ParameterChange] {
        let seen = try await self.snapshot(seenAt: revision) ?? snapshot
        var changes: [ParameterChange] = []
        var faults: [FieldFault] = []
        func add(_ checked: Result<ParameterChange, FieldFault>) {
            switch checked {
            case .success(let change): changes.append(change)
            case .failure(let fault): faults.append(fault)
            }
        }
        for (name, value) in values where !Self.isAsSeen(name, value, in: seen, by: principal) {
            add(change(of: name, to: value, by: principal, in: snapshot))
        }
        let typed = changes
        for change in drafted { add(checked(change, by: principal, in: snapshot)) }
        noteFieldsNotAllowed(faults, principal, in: snapshot)
        guard faults.isEmpty else { throw .faults(faults) }
        let conflicts = typed.filter { Self.isOvertaken($0, since: seen, in: snapshot) }
        guard conflicts.isEmpty else {
            throw .conflicts(
                SubmissionConflicts(
                    faults: conflicts.map { Self.conflict($0.name, in: snapshot) },
                    changed: Set(changes.map(\.name.text)), revision: snapshot.revision))
        }
        return changes
    }

    /// Whether somebody else has changed a value since it was seen, and not to the one that is wanted now.
    private static func isOvertaken(_ change: ParameterChange, since seen: Snapshot, in snapshot: Snapshot) -> Bool {
        guard seen[change.name] != snapshot[change.name] else { return false }
        return switch change.value {
        case .keep: false
        case .set(let value): value != snapshot[change.name]
        case .reset: snapshot.settings[change.name]?.value != nil
        }
    }

    private static func conflict(_ name: ParameterName, in snapshot: Snapshot) -> FieldFault {
        let label = snapshot.catalogue[name]?.label ?? name.text
        return FieldFault(
            name: name.text,
            sentence: "\(label) was changed meanwhile by \(changer(of: name, in: snapshot)): say which value to keep")
    }

    /// Who has set the present value, in words.
    static func changer(of name: ParameterName, in snapshot: Snapshot) -> String {
        snapshot.settings[name].map { Wording.provenance($0.provenance) } ?? "a reset to the factory default"
    }

    func snapshot(seenAt revision: RevisionNumber?) async throws(SubmissionRefusal) -> Snapshot? {
        guard let revision, revision != snapshot.revision else { return nil }
        do throws(StoreError) {
            return try await store.snapshot(at: revision)
        } catch .unknownRevision {
            // A revision that the history does not have was before no one's eyes.
            return nil
        } catch {
            complain("revision \(revision), on which a change is based, cannot be read: \(error)")
            throw .store("\(error)")
        }
    }

    /// Whether a value is the one that was before their eyes. Of what they may not see nothing is: the answer would tell whether they
    /// have guessed it.
    static func isAsSeen(
        _ field: String, _ value: SubmittedValue, in seen: Snapshot, by principal: Principal
    ) -> Bool {
        let name = ParameterName(field)
        guard let parameter = seen.catalogue[name], case .text(let text) = value else { return false }
        // What was shown may have been masked.
        let masked = Masking.editable(seen[name], of: name, in: seen.catalogue)
        let isSame = text == seen[name] || !parameter.isSecret && text == masked
        guard isSame else { return false }
        return principal.account == .admin || !parameter.isSecret && isVisible(parameter, to: principal, in: seen)
    }

    /// Stores changes that were checked before; the drafted ones of `settlement` end with it. Of `hashed` the values are hashes already.
    /// What is stored waits for its confirmation if `terms` says so.
    func store(
        _ changes: ChangeSet, settling settlement: DraftSettlement? = nil, hashed: Set<ParameterName> = [],
        terms: ConfirmationQuestion? = nil
    ) async throws(SubmissionRefusal) -> RevisionRecord? {
        do {
            let committed = try await writer.commit(changes, settling: settlement, hashed: hashed, terms: terms)
            guard let committed else { return nil }
            await noteProfileRules(in: [committed], by: Wording.origin(changes.origin))
            return RevisionRecord(committed.revision, changes: committed.changes, in: snapshot.catalogue)
        } catch {
            complain("a change by \(Wording.origin(changes.origin)) was not stored: \(error.sentence)")
            throw .store(error.sentence)
        }
    }

    func change(
        of field: String, to value: SubmittedValue, by principal: Principal, in snapshot: Snapshot
    ) -> Result<ParameterChange, FieldFault> {
        let name = ParameterName(field)
        guard let parameter = snapshot.catalogue[name] else {
            return .failure(FieldFault(name: field, sentence: Self.unknownParameter(field, in: snapshot.catalogue)))
        }
        guard principal.account == .admin || snapshot.access(to: name) == .readWrite else {
            return .failure(
                FieldFault(name: field, sentence: "\(parameter.label) can be changed by the administrator only"))
        }
        // What the user sets is kept against later profiles where `user-pref` says so; the default is a choice as well.
        let isOwnPreference = principal.account == .user && snapshot.settings[name]?.isUserPreference == true
        switch value {
        case .reset:
            // A reset forgets access and `user-pref` as well, which are not the user's to change: theirs is the value.
            let setting = principal.account == .user ? snapshot.settings[name] : nil
            guard setting?.access != nil || isOwnPreference else { return .success(ParameterChange(name, .reset)) }
            return .success(
                ParameterChange(
                    name, .set(parameter.defaultValue), isUserModified: isOwnPreference ? true : nil))
        case .text(let text):
            return accepted(text, for: parameter, in: snapshot).map { accepted in
                ParameterChange(name, .set(accepted), isUserModified: isOwnPreference ? true : nil)
            }
        }
    }

    /// The value in the form in which it is stored, or what is wrong with it: first by its type, then, for rules, by their language.
    func accepted(_ text: String, for parameter: Parameter, in snapshot: Snapshot) -> Result<String, FieldFault> {
        func fault(_ sentence: String) -> Result<String, FieldFault> {
            .failure(FieldFault(name: parameter.name.text, sentence: sentence))
        }
        guard !Masking.isChangedAroundMask(text, of: parameter.name, in: snapshot.catalogue) else {
            return fault(
                "\(parameter.label) has \(Masking.mask) where a secret was: type the secret again, or keep it in GPP_SA and write $SA"
            )
        }
        switch parameter.type.accept(text) {
        case .failure(let failure):
            return fault(failure.sentence(label: parameter.label, isSecret: parameter.isSecret))
        case .success(let value):
            if Account.isLogin(parameter.name), !value.isEmpty {
                let faults = PasswordRule.webPage.faults(in: value).map(\.description)
                guard faults.isEmpty else { return fault("\(parameter.label): \(faults.joined(separator: " "))") }
            }
            guard let kind = RuleKind(heldBy: parameter.name),
                let error = syntaxError(of: value, kind: kind, in: snapshot)
            else {
                return .success(value)
            }
            return fault("\(parameter.label), \(error)")
        }
    }

    static func unknownParameter(_ name: String, in catalogue: Catalogue) -> String {
        let shown = name.count > 60 ? name.prefix(60) + "…" : name
        guard let suggestion = catalogue.suggestion(for: ParameterName(name)) else {
            return "\(shown) is no parameter of this model"
        }
        return "\(shown) is no parameter of this model; \(suggestion) may be meant"
    }
}
