import Foundation
import TestSupport
import Testing
import Threading

/// How whoever starts the daemon gets to know that it answers, and where.
struct ReadyDescriptorTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    @Test func theDescriptorGetsTheAddressInOneLineAndEnds() async throws {
        let program = try BuiltProgram.path(of: "onhook")
        // `cat` ends when the daemon has closed the descriptor: it must do so, and no program of its own may keep it.
        let shell = try ChildProcess(
            [
                "/bin/bash", "-c",
                #"""
                url=$("$1" serve --listen 127.0.0.1:0 --state :memory: --ready-fd 3 3>&1 >"$2" 2>&1 & echo $! >"$3")
                echo "told: $url"
                curl -s -o /dev/null -w 'status %{http_code}\n' "$url/healthz"
                kill "$(cat "$3")"
                """#, "bash", program, files.path(of: "log"), files.path(of: "pid"),
            ])
        let printed = try #require(await BlockingThread.value { shell.printed(lineWith: "status") })
        #expect(printed.contains(/told: http:\/\/127\.0\.0\.1:[1-9][0-9]*\nstatus 200/), "\(printed)")
    }

    @Test(arguments: ["x", "", "2", "-1", "99999999999", "3 "])
    func aTextThatIsNoDescriptorIsRefused(text: String) async throws {
        let run = try await OnhookRun(["serve", "--listen", "127.0.0.1:0", "--state", ":memory:", "--ready-fd=\(text)"])
        #expect(run.status == 2)
        #expect(
            run.errors.contains(
                "--ready-fd takes the number of a descriptor that is open for writing, 3 or more, not \"\(text)\""),
            "\(run)")
    }

    @Test func aDescriptorThatIsNotOpenIsRefusedBeforeAnythingStarts() async throws {
        let run = try await OnhookRun([
            "serve", "--listen", "127.0.0.1:0", "--state", files.path(of: "state"), "--ready-fd", "77",
        ])
        #expect(run.status == 2)
        #expect(run.errors.contains("--ready-fd 77: no descriptor of this number is open for writing"), "\(run)")
        #expect(!FileManager.default.fileExists(atPath: files.path(of: "state")))
    }
}
