import Foundation
import Testing

/// A document that names a test which is not there promises what nobody checks.
@Suite struct DocumentedTestsTests {
    @Test(arguments: ["asvs.md", "threat-model.md", "http.md"])
    func everyTestThatADocumentNamesIsThere(document: String) throws {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        let text = try String(contentsOfFile: "\(root)/docs/\(document)", encoding: .utf8)
        let files = try #require(FileManager.default.enumerator(atPath: root + "/Tests"))
        let sources = try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOfFile: "\(root)/Tests/\($0)", encoding: .utf8) }.joined(separator: "\n")
        var count = 0
        for name in text.matches(of: /`([A-Z][A-Za-z]*Tests)(?:\.([A-Za-z]+))?`/) {
            count += 1
            #expect(sources.contains(" \(name.1) {") || sources.contains(" \(name.1)\n"), "\(name.0)")
            if let test = name.2 { #expect(sources.contains("func \(test)("), "\(name.0)") }
        }
        #expect(count > 0)
    }
}
