/// Why a value was not accepted. It holds what a sentence about it needs; `sentence(label:isSecret:)` makes one.
public enum ValueFault: Error, Hashable, Sendable {
    /// Not one of the choices.
    case notAChoice(String, [String])
    /// Not some of the choices, each once, joined by `|`.
    case notChoices(String, [String])
    /// No whole number, or one outside of the ranges. `orEmpty`: nothing at all would do too.
    case notANumber(String, [ClosedRange<Int>], ParameterUnit?, orEmpty: Bool)
    /// No number with decimals, one outside of the range, or no multiple of `step`.
    case notADecimal(String, ClosedRange<Thousandths>?, step: Thousandths?, ParameterUnit?, orEmpty: Bool)
    /// Not what the kind demands; the flaw tells more if more is known.
    case malformed(String, ParameterType.Kind, Flaw?)
    /// More characters than `maximum`.
    case tooLong(Int, maximum: Int)
    /// A character that no value may hold, by its number in Unicode.
    case controlCharacter(UInt32)

    /// What is wrong inside of a value with a grammar.
    public enum Flaw: Error, Hashable, Sendable {
        /// The value as a whole is none of its kind.
        case whole
        /// That part is not what should stand there.
        case part(String, is: Part)
        /// More of those than `maximum`.
        case tooMany(Part, maximum: Int)
        /// `key=…` is missing.
        case missingKey(String)
        /// There is no such key.
        case unknownKey(String)
        /// `key=…` stands twice.
        case repeatedKey(String)
        /// That bracket, or other sign, lacks its counterpart.
        case unbalanced(String)
    }

    /// What a part of a value should be.
    public enum Part: Hashable, Sendable {
        case word, interval, number(ClosedRange<Int>)
        case frequency, section, segment, toneSegment, cadenceSegment, frequencyNumber(Int)
        case keyAndValue, colour, pattern, softkey, addressAndPort, yesOrNo
        case proxy, domain, starCode, responseCode, clockTime, momentOfYear
    }
}
