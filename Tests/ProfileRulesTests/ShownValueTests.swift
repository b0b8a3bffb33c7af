import FlatProfile
import Testing

@testable import ProfileRules

@Suite struct ShownValueTests {
    private let catalogue = Catalogue.of(.standard)

    @Test(arguments: [
        ("[--uid me --pwd word] http://h/x", "[--uid ******** --pwd ********] http://h/x"),
        ("[--key \"a b\"] http://h/x", "[--key \"********\"] http://h/x"),
        ("[--uid $SA --pwd $SB] http://h/$MA.xml", "[--uid $SA --pwd $SB] http://h/$MA.xml"),
        ("[--pwd a$SA] http://h/x", "[--pwd ********$SA] http://h/x"),
        ("[--pwd a$nothing] http://h/x", "[--pwd ********] http://h/x"),
        ("http://me:word@h/x", "http://********@h/x"), ("me:word@h/x", "********@h/x"),
        (
            "(GPP_SA = \"word\"; GPP_A = \"open\";)! http://h/x",
            "(GPP_SA = \"********\"; GPP_A = \"open\";)! http://h/x"
        ),
        ("http://h/x?a=b", "http://h/x?a=b"), ("[--pwd wo", "[--pwd ********"), ("", ""), ("/$PSN.xml", "/$PSN.xml"),
    ])
    func masksWhatIsSecretInARule(value: String, text: String) {
        let shown = ShownValue(value, of: "Profile_Rule", in: catalogue)
        #expect(shown.text == text)
        #expect(shown.isMasked == (value != text))
        #expect(!shown.holdsMask)
        // What was shown tells that it was, unless nothing was masked.
        #expect(ShownValue(text, of: "Profile_Rule", in: catalogue).holdsMask == shown.isMasked)
    }

    @Test(arguments: [
        ("http://me:word@h/x", "http://********@h/x"), ("--pwd word", "--pwd ********"),
        ("sip:me@example.com", "sip:me@example.com"), ("me:word@example.com", "me:word@example.com"),
        ("480@-10,620@-10;10(*/0/1+2)", "480@-10,620@-10;10(*/0/1+2)"), ("a -- b", "a -- b"),
        ("Password_1_ = x", "Password_1_ = x"),
    ])
    func masksOptionsAndUserInfoInAnyText(value: String, text: String) {
        #expect(ShownValue(value, of: "GPP_A", in: catalogue).text == text)
    }
}
