import FlatProfile
import Notation

//     assignments = "(" 1*( name "=" quoted-string ";" ) ")" "!"
extension RuleParser {
    /// Whether the parenthesis at the position opens assignments: a name and `=` follow, which no condition begins with.
    func looksLikeAssignments() -> Bool {
        var look = self
        look.position += 1
        look.skipBlanks()
        let start = look.position
        look.skip(while: \.isParameterNameByte)
        let name = start..<look.position
        look.skipBlanks()
        if name.isEmpty { return look.peek == UInt8(ascii: ")") && isFollowedByExclamationMark(look.position) }
        guard look.peek == UInt8(ascii: "="), let first = name.first,
            bytes[first].isLetter || bytes[first] == UInt8(ascii: "_")
        else { return false }
        return (try? SoftwareVersion(expansion.text(name))) == nil
    }

    private func isFollowedByExclamationMark(_ index: Int) -> Bool {
        bytes[(index + 1)...].first { !$0.isBlank } == UInt8(ascii: "!")
    }

    mutating func assignments() throws(RuleSyntaxError) -> [ParsedAlternative.Assignment] {
        position += 1
        var assignments: [ParsedAlternative.Assignment] = []
        repeat {
            assignments.append(try assignment())
            skipBlanks()
        } while !consume(UInt8(ascii: ")"))
        try expect("!", .exclamationMark)
        return assignments
    }

    private mutating func assignment() throws(RuleSyntaxError) -> ParsedAlternative.Assignment {
        skipBlanks()
        let start = position
        skip(while: \.isParameterNameByte)
        let name = start..<position
        guard !name.isEmpty else { throw error(.expected(.parameterName, found: found())) }
        try expect("=", .equalsSign)
        skipBlanks()
        guard let value = try quotedText() else { throw error(.expected(.quotedValue, found: found())) }
        try expect(";", .semicolon)
        return ParsedAlternative.Assignment(
            name: parameter(in: name), value: expansion.text(value), valueRange: value)
    }

    /// `a` to `p` are short for GPP_A to GPP_P.
    private func parameter(in range: Range<Int>) -> ParameterName {
        range.count == 1
            ? generalPurpose(bytes[range.lowerBound]) ?? ParameterName(expansion.text(range))
            : ParameterName(expansion.text(range))
    }

    /// The parameter that one lower-case letter stands for.
    func generalPurpose(_ letter: UInt8) -> ParameterName? {
        guard (UInt8(ascii: "a")...UInt8(ascii: "p")).contains(letter) else { return nil }
        return ParameterName("GPP_\(Unicode.Scalar(letter &- 0x20))")
    }
}
