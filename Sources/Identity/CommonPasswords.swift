/// The passwords that people take most often: whoever guesses begins with them.
///
/// The rule of the phone's page asks for three kinds of characters, so that hardly any word of a list passes as it is; people then write
/// `Sunshine1!` or `P@ssw0rd`. So a password is looked up without the few digits and signs before and behind it, and with digits
/// and signs read as the letters that they look like.
public enum CommonPasswords {
    /// How many digits and signs before and behind a word add nothing to it.
    static let decoration = 5
    /// Shorter words say nothing.
    static let shortestWord = 4

    /// Whether a password is a common one, or a common word with a few digits or signs.
    public static func contains(_ password: String) -> Bool {
        let bytes = password.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
        let readings = [bytes, bytes.map { read($0, oneAs: 0x69) }, bytes.map { read($0, oneAs: 0x6c) }]
        let ahead = bytes.prefix { !isLetter($0) }.count
        let behind = bytes.reversed().prefix { !isLetter($0) }.count
        for first in 0...min(ahead, decoration) {
            for last in 0...min(behind, decoration - first) where bytes.count - first - last >= shortestWord {
                let word = first..<bytes.count - last
                if readings.contains(where: { hasWord($0[word]) }) { return true }
            }
        }
        return false
    }

    /// All words, in their order.
    package static var all: [String] {
        words.withUTF8Buffer { $0.split(whereSeparator: isSeparator).map { String(decoding: $0, as: UTF8.self) } }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }

    /// The letter that a digit or sign looks like.
    private static func read(_ byte: UInt8, oneAs letter: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "!"), UInt8(ascii: "|"): letter
        case UInt8(ascii: "3"): UInt8(ascii: "e")
        case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
        case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
        case UInt8(ascii: "7"), UInt8(ascii: "+"): UInt8(ascii: "t")
        default: byte
        }
    }

    /// Whether the list has that word: by halves, so that nothing is built of the list.
    private static func hasWord(_ word: ArraySlice<UInt8>) -> Bool {
        words.withUTF8Buffer { list in
            var (low, high) = (0, list.count)
            while low < high {
                var start = (low + high) / 2
                while start > low, !isSeparator(list[start - 1]) { start -= 1 }
                var end = start
                while end < high, !isSeparator(list[end]) { end += 1 }
                let entry = list[start..<end]
                if entry.elementsEqual(word) { return true }
                if entry.isEmpty || entry.lexicographicallyPrecedes(word) { low = end + 1 } else { high = start }
            }
            return false
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a }
}
