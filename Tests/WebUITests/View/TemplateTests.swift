import FoundationEssentials
import Testing

@testable import Pages
@testable import WebUI

@Suite struct TemplateTests {
    static let views = EmbeddedFile.views.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }

    @Test(arguments: views)
    func everyTemplateEscapesByContext(name: String, text: String) {
        #expect(text.hasPrefix("{{%AUTOESCAPE context=\"HTML\"}}"), "ctemplate escapes nothing without it")
        #expect(text.split(separator: "{{%").count == 1, "a second pragma")
    }

    /// What the template engine or the content security policy does not make safe is not used at all.
    @Test(arguments: views)
    func noTemplateUsesWhatCannotBeEscaped(name: String, text: String) throws {
        for word in [
            "formaction", "xlink:href", "srcdoc", "srcset", "<style", "<base", "<iframe", "http-equiv", ":none",
        ] {
            #expect(!text.contains(word), "\(word)")
        }
        for tag in HTMLSkeleton(text).tags {
            for attribute in tag.attributes {
                #expect(!attribute.hasPrefix("on"), "\(tag)")
                #expect(attribute != "style", "\(tag)")
            }
            if tag.name == "script" { #expect(tag.attributes == ["type", "src"]) }
        }
        #expect(!text.contains("={{"), "an attribute without quotes")
        let marks = RenderedFields.places.flatMap { ["<!--\($0)-->", "<!--/\($0)-->"] } + ["<!--tiles-->"]
        let unmarked = marks.reduce(text) { $0.split(separator: $1, omittingEmptySubsequences: false).joined() }
        #expect(!unmarked.contains("<!--"), "a comment goes out to everybody")
    }

    /// A value that was written without escaping would have to say so in its modifiers.
    @Test(arguments: views)
    func theOnlyModifierKeepsWhiteSpace(name: String, text: String) {
        for part in text.split(separator: "{{").dropFirst() {
            let marker = part.prefix { $0 != "}" }
            #expect(!marker.contains(":") || marker.hasSuffix(":p") && marker.count { $0 == ":" } == 1, "\(marker)")
        }
    }

    /// The table in Sources/System/CWebAssets/assets.c is written by hand.
    @Test(arguments: ["Views", "Public"])
    func everyFileTravelsInsideTheProgram(folder: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: folder)
        let embedded = folder == "Views" ? EmbeddedFile.views : EmbeddedFile.assets
        let onDisk = try FileManager.default.subpathsOfDirectory(atPath: root.path)
            .filter { $0.contains(".") }
        #expect(embedded.map(\.name).sorted() == onDisk.sorted())
        for file in embedded {
            #expect(try Data(contentsOf: root.appending(path: file.name)) == Data(file.bytes), "\(file.name)")
        }
    }
}
