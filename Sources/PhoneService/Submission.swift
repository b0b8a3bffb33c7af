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
    /// The store could not take it, in words.
    case store(String)
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

extension SubmissionRefusal: CustomStringConvertible {
    /// All sentences, one after the other.
    public var description: String {
        switch self {
        case .faults(let faults): faults.map(\.sentence).joined(separator: "; ")
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
