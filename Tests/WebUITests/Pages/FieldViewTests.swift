import Testing

@testable import WebUI

@Suite struct FieldViewTests {
    static func html(_ control: FieldView.Control, value: String, error: String? = nil, isReadOnly: Bool = false)
        -> String
    {
        EscapingTests.html(of: [
            FieldView(
                name: "X", label: "Label", control: control, value: value, defaultValue: "", help: "Help.",
                error: error, isReadOnly: isReadOnly)
        ])
    }

    @Test(arguments: [
        ("Yes", "<option selected>Yes</option><option>No</option>"),
        ("No", "<option>Yes</option><option selected>No</option>"),
        (
            "maybe",
            "<option value=\"maybe\" selected>maybe (not a choice)</option><option>Yes</option><option>No</option>"
        ),
    ])
    func yesOrNoIsAListOfTwo(value: String, options: String) {
        #expect(Self.html(.yesNo, value: value).contains(">\(options)</select>"))
    }

    @Test func aValueThatIsNoChoiceIsKeptInTheList() {
        let html = Self.html(.select(["", "a"]), value: "b")
        #expect(
            html.contains(
                "<option value=\"b\" selected>b (not a choice)</option><option value=\"\">(empty)</option>"
                    + "<option value=\"a\">a</option></select>"))
    }

    @Test func severalChoicesAreBoxesAndNoneOfThemIsSentAsEmpty() {
        let html = Self.html(.choices(["Mon", "Tue"]), value: "Tue")
        #expect(html.contains("<input type=\"hidden\" name=\"X\" value=\"\">"))
        #expect(html.contains("<input type=\"checkbox\" name=\"X\" value=\"Mon\"> Mon</label>"))
        #expect(html.contains("<input type=\"checkbox\" name=\"X\" value=\"Tue\" checked> Tue</label>"))
    }

    @Test func aNumberSaysItsUnitAndRange() {
        let html = Self.html(.number(unit: "seconds", range: 0...65535), value: "7s")
        #expect(html.contains("value=\"7s\" inputmode=\"numeric\""))
        #expect(html.contains("<span class=\"unit\">seconds</span>"))
        #expect(html.contains("<summary><span id=\"X-help\">Help. 0 to 65535 seconds.</span></summary>"))
    }

    @Test func aFaultIsTiedToItsField() {
        let html = Self.html(.text, value: "x", error: "Must be y.")
        #expect(html.contains("aria-describedby=\"X-help X-error\" aria-invalid=\"true\">"))
        #expect(html.contains("<p class=\"error\" id=\"X-error\">"))
        #expect(html.contains("<li><a href=\"#X\">Label</a>: Must be y.</li>"))
        #expect(html.contains("<title>Error: Phone – "))
    }

    @Test(arguments: [FieldView.Control.text, .wide, .yesNo, .select(["x"]), .choices(["x"]), .secret(isSet: true)])
    func whatMayOnlyBeReadIsNoFormField(control: FieldView.Control) {
        let html = Self.html(control, value: "x", isReadOnly: true)
        #expect(!html.contains("name=\"X\""))
        #expect(!html.contains("Submit All Changes"))
        #expect(html.contains("<output id=\"X\""))
    }

    @Test func aSecretThatIsSetCanBeCleared() {
        #expect(Self.html(.secret(isSet: true), value: "").contains("type=\"checkbox\" name=\"X.clear\" value=\"yes\""))
        #expect(!Self.html(.secret(isSet: false), value: "").contains("X.clear"))
    }
}
