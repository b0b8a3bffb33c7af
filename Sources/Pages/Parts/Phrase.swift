/// How pages say when, how much and who.
package enum Phrase {
    /// The sentence as a clause of a record, without its full stop.
    package static func withoutStop(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    /// A clause as a sentence: `the rule is empty` becomes `The rule is empty.` What begins with a name or quotes begins as it did.
    package static func sentence(_ clause: String) -> String {
        guard let first = clause.first, let last = clause.last else { return clause }
        let firstWord = clause.prefix { $0.isLetter || $0.isNumber || "_:/.-".contains($0) }
        let isWord = firstWord.allSatisfy { $0.isLowercase || $0 == "-" }
        let begun = isWord ? first.uppercased() + clause.dropFirst() : clause
        return ".!?…".contains(last) ? begun : begun + "."
    }

    /// `12,345 bytes`.
    package static func size(_ bytes: Int) -> String {
        var digits = String(bytes)
        var grouped = ""
        while digits.count > 3 {
            grouped = ",\(digits.suffix(3))\(grouped)"
            digits.removeLast(3)
        }
        return digits + grouped + (bytes == 1 ? " byte" : " bytes")
    }

    /// `0.8 s`, `12 ms`.
    package static func duration(_ seconds: Double) -> String {
        if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// `3 parameters`, `1 parameter`, `no parameter`.
    package static func parameters(_ count: Int) -> String {
        switch count {
        case 0: "no parameter"
        case 1: "1 parameter"
        default: "\(count) parameters"
        }
    }
}
