public import FlatProfile
internal import ProfileRules
internal import Provisioning

/// What the fields of Voice > Provisioning mean, as they are typed.
extension PhoneService {
    /// Whether there is something to be explained about the values of a parameter.
    public static func explains(_ name: ParameterName) -> Bool {
        RuleKind(heldBy: name) != nil || Schedule(heldBy: name) != nil
    }

    /// What a text would mean as the value of a parameter, with the other values as they are or as `set` supposes them. No secret is in
    /// the answer, whatever was typed.
    ///
    /// A text that is the present value as it is shown, its secrets masked, is taken for the present value.
    public func explain(
        _ wish: FieldExplanationWish, of name: ParameterName
    ) throws(ExplainRefusal) -> FieldExplanationRecord {
        let snapshot = snapshot
        guard let parameter = snapshot.catalogue[name] else {
            throw ExplainRefusal(sentence: Self.unknownParameter(name.text, in: snapshot.catalogue))
        }
        guard Self.explains(name) else {
            throw ExplainRefusal(
                sentence: "\(name) holds neither a rule nor a schedule, so there is nothing to explain")
        }
        var others = wish.set ?? [:]
        others[name.text] = nil
        let supposed = snapshot.supposing(others) { accepted($0, for: $1, in: snapshot) }
        let shown = Masking.editable(snapshot[name], of: name, in: snapshot.catalogue)
        let typed = wish.value ?? shown
        let text = typed == shown ? snapshot[name] : typed
        var record: FieldExplanationRecord
        if let kind = RuleKind(heldBy: name) {
            record = explain(text, of: name, kind: kind, in: supposed)
        } else if let schedule = Schedule(heldBy: name) {
            record = FieldExplanationRecord(
                name: name.text, kind: "schedule", summary: schedule.words(for: text, in: supposed), error: nil,
                warnings: schedule.warnings(about: text, in: supposed), rules: [])
        } else {
            preconditionFailure("what is explained is a rule or a schedule")
        }
        if text != snapshot[name], case .failure(let fault) = accepted(text, for: parameter, in: supposed) {
            record.error = fault.sentence
            if record.kind == "schedule" { record.summary = "" }
        }
        return record
    }

    private func explain(
        _ text: String, of name: ParameterName, kind: RuleKind, in snapshot: Snapshot
    ) -> FieldExplanationRecord {
        let context = macros(of: snapshot)
        let explanations =
            kind == .report
            ? ReportRules.explain(text, in: context) : [ProfileRule.explain(text, in: context, kind: kind)]
        var rules = explanations.map { ExplanationRecord($0, kind: kind) }
        if kind == .profile {
            lead(&rules[0], explanations[0], in: context, isProfileRule: name == "Profile_Rule")
        }
        let words = RuleWords(snapshot: snapshot, softwareVersion: identity.softwareVersion)
        let summaries = zip(explanations, rules).map { words.summary(of: $0, $1, kind: kind) }
        return FieldExplanationRecord(
            name: name.text, kind: kind == .trigger ? "trigger" : "rule",
            summary: summaries.filter { !$0.isEmpty }.joined(separator: " "),
            error: explanations.lazy.compactMap(\.error).first.map { "\($0)" },
            warnings: rules.flatMap(\.warnings), rules: rules)
    }
}

extension Snapshot {
    /// The configuration with what somebody has typed and not stored, as far as it could be stored.
    fileprivate func supposing(
        _ values: [String: String], _ accept: (String, Parameter) -> Result<String, FieldFault>
    ) -> Snapshot {
        let changes = values.compactMap { name, text -> ParameterChange? in
            guard let parameter = catalogue[ParameterName(name)], !parameter.isSecret,
                text != Masking.editable(self[parameter.name], of: parameter.name, in: catalogue),
                case .success(let value) = accept(text, parameter)
            else { return nil }
            return ParameterChange(parameter.name, .set(value))
        }
        let set = ChangeSet(changes, origin: .importedFile(name: "supposed"))
        return applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? self
    }
}

extension PhoneService {
    /// What a one-time rule would do, as `explain(_:of:)` tells of stored ones.
    public func explain(oneTimeRule text: String) -> FieldExplanationRecord {
        // It takes the server of an offer, as every rule but Profile_Rule does.
        var record = explain(text, of: "Profile_Rule_B", kind: .profile, in: snapshot)
        record.name = "rule"
        return record
    }
}
