internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// The fields of a tab's form as they were sent: what they ask for, and what the person typed.
struct SubmittedForm {
    /// What the fields ask for; a field that the catalogue does not know is kept, so that it can be refused by name.
    private(set) var values: [(name: String, value: SubmittedValue)] = []
    /// The texts by field, to be shown again if something is wrong.
    private(set) var typed: [ParameterName: String] = [:]
    /// The secrets that the form would set or clear: they are not shown again.
    private(set) var untold: Set<ParameterName> = []
    /// What the form would set back to the factory default.
    private(set) var resets: Set<ParameterName> = []
    /// The revision that the form showed.
    let revision: RevisionNumber?

    /// The remark for the history.
    let note: String
    /// The seconds to confirm, as they were typed.
    let confirmWithin: String?
    /// The texts of the fields that showed a drafted value.
    private(set) var shown: [String: String] = [:]
    /// Whether the changes are to be drafted, not submitted.
    let isForDraft: Bool

    private static let ownFields: Set<String> = [
        "csrf_token", "revision", "draft", "explain", "note", "confirm_within",
    ]
    /// The fields that the form asks about, because somebody else has changed them too.
    private(set) var asked: Set<ParameterName> = []
    /// The answers: whose value to keep.
    private(set) var answers: [ParameterName: DraftAnswer] = [:]
    /// A hidden field of this prefix before a name says that the form asks about it: `asked.GPP_A`.
    static let askedPrefix = "asked."
    /// A field of this prefix before a name holds the answer: `answer.GPP_A`.
    static let answerPrefix = "answer."
    /// A hidden field of this prefix before a name holds the drafted text that the field showed: `shown.GPP_A`.
    static let shownPrefix = "shown."

    init(_ form: FormItems, catalogue: Catalogue) {
        revision = form["revision"].flatMap { Int($0) }
        note = form["note"] ?? ""
        confirmWithin = form["confirm_within"]
        isForDraft = form["draft"] == "save"
        var seen: Set<String> = []
        for item in form.items where !Self.ownFields.contains(item.name) && seen.insert(item.name).inserted {
            add(item, form, catalogue)
        }
        for (name, answer) in answers where answer == .theirs { drop(name) }
        guard !resets.isEmpty else { return }
        // Without scripts the field still holds what is to be given up: the box is the wish.
        values.removeAll { resets.contains(ParameterName($0.name)) }
        values += resets.sorted { $0.text < $1.text }.map { ($0.text, .reset) }
    }

    /// Whoever takes the other value has no wish of his own.
    private mutating func drop(_ name: ParameterName) {
        values.removeAll { ParameterName($0.name) == name }
        typed[name] = nil
        untold.remove(name)
        resets.remove(name)
        asked.remove(name)
    }

    private mutating func add(_ item: FormItem, _ form: FormItems, _ catalogue: Catalogue) {
        if item.name.hasPrefix(Self.shownPrefix) {
            shown[String(item.name.dropFirst(Self.shownPrefix.count))] = item.value
            return
        }
        if item.name.hasPrefix(Self.askedPrefix) {
            asked.insert(ParameterName(String(item.name.dropFirst(Self.askedPrefix.count))))
            return
        }
        if item.name.hasPrefix(Self.answerPrefix) {
            answers[ParameterName(String(item.name.dropFirst(Self.answerPrefix.count)))] = DraftAnswer(
                rawValue: item.value)
            return
        }
        if item.name.hasSuffix(FieldView.clearSuffix) {
            let name = String(item.name.dropLast(FieldView.clearSuffix.count))
            if catalogue[ParameterName(name)] != nil {
                values.append((name, .text("")))
                untold.insert(ParameterName(name))
                return
            }
        }
        if item.name.hasSuffix(FieldView.resetSuffix) {
            let name = ParameterName(String(item.name.dropLast(FieldView.resetSuffix.count)))
            if catalogue[name] != nil {
                resets.insert(name)
                return
            }
        }
        let name = ParameterName(item.name)
        guard let parameter = catalogue[name] else {
            values.append((item.name, .text(item.value)))
            return
        }
        if parameter.isSecret {
            // Secrets are never sent to the browser: an empty field leaves them, its box Clear empties them.
            guard !item.value.isEmpty else { return }
            values.append((item.name, .text(item.value)))
            untold.insert(name)
            return
        }
        let text =
            parameter.type.kind == .multiChoice
            ? form.all(item.name).filter { !$0.isEmpty }.joined(separator: "|") : item.value
        typed[name] = text
        values.append((item.name, .text(text)))
    }
}
