public import FlatProfile

/// Why a submission was refused; nothing of it was stored.
public enum SubmissionRefusal: Error, Hashable, Sendable {
    /// These fields are faulty, each with its own sentence.
    case faults([FieldFault])
    /// Whoever asks may not do this at all.
    case notAllowed(String)
    /// What it is about does not exist, in words.
    case missing(String)
    /// Something has changed since they looked, in words.
    case outdated(String)
    /// Somebody else has changed the same values since they were shown: for each somebody has to say which one to keep.
    case conflicts(SubmissionConflicts)
    /// The store could not take it, in words.
    case store(String)
}

/// Values that both a form and somebody else have changed.
public struct SubmissionConflicts: Hashable, Sendable {
    /// The fields, each with a sentence.
    public var faults: [FieldFault]
    /// All fields that the form changes: what else it shows is as it was before their eyes, which the phone may not hold any more.
    public var changed: Set<String>
    /// The revision whose values the others are.
    public var revision: RevisionNumber
}

/// What is wrong with one field.
public struct FieldFault: Error, Hashable, Sendable {
    /// The field: the name of a parameter, as it was sent.
    public var name: String
    /// The sentence to show beside it.
    public var sentence: String

    /// A fault of that field.
    public init(name: String, sentence: String) {
        self.name = name
        self.sentence = sentence
    }
}

extension SubmissionRefusal {
    /// The fields that it is about, each with its sentence.
    public var faults: [FieldFault] {
        switch self {
        case .faults(let faults): faults
        case .conflicts(let conflicts): conflicts.faults
        case .notAllowed, .missing, .outdated, .store: []
        }
    }
}

extension SubmissionRefusal: CustomStringConvertible {
    /// All sentences, one after the other.
    public var description: String {
        switch self {
        case .faults(let faults): faults.map(\.sentence).joined(separator: "; ")
        case .conflicts(let conflicts): conflicts.faults.map(\.sentence).joined(separator: "; ")
        case .notAllowed(let sentence), .missing(let sentence), .outdated(let sentence), .store(let sentence): sentence
        }
    }
}

/// One wish of a submission.
public enum SubmittedValue: Hashable, Sendable {
    /// Set the parameter to this text, as somebody typed it.
    case text(String)
    /// Back to the factory default.
    case reset
}
