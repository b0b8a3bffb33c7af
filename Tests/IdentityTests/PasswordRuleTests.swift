import Testing

@testable import Identity

@Suite struct PasswordRuleTests {
    /// The phone's rule alone; what is common is looked at in `CommonPasswordTests`.
    private static let phones = PasswordRule(length: 8...127, requiredClasses: 3)

    @Test func thePageHasThePhonesRuleAndRefusesCommonPasswords() {
        #expect(PasswordRule.webPage == PasswordRule(length: 8...127, requiredClasses: 3, refusesCommonOnes: true))
    }

    @Test(
        arguments: [
            "Abcdefg1", "abcdefg1!", "ABCDEFG1!", "Abcdefgh!", "Aa1!Aa1!", "/.@:;=?-_&%+*~`<>,!^'\"|#$\\(){}[]aB",
            "Ab1" + String(repeating: "x", count: 124),
        ])
    func acceptsThreeOfFourClasses(password: String) {
        #expect(Self.phones.faults(in: password) == [])
    }

    @Test(
        arguments: [
            ("", [.tooShort(minimum: 8), .tooFewClasses(required: 3)]),
            ("Abcdef1", [.tooShort(minimum: 8)]),
            ("Ab1" + String(repeating: "x", count: 125), [.tooLong(maximum: 127)]),
            ("abcdefgh", [.tooFewClasses(required: 3)]),
            ("abcdefg1", [.tooFewClasses(required: 3)]),
            ("!!!!1111", [.tooFewClasses(required: 3)]),
            ("Abc efg1", [.space]),
            ("Abcdefg1ä", [.forbiddenCharacter]),
            ("Abcdefg1\t", [.forbiddenCharacter]),
            ("Abcdefg1\u{0}", [.forbiddenCharacter]),
            ("Abcdefg1\u{7f}", [.forbiddenCharacter]),
            ("Abcdefg１", [.tooFewClasses(required: 3), .forbiddenCharacter]),
            (" é", [.tooShort(minimum: 8), .tooFewClasses(required: 3), .space, .forbiddenCharacter]),
        ] as [(String, [PasswordRule.Fault])])
    func namesEveryFault(password: String, faults: [PasswordRule.Fault]) {
        #expect(Self.phones.faults(in: password) == faults)
    }

    @Test func allowsEveryPrintableCharacterButTheSpace() {
        for byte in UInt8(0x21)...0x7e {
            let password = "Abcdefg1" + String(UnicodeScalar(byte))
            #expect(Self.phones.faults(in: password) == [], "\(byte)")
        }
        #expect(PasswordRule.specials.utf8.count == 32)
    }

    @Test func asksLessOnThePhonesScreen() {
        #expect(PasswordRule.phoneScreen.faults(in: "1234") == [])
        #expect(PasswordRule.phoneScreen.faults(in: "123") == [.tooShort(minimum: 4)])
    }

    @Test(
        arguments: [
            (.tooShort(minimum: 8), "Use at least 8 characters."),
            (.tooLong(maximum: 127), "Use at most 127 characters."),
            (
                .tooFewClasses(required: 3),
                "Use at least 3 of these: capital letters, small letters, digits, special characters."
            ),
            (.space, "Leave out the spaces."),
            (
                .forbiddenCharacter,
                "Use only letters from A to Z, digits and these characters: /.@:;=?-_&%+*~`<>,!^'\"|#$\\(){}[]"
            ),
        ] as [(PasswordRule.Fault, String)])
    func saysWhatToDo(fault: PasswordRule.Fault, sentence: String) {
        #expect(fault.description == sentence)
    }
}
