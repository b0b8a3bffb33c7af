private import Glibc

/// What somebody searches for: words that must all be found, capitals or not; `_` and `-` count as blanks, so that names and labels are alike.
struct SearchWords: Sendable {
    /// Longer texts are refused: nothing that is searched for is that long.
    static let longest = 100

    /// The text without white space at its ends.
    let text: String
    /// The words, folded; none if there is nothing to search for.
    let words: [[UInt8]]
    /// All of it, folded.
    let phrase: [UInt8]

    /// The words of a text; nil if it is too long.
    init?(_ text: String) {
        guard text.utf8.count <= 4 * Self.longest, text.count <= Self.longest else { return nil }
        let folded = Self.fold(text)
        words = folded.split(separator: UInt8(ascii: " ")).map(Array.init)
        phrase = Array(words.joined(separator: [UInt8(ascii: " ")]))
        self.text = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// The text in small letters, with blanks for `_`, `-` and all white space.
    static func fold(_ text: String) -> [UInt8] {
        text.lowercased().utf8.map { byte in
            byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte < 0x20 ? UInt8(ascii: " ") : byte
        }
    }

    /// Where a word stands first in a folded text, from an offset on.
    static func find(_ word: [UInt8], in text: [UInt8], from start: Int = 0) -> Range<Int>? {
        text.withUnsafeBytes { find(word, in: $0, from: start) }
    }

    /// The same of bytes that stand somewhere.
    static func find(_ word: [UInt8], in text: UnsafeRawBufferPointer, from start: Int = 0) -> Range<Int>? {
        guard let first = word.first, let base = text.baseAddress else { return nil }
        var start = start
        while start + word.count <= text.count,
            let next = memchr(base + start, Int32(first), text.count - word.count - start + 1)
        {
            let offset = UnsafeRawPointer(next) - base
            if memcmp(next, word, word.count) == 0 { return offset..<offset + word.count }
            start = offset + 1
        }
        return nil
    }

    /// A text in pieces, those that were searched for marked.
    func marked(_ text: String) -> [MarkedPiece] {
        let bytes = Array(text.utf8)
        let folded = Self.fold(text)
        // A letter whose small form takes another number of bytes would shift the marks.
        guard bytes.count == folded.count, !words.isEmpty else { return [MarkedPiece(text: text, isMarked: false)] }
        var isMarked = [Bool](repeating: false, count: bytes.count)
        for word in words {
            var start = 0
            while let range = Self.find(word, in: folded, from: start) {
                for index in range { isMarked[index] = true }
                start = range.upperBound
            }
        }
        var pieces: [MarkedPiece] = []
        var start = 0
        for index in bytes.indices where index + 1 == bytes.count || isMarked[index] != isMarked[index + 1] {
            pieces.append(
                MarkedPiece(text: String(decoding: bytes[start...index], as: UTF8.self), isMarked: isMarked[index]))
            start = index + 1
        }
        return pieces
    }
}

/// A part of a text that was searched.
struct MarkedPiece: Sendable, Equatable {
    /// The part.
    var text: String
    /// Whether it is what was searched for.
    var isMarked: Bool
}
