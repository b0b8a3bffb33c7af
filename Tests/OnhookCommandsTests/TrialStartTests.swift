import Foundation
import Glibc
import Threading
import TestSupport
import Testing

/// State directories on which no daemon may start.
struct TrialStartTests {
    /// The sentence with which a daemon refuses a directory; it must have ended with 1, and have said nothing else.
    private func refusal(of state: String) async throws -> String {
        let run = try await OnhookRun(["serve", "--listen", "127.0.0.1:0", "--state", state], within: 20)
        #expect(run.status == 1)
        #expect(run.output == "")
        #expect(run.errors.hasSuffix("\n") && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(run.errors.contains(state), "\(run.errors)")
        return run.errors
    }

    @Test func aDirectoryThatAnotherDaemonServesIsRefused() async throws {
        let phone = try await TrialPhone()
        let sentence = try await refusal(of: phone.state)
        #expect(sentence.contains("is in use by process \(phone.daemon.process);"), "\(sentence)")
        #expect(try await phone.status().revision >= 1)
        try await phone.stop()
    }

    @Test func aDatabaseThatCannotBeUsedIsRefusedAndLeftAsItIs() async throws {
        let phone = try await TrialPhone()
        try await phone.set(["Display_Name_1_": "Trial"])
        try await phone.stop()
        let file = phone.state + "/onhook.db"
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        try ChildProcess.run([
            "python3", "-c",
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version=4711'); c.commit()",
            file,
        ])
        var sentence = try await refusal(of: phone.state)
        #expect(sentence.contains("newer version of onhook (schema 4711"), "\(sentence)")

        var broken = good
        for index in 1024..<min(broken.count, 16_384) { broken[index] = UInt8(truncatingIfNeeded: index &* 31) }
        try broken.write(to: URL(fileURLWithPath: file))
        sentence = try await refusal(of: phone.state)
        #expect(sentence.contains("is damaged"), "\(sentence)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == broken)

        try Data("not a database at all, but long enough to be looked at".utf8).write(to: URL(fileURLWithPath: file))
        sentence = try await refusal(of: phone.state)
        #expect(sentence.contains("is damaged"), "\(sentence)")

        try good.write(to: URL(fileURLWithPath: file))
        let again = try await TrialPhone(in: phone.directory)
        #expect(try await again.value(of: "Display_Name_1_") == "Trial")
        try await again.stop()
    }

    @Test func aPathThatIsNoDirectoryIsRefused() async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("a file", to: "state")
        let sentence = try await refusal(of: file)
        #expect(sentence.contains("not a directory"), "\(sentence)")
        #expect(try directory.read("state") == Array("a file".utf8))
    }

    @Test func aMediumThatCannotBeWrittenIsRefused() async throws {
        let directory = try TemporaryDirectory()
        let state = directory.path(of: "state")
        let program = try BuiltProgram.path(of: "onhook")
        let printed = try await BlockingThread.value {
            try ChildProcess([
                "unshare", "-m", "/bin/sh", "-c",
                """
                mkdir "$1"; mount -t tmpfs -o ro,mode=700 none "$1"
                timeout 20 "$2" serve --listen 127.0.0.1:0 --state "$1"; echo "status $?"
                """, "sh", state, program,
            ]).printedToTheEnd()
        }
        let lines = printed.split(separator: "\n")
        #expect(lines.count == 2 && lines.last == "status 1", "\(printed)")
        #expect(printed.contains("cannot be written") || printed.contains("Read-only"), "\(printed)")
    }
}
