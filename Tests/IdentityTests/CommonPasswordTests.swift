import Identity
import Testing

@Suite struct CommonPasswordTests {
    @Test(arguments: [
        "Password1", "P@ssw0rd", "Passw0rd!", "Qwerty123", "Welcome1!", "Sunshine2024", "Abcd1234", "Abc123!!",
        "1qaz2wsx",
        "1Qaz2Wsx!", "Admin123!", "Cisco123!", "!Dragon99", "Onhook-1", "Monkey!1", "123Football", "L3tm3in!",
        "Changeme1!",
        "Zxcvbnm1!", "Aaron-12",
    ])
    func refusesWhatGuessersTryFirst(password: String) {
        #expect(CommonPasswords.contains(password))
        #expect(PasswordRule.webPage.faults(in: password).contains(.common))
        #expect(!PasswordRule.phoneScreen.faults(in: password).contains(.common), "the phone's own screen has no list")
    }

    @Test(arguments: [
        "Admin-Password-1", "User-Password-1", "Long-Enough-1", "Correct-Horse-7", "Monkey8372!Q", "Sunshine830174!",
        "xK9#mTq2", "1234567!A", "", "!", "0000", "Aa1!",
    ])
    func takesWhatTheyDoNotKnow(password: String) {
        #expect(!CommonPasswords.contains(password))
    }

    /// The search by halves finds the first and the last word, and every line end is a separator like a blank.
    @Test func findsEveryWordOfTheList() {
        let words = CommonPasswords.all
        #expect(words.count > 3000)
        #expect(words == words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(words.allSatisfy { CommonPasswords.contains($0.uppercased()) })
    }

    @Test func theSentenceSaysWhatToDo() {
        #expect(
            PasswordRule.webPage.faults(in: "Password1").map(\.description) == [
                "Choose another one: this is a common password, or a common word with a few digits or signs."
            ])
    }
}
