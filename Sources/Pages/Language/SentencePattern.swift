/// An entry of a language catalogue that stands for many sentences: `{count:number} changes are stored as revision {number:number}.`
///
/// Matching reads the sentence once and never goes back: a place takes what comes before the first occurrence of the text behind it.
package struct SentencePattern: Sendable {
    /// What a place takes.
    package enum Kind: String, Sendable {
        /// Any text but none: it is data, and stays as it is.
        case text
        /// A text without blanks.
        case word
        /// Digits, grouped or not, perhaps with decimals; written as the language writes numbers.
        case number
        /// A sentence or clause of its own, which is translated too.
        case sentence
    }

    /// What of the sentence stood in a place.
    package struct Match {
        package let name: String
        package let kind: Kind
        package let range: Range<Int>
    }

    package enum Piece: Sendable, Equatable {
        case literal([UInt8])
        case place(name: String, Kind)
    }

    package let pieces: [Piece]
    /// How many bytes must be the same: the most literal entry wins.
    package let literalCount: Int

    /// The pattern of an entry; nil if it has no places, or two without a text between them.
    package init?(_ entry: String) {
        pieces = Self.pieces(of: entry)
        literalCount = pieces.reduce(0) {
            if case .literal(let text) = $1 { $0 + text.count } else { $0 }
        }
        let neighbours = zip(pieces, pieces.dropFirst())
        guard literalCount < entry.utf8.count, !neighbours.contains(where: { $0.isPlace && $1.isPlace }) else {
            return nil
        }
    }

    /// The first word of every sentence that it matches; nil if that can be any.
    package var firstWord: [UInt8]? {
        guard case .literal(let text)? = pieces.first, let end = text.firstIndex(of: UInt8(ascii: " ")) else {
            return nil
        }
        return Array(text[..<end])
    }

    /// What stands in the places, if that part of the text is such a sentence.
    package func match(_ text: [UInt8], in range: Range<Int>) -> [Match]? {
        var position = range.lowerBound
        var matches: [Match] = []
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let literal):
                guard text.hasPrefix(literal, at: position, before: range.upperBound) else { return nil }
                position += literal.count
            case .place(let name, let kind):
                let end = kind == .number ? text.endOfNumber(from: position, before: range.upperBound) : nil
                guard let end = end ?? self.end(ofPlaceAt: index, in: text, position..<range.upperBound),
                    end > position, Self.fits(text[position..<end], kind)
                else { return nil }
                matches.append(Match(name: name, kind: kind, range: position..<end))
                position = end
            }
        }
        return position == range.upperBound ? matches : nil
    }

    /// Where the text behind a place begins: at the very end if it is the last, else where it occurs first.
    private func end(ofPlaceAt index: Int, in text: [UInt8], _ range: Range<Int>) -> Int? {
        guard index + 1 < pieces.count, case .literal(let literal) = pieces[index + 1] else { return range.upperBound }
        if index + 2 == pieces.count { return range.upperBound - literal.count }
        return text.firstOccurrence(of: literal, in: range.dropFirst().startIndex..<range.upperBound)
    }

    private static func fits(_ text: ArraySlice<UInt8>, _ kind: Kind) -> Bool {
        switch kind {
        case .text, .sentence: true
        case .word: !text.contains(UInt8(ascii: " "))
        case .number: text.first.map { (0x30...0x39).contains($0) } ?? false
        }
    }

    /// `{name}` and `{name:kind}` are places; any other brace is a character.
    package static func pieces(of entry: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var rest = entry.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")),
                let place = place(Substring(rest[..<end]))
            else {
                literal.append(byte)
                continue
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
            pieces.append(place)
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        return pieces
    }

    private static func place(_ text: Substring) -> Piece? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2, name.allSatisfy({ $0.isLetter }) else {
            return nil
        }
        guard parts.count == 2 else { return .place(name: String(name), .text) }
        return Kind(rawValue: String(parts[1])).map { .place(name: String(name), $0) }
    }
}

extension SentencePattern.Piece {
    package var isPlace: Bool { if case .place = self { true } else { false } }
}

extension [UInt8] {
    fileprivate func hasPrefix(_ prefix: [UInt8], at start: Int, before end: Int) -> Bool {
        guard start >= 0, end - start >= prefix.count else { return false }
        for index in prefix.indices where self[start + index] != prefix[index] { return false }
        return true
    }

    fileprivate func firstOccurrence(of text: [UInt8], in range: Range<Int>) -> Int? {
        guard range.count >= text.count else { return nil }
        return (range.lowerBound...range.upperBound - text.count).first {
            hasPrefix(text, at: $0, before: range.upperBound)
        }
    }

    /// Behind digits with commas and a decimal point between them: the stop of a sentence is none.
    fileprivate func endOfNumber(from start: Int, before end: Int) -> Int {
        func isDigit(at index: Int) -> Bool { index < end && (0x30...0x39).contains(self[index]) }
        var position = start
        while isDigit(at: position)
            || position > start && position < end && ".,".utf8.contains(self[position]) && isDigit(at: position + 1)
        { position += 1 }
        return position
    }
}
