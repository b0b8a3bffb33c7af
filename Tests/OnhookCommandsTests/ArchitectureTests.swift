import Foundation
import Testing

/// docs/architecture.md beside Package.swift.
@Suite struct ArchitectureTests {
    private static func text(_ name: String) throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 1...3 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    /// `module("Name", ["A", "B", …` of the manifest, without C libraries.
    private static func modules() throws -> [String: Set<String>] {
        let declarations = try text("Package.swift").matches(of: /\bmodule\(\s*"(\w+)",\s*\[([^\]]*)\]/)
        return Dictionary(
            uniqueKeysWithValues: declarations.map { declaration in
                let names = declaration.2.matches(of: /"(\w+)"/).map { String($0.1) }
                return (String(declaration.1), Set(names.filter { !isSystem($0) }))
            })
    }

    /// CCurl, CSQLite: two capitals begin the name of a C library's module.
    private static func isSystem(_ name: String) -> Bool {
        name.prefix(2).allSatisfy(\.isUppercase) && name.hasPrefix("C")
    }

    /// The rows of the table.
    private static func rows() throws -> [String: Set<String>] {
        let rows = try text("docs/architecture.md").matches(of: /(?m)^\| `(\w+)` \|[^|]*\| ([^|]*) \|$/)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let names = row.2.split(separator: ", ").map(String.init).filter { $0 != "–" }
                return (String(row.1), Set(names))
            })
    }

    @Test func theTableOfModulesIsTrue() throws {
        let modules = try Self.modules()
        #expect(modules.count > 10)
        #expect(try Self.rows() == modules)
    }
}
