import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

@Suite struct BenchFleetCommandTests {
    private let directory: TemporaryDirectory
    private let nginx: NginxServer

    init() throws {
        directory = try TemporaryDirectory()
        nginx = try NginxServer(files: ["8841-3PCC.xml": "<flat-profile><GPP_A>x</GPP_A></flat-profile>"])
    }

    private func scenario(_ more: String = "") throws -> String {
        try directory.write(
            """
            phones = 30
            \(more)
            [server]
            rule = "http://127.0.0.1:\(nginx.port)/$PSN.xml"
            [settings]
            Resync_Random_Delay = 0
            [expect]
            up = "100%"
            """, to: "fleet.toml")
    }

    @Test func itSaysWhatCameOfIt() async throws {
        let run = await CommandRun("bench", "fleet", "--scenario", try scenario(), hasTerminal: true)
        #expect(run.status == .done)
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("30 of 30 with power"))
        #expect(run.output.contains("met"))
        #expect(run.progress.contains { $0.contains("/30 up") })
        #expect(run.progress.last == "")
    }

    @Test func itWritesAReport() async throws {
        let report = directory.path + "/report"
        let run = await CommandRun(
            "bench", "fleet", "--scenario", try scenario(), "--phones", "12", "--report", report, "--json")
        #expect(run.status == .done)
        #expect(try run.object["up"] as? Int == 12)
        let page = String(decoding: try directory.read("report/report.html"), as: UTF8.self)
        #expect(page.contains("<svg") && !page.contains("<script") && page.contains("12 of 12 phones"))
        let table = String(decoding: try directory.read("report/report.csv"), as: UTF8.self)
        #expect(table.hasPrefix("second,started,came_up,attempts"))
        let json = try JSONSerialization.jsonObject(with: Data(try directory.read("report/report.json")))
        #expect((json as? [String: Any])?["attempts"] as? Int == 12)
    }

    @Test func whatIsWrongWithAScenarioIsTold() async throws {
        let file = try directory.write("phnes = 5\nseed = true\n", to: "wrong.toml")
        let run = await CommandRun("bench", "fleet", "--scenario", file)
        #expect(run.status == .failed)
        #expect(run.errors.contains("\(file): line 1, column 1: a scenario has no key phnes; phones may be meant"))
        #expect(run.errors.contains("\(file): line 2, column 8: seed is true or false"))
        #expect(run.output.isEmpty)
    }

    @Test func commandLinesThatMakeNoSenseAreRefused() async throws {
        let file = try scenario()
        for words in [
            [], ["--scenario", file, "--phones", "0"], ["--scenario", file, "--phones", "many"],
            ["--scenario", file, "x"],
        ] {
            #expect(await CommandRun(["bench", "fleet"] + words).status == .usage)
        }
        #expect(await CommandRun("bench", "fleet", "--scenario", directory.path + "/none").status == .failed)
        #expect(
            await CommandRun("bench", "fleet", "--scenario", file, "--report", "/proc/none/report").status == .failed)
    }

    @Test func anExpectationThatIsMissedFails() async throws {
        let file = try directory.write(
            """
            phones = 3
            duration = "1s"
            [server]
            rule = "http://127.0.0.1:\(nginx.port)/none.xml"
            [expect]
            up = "50%"
            """, to: "missed.toml")
        let run = await CommandRun("bench", "fleet", "--scenario", file)
        #expect(run.status == .failed)
        #expect(run.output.contains("MISSED"))
    }

    @Test func aServerElsewhereHasToBeNamed() async throws {
        let file = try directory.write("[server]\nrule = \"http://203.0.113.5/x\"\n", to: "remote.toml")
        let run = await CommandRun("bench", "fleet", "--scenario", file)
        #expect(run.status == .failed)
        #expect(run.errors.contains("--allow-remote 203.0.113.5"))
        #expect(isOneSentence(run.errors))
    }

    @Test func aSignalEndsItInOrderWithItsReport() async throws {
        let program = try BuiltProgram.path(of: "onhook")
        let file = try scenario("duration = \"1h\"")
        let report = directory.path + "/report"
        let log = nginx.directory.path(of: "access.log")
        let told = try await BlockingThread.value {
            let process = try ChildProcess(
                [
                    "/bin/sh", "-c",
                    #""$@" & run=$!; while [ "$(cat "$LOG" 2>/dev/null | wc -l)" -lt 30 ]; do sleep 0.1; done; kill -TERM $run; wait $run; echo "status $?""#,
                    "sh", program, "bench", "fleet", "--scenario", file, "--report", report,
                ], environment: ["LOG": log])
            return process.printedToTheEnd()
        }
        #expect(told.contains("status 1"))
        #expect(told.contains("the fleet ends; once more ends it at once"))
        #expect(told.contains("broken off"))
        #expect(String(decoding: try directory.read("report/report.html"), as: UTF8.self).contains("Broken off"))
    }
}
