import FlatProfile
import Notation

//     condition  = "(" comparison *( "and" comparison ) ")" "?"
//     comparison = [ operand ] OP operand
extension RuleParser {
    mutating func condition() throws(RuleSyntaxError) -> ParsedAlternative.Condition {
        position += 1
        let comparisons = try comparisons(end: .andOrParenthesis) { $0.peek == UInt8(ascii: ")") }
        position += 1
        try expect("?", .questionMark)
        return ParsedAlternative.Condition(comparisons)
    }

    /// The whole text of a Resync_Trigger.
    mutating func trigger() throws(RuleSyntaxError) -> ParsedAlternative {
        position = 0
        let condition = ParsedAlternative.Condition(try comparisons(end: .andOrEnd) { $0.peek == nil })
        return ParsedAlternative(range: condition.range, condition: condition)
    }

    private mutating func comparisons(
        end: RuleSyntaxError.Expectation, isAtEnd: (borrowing Self) -> Bool
    ) throws(RuleSyntaxError) -> [ParsedAlternative.Comparison] {
        var comparisons = [try comparison()]
        while true {
            skipBlanks()
            if isAtEnd(self) { return comparisons }
            switch word() {
            case "and": position += 3
            case "or": throw error(.orIsNotKnown)
            default: throw error(.expected(end, found: found()))
            }
            comparisons.append(try comparison())
        }
    }

    private mutating func comparison() throws(RuleSyntaxError) -> ParsedAlternative.Comparison {
        let before = position
        skipBlanks()
        let start = position
        let left: Result<Operand, RuleSyntaxError>
        if isAtOperator() {
            // Source: 8831 Provisioning Guide: without a left side $SWVER is meant.
            if let fault = expansion.emptyMacroFault(in: before..<position) {
                left = .failure(fault)
            } else {
                left =
                    (try? SoftwareVersion(ownVersion)).map { .success(.version($0)) }
                    ?? .failure(error(.unknownOwnVersion))
            }
        } else {
            left = try operand(otherwise: .comparison)
        }
        skipBlanks()
        let operatorPosition = position
        let comparisonOperator = try comparisonOperator()
        let right = try operand(otherwise: .operand)
        let range = start..<position
        return ParsedAlternative.Comparison(
            range: range, truth: try truth(left, comparisonOperator, right, at: operatorPosition, in: range))
    }

    private func truth(
        _ left: Result<Operand, RuleSyntaxError>, _ comparison: ComparisonOperator,
        _ right: Result<Operand, RuleSyntaxError>,
        at position: Int, in range: Range<Int>
    ) throws(RuleSyntaxError) -> Result<Bool, RuleSyntaxError> {
        switch (left, right) {
        case (.failure(let fault), _), (_, .failure(let fault)):
            return .failure(fault)
        case (.success(let left), .success(let right)):
            do {
                return .success(try comparison.compare(left, right))
            } catch {
                return .failure(try deferred(self.error(error, at: position), in: range))
            }
        }
    }

    // MARK: Operators

    private func isAtOperator() -> Bool {
        guard let byte = peek else { return false }
        return "=!<>".utf8.contains(byte) || ComparisonOperator(word: word()) != nil
    }

    private mutating func comparisonOperator() throws(RuleSyntaxError) -> ComparisonOperator {
        if let comparison = ComparisonOperator(word: word()) {
            position += 2
            return comparison
        }
        guard let byte = peek, "=!<>".utf8.contains(byte) else {
            throw error(.expected(.comparisonOperator, found: found()))
        }
        position += 1
        switch byte {
        case UInt8(ascii: "<"): return consume(UInt8(ascii: "=")) ? .lessOrEqual : .less
        case UInt8(ascii: ">"): return consume(UInt8(ascii: "=")) ? .greaterOrEqual : .greater
        case UInt8(ascii: "!"):
            // "!" alone is the form of the 8831.
            _ = consume(UInt8(ascii: "="))
            return .notEqual
        default: return .equal
        }
    }

    // MARK: Operands

    private mutating func operand(
        otherwise expectation: RuleSyntaxError.Expectation
    ) throws(RuleSyntaxError) -> Result<Operand, RuleSyntaxError> {
        let before = position
        skipBlanks()
        if let quoted = try quotedText() {
            return .success(.text(expansion.text(quoted) { $0 == .optionValuesAndConditions }))
        }
        let start = position
        skip { !$0.isBlank && !"()[]|\"=!<>?;".utf8.contains($0) }
        let range = start..<position
        guard !range.isEmpty else {
            if let fault = expansion.emptyMacroFault(in: before..<start) { return .failure(fault) }
            throw error(.expected(expectation, found: found()))
        }
        return try bareOperand(in: range)
    }

    private func bareOperand(in range: Range<Int>) throws(RuleSyntaxError) -> Result<Operand, RuleSyntaxError> {
        let text = expansion.text(range)
        let isNumber = bytes[range].drop { $0 == .hyphen }.allSatisfy(\.isDigit) && text.utf8.last?.isDigit == true
        if isNumber, text.utf8.dropFirst().allSatisfy(\.isDigit) {
            guard let number = Int(text) else {
                return .failure(try deferred(error(.numberTooLarge, at: range.lowerBound), in: range))
            }
            return .success(.integer(number))
        }
        if let version = try? SoftwareVersion(text) { return .success(.version(version)) }
        if let unknown = unknownMacro(at: range.lowerBound) {
            throw error(.unknownMacro(unknown), at: range.lowerBound)
        }
        let fault = error(.notANumberOrVersion(found(at: range.lowerBound)), at: range.lowerBound)
        return .failure(try deferred(fault, in: range))
    }

    private func unknownMacro(at position: Int) -> String? {
        expansion.unknown.first { $0.position == position }?.name
    }
}
