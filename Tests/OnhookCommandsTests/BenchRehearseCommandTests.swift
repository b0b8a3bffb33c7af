import Foundation
import Glibc
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook bench rehearse` and `onhook bench results`.
@Suite struct BenchRehearseCommandTests {
    private let files: TemporaryDirectory
    private let environment: [String: String]

    init() throws {
        files = try TemporaryDirectory()
        environment = ["ONHOOK_BENCH_STORE": files.path(of: "bench")]
    }

    private func run(_ words: String..., hasTerminal: Bool = false) async -> CommandRun {
        await CommandRun(["bench"] + words, environment: environment, hasTerminal: hasTerminal)
    }

    private func make(_ name: String, server: String, devices count: Int = 2) async throws {
        let template = try files.write(
            """
            <flat-profile>
              <Station_Name>{{name}}</Station_Name>
              <Password_1_>{{sip password}}</Password_1_>
              <Profile_Rule>\(server)/$MA.xml</Profile_Rule>
            </flat-profile>
            """, to: "profile.xml")
        let lines = (1...count).map { number in
            let mac = String(number + 0x0008_0000, radix: 16)
            return
                "000e0\(String(repeating: "0", count: 7 - mac.count))\(mac),FCH2305D\(1000 + number),8841,Desk \(number),geheim-\(number)"
        }
        let devices = try files.write(
            "MAC,SN,PN,Name,SIP Password\n" + lines.joined(separator: "\n") + "\n", to: "d.csv")
        let made = await run("new", name, "--template", template, "--devices", devices)
        try #require(made.status == .done, "\(made.errors)")
    }

    private static let second = "<flat-profile><Resync_Periodic>43200</Resync_Periodic></flat-profile>"

    @Test func itRehearsesShowsAndReports() async throws {
        let nginx = try NginxServer(files: ["000e00080001.xml": Self.second])
        try await make("floor-2", server: "http://127.0.0.1:\(nginx.port)")
        let expected = try files.write(
            "<flat-profile><Station_Name>{{name}}</Station_Name></flat-profile>", to: "expected.xml")
        let rehearsed = await run("rehearse", "floor-2", "--expect", expected, hasTerminal: true)
        #expect(rehearsed.status == .failed && rehearsed.errors == "")
        #expect(
            rehearsed.output == """
                00:0e:00:08:00:02  at the customer's: http://127.0.0.1:\(nginx.port)/000e00080002.xml: the server answered 404: there is no such file
                1 of 2 devices came up as expected; `onhook bench results floor-2` tells more about run 1

                """)
        #expect(rehearsed.progress.last == "")
        let results = await run("results", "floor-2")
        #expect(results.status == .failed)
        #expect(
            results.output.hasPrefix("00:0e:00:08:00:01  good    came up as expected with 4 values, the last from http")
        )
        #expect(results.output.hasSuffix("1 of 2 with a result came up as expected\n"))
        #expect(await run("results", "floor-2", "--failed").output.split(separator: "\n").count == 1)
        let story = await run("results", "floor-2", "--device", "000e00080001")
        #expect(story.status == .done)
        #expect(story.output.hasPrefix("00:0e:00:08:00:01 (Desk 1, 8841): good\n"))
        #expect(story.output.contains("  at the bench\n") && story.output.contains("  at the customer's\n"))
        #expect(story.output.contains("    Password_1_      ********\n"))
        let record = try #require(try await run("results", "floor-2", "--json").objects.first)
        #expect(
            Set(record.keys) == [
                "mac", "good", "text", "seconds", "stages", "software_version", "starts", "values", "values_left_out",
                "missed",
            ])
        let report = try await run("report", "floor-2", "--json").object
        #expect(report["rehearsed_good"] as? Int == 1 && report["rehearsed_bad"] as? Int == 1)
        let devices = await run("devices", "floor-2")
        #expect(devices.output.components(separatedBy: "rehearsed").count == 3)
        #expect(devices.output.components(separatedBy: "rehearsed, failed").count == 2)
        let records = await run("devices", "floor-2", "--json").output
        #expect(records.components(separatedBy: #""proven":true"#).count == 2)
        #expect(records.components(separatedBy: #""proven":false"#).count == 2)
        for run in [rehearsed, results, story, devices] { #expect(!(run.output + run.errors).contains("geheim")) }
    }

    @Test func aSingleDeviceIsRehearsedBesideRuns() async throws {
        let nginx = try NginxServer(files: ["000e00080001.xml": Self.second])
        try await make("floor-2", server: "http://127.0.0.1:\(nginx.port)")
        #expect(await run("results", "floor-2").errors.contains("job floor-2 has no rehearsal yet"))
        let alone = await run("rehearse", "floor-2", "--device", "000e00080001")
        #expect(alone.output == "1 of 1 device came up as expected\n" && alone.status == .done)
        #expect(await run("results", "floor-2", "--device", "000e00080001").output.contains("at the customer's"))
        let other = await run("rehearse", "floor-2", "--device", "000e00080002", "--bench-only", "--json")
        #expect(try other.object["good"] as? Int == 1 && other.status == .done)
        #expect(try await run("show", "floor-2", "--json").object["runs"] as? [Any] != nil)
        #expect(await run("rehearse", "floor-2", "--continue").errors.contains("no unfinished rehearsal"))
    }

    @Test func whatAServerSaysSteersNoTerminalAndNoPage() async throws {
        let hostile = try ScriptedTFTPServer(.error(code: 2, message: "\u{1b}[2J<script>alert(1)</script>"))
        try await make("floor-2", server: "tftp://127.0.0.1:\(hostile.port)", devices: 1)
        let rehearsed = await run("rehearse", "floor-2")
        let story = await run("results", "floor-2", "--device", "000e00080001")
        let report = await run("report", "floor-2")
        #expect(rehearsed.output.contains("<script>alert(1)</script>"))
        for run in [rehearsed, story, report] { #expect(!run.output.contains("\u{1b}")) }
        #expect(report.output.contains("&lt;script&gt;alert(1)") && !report.output.contains("<script"))
    }

    @Test func aScenarioIsRead() async throws {
        let nginx = try NginxServer(files: ["000e00080001.xml": Self.second])
        try await make("floor-2", server: "http://127.0.0.1:\(nginx.port)", devices: 1)
        try files.write("<flat-profile><Resync_Periodic>60</Resync_Periodic></flat-profile>", to: "want.xml")
        let scenario = try files.write(
            "[expect]\nprofile = \"want.xml\"\n[values]\nStation_Name = \"{{name}}\"\n", to: "s.toml")
        let rehearsed = await run("rehearse", "floor-2", "--scenario", scenario)
        #expect(
            rehearsed.output.hasPrefix(
                "00:0e:00:08:00:01  Resync_Periodic is “43200”, and “60” was expected (want.xml, line 1)\n"))
        let wrong = try files.write("[values]\nStatoin_Name = 1\n[expect]\nprofil = \"x\"\n", to: "wrong.toml")
        let refused = await run("rehearse", "floor-2", "--scenario", wrong)
        #expect(refused.status == .failed && refused.output.isEmpty)
        #expect(refused.errors.contains("\(wrong): line 2, column 1: no model has a parameter Statoin_Name"))
        #expect(refused.errors.contains("\(wrong): line 4, column 1: [expect] has no key profil; profile may be meant"))
        let nobody = try files.write("<flat-profile><GPP_A>{{nobody}}</GPP_A></flat-profile>", to: "nobody.xml")
        #expect(await run("rehearse", "floor-2", "--expect", nobody).errors.contains("has a place {{nobody}}"))
    }

    @Test func commandLinesThatMakeNoSenseAreRefused() async throws {
        try await make("floor-2", server: "http://127.0.0.1:1", devices: 1)
        for words in [
            ["rehearse"], ["rehearse", "floor-2", "--workers", "0"], ["rehearse", "floor-2", "--timeout", "soon"],
            ["rehearse", "floor-2", "--lease", "0s"], ["rehearse", "floor-2", "--from", "10.0.0.1"],
            ["rehearse", "floor-2", "--from", "http://me:secret@10.0.0.1"],
            ["rehearse", "floor-2", "--from", "http://10.0.0.1", "--dhcp", "66=x"],
            ["rehearse", "floor-2", "--dhcp", "x"], ["rehearse", "floor-2", "--new", "--continue"],
            ["rehearse", "floor-2", "--device", "000e00080001", "--continue"], ["results", "floor-2", "--run", "x"],
            ["results", "floor-2", "--device", "000e00080001", "--device", "000e00080002"],
        ] {
            let run = await CommandRun(["bench"] + words, environment: environment)
            #expect(run.status == .usage && run.output.isEmpty, "\(words): \(run.errors)")
            #expect(!run.errors.contains("secret"))
        }
        #expect(await run("rehearse", "floor-9").status == .failed)
        #expect(await run("results", "floor-2", "--run", "7").errors.contains("no rehearsal of the number 7"))
    }

    /// Two processes share a job; one is killed in the middle.
    @Test func aKilledProcessLosesNothing() async throws {
        let asked = Locked(0)
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            asked.withLock { $0 += 1 }
            usleep(20_000)
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.second.utf8.count)\r\n\r\n\(Self.second)")
        }
        try await make("floor-2", server: "http://127.0.0.1:\(server.port)", devices: 400)
        let program = try BuiltProgram.path(of: "onhook")
        func start() throws -> Process {
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = ["bench", "rehearse", "floor-2", "--workers", "4", "--lease", "2s", "--json"]
            process.environment = environment
            process.standardOutput = Pipe()
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }
        let first = try start()
        try await until("the first one works") { asked.withLock { $0 } > 20 }
        let second = try start()
        let before = asked.withLock { $0 }
        try await until("both work") { asked.withLock { $0 } > before + 60 }
        kill(first.processIdentifier, SIGKILL)
        let killedAt = asked.withLock { $0 }
        #expect(killedAt < 400)
        let output = try #require(second.standardOutput as? Pipe)
        let text = try await BlockingThread.value {
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            second.waitUntilExit()
            first.waitUntilExit()
            return String(decoding: bytes, as: UTF8.self)
        }
        let record = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(record["good"] as? Int == 400 && record["finished"] as? Int == 400 && record["run"] as? Int == 1)
        #expect(second.terminationStatus == 0)
        let results = try await run("results", "floor-2", "--json").objects
        #expect(Set(results.compactMap { $0["mac"] as? String }).count == 400 && results.count == 400)
        let show = try await run("show", "floor-2", "--json").object
        let runs = try #require(show["runs"] as? [[String: Any]])
        #expect(runs.count == 1 && runs[0]["finished"] as? Int == 400)
    }
}
