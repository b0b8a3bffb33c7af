import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Identity

@Suite struct PasswordRecordTests {
    @Test func noticesTheSamePasswordWithoutHashing() throws {
        let key = try FingerprintKey.ephemeral()
        let record = try PasswordRecord.of("Correct-Horse-1", key: key)
        #expect(try record.isSame("Correct-Horse-1", key: key))
        #expect(try !record.isSame("Correct-Horse-2", key: key))
        #expect(try !record.isSame("", key: key))
        #expect(try !record.isSame("Correct-Horse-1", key: .ephemeral()))
    }

    @Test func doesNotShowThatTwoAccountsHaveOnePassword() throws {
        let key = try FingerprintKey.ephemeral()
        let one = try PasswordRecord.of("same", key: key)
        let two = try PasswordRecord.of("same", key: key)
        #expect(one.fingerprint != two.fingerprint)
    }

    @Test func readsWhatItWrites() throws {
        let key = try FingerprintKey.ephemeral()
        let record = try PasswordRecord.of("Correct-Horse-1", key: key)
        let read = try #require(PasswordRecord(text: record.text))
        #expect(read.text == record.text)
        #expect(try read.isSame("Correct-Horse-1", key: key))
        #expect(!record.text.contains("Correct"))
        for text in [
            "", "$", "secret", record.hash.text, record.text + "0", String(record.text.dropLast(2)), "x" + record.text,
        ] {
            #expect(PasswordRecord(text: text) == nil, "\(text)")
        }
    }
}

@Suite struct FingerprintKeyTests {
    private let directory: TemporaryDirectory
    private var identity: String { directory.path + "/identity" }
    private var file: String { identity + "/fingerprint.key" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func makesTheKeyOnceForItsOwnerAlone() throws {
        let first = try FingerprintKey.load(directory: identity)
        let again = try FingerprintKey.load(directory: identity)
        #expect(try first.fingerprint(of: "x", salt: []) == again.fingerprint(of: "x", salt: []))
        #expect(try permissions(of: identity) == 0o700)
        #expect(try permissions(of: file) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: identity) == ["fingerprint.key"])
    }

    @Test func givesAllTheSameKeyThatAskAtOnce() async throws {
        let identity = identity
        let fingerprints = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<20 {
                group.addTask { try FingerprintKey.load(directory: identity).fingerprint(of: "x", salt: []) }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(fingerprints.count == 1)
    }

    @Test(arguments: [0, 1, 31, 33, 4096])
    func refusesAFileThatIsNoKey(size: Int) throws {
        try #require(mkdir(identity, 0o700) == 0)
        try Data(repeating: 7, count: size).write(to: URL(filePath: file))
        #expect(throws: IdentityError.damagedKey(name: "fingerprint.key")) {
            try FingerprintKey.load(directory: identity)
        }
    }

    @Test func saysWhatTheSystemSays() throws {
        try Data([1]).write(to: URL(filePath: identity))
        #expect(throws: IdentityError.file(name: "fingerprint.key", reason: "Not a directory")) {
            try FingerprintKey.load(directory: identity)
        }
        #expect(throws: IdentityError.file(name: "fingerprint.key", reason: "No such file or directory")) {
            try FingerprintKey.load(directory: directory.path + "/a/b")
        }
    }

    private func permissions(of path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o777
    }
}
