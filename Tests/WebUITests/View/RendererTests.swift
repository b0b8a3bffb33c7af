import Testing

@testable import Pages
@testable import WebUI

@Suite struct RendererTests {
    @Test func manyThreadsMayRenderAtOnce() async {
        let page = Samples.provisioning
        let expected = Renderer.shared.render(page, in: Samples.frame(page: "Provisioning"))
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { @concurrent in
                    let frame = Samples.frame(page: "Provisioning")
                    return (0..<8).allSatisfy { _ in Renderer.shared.render(page, in: frame) == expected }
                }
            }
            for await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func aFragmentStandsAlone() {
        let html = String(decoding: Renderer.shared.render(Samples.live), as: UTF8.self)
        #expect(html.hasPrefix("<section class=\"card provisioning\""))
        #expect(html.hasSuffix("</section>\n"))
    }

    @Test func aPageThatIncludesTheFragmentHoldsItWhole() {
        let fragment = String(decoding: Renderer.shared.render(Samples.live), as: UTF8.self)
        let page = Renderer.shared.render(Samples.status, in: Samples.frame(page: "Status"))
        #expect(String(decoding: page, as: UTF8.self).contains(fragment))
    }

    @Test func anEmptyValueIsEmpty() {
        let page = MessagePage(title: "", sentence: "", back: nil)
        let html = String(decoding: Renderer.shared.render(page, in: Samples.frame()), as: UTF8.self)
        #expect(html.contains("<h1></h1>\n<div class=\"narrow\">\n<p class=\"lead\"></p>\n</div>"))
    }

    @Test func aLibraryMayGoAway() {
        var renderer: Renderer? = Renderer(views: EmbeddedFile.views)
        #expect(renderer?.render(Samples.live) == Renderer.shared.render(Samples.live))
        renderer = nil
        #expect(Renderer.shared.render(Samples.live).count > 1000)
    }

    @Test func aMalformedTemplateStopsTheProgramAtStart() async {
        await #expect(processExitsWith: .failure) {
            let bytes: StaticString = "{{%AUTOESCAPE context=\"HTML\"}}{{#A}}"
            let file = EmbeddedFile(name: "x.tpl", bytes: .init(start: bytes.utf8Start, count: bytes.utf8CodeUnitCount))
            _ = Renderer(views: [file])
        }
    }
}
