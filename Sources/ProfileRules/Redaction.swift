import Notation

/// Where secrets that somebody wrote into a rule stand in its text.
///
/// It is found without parsing, so that a rule that cannot be parsed shows no more than one that can: what follows `--key`,
/// `--uid`, `--pwd` or an option that is not known, the values that are assigned to secret parameters, and user info in URLs.
/// In doubt more is hidden than necessary.
struct Redaction: Sendable {
    /// The secret ranges, in order, none empty.
    let ranges: [Range<Int>]

    init(of bytes: [UInt8], isSecretParameter: (Substring) -> Bool) {
        var scanner = RedactionScanner(bytes: bytes)
        scanner.scan(isSecretParameter)
        ranges = scanner.ranges
    }

    /// Of a text that is no rule but may be a part of one, or hold an address: option values and user info behind `://` only.
    init(ofAnyText bytes: [UInt8]) {
        var scanner = RedactionScanner(bytes: bytes)
        scanner.scanAnyText()
        ranges = scanner.ranges
    }

    /// The index of the first range that ends behind a position.
    private func firstRange(endingAfter position: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > position { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func contains(_ position: Int) -> Bool {
        let index = firstRange(endingAfter: position)
        return index < ranges.count && ranges[index].contains(position)
    }

    /// The pieces of a range in order, and whether each is secret.
    func pieces(of range: Range<Int>) -> [(range: Range<Int>, isSecret: Bool)] {
        var pieces: [(Range<Int>, Bool)] = []
        var position = range.lowerBound
        var index = firstRange(endingAfter: position)
        while index < ranges.count, ranges[index].lowerBound < range.upperBound {
            let secret = ranges[index].clamped(to: range)
            if position < secret.lowerBound { pieces.append((position..<secret.lowerBound, false)) }
            pieces.append((secret, true))
            position = secret.upperBound
            index += 1
        }
        if position < range.upperBound { pieces.append((position..<range.upperBound, false)) }
        return pieces
    }
}

private struct RedactionScanner {
    let bytes: [UInt8]
    var ranges: [Range<Int>] = []
    var position = 0
    /// Up to where an address was looked for: one look a word keeps this linear.
    private var endOfWord = 0
    /// The last `@` of that word.
    private var atOfWord: Int?
    /// Whether an option stands in it.
    private var hasOptionInWord = false

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func scan(_ isSecretParameter: (Substring) -> Bool) {
        while position < bytes.count {
            if isOption(at: position) {
                hasOptionInWord = position < endOfWord
                option()
            } else if hasOptionInWord, bytes[position] == UInt8(ascii: "]") {
                userInfoBehindOptions()
            } else if bytes[position] == UInt8(ascii: "="), assigns(at: position, isSecretParameter) {
                assignedValue()
            } else if bytes[position] == .colon, bytes[position...].starts(with: "://".utf8) {
                userInfoBehindScheme()
            } else if position >= endOfWord, isStartOfAddress(at: position) {
                userInfo()
            } else {
                position += 1
            }
        }
    }

    mutating func scanAnyText() {
        while position < bytes.count {
            if bytes[position] == .hyphen, isOption(at: position), isSecretOptionName(at: position + 2) {
                option()
            } else if bytes[position] == .colon, bytes[position...].starts(with: "://".utf8) {
                userInfoBehindScheme()
            } else {
                position += 1
            }
        }
    }

    private mutating func hide(_ range: Range<Int>) {
        if !range.isEmpty { ranges.append(range) }
    }

    // MARK: Options

    /// `--` and a letter, where an option can begin; the name of an option with a secret value anywhere.
    private func isOption(at index: Int) -> Bool {
        guard index + 2 < bytes.count, bytes[index] == .hyphen, bytes[index + 1] == .hyphen, bytes[index + 2].isLetter
        else { return false }
        guard index > 0 else { return true }
        let before = bytes[index - 1]
        return before.isBlank || before == UInt8(ascii: "[") || Quote(in: bytes, endingAt: index) != nil
            || isSecretOptionName(at: index + 2)
    }

    private func isSecretOptionName(at start: Int) -> Bool {
        let end = start + 3
        guard end <= bytes.count, end == bytes.count || !(bytes[end].isNameByte || bytes[end] == .hyphen) else {
            return false
        }
        return RuleOptionName(rawValue: String(decoding: bytes[start..<end], as: UTF8.self))?.hasSecretValue == true
    }

    private mutating func option() {
        let start = position + 2
        position = start
        while position < bytes.count, bytes[position].isLetter { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !RuleOptionName.allCases.contains(where: { $0.rawValue == name && !$0.hasSecretValue }) else { return }
        if let glued = RuleOptionName.allCases.first(where: { $0.hasSecretValue && name.hasPrefix($0.rawValue) }) {
            position = start + glued.rawValue.utf8.count
        }
        optionValue()
    }

    /// Hides everything up to the next option, the bracket that closes, or the end.
    private mutating func optionValue() {
        while position < bytes.count {
            while position < bytes.count, bytes[position].isBlank { position += 1 }
            guard position < bytes.count, bytes[position] != UInt8(ascii: "]"), !isOption(at: position) else { return }
            if let quote = Quote(in: bytes, at: position) {
                quotedText(quote)
            } else {
                let start = position
                while position < bytes.count, !bytes[position].isBlank, bytes[position] != UInt8(ascii: "]"),
                    Quote(in: bytes, at: position) == nil
                {
                    position += 1
                }
                hide(start..<position)
            }
        }
    }

    /// Hides what stands in quotes; all the rest if they are not closed.
    private mutating func quotedText(_ quote: Quote) {
        position += quote.length
        let start = position
        while position < bytes.count {
            if let end = Quote(in: bytes, at: position), quote.isClosed(by: end) {
                hide(start..<position)
                position += end.length
                return
            }
            position += 1
        }
        hide(start..<position)
    }

    // MARK: Assignments

    /// Whether a name of a secret parameter stands before the `=` at `index`.
    private func assigns(at index: Int, _ isSecretParameter: (Substring) -> Bool) -> Bool {
        var end = index
        while end > 0, bytes[end - 1].isBlank { end -= 1 }
        var start = end
        while start > 0, end - start < 128, bytes[start - 1].isParameterNameByte { start -= 1 }
        guard start < end else { return false }
        var value = index + 1
        while value < bytes.count, bytes[value].isBlank { value += 1 }
        if Quote(in: bytes, at: value) == nil {
            // `?password=` in an address is no assignment.
            guard start == 0 || bytes[start - 1].isBlank || "(;".utf8.contains(bytes[start - 1]) else { return false }
        }
        return isSecretParameter(String(decoding: bytes[start..<end], as: UTF8.self)[...])
    }

    private mutating func assignedValue() {
        position += 1
        while position < bytes.count, bytes[position].isBlank { position += 1 }
        if let quote = Quote(in: bytes, at: position) { return quotedText(quote) }
        // Without quotes it is no value, but somebody may have meant it to be one.
        let start = position
        while position < bytes.count, !bytes[position].isBlank, bytes[position] != UInt8(ascii: ";"),
            bytes[position] != UInt8(ascii: ")")
        {
            position += 1
        }
        hide(start..<position)
    }

    // MARK: Addresses

    private func isStartOfAddress(at index: Int) -> Bool {
        let byte = bytes[index]
        guard !byte.isBlank, !"|([\"".utf8.contains(byte) else { return false }
        guard index > 0 else { return true }
        let before = bytes[index - 1]
        if before.isBlank || before == UInt8(ascii: "|") || before == UInt8(ascii: "]") { return true }
        // The `?` of a condition and the `!` of assignments, not those in an address.
        guard before == UInt8(ascii: "?") || before == UInt8(ascii: "!") else { return false }
        return index < 2 || bytes[index - 2].isBlank || bytes[index - 2] == UInt8(ascii: ")")
    }

    /// Hides what stands before the last `@` of the server behind `://`, wherever that is.
    private mutating func userInfoBehindScheme() {
        position += 3
        let start = position
        var end = start
        while end < bytes.count, !bytes[end].isBlank, !"|/\"".utf8.contains(bytes[end]) { end += 1 }
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return }
        hide(start..<at)
        position = at + 1
    }

    /// Hides what stands before the last `@` of a word in whose middle options stand: it was taken for one address, and is another one
    /// from their bracket on.
    private mutating func userInfoBehindOptions() {
        position += 1
        hasOptionInWord = false
        guard position < endOfWord, let at = atOfWord, at > position else { return }
        hide(position..<at)
        position = at
    }

    /// Hides what stands before the last `@` of the server, and of the whole address if the server makes no sense.
    private mutating func userInfo() {
        let start = position
        var end = start
        while end < bytes.count, !bytes[end].isBlank, !"|\"".utf8.contains(bytes[end]) { end += 1 }
        endOfWord = end
        let token = bytes[start..<end]
        atOfWord = token.lastIndex(of: UInt8(ascii: "@"))
        guard let at = atOfWord else {
            position += 1
            return
        }
        var server = start
        if let colon = token.firstIndex(of: .colon), token[colon...].starts(with: "://".utf8) { server = colon + 3 }
        let slash = token[server...].firstIndex(of: .slash) ?? end
        let serverAt = token[server..<slash].lastIndex(of: UInt8(ascii: "@"))
        if let serverAt {
            hide(server..<serverAt)
            position = serverAt + 1
        } else if server < slash, at > slash, bytes[server] != UInt8(ascii: "["),
            token[server..<slash].contains(.colon),
            token[server..<slash].split(separator: .colon).last?.allSatisfy(\.isDigit) != true
        {
            // A password with a slash in it: what looks like a port is none.
            hide(server..<at)
            position = at + 1
        } else {
            position += 1
        }
    }
}

/// A quotation mark: the straight one, or one of the curly ones that the guides print.
struct Quote: Equatable {
    /// How many bytes it has.
    let length: Int

    /// The mark that begins at a position, if one does.
    init?(in bytes: [UInt8], at index: Int) {
        guard index >= 0, index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "\"") {
            length = 1
        } else if index + 2 < bytes.count, bytes[index] == 0xe2, bytes[index + 1] == 0x80,
            bytes[index + 2] == 0x9c || bytes[index + 2] == 0x9d
        {
            length = 3
        } else {
            return nil
        }
    }

    /// The mark that ends before a position, if one does.
    init?(in bytes: [UInt8], endingAt index: Int) {
        guard let quote = Quote(in: bytes, at: index - 1) ?? Quote(in: bytes, at: index - 3),
            quote.length != 3 || index >= 3
        else { return nil }
        self = quote
    }

    /// A straight mark is closed by a straight one only, so that the text may hold curly ones; a curly mark by any.
    func isClosed(by other: Quote) -> Bool { length == 3 || other.length == 1 }
}

extension UInt8 {
    static let hyphen = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")

    /// A character of a parameter's name.
    var isParameterNameByte: Bool { isNameByte || self == .hyphen || self == UInt8(ascii: ".") }
}
