/// One line of a phone's story.
public struct StoryLine: Sendable, Hashable {
    /// When, counted from the start of the clock.
    public var at: Duration
    /// What was tried, and why: `resync after an error`.
    public var deed: String
    /// How it ended: `changed 12 parameters`, `refused`.
    public var outcome: String
    /// Whether the phone had what it wanted.
    public var isSuccess: Bool
    /// How long the network took; nil if it was not asked.
    public var latency: Duration?
    /// The status of the last answer, or nil.
    public var status: Int?
    /// How many bytes came.
    public var bytes: Int
    /// What went wrong; empty if nothing did.
    public var sentence: String
    /// The rule that was followed, as it is written; empty if there was none.
    public var rule: String
}

extension VirtualPhone {
    /// What it did, in words, oldest first.
    public var storyLines: [StoryLine] { notes.map { line(of: $0) } }

    /// As a text, a line for each attempt.
    public var story: String {
        storyLines.map { line in
            var parts = ["\(Amounts.words(line.at))", line.deed, line.outcome]
            if let status = line.status { parts.append("status \(status)") }
            if let latency = line.latency { parts.append(Amounts.words(latency)) }
            if !line.sentence.isEmpty { parts.append(line.sentence) }
            return parts.joined(separator: ", ")
        }.joined(separator: "\n")
    }

    private func line(of note: PhoneNote) -> StoryLine {
        StoryLine(
            at: note.at.offset, deed: "\(note.deed.word) \(note.cause.words)",
            outcome: note.outcome == .changed && note.changes > 0
                ? "changed \(note.changes) \(note.changes == 1 ? "parameter" : "parameters")" : note.outcome.words,
            isSuccess: note.isSuccess,
            latency: note.requests > 0 ? .microseconds(Int64(note.microseconds)) : nil,
            status: note.status == 0 ? nil : Int(note.status), bytes: Int(note.bytes),
            sentence: premises.phrases[note.sentence], rule: premises.phrases[note.rule])
    }
}

extension PhoneNote.Deed {
    /// `resync`.
    public var word: String {
        switch self {
        case .resync: "resync"
        case .upgrade: "upgrade"
        case .report: "report"
        case .customAuthority: "custom CA"
        case .onboarding: "onboarding"
        }
    }
}

extension PhoneNote.Cause {
    /// `after an error`.
    public var words: String {
        switch self {
        case .start: "at the start"
        case .periodic: "by the period"
        case .daily: "at its time of day"
        case .errorRetry: "after an error"
        case .upgradeAttempt: "after an upgrade"
        case .serverNamed: "because DHCP named a server"
        case .ruleChange: "because a rule changed"
        case .request: "on request"
        }
    }
}

extension PhoneNote.Outcome {
    /// The word that reports and JSON have for it: `not-found`.
    public var word: String {
        switch self {
        case .changed: "changed"
        case .unchanged: "unchanged"
        case .nothingToDo: "nothing-to-do"
        case .notFound: "not-found"
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .broken: "broken"
        case .distrusted: "distrusted"
        case .failed: "failed"
        }
    }

    /// For people: `not found`.
    public var words: String { String(word.map { $0 == "-" ? " " : $0 }) }

    /// What it means, in a sentence.
    public var meaning: String {
        switch self {
        case .changed: "the profile came and changed something"
        case .unchanged: "the profile came, and all was as it says"
        case .nothingToDo: "no rule asked for anything"
        case .notFound: "the server has no such file"
        case .refused: "the server answered with another status than 2xx and 404"
        case .unreachable: "nobody answered, or not in time"
        case .broken: "the connection broke, or the answer was damaged"
        case .distrusted: "TLS failed: a certificate was not believed, or there was no common language"
        case .failed: "something else"
        }
    }
}
