import FoundationEssentials
import Testing

@testable import Pages
@testable import WebUI

@Suite struct PageTests {
    /// With ONHOOK_RENDERED_PAGES naming a directory the pages are left there, to be looked at.
    @Test func everyPageRenders() throws {
        let folder = ProcessInfo.processInfo.environment["ONHOOK_RENDERED_PAGES"]
        for (name, html) in Samples.rendered {
            let text = String(decoding: html, as: UTF8.self)
            #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"), "\(name)")
            #expect(text.hasSuffix("</body>\n</html>\n"), "\(name)")
            #expect(!text.contains("{{"), "\(name) has a marker that nothing filled")
            if let folder { try Data(html).write(to: URL(filePath: "\(folder)/\(name).html")) }
        }
        guard let folder else { return }
        for asset in Asset.all {
            try Data(asset.bytes).write(to: URL(filePath: folder + asset.path))
        }
        try Data(Renderer.shared.render(Samples.live)).write(to: URL(filePath: "\(folder)/live-fragment.html"))
    }
}
