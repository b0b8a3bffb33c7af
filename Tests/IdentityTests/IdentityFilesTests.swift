import Foundation
import Glibc
import TestSupport
import Testing

@testable import Identity

@Suite struct IdentityFilesTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path(of: "identity") }
    private var files: IdentityFiles { IdentityFiles(directory: path) }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func file(_ name: String, _ text: String) -> IdentityFiles.File {
        .init(name: name, bytes: Array(text.utf8))
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let written = [
            file("client.key", "a key"), file("custom-ca.pem", ""), file("authorities/own.pem", "an authority"),
        ]
        try files.write(written)
        #expect(try files.read() == written)
        #expect(
            try ChildProcess.run(["stat", "-c", "%a", path, path + "/client.key", path + "/authorities"])
                == "700\n600\n700\n")
        try files.write([file("client.key", "another")])
        try files.write([file("client.key", "another")])
        #expect(try files.read().map(\.bytes) == [Array("another".utf8), [], Array("an authority".utf8)])
    }

    @Test func thereNeedBeNoDirectory() throws {
        #expect(try files.read().isEmpty)
        try files.write([])
        #expect(access(path, F_OK) != 0)
    }

    @Test(arguments: [
        "", ".", "..", "../x", "/etc/passwd", "a/b", "authorities/", "authorities/../x", "authorities/a/b", ".hidden",
        "authorities/.x", "a b", "a\nb", "ä", "x.tmp", "fingerprint.key", "phone.json",
        String(repeating: "n", count: 201),
    ])
    func namesThatLeadElsewhereAreRefused(name: String) throws {
        #expect(!IdentityFiles.isName(name))
        #expect(throws: IdentityError.file(name: "the backup", reason: "a file in it has no good name")) {
            try files.write([file(name, "x")])
        }
        #expect(try files.read().isEmpty)
    }

    @Test func leftoversOfAKillAreRemovedAndNothingElse() throws {
        try files.write([file("client.key", "a key"), file("authorities/own.pem", "an authority")])
        for name in ["client.key.1x2y3z.tmp", "authorities/own.pem.0.tmp"] {
            try directory.write("half", to: "identity/" + name)
        }
        files.removeLeftovers()
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["authorities", "client.key"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/authorities") == ["own.pem"])
    }

    @Test func linksAndDirectoriesAreNotFollowed() throws {
        try files.write([file("a.pem", "a")])
        try directory.write("a secret of the machine", to: "outside")
        symlink(directory.path(of: "outside"), path + "/link.pem")
        mkdir(path + "/folder", 0o700)
        mkfifo(path + "/pipe", 0o600)
        #expect(try files.read() == [file("a.pem", "a")])
        // What is written takes the place of the link, not of what it leads to.
        try files.write([file("link.pem", "own")])
        #expect(try directory.read("outside") == Array("a secret of the machine".utf8))
        #expect(try files.read() == [file("a.pem", "a"), file("link.pem", "own")])
    }

    @Test func aFileThatIsTooLargeIsNamed() throws {
        try files.write([.init(name: "large", bytes: [UInt8](repeating: 0, count: IdentityFiles.sizeLimit))])
        #expect(try files.read().first?.bytes.count == IdentityFiles.sizeLimit)
        try files.write([.init(name: "large", bytes: [UInt8](repeating: 0, count: IdentityFiles.sizeLimit + 1))])
        #expect(throws: IdentityError.file(name: "large", reason: "it is larger than 4194304 bytes")) {
            _ = try files.read()
        }
    }

    @Test func nothingIsLeftBesidesWhenAFileCannotBeWritten() throws {
        try files.write([file("a.pem", "a")])
        mkdir(path + "/taken.pem", 0o700)
        #expect(throws: IdentityError.self) { try files.write([file("taken.pem", "x")]) }
        #expect(try ChildProcess.run(["ls", path]) == "a.pem\ntaken.pem\n")
    }
}
