import FlatProfile
import FoundationEssentials
import ProfileFormat
import Testing

/// Profiles by other people. They are not part of the project: `ONHOOK_CORPUS` names the folder that holds them and their `MANIFEST.md`,
/// whose table says how many parameters each has. Without it there is nothing to read, and the suite says that it was not run.
@Suite(.enabled(if: Corpus.folder != nil, "ONHOOK_CORPUS names no folder"))
struct CorpusTests {
    @Test func readsEveryFileWithTheCountOfItsManifest() throws {
        let corpus = try #require(Corpus.folder.map(Corpus.init))
        let files = try corpus.files()
        #expect(files.count > 30)
        for file in files {
            let bytes = try corpus.bytes(of: file.name)
            let error = refusal(of: bytes)
            guard !file.isLenient else {
                #expect(error?.line == file.faultLine, "\(file.name): \(String(describing: error))")
                #expect(file.faultLine != nil)
                continue
            }
            #expect(error == nil, "\(file.name)")
            guard error == nil else { continue }
            let document = try ProfileReader.read(bytes)
            #expect(document.root == "flat-profile", "\(file.name)")
            #expect(document.entries.count == file.parameters, "\(file.name)")
            let repeated = Set(document.warnings.filter(\.isRepetition).map(\.name))
            // The manifest counts names at any depth, the reader those of parameters.
            if file.nestedElements == 0 {
                #expect(repeated.count == file.repeatedNames, "\(file.name): \(repeated)")
            }
            let nested = document.entries.map(\.nestedElements).reduce(0, +)
            #expect(nested == file.nestedElements, "\(file.name)")
            #expect(try ProfileReader.read(ProfileWriter.gzip(bytes)) == document, "\(file.name)")
        }
    }

    @Test func salvagesWhatTheStrictReaderRefuses() throws {
        let corpus = try #require(Corpus.folder.map(Corpus.init))
        for file in try corpus.files() where file.isLenient {
            let bytes = try corpus.bytes(of: file.name)
            let (document, error) = ProfileReader.salvage(bytes)
            #expect(error == refusal(of: bytes))
            // The manifest counts nested elements of these files too.
            #expect(document.entries.count > file.parameters * 8 / 10, "\(file.name)")
        }
    }
}

extension ProfileWarning {
    fileprivate var isRepetition: Bool { if case .repeated = kind { true } else { false } }
}

/// The folder of other people's profiles, described by its `MANIFEST.md`.
private struct Corpus {
    /// What the manifest says of one file.
    struct File {
        var name: String
        var parameters: Int
        /// A strict parser refuses it.
        var isLenient: Bool
        /// The line at which a strict parser refuses it.
        var faultLine: Int?
        var repeatedNames = 0
        var nestedElements = 0
    }

    static var folder: String? { ProcessInfo.processInfo.environment["ONHOOK_CORPUS"] }

    let folder: String

    init(_ folder: String) { self.folder = folder }

    func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) }

    /// The rows of the table, `| name | … | 293 |`, with the notes of the list, `* name - …`, below it.
    func files() throws -> [File] {
        let manifest = String(decoding: try bytes(of: "MANIFEST.md"), as: UTF8.self)
        var files: [String: File] = [:]
        var current: String?
        for line in manifest.split(separator: "\n") {
            if line.hasPrefix("| `") {
                let cells = line.split(separator: "|")
                let name = cells[0].filter { $0 != "`" && $0 != " " }
                let count = try #require(cells.last?.split(separator: " "))
                files[name] = File(
                    name: name, parameters: try #require(Int(count[0])), isLenient: count.contains("(lenient)"))
            } else if line.hasPrefix("* `") {
                current = line.split(separator: "`").dropFirst().first.map(String.init)
            } else if line.hasPrefix("## ") {
                current = nil
            } else if let name = current {
                files[name]?.add(note: line)
            }
        }
        return files.values.sorted { $0.name < $1.name }
    }
}

extension Corpus.File {
    fileprivate mutating func add(note: Substring) {
        func number(after words: String) -> Int? {
            note.firstRange(of: words).flatMap { Int(note[$0.upperBound...].prefix { $0.isNumber }) }
        }
        repeatedNames = number(after: "duplicate names: ") ?? repeatedNames
        nestedElements = number(after: "nested elements inside the root: ") ?? nestedElements
        if note.contains("STRICT PARSE FAILS") { faultLine = number(after: ": line ") }
    }
}
