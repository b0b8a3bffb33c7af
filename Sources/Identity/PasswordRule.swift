/// What a new password has to be like.
public struct PasswordRule: Hashable, Sendable {
    /// How many characters it may have.
    public var length: ClosedRange<Int>
    /// How many of the four classes (capital letters, small letters, digits, special characters) it must have, 0 to 4.
    public var requiredClasses: Int
    /// Whether those that people take most often are refused: `CommonPasswords`.
    public var refusesCommonOnes: Bool

    /// A rule of those parts.
    public init(length: ClosedRange<Int>, requiredClasses: Int, refusesCommonOnes: Bool = false) {
        self.length = length
        self.requiredClasses = requiredClasses
        self.refusesCommonOnes = refusesCommonOnes
    }

    /// The rule of the phone's web page: 8 to 127 characters, three of the four classes. That common ones are refused is ours
    /// (OWASP ASVS 5.0, 6.2.4): the phone has no list.
    ///
    /// Source: desk phone administration guide, "Access Control" (firmware 12.0(7) and later).
    public static let webPage = PasswordRule(length: 8...127, requiredClasses: 3, refusesCommonOnes: true)

    /// The rule of the phone's own screen, and of the page of firmware 11: 4 to 127 characters of any kind.
    public static let phoneScreen = PasswordRule(length: 4...127, requiredClasses: 0)

    /// The special characters that the phone allows: every printable character of ASCII that is no letter, digit or space.
    public static let specials = "/.@:;=?-_&%+*~`<>,!^'\"|#$\\(){}[]"

    /// What is wrong with a password. No case says anything of the password itself.
    public enum Fault: Error, Hashable, Sendable {
        /// Fewer characters than this.
        case tooShort(minimum: Int)
        /// More characters than this.
        case tooLong(maximum: Int)
        /// Fewer classes of characters than this.
        case tooFewClasses(required: Int)
        /// It has a space in it.
        case space
        /// It has a character in it that is neither a letter from a to z, nor a digit, nor one of `specials`.
        case forbiddenCharacter
        /// It is one that people take most often, or nearly so.
        case common
    }

    private enum CharacterClass: Hashable { case capital, small, digit, special }

    /// Everything that is wrong with a password, in the order of `Fault`; empty if it is good.
    public func faults(in password: String) -> [Fault] {
        let scalars = password.unicodeScalars
        let classes = scalars.map(Self.characterClass)
        var faults: [Fault] = []
        if scalars.count < length.lowerBound { faults.append(.tooShort(minimum: length.lowerBound)) }
        if scalars.count > length.upperBound { faults.append(.tooLong(maximum: length.upperBound)) }
        if Set(classes.compactMap { $0 }).count < requiredClasses {
            faults.append(.tooFewClasses(required: requiredClasses))
        }
        if scalars.contains(" ") { faults.append(.space) }
        if zip(scalars, classes).contains(where: { $0 != " " && $1 == nil }) { faults.append(.forbiddenCharacter) }
        if refusesCommonOnes, CommonPasswords.contains(password) { faults.append(.common) }
        return faults
    }

    private static func characterClass(of scalar: Unicode.Scalar) -> CharacterClass? {
        switch scalar {
        case "A"..."Z": .capital
        case "a"..."z": .small
        case "0"..."9": .digit
        default: specials.unicodeScalars.contains(scalar) ? .special : nil
        }
    }
}

/// What the person who types the password has to do, as a sentence.
extension PasswordRule.Fault: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .tooShort(let minimum): "Use at least \(minimum) characters."
        case .tooLong(let maximum): "Use at most \(maximum) characters."
        case .tooFewClasses(let required):
            "Use at least \(required) of these: capital letters, small letters, digits, special characters."
        case .space: "Leave out the spaces."
        case .forbiddenCharacter:
            "Use only letters from A to Z, digits and these characters: \(PasswordRule.specials)"
        case .common:
            "Choose another one: this is a common password, or a common word with a few digits or signs."
        }
    }
}
