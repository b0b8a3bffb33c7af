internal import Pages

/// The remark of a revision: what a person wrote stays as it is; what the program wrote is said in the page's language.
struct RevisionNote: Hashable, Sendable {
    /// The remark as the history has it.
    var text: String

    private static let whole: Set = [
        "first passwords", "password of admin", "password of user", "not confirmed in time",
        "the machine was restarted before it was confirmed",
    ]
    private static let beginnings = ["by ", "applied from a dry run by "]
    /// How the program names people: `admin (web)`. With it ends what it writes of their deeds.
    private static let faces = [" (web)", " (API)", " (command line)"]

    /// Whether the program wrote it.
    var isOfProgram: Bool {
        if Self.whole.contains(text) { return true }
        return Self.beginnings.contains { text.hasPrefix($0) } && Self.faces.contains { text.hasSuffix($0) }
    }
}

extension ViewModel {
    /// Sets the remark of a revision and shows the section of the same name, if there is one.
    func show(_ name: StaticString, _ note: RevisionNote) {
        guard !note.text.isEmpty else { return }
        show(name, said(note))
    }

    /// The remark in the page's language, if it is ours.
    func said(_ note: RevisionNote) -> String { note.isOfProgram ? said(note.text) : note.text }
}
