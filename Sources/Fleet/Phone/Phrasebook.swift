internal import Threading

/// Sentences that thousands of phones say alike, kept once.
final class Phrasebook: Sendable {
    /// The number of a sentence.
    typealias Number = UInt16

    /// No sentence.
    static let nothing: Number = 0
    /// How many are told apart; sentences beyond are kept as one.
    static let limit = 4096
    private static let overflow = "(not kept: more than \(limit) different sentences)"

    private struct Contents {
        var sentences = ["", Phrasebook.overflow]
        var numbers: [String: Number] = ["": 0]
    }

    private let contents = Locked(Contents())

    func number(of sentence: String?) -> Number {
        guard let sentence, !sentence.isEmpty else { return Self.nothing }
        return contents.withLock { contents in
            if let known = contents.numbers[sentence] { return known }
            guard contents.sentences.count < Self.limit else { return 1 }
            let number = Number(contents.sentences.count)
            contents.sentences.append(sentence)
            contents.numbers[sentence] = number
            return number
        }
    }

    subscript(number: Number) -> String { contents.withLock { $0.sentences[Int(number)] } }
}
