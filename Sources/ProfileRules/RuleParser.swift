import FlatProfile

/// Reads the expanded text of a rule.
///
///     rule        = alternative *( "|" alternative )
///     alternative = [ condition ] [ assignments ] [ [ options ] URL ]
///
/// Source: Provisioning Formats; the 8831 Provisioning Guide for assignments, `!` and comparisons without left side.
struct RuleParser {
    let expansion: MacroExpansion
    let redaction: Redaction
    let kind: RuleKind
    /// What a comparison without left side means.
    let ownVersion: String
    var position = 0
    var warnings: [RuleWarning] = []

    var bytes: [UInt8] { expansion.bytes }

    init(_ expansion: MacroExpansion, redaction: Redaction, kind: RuleKind, ownVersion: String) {
        self.expansion = expansion
        self.redaction = redaction
        self.kind = kind
        self.ownVersion = ownVersion
    }

    /// The rules of the text: at most one, of a report two, none if the text is empty or a comment.
    mutating func parse() throws(RuleSyntaxError) -> [[ParsedAlternative]] {
        skipBlanks()
        // Source: 8831 Provisioning Guide: a leading "#" comments out the rest.
        guard let first = peek, first != UInt8(ascii: "#") else { return [] }
        if kind == .trigger { return [[try trigger()]] }
        var rules: [[ParsedAlternative]] = []
        repeat {
            guard rules.count < 2 else { throw error(.tooManyReports) }
            rules.append(try rule())
            skipBlanks()
        } while peek != nil
        return rules
    }

    private mutating func rule() throws(RuleSyntaxError) -> [ParsedAlternative] {
        var alternatives: [ParsedAlternative] = []
        var isHidden = false
        repeat {
            alternatives.append(try alternative())
            guard peek == UInt8(ascii: "|") else { break }
            try require(.alternatives, at: position)
            if alternatives.last?.condition == nil, !isHidden {
                isHidden = true
                warnings.append(.hiddenAlternatives(column: column(position)))
            }
            position += 1
        } while true
        return alternatives
    }

    private mutating func alternative() throws(RuleSyntaxError) -> ParsedAlternative {
        skipBlanks()
        var alternative = ParsedAlternative(range: position..<position)
        var end = position
        if peek == UInt8(ascii: "("), !looksLikeAssignments() {
            try require(.condition, at: position)
            alternative.condition = try condition()
            end = position
            skipBlanks()
        }
        if peek == UInt8(ascii: "(") {
            try require(.assignments, at: position)
            alternative.assignments = try assignments()
            end = position
            skipBlanks()
        }
        if peek == UInt8(ascii: "[") {
            try require(.options, at: position)
            alternative.options = try options()
            skipBlanks()
            guard let next = peek, next != UInt8(ascii: "|") else {
                throw error(.expected(.addressAfterOptions, found: found()))
            }
        }
        if let next = peek, next != UInt8(ascii: "|"), next != UInt8(ascii: ";") {
            let address = try address(with: &alternative.options)
            alternative.address = address
            end = address.range.upperBound
        }
        skipStraySemicolons()
        alternative.range = alternative.range.lowerBound..<end
        return alternative
    }

    /// Guides print rules with a `;` at the end.
    private mutating func skipStraySemicolons() {
        repeat { skipBlanks() } while consume(UInt8(ascii: ";"))
    }
}

// MARK: - Moving on

extension RuleParser {
    var peek: UInt8? { position < expansion.bytes.count ? expansion.bytes[position] : nil }

    mutating func skipBlanks() {
        while let byte = peek, byte.isBlank { position += 1 }
    }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// Skips blanks, then takes that byte or says what was expected.
    mutating func expect(
        _ character: Unicode.Scalar, _ expectation: RuleSyntaxError.Expectation
    ) throws(RuleSyntaxError) {
        skipBlanks()
        guard consume(UInt8(ascii: character)) else { throw error(.expected(expectation, found: found())) }
    }

    mutating func skip(while predicate: (UInt8) -> Bool) {
        while let byte = peek, predicate(byte) { position += 1 }
    }

    /// The word at the position; empty if there is none.
    func word() -> String {
        var end = position
        while end < bytes.count, end - position < 16, expansion.bytes[end].isNameByte { end += 1 }
        return expansion.text(position..<end)
    }

    /// The range of the text in the quotes that begin here; nil if none do.
    mutating func quotedText() throws(RuleSyntaxError) -> Range<Int>? {
        guard let quote = Quote(in: expansion.bytes, at: position) else { return nil }
        let opening = position
        position += quote.length
        let start = position
        while position < expansion.bytes.count {
            if let mark = Quote(in: expansion.bytes, at: position), quote.isClosed(by: mark) {
                defer { position += mark.length }
                return start..<position
            }
            position += 1
        }
        throw error(.unclosedQuotes, at: opening)
    }
}

// MARK: - Faults

extension RuleParser {
    func column(_ position: Int) -> Int { expansion.column(of: position) }

    func error(_ reason: RuleSyntaxError.Reason) -> RuleSyntaxError { error(reason, at: position) }

    func error(_ reason: RuleSyntaxError.Reason, at position: Int) -> RuleSyntaxError {
        RuleSyntaxError(column: column(position), reason: reason)
    }

    func require(_ part: RuleKind.Part, at position: Int) throws(RuleSyntaxError) {
        guard kind.allows(part) else { throw error(.partNotAllowed(part, kind), at: position) }
    }

    /// A fault in a range: thrown if it is in what the person wrote, handed back if it comes from the value of a macro.
    func deferred(_ fault: RuleSyntaxError, in range: Range<Int>) throws(RuleSyntaxError) -> RuleSyntaxError {
        guard expansion.dependsOnMacro(in: range) else { throw fault }
        return fault
    }

    func found() -> RuleSyntaxError.Found { found(at: position) }

    /// What stands at a position: a word, or one character; nothing of a secret.
    func found(at start: Int) -> RuleSyntaxError.Found {
        guard start < bytes.count else { return .end }
        guard !redaction.contains(start) else { return .hidden }
        var end = start
        while end < bytes.count, end - start < 24, bytes[end].isNameByte || bytes[end] == .dollar,
            !redaction.contains(end)
        {
            end += 1
        }
        if end > start { return .text(expansion.text(start..<end)) }
        let character = String(decoding: bytes[start..<min(start + 32, bytes.count)], as: UTF8.self).first
        return character.map { .text(String($0)) } ?? .end
    }
}
