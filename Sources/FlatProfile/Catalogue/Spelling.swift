import Notation

/// How names are spelt, whatever their numbers: finds the family of a name, and the name that a misspelt one may mean.
///
/// Every run of digits is one sign, so that `Proxy_12_` and `Proxy_1_` look alike and a few hundred shapes are all that is searched.
struct Spelling {
    /// One name or alias of a family.
    fileprivate struct Shape {
        let family: Int
        let isAlias: Bool
        /// The name in small letters, `#` for each run of digits and each placeholder.
        let letters: [UInt8]
        let runs: [Run]
    }

    fileprivate enum Run {
        case literal(Substring)
        case number, inner
    }

    /// The longest name that a suggestion is looked for; a longer one is no slip of the pen.
    private static let maximumLength = 64

    private let families: [CatalogueFamily]
    private let shapes: [Shape]
    private let byLetters: [[UInt8]: [Int]]

    /// The spelling of all names in the catalogue.
    static let all = Spelling(CatalogueFamily.all)

    private init(_ families: [CatalogueFamily]) {
        self.families = families
        shapes = families.enumerated().flatMap { index, family in
            [Shape(family.name.text, of: index, isAlias: false)]
                + family.aliases.map { Shape($0.text, of: index, isAlias: true) }
        }
        byLetters = Dictionary(grouping: shapes.indices) { [shapes] in shapes[$0].letters }
    }

    /// The series whose models have a parameter of exactly that name.
    func series(knowing name: ParameterName) -> [Model.Series] {
        var known: Set<Model.Series> = []
        let word = Word(name.text)
        for shape in byLetters[word.letters, default: []].map({ shapes[$0] }) where !shape.isAlias {
            guard let (number, inner) = numbers(of: word, as: shape) else { continue }
            let family = families[shape.family]
            guard family.name.filled(number, inner) == name.text else { continue }
            for model in Model.all where family.exists(on: model, number: number, inner: inner) {
                known.insert(model.series)
            }
        }
        return Model.Series.allCases.filter(known.contains)
    }

    /// The name that may be meant by one that does not exist: another spelling that documents use, then other capitals, then a
    /// forgotten underscore at the end, then one or two letters that differ. Of equals, the first in the catalogue's order.
    func suggestion(for name: ParameterName, in catalogue: Catalogue) -> ParameterName? {
        guard name.text.utf8.count <= Self.maximumLength else { return nil }
        let word = Word(name.text)
        let same = byLetters[word.letters, default: []]
        let candidates =
            same.filter { shapes[$0].isAlias } + same.filter { !shapes[$0].isAlias }
            + byLetters[word.letters + [UInt8(ascii: "_")], default: []]
        for index in candidates {
            if let meant = meant(by: word, as: shapes[index], in: catalogue) { return meant }
        }
        return nearest(to: word, in: catalogue)
    }

    private func nearest(to word: Word, in catalogue: Catalogue) -> ParameterName? {
        // In a short word two wrong letters are another word.
        var limit = word.letters.count < 6 ? 1 : 2
        var nearest: ParameterName?
        for shape in shapes where shape.runs.count == word.runs.count {
            guard let distance = editDistance(word.letters, shape.letters, atMost: limit),
                let meant = meant(by: word, as: shape, in: catalogue)
            else { continue }
            nearest = meant
            limit = distance - 1
            if limit < 1 { break }
        }
        return nearest
    }

    /// The name of the shape's family with the numbers of the word, if the catalogue has it.
    private func meant(by word: Word, as shape: Shape, in catalogue: Catalogue) -> ParameterName? {
        guard let (number, inner) = numbers(of: word, as: shape) else { return nil }
        let family = families[shape.family]
        // An alias may lack the number that the name has: then the first is as good as any.
        let name = ParameterName(family.name.filled(number ?? 1, inner ?? 1))
        return catalogue[name] == nil ? nil : name
    }

    /// What the placeholders of the shape stand for in the word; nil if the digits of the two do not agree.
    private func numbers(of word: Word, as shape: Shape) -> (number: Int?, inner: Int?)? {
        guard word.runs.count == shape.runs.count else { return nil }
        var (number, inner): (Int?, Int?) = (nil, nil)
        for (run, digits) in zip(shape.runs, word.runs) {
            switch run {
            case .literal(let text): guard text == digits else { return nil }
            case .number:
                guard let value = Int(digits: digits) else { return nil }
                number = value
            case .inner:
                guard let value = Int(digits: digits) else { return nil }
                inner = value
            }
        }
        return (number, inner)
    }

    /// A name, taken apart into letters and runs of digits.
    private struct Word {
        private(set) var letters: [UInt8] = []
        private(set) var runs: [Substring] = []

        init(_ text: String) {
            // Byte by byte, as a name from outside may hold anything; a run of digits is always cut at whole characters.
            var rest = text.utf8[...]
            while let byte = rest.first {
                let digits = rest.prefix(while: \.isDigit)
                letters.append(digits.isEmpty ? byte.lowercasedASCII : UInt8(ascii: "#"))
                if !digits.isEmpty { runs.append(Substring(digits)) }
                rest = rest.dropFirst(max(1, digits.count))
            }
        }
    }
}

extension Spelling.Shape {
    fileprivate init(_ text: String, of family: Int, isAlias: Bool) {
        self.family = family
        self.isAlias = isAlias
        var letters: [UInt8] = []
        var runs: [Spelling.Run] = []
        var rest = text[...]
        while let byte = rest.utf8.first {
            let digits = rest.utf8.prefix(while: \.isDigit)
            let isPlaceholder = rest.hasPrefix("{n}") || rest.hasPrefix("{m}")
            if digits.isEmpty, !isPlaceholder {
                letters.append(byte.lowercasedASCII)
                rest = rest.dropFirst()
                continue
            }
            letters.append(UInt8(ascii: "#"))
            runs.append(isPlaceholder ? (rest.hasPrefix("{n}") ? .number : .inner) : .literal(rest[..<digits.endIndex]))
            rest = isPlaceholder ? rest.dropFirst(3) : rest[digits.endIndex...]
        }
        self.letters = letters
        self.runs = runs
    }
}

/// How many letters must be put in, taken out or replaced to make one word the other; nil if it is more than `limit`.
func editDistance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    var row = Array(0...right.count)
    for (i, byte) in left.enumerated() {
        // Cells farther from the diagonal than the limit cannot lead back to it.
        let first = max(1, i + 1 - limit)
        let last = min(right.count, i + 1 + limit)
        var diagonal = row[first - 1]
        row[first - 1] = first == 1 ? i + 1 : limit + 1
        var least = row[first - 1]
        for j in first...max(first, last) where j <= last {
            let above = j == i + 1 + limit ? limit + 1 : row[j]
            let cell = min(above + 1, row[j - 1] + 1, diagonal + (right[j - 1] == byte ? 0 : 1))
            diagonal = row[j]
            row[j] = cell
            least = min(least, cell)
        }
        if least > limit { return nil }
    }
    return row[right.count] <= limit ? row[right.count] : nil
}
