import Testing

@testable import Pages

@Suite struct AssetTests {
    @Test func everyAssetIsServedUnderItsPath() throws {
        #expect(!Asset.all.isEmpty)
        for asset in Asset.all {
            #expect(Asset.at(path: asset.path)?.hash == asset.hash)
            #expect(asset.link == "\(asset.path)?v=\(asset.hash)")
            #expect(asset.hash.utf8.count == 16)
        }
        #expect(Set(Asset.all.map(\.hash)).count == Asset.all.count)
        #expect(Asset.at(path: "/assets/../Package.swift") == nil)
    }

    @Test(arguments: [
        ("onhook.css", "text/css; charset=utf-8"), ("live.js", "text/javascript; charset=utf-8"),
        ("onhook.svg", "image/svg+xml"),
    ])
    func typesAreThoseThatBrowsersInsistOn(name: String, type: String) throws {
        #expect(try #require(Asset.at(path: "/assets/\(name)")).contentType == type)
    }

    /// The policy allows nothing from elsewhere, so a file that names it would be broken.
    @Test func noAssetLoadsAnythingFromElsewhere() {
        for asset in Asset.all {
            let text = String(decoding: asset.bytes, as: UTF8.self).replacing("http://www.w3.org/2000/svg", with: "")
            for word in ["http:", "https:", "url(", "@import", "eval(", "innerHTML", "new Function"] {
                #expect(!text.contains(word), "\(asset.path): \(word)")
            }
        }
    }
}
