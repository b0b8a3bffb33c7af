import TestSupport
import Testing

@testable import Identity

@Suite struct ChecksumTests {
    /// Of `abc`, FIPS 180-4.
    private static let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    private static let other = String(repeating: "0", count: 64)
    private let abc = FileChecksum(hexadecimal: ChecksumTests.digits)

    @Test func computesTheChecksumOfAFileOfAnySize() throws {
        let directory = try TemporaryDirectory()
        #expect(try FileChecksum(ofFile: directory.write("abc", to: "abc")) == abc)
        let empty = try FileChecksum(ofFile: directory.write("", to: "empty"))
        #expect(empty.hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let large = try directory.write([UInt8](repeating: 7, count: 200_003), to: "large")
        #expect(try ChildProcess.run(["sha256sum", large]).hasPrefix(FileChecksum(ofFile: large).hexadecimal))
    }

    @Test func saysWhichFileCannotBeRead() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: FileCheckError.unreadable(name: "absent", reason: "No such file or directory")) {
            try FileChecksum(ofFile: directory.path(of: "absent"))
        }
        #expect(throws: FileCheckError.self) { try FileChecksum(ofFile: directory.path) }
    }

    private static let forms = [
        digits, "\(digits)\n", "\(digits.uppercased())\n", "\(digits)  fw.bin\n", "\(digits) *fw.bin\n",
        "\(digits)  fw.bin\r\n", "\(digits)  build/fw.bin\n", "\(digits)  -\n", "\(digits) fw.bin",
        "SHA256 (fw.bin) = \(digits)\n", "SHA256(fw.bin)= \(digits)", "SHA2-256(fw.bin)= \(digits)\n",
        "# made by hand\n\n\(digits)  fw.bin\n", "\(digits)  of another name\n",
    ]

    @Test(arguments: forms) func readsOneChecksumInEveryForm(text: String) throws {
        #expect(try ChecksumList(text.utf8).checksum(ofFile: "fw.bin") == abc)
    }

    @Test func findsAFileAmongSeveral() throws {
        let list = try ChecksumList(
            """
            \(Self.other)  fw.bin.old
            SHA256 (a (b) = c.bin) = \(Self.other)
            \(Self.digits)  ./images/fw.bin
            \\\(Self.other)  a\\\\b\\nc.bin

            """.utf8)
        #expect(try list.checksum(ofFile: "fw.bin") == abc)
        #expect(list.entries.map(\.name) == ["fw.bin.old", "a (b) = c.bin", "./images/fw.bin", "a\\b\nc.bin"])
        #expect(throws: ChecksumListError.notListed(name: "w.bin")) { try list.checksum(ofFile: "w.bin") }
    }

    @Test func readsWhatTheToolsWrite() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("abc", to: "fw.bin")
        let other = try directory.write("x", to: "other.bin")
        for command in [["sha256sum"], ["sha256sum", "-b"], ["sha256sum", "--tag"], ["openssl", "dgst", "-sha256"]] {
            let printed = try ChildProcess.run(command + [other, file])
            #expect(try ChecksumList(printed.utf8).checksum(ofFile: "fw.bin") == abc, "\(command)")
        }
    }

    @Test func aFileThatIsListedTwiceMustBeListedAlike() throws {
        let same = try ChecksumList("\(Self.digits)  fw.bin\n\(Self.digits) *a/fw.bin\n".utf8)
        #expect(try same.checksum(ofFile: "fw.bin") == abc)
        let different = try ChecksumList("\(Self.digits)  fw.bin\n\(Self.other)  fw.bin\n".utf8)
        #expect(throws: ChecksumListError.ambiguous(name: "fw.bin")) { try different.checksum(ofFile: "fw.bin") }
    }

    private static let faulty: [(String, ChecksumListError)] = [
        ("", .empty), ("# nothing\n\n", .empty), ("<html>404</html>", .notAChecksum(line: 1)),
        ("\(digits)x  fw.bin", .notAChecksum(line: 1)), ("\(digits.dropLast())  fw.bin", .notAChecksum(line: 1)),
        ("\(digits)\n\(other)0  fw.bin\n", .notAChecksum(line: 2)),
        ("SHA1 (fw.bin) = \(digits)", .notAChecksum(line: 1)), ("SHA256 (fw.bin) \(digits)", .notAChecksum(line: 1)),
        ("SHA256 (fw.bin = \(digits)", .notAChecksum(line: 1)),
        (String(repeating: "\n", count: 256 << 10) + digits, .tooLarge),
    ]

    @Test(arguments: faulty) func refusesWhatIsNoList(text: String, error: ChecksumListError) {
        #expect(throws: error) { try ChecksumList(text.utf8) }
    }
}
