/// The string literals of a Swift file, those inside interpolations too. What is interpolated stands as `7`: a text, word and number at once.
struct SwiftLiterals {
    private(set) var texts: [String] = []
    private let source: [UInt8]
    private var index = 0
    /// Where the last literal ended, to join those that a plus connects.
    private var lastEnd = -1

    init(_ source: [UInt8]) {
        self.source = source
        while index < source.count {
            if starts("//") {
                while index < source.count, source[index] != UInt8(ascii: "\n") { index += 1 }
            } else if starts("#\"") {
                texts.append(rawLiteral())
            } else if source[index] == UInt8(ascii: "\"") {
                let begin = index
                let text = index > 0 && source[index - 1] == UInt8(ascii: "#") ? rawLiteral() : literal()
                if isJoined(begin) { texts[texts.count - 1] += text } else { texts.append(text) }
                lastEnd = index
            } else {
                index += 1
            }
        }
    }

    private func starts(_ word: StaticString) -> Bool {
        index + word.utf8CodeUnitCount <= source.count
            && (0..<word.utf8CodeUnitCount).allSatisfy { source[index + $0] == word.utf8Start[$0] }
    }

    /// Whether only a plus stands between this literal and the one before.
    private func isJoined(_ begin: Int) -> Bool {
        guard lastEnd >= 0 else { return false }
        let between = source[lastEnd..<begin].filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
        return between == [UInt8(ascii: "+")]
    }

    /// A literal between `#"` and `"#`, where a backslash is one.
    private mutating func rawLiteral() -> String {
        let begin = index + 1
        repeat { index += 1 } while index < source.count && !starts("\"#")
        defer { index += 2 }
        return String(decoding: source[begin..<index], as: UTF8.self)
    }

    private mutating func literal() -> String {
        let isLong = starts("\"\"\"")
        index += isLong ? 3 : 1
        var bytes: [UInt8] = []
        while index < source.count {
            if isLong ? starts("\"\"\"") : starts("\"") { break }
            guard source[index] == UInt8(ascii: "\\"), index + 1 < source.count else {
                bytes.append(source[index])
                index += 1
                continue
            }
            let next = source[index + 1]
            index += 2
            switch next {
            case UInt8(ascii: "("):
                skipInterpolation()
                bytes.append(UInt8(ascii: "7"))
            case UInt8(ascii: "\n"):
                while index < source.count, source[index] == UInt8(ascii: " ") { index += 1 }
            case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
            default: bytes.append(next)
            }
        }
        index += isLong ? 3 : 1
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `#"…"#`, in one line and without interpolation.
    private mutating func rawLiteral() -> String {
        let begin = index + 2
        index = begin
        while index < source.count, !starts("\"#") { index += 1 }
        let text = String(decoding: source[begin..<min(index, source.count)], as: UTF8.self)
        index += 2
        return text
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while depth > 0, index < source.count {
            switch source[index] {
            case UInt8(ascii: "\""):
                let inner = literal()
                texts.append(inner)
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            index += 1
        }
    }
}
