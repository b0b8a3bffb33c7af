import Testing

@testable import WebUI

@Suite struct RenderedFieldsTests {
    private func page(_ contents: String, _ fields: String, head: String = "head") -> [UInt8] {
        Array("\(head)<!--contents-->\(contents)<!--/contents-->middle<!--fields-->\(fields)<!--/fields-->end".utf8)
    }

    @Test func putsTheFieldsOfOnePageIntoTheNext() throws {
        let fields = try #require(RenderedFields(in: page("A", "B"), isEmpty: false, isEditable: true))
        #expect(fields.put(into: page("", "", head: "another head")) == page("A", "B", head: "another head"))
    }

    @Test(arguments: [
        "", "<!--contents--><!--/contents-->", "<!--fields-->x<!--/contents--><!--contents--><!--/fields-->",
    ])
    func findsNothingInAPageWithoutPlaces(text: String) {
        #expect(RenderedFields(in: Array(text.utf8), isEmpty: true, isEditable: false) == nil)
    }

    @Test func keepsTheLastLookOfATabForEachAccount() throws {
        let tabs = RenderedTabs()
        let fields = try #require(RenderedFields(in: page("A", "B"), isEmpty: false, isEditable: true))
        let first = RenderedTabs.Key(tab: "SIP", revision: 1, account: "admin", minute: 0)
        var second = first
        second.revision = 2
        tabs.keep(fields, for: first)
        #expect(tabs[first] != nil)
        tabs.keep(fields, for: second)
        #expect(tabs[first] == nil)
        #expect(tabs[second] != nil)
        for look in [TabLook(view: .basic), TabLook(changedOnly: true)] {
            var other = second
            other.look = look
            #expect(tabs[other] == nil)
            tabs.keep(fields, for: other)
            #expect(tabs[other] != nil)
        }
        #expect(tabs[second] != nil)
        for number in 1...12 {
            tabs.keep(fields, for: .init(tab: "Ext \(number)", revision: 2, account: "admin", minute: 0))
        }
        #expect(tabs[second] == nil)
    }
}
