/// How well something fits what was searched for; the less the better.
enum SearchRank: Int, Comparable, Sendable {
    /// Its name or label is that.
    case exact
    /// Its name or label begins with it.
    case beginning
    /// A word of its name or label does.
    case word
    /// It is within the name or label.
    case inside
    /// Its tab or section holds it.
    case place
    /// Its value does.
    case value
    /// Its help does.
    case help

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// How a title fits a word or phrase; nil if it does not hold it. Both folded.
    init?(of phrase: [UInt8], inTitle title: [UInt8]) {
        guard let rank = title.withUnsafeBytes({ SearchRank(of: phrase, inTitle: $0) }) else { return nil }
        self = rank
    }

    /// The same of bytes that stand somewhere.
    init?(of phrase: [UInt8], inTitle title: UnsafeRawBufferPointer) {
        var start = 0
        var best: SearchRank?
        while let range = SearchWords.find(phrase, in: title, from: start) {
            if range.lowerBound == 0 {
                self = range.upperBound == title.count ? .exact : .beginning
                return
            }
            let isWord = title[range.lowerBound - 1] == UInt8(ascii: " ")
            best = min(best ?? .inside, isWord ? .word : .inside)
            start = range.lowerBound + 1
        }
        guard let best else { return nil }
        self = best
    }
}
