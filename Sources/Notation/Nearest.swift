/// Finds the word that a misspelt one may mean.
package enum Nearest {
    /// The word with the fewest letters to change, add or leave out; nil if more than two are wrong, or three in a long word.
    package static func word(to text: String, among words: [String]) -> String? {
        let limit = text.count < 3 ? 1 : text.count < 9 ? 2 : 3
        let ranked = words.map { (word: $0, distance: distance(Array(text), Array($0))) }
        return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
    }

    /// The distance of Levenshtein, with a row of the matrix at a time.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
