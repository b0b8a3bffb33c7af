import HTTPServer
import Testing

@testable import Pages
@testable import WebUI

/// Pages that are sent again: only where every value is the same.
@Suite struct RenderedPagesTests {
    private static func page(_ change: (inout VoiceTabPage) -> Void = { _ in }) -> VoiceTabPage {
        var page = VoiceTabPage(
            title: "SIP", action: "/voice/sip", csrfToken: "token", revision: 1,
            sections: [
                .init(
                    title: "SIP Parameters",
                    fields: [
                        FieldView(
                            name: "Max_Forward", label: "Max Forward", control: .text, value: "70", defaultValue: "70")
                    ])
            ])
        change(&page)
        return page
    }

    private static func frame(_ change: (inout Frame) -> Void = { _ in }) -> Frame {
        var frame = Frame(phone: .init(productName: "CP-8841"))
        frame.session = .init(account: "admin", logoutAction: "/logout", csrfToken: "token")
        change(&frame)
        return frame
    }

    /// Whether that page is rendered where the first one was shown before.
    private static func isRendered(_ page: VoiceTabPage, in frame: Frame) -> Bool {
        let pages = RenderedPages()
        _ = pages.bytes(of: Self.page(), in: Self.frame()) { [1] }
        return pages.bytes(of: page, in: frame) { [2] }.bytes == [2]
    }

    @Test func theSameValuesAreRenderedOnce() {
        #expect(!Self.isRendered(Self.page(), in: Self.frame()))
    }

    @Test func everythingThatAPageShowsHasItRenderedAgain() {
        let frame = Self.frame()
        #expect(Self.isRendered(Self.page { $0.sections[0].fields[0].value = "69" }, in: frame))
        #expect(Self.isRendered(Self.page { $0.sections[0].fields[0].error = "No." }, in: frame))
        #expect(Self.isRendered(Self.page { $0.revision = 2 }, in: frame))
        #expect(Self.isRendered(Self.page { $0.problems = ["No."] }, in: frame))
        #expect(Self.isRendered(Self.page { $0.csrfToken = "another" }, in: frame))
        #expect(Self.isRendered(Self.page(), in: Self.frame { $0.notice = Notice(kind: .info, sentence: "Stored.") }))
        #expect(Self.isRendered(Self.page(), in: Self.frame { $0.language = .german }))
        #expect(Self.isRendered(Self.page(), in: Self.frame { $0.session?.csrfToken = "another" }))
        #expect(
            Self.isRendered(
                Self.page(), in: Self.frame { $0.warnings = [.init(sentence: "It reverts.", remaining: 9)] }))
        #expect(
            Self.isRendered(
                Self.page(),
                in: Self.frame {
                    $0.bar = DraftBar(count: 1, conflictCount: 0, reviewLink: "/draft", discardLink: "/draft/discard")
                }))
    }

    @Test func theOldestMakesRoomAndComesBack() {
        let pages = RenderedPages()
        for number in 0..<20 {
            let page = Self.page { $0.action = "/voice/ext/\(number)" }
            #expect(pages.bytes(of: page, in: Self.frame()) { [UInt8(number)] }.bytes == [UInt8(number)])
        }
        #expect(pages.bytes(of: Self.page { $0.action = "/voice/ext/0" }, in: Self.frame()) { [99] }.bytes == [99])
        #expect(pages.bytes(of: Self.page { $0.action = "/voice/ext/19" }, in: Self.frame()) { [99] }.bytes == [19])
    }
}
