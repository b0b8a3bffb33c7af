import Foundation
import Glibc
import TestSupport
import Testing
import Threading

/// A daemon that is killed while it restores a backup: afterwards all is as it was, or all is as the backup has it.
@Suite struct RestoreKillTests {
    private static let rounds = 24
    private static let phrase = "a pass phrase of the test"
    private static let names = (0..<16).map { "GPP_\(Character(UnicodeScalar(UInt8(ascii: "A") + UInt8($0))))" }

    @Test func aRestoreThatIsKilledIsDoneInWholeOrNotAtAll() async throws {
        let directory = try TemporaryDirectory()
        let files = directory.path(of: "state/identity")
        var backups: [String: String] = [:]
        // Two states, in values and in a file, and a backup of each.
        for word in ["old", "new"] {
            let phone = try await TrialPhone(in: directory)
            try await phone.set(Self.values(word))
            try Self.word(word).write(toFile: files + "/kept.txt", atomically: true, encoding: .utf8)
            let sealed = try await phone.ask("POST", "/api/v1/backup", ["pass_phrase": Self.phrase])
            #expect(sealed.status == 200)
            backups[word] = Data(sealed.bytes).base64EncodedString()
            try await phone.stop()
        }
        var generator = SystemRandomNumberGenerator()
        var present = "new"
        var outcomes = (done: 0, left: 0)
        for round in 0..<Self.rounds {
            let phone = try await TrialPhone(in: directory)
            let wanted = present == "new" ? "old" : "new"
            let opened = try await phone.ask(
                "POST", "/api/v1/backup/open", ["pass_phrase": Self.phrase, "file": try #require(backups[wanted])])
            let token = try #require(
                (try JSONSerialization.jsonObject(with: Data(opened.bytes)) as? [String: Any])?["restore"] as? String)
            let process = phone.daemon.process
            let wait = UInt32.random(in: 0...30_000, using: &generator)
            // The kill comes at any moment from before the request to after the answer.
            let killer = Task {
                try await BlockingThread.value {
                    usleep(wait)
                    kill(process, SIGKILL)
                }
            }
            let answer = try? await phone.ask("POST", "/api/v1/backup/restore", ["restore": token])
            try await killer.value
            #expect(try await phone.daemon.end(by: SIGKILL) == 128 + 9)

            let next = try await TrialPhone(in: directory)
            let values = try await Self.values(of: next)
            let file = try String(contentsOfFile: files + "/kept.txt", encoding: .utf8)
            let found = values[Self.names[0]] == wanted ? wanted : present
            #expect(values == Self.values(found), "round \(round): values are mixed")
            #expect(file == Self.word(found), "round \(round): the values are \(found), the file is not")
            if answer?.status == 200 { #expect(found == wanted, "round \(round): what was answered is lost") }
            if found == wanted { outcomes.done += 1 } else { outcomes.left += 1 }
            present = found
            #expect(try Self.leftovers(in: files).isEmpty)
            try await next.stop()
        }
        #expect(outcomes.done + outcomes.left == Self.rounds)
    }

    private static func values(_ word: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, word) })
    }

    /// A file that nobody reads as what it is called.
    private static func word(_ word: String) -> String { String(repeating: "\(word)\n", count: 20_000) }

    private static func values(of phone: TrialPhone) async throws -> [String: String] {
        let all: [TrialPhone.Parameter] = try await phone.ask("GET", "/api/v1/parameters").decoded()
        return Dictionary(
            uniqueKeysWithValues: all.filter { names.contains($0.name) }.map { ($0.name, $0.value ?? "") })
    }

    private static func leftovers(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".tmp") }
    }
}
