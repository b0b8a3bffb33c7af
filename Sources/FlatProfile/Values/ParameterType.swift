/// What values a parameter may have: a kind of text, and its limits.
///
/// Source: Provisioning Formats, "Data Types", and the choice lists of exported profiles.
public struct ParameterType: Hashable, Sendable {
    /// The kind.
    public let kind: Kind
    /// The texts that a choice allows, in the order of the phone's page; `Yes` and `No` for a bool.
    public let choices: [String]
    /// The numbers that a numeric kind allows; more than one range if there are gaps.
    public let ranges: [ClosedRange<Int>]
    /// The numbers that `float` allows.
    public let decimals: ClosedRange<Thousandths>?
    /// What a `float` must be a multiple of, or nil.
    public let step: Thousandths?
    /// What its number or numbers count, or nil.
    public let unit: ParameterUnit?
    /// How many characters a text may have: 2047 unless a source names another limit.
    public let maximumLength: Int
    /// Whether the empty text is a value.
    public let allowsEmpty: Bool
    /// Whether a choice may be written with other capitals than the phone writes it.
    public let ignoresCase: Bool

    /// The numbers that a numeric kind allows, from the least to the greatest.
    public var range: ClosedRange<Int>? {
        guard let first = ranges.first, let last = ranges.last else { return nil }
        return first.lowerBound...last.upperBound
    }

    init(
        _ kind: Kind, choices: [String] = [], ranges: [ClosedRange<Int>] = [],
        decimals: ClosedRange<Thousandths>? = nil,
        step: Thousandths? = nil, unit: ParameterUnit? = nil, maximumLength: Int? = nil, allowsEmpty: Bool? = nil,
        ignoresCase: Bool = false
    ) {
        self.kind = kind
        self.choices = kind == .bool ? ["Yes", "No"] : choices
        self.ranges = ranges
        self.decimals = decimals
        self.step = step
        self.unit = unit
        self.maximumLength = maximumLength ?? kind.maximumLength
        self.allowsEmpty = allowsEmpty ?? kind.isText
        self.ignoresCase = ignoresCase || kind == .bool
    }

    /// Accepts a value that someone typed or a profile holds, in the form in which it is stored; or says what is wrong with it.
    ///
    /// Outer white space goes, line ends and tabs inside become blanks, `yes` becomes `Yes`, a hexadecimal number becomes a
    /// decimal one. Rules, conditions and log templates are checked here for length and control characters only: their
    /// grammar belongs to the module of rules, and a higher layer asks it.
    public func accept(_ text: String) -> Result<String, ValueFault> {
        do throws(ValueFault) {
            return .success(try value(of: text))
        } catch {
            return .failure(error)
        }
    }

    private func value(of raw: String) throws(ValueFault) -> String {
        let text = try raw.withNormalizedWhiteSpace()
        if text.isEmpty {
            guard allowsEmpty else { throw expectation(text) }
            return text
        }
        if text.utf8.count > maximumLength {
            let length = text.unicodeScalars.count
            guard length <= maximumLength else { throw .tooLong(length, maximum: maximumLength) }
        }
        switch kind {
        case .bool, .choice: return try choice(text)
        case .multiChoice: return try choices(text)
        case .int: return String(try number(text))
        case .intOrEmpty: return text == "Null" ? "" : String(try number(text))
        case .hexByte: return try byte(text)
        case .float: return try decimal(text)
        case .intList: return try numbers(text)
        case .intervalList: return try IntervalList(text).description
        default:
            do throws(ValueFault.Flaw) {
                try kind.check(text)
            } catch {
                throw .malformed(text, kind, error)
            }
            return text
        }
    }

    /// The fault that says what this type expects.
    private func expectation(_ text: String) -> ValueFault {
        switch kind {
        case .bool, .choice: .notAChoice(text, choices)
        case .multiChoice: .notChoices(text, choices)
        case .float: .notADecimal(text, decimals, step: step, unit, orEmpty: allowsEmpty)
        case .int, .intOrEmpty, .hexByte: .notANumber(text, ranges, unit, orEmpty: allowsEmpty)
        default: .malformed(text, kind, nil)
        }
    }

    private func choice(_ text: String) throws(ValueFault) -> String {
        if choices.contains(text) { return text }
        guard ignoresCase, let same = choices.first(where: { $0.isEqualIgnoringCase(to: text) }) else {
            throw expectation(text)
        }
        return same
    }

    private func choices(_ text: String) throws(ValueFault) -> String {
        let chosen = text.split(separator: "|", omittingEmptySubsequences: false)
        guard chosen.allSatisfy({ choices.contains(String($0)) }), Set(chosen).count == chosen.count else {
            throw expectation(text)
        }
        return text
    }

    private func number(_ text: String) throws(ValueFault) -> Int {
        guard let number = Int(decimalOrHexadecimal: text), ranges.isEmpty || ranges.contains(where: { $0 ~= number })
        else { throw expectation(text) }
        return number
    }

    /// A byte keeps the notation in which it was written, as exports show it in hexadecimal.
    private func byte(_ text: String) throws(ValueFault) -> String {
        let byte = try number(text)
        guard text.lowercased().hasPrefix("0x") else { return String(byte) }
        return byte < 16 ? "0x0\(String(byte, radix: 16))" : "0x\(String(byte, radix: 16))"
    }

    private func decimal(_ text: String) throws(ValueFault) -> String {
        guard let number = Thousandths(text), decimals.map({ $0 ~= number }) ?? true,
            step.map({ number.count.isMultiple(of: $0.count) }) ?? true
        else { throw expectation(text) }
        return text
    }

    private func numbers(_ text: String) throws(ValueFault) -> String {
        var numbers: [String] = []
        for part in text.parts(separatedBy: ",") {
            guard let number = Int(decimalOrHexadecimal: part), ranges.contains(where: { $0 ~= number }) else {
                throw .malformed(text, kind, .part(String(part), is: .number(range ?? 0...Int.max)))
            }
            numbers.append(String(number))
        }
        return numbers.joined(separator: ",")
    }
}
