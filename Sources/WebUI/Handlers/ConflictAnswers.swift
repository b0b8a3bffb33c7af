internal import FlatProfile
internal import Pages
internal import PhoneService

/// What becomes of a form whose values somebody else has changed too: the form asks, and an answer has to come.
extension Desk {
    /// The questions of a form that were left open, each with its sentence.
    func unanswered(_ form: SubmittedForm) -> [FieldFault] {
        let snapshot = service.snapshot
        let sent = Set(form.values.map(\.name))
        return form.asked.sorted { $0.text < $1.text }.compactMap { name in
            guard let parameter = snapshot.catalogue[name] else { return nil }
            if form.answers[name] == nil {
                return FieldFault(
                    name: name.text,
                    sentence: "\(parameter.label) was changed meanwhile by somebody else: say which value to keep")
            }
            guard parameter.isSecret, !sent.contains(name.text) else { return nil }
            return FieldFault(
                name: name.text, sentence: "\(parameter.label) is not shown again: enter it once more, or take theirs")
        }
    }
}

extension TabState {
    /// Asks about values that somebody else has changed too. What the form left alone is shown as it is now.
    mutating func ask(_ conflicts: SubmissionConflicts) {
        for fault in conflicts.faults {
            let name = ParameterName(fault.name)
            faults[name] = Phrase.sentence(fault.sentence)
            asked.insert(name)
            // An answer was to another question.
            answers[name] = nil
        }
        typed = typed.filter { conflicts.changed.contains($0.key.text) }
        revision = conflicts.revision
    }
}
