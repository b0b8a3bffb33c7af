import Testing

@testable import Pages
@testable import WebUI

@Suite struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)' x='",
        "\" autofocus onfocus=\"x",
        "</textarea><script>alert(1)</script>", "</title></style></script><b>", "<!--", "-->", "javascript:alert(1)",
        "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "{{TITLE}}", "&lt;b&gt;&quot;",
        "\u{2028}<svg/onload=alert(1)>", "`${1}`", "\t\njavascript:alert(1)",
    ]

    @Test(arguments: hostile)
    func valuesNeverBecomeMarkup(value: String) {
        let pages = zip(FilledPages(text: value).rendered, FilledPages(text: "x").rendered)
        for ((name, filled), (_, plain)) in pages {
            #expect(HTMLSkeleton(filled).tags == HTMLSkeleton(plain).tags, "\(name)")
        }
    }

    @Test(arguments: ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "data:text/html,x", "vbscript:x"])
    func linksOfForeignSchemesLeadNowhere(link: String) {
        for (name, html) in FilledPages(text: link).rendered {
            let own = HTMLSkeleton(html).links.filter { !$0.hasPrefix("/") }
            #expect(!own.isEmpty, "\(name)")
            for link in own { #expect(link.hasPrefix("#"), "\(name)") }
        }
    }

    @Test func linksWithinThePhoneStayAsTheyAre() {
        let page = MessagePage(title: "x", sentence: "x", back: .init(label: "x", href: "/history?before=12&x=\"#a"))
        let html = String(decoding: Renderer.shared.render(page, in: Samples.frame()), as: UTF8.self)
        #expect(html.contains("<a class=\"button\" href=\"/history?before=12&amp;x=&quot;#a\">x</a>"))
    }

    @Test(arguments: [
        ("a\tb  c", "a\tb  c"),
        ("($A eq \"x\")? 'b' | <c> & d", "($A eq &quot;x&quot;)? &#39;b&#39; | &lt;c&gt; &amp; d"),
        ("Grüße, 電話 📞", "Grüße, 電話 📞"),
    ])
    func valuesComeBackAsTheyWereTyped(value: String, written: String) {
        let fields = [FieldView.Control.text, .wide].map {
            FieldView(name: "GPP_A", label: "GPP A", control: $0, value: value, defaultValue: "")
        }
        let html = Self.html(of: fields)
        #expect(html.contains("<input id=\"GPP_A\" name=\"GPP_A\" value=\"\(written)\" "))
        #expect(html.contains(">\n\(written)</textarea>"))
    }

    @Test func linesOfLongTextStayLines() {
        let field = FieldView(name: "X", label: "X", control: .wide, value: "\na\nb", defaultValue: "")
        // HTML drops the first line end after the tag: the second one is the value's own.
        #expect(Self.html(of: [field]).contains(">\n\na\nb</textarea>"))
    }

    @Test(arguments: [false, true])
    func secretsAreNeverShown(isReadOnly: Bool) {
        let field = FieldView(
            name: "Password_1_", label: "Password", control: .secret(isSet: true), value: "hunter2",
            defaultValue: "hunter2", isReadOnly: isReadOnly)
        #expect(!Self.html(of: [field]).contains("hunter2"))
    }

    static func html(of fields: [FieldView]) -> String {
        let page = VoiceTabPage(
            title: "Phone", action: "/voice/phone", csrfToken: "0", revision: 1,
            sections: [.init(title: "General", fields: fields)])
        return String(decoding: Renderer.shared.render(page, in: Samples.frame()), as: UTF8.self)
    }
}
