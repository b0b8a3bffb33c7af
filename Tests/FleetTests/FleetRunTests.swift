import Fleet
import TestSupport
import Testing

@Suite struct FleetRunTests {
    private func scenario(_ nginx: NginxServer, _ more: String = "", phones: Int = 100) throws -> Scenario {
        try Scenario(
            toml: """
                phones = \(phones)
                [server]
                address = "127.0.0.1:\(nginx.port)"
                rule = "http://{server}/$PSN.xml"
                [settings]
                Resync_Random_Delay = 0
                Resync_Error_Retry_Delay = "1"
                \(more)
                """)
    }

    private static let profile = "<flat-profile><GPP_A>{{version}}</GPP_A><GPP_B>x</GPP_B></flat-profile>"

    @Test func allPhonesComeUp() async throws {
        let nginx = try NginxServer(files: ["8841-3PCC.xml": Self.profile])
        let result = try await FleetRun(scenario(nginx, "[expect]\nup = \"100%\"\nfailures = 0\n")).run()
        #expect(result.tally.up == 100)
        #expect(result.succeeded)
        #expect(result.tally.total.failures == 0)
        #expect(result.verdicts.allSatisfy { $0.holds })
        let record = FleetRecord(result)
        #expect(record.outcomes == ["changed": 100])
        #expect(record.statuses == ["200": 100])
        #expect(record.worst.count == 10)
        #expect(record.csv.split(separator: "\r\n").count == record.slices.count + 1)
    }

    @Test func aFaultyServerMakesRetriesAndNobodyIsLost() async throws {
        let nginx = try NginxServer(files: ["8841-3PCC.xml": Self.profile])
        let faults = """
            [[faults]]
            kind = "status"
            share = 0.3
            retry_after = 1
            [[faults]]
            kind = "reset"
            share = 0.2
            [[faults]]
            kind = "latency"
            time = "50ms"
            share = 0.5
            """
        let result = try await FleetRun(scenario(nginx, faults)).run()
        #expect(result.tally.up == 100)
        #expect(result.tally.total.retries > 0)
        let record = FleetRecord(result)
        #expect(record.outcomes["refused"] ?? 0 > 0)
        #expect(record.outcomes["broken", default: 0] + record.outcomes["unreachable", default: 0] > 0)
        #expect(record.relay?.faulty ?? 0 > 0)
        let worst = try #require(record.worst.first)
        #expect(worst.failures > 0)
        #expect(worst.story.contains { $0.error != nil })
    }

    @Test func aServerThatGoesAndComesBackFindsAllPhonesAgain() async throws {
        let port = try ListeningSocket(.tcp).port
        var nginx: NginxServer? = try NginxServer(files: ["8841-3PCC.xml": Self.profile], port: port)
        let settings = "Resync_Periodic = 1\n"
        var scenario = try scenario(#require(nginx), settings, phones: 30)
        scenario.duration = .seconds(3600)
        let run = FleetRun(scenario)
        let work = Task { try await run.run() }
        try await until("all phones are up") { run.progress.tally.up == 30 }
        nginx = nil
        let before = run.progress.tally.total.failures
        try await until("phones miss it") { run.progress.tally.total.failures >= before + 30 }
        // The port may be held for a minute by what is left of its connections.
        nginx = try await eventually("nginx is back") {
            try? NginxServer(files: ["8841-3PCC.xml": Self.profile], port: port)
        }
        let after = run.progress.tally.total
        try await until("phones find it again") {
            let total = run.progress.tally.total
            return total.attempts - total.failures >= after.attempts - after.failures + 60
        }
        work.cancel()
        let result = try await work.value
        #expect(result.wasInterrupted)
        #expect(result.tally.up == 30)
        _ = nginx
    }

    @Test func aRunThatIsBrokenOffSaysWhatHappened() async throws {
        let nginx = try NginxServer(files: ["8841-3PCC.xml": Self.profile])
        let run = FleetRun(try scenario(nginx, "[arrival]\nkind = \"steady\"\nper_second = 100\n", phones: 100_000))
        let work = Task { try await run.run() }
        try await until("some phones are up") { run.progress.tally.up > 20 }
        work.cancel()
        let result = try await work.value
        #expect(result.wasInterrupted)
        #expect(!result.succeeded)
        #expect(result.tally.up > 20)
        #expect(result.tally.started < 100_000)
        let page = FleetRecord(result).html
        #expect(page.contains("Broken off"))
    }

    @Test(arguments: [
        "http://192.0.2.1/$MA.xml", "tftp://8.8.8.8/x", "[--key abc]https://user:pass@203.0.113.5:8443/x",
    ])
    func foreignServersAreNotAsked(rule: String) async throws {
        var scenario = Scenario()
        scenario.lead = .rule(rule)
        let error = await #expect(throws: FleetRun.StartError.self) { try await FleetRun(scenario).run() }
        #expect(error?.description.contains("--allow-remote") == true)
        #expect(error?.description.contains("pass") == false)
    }

    @Test func aRedirectToAForeignServerIsNotFollowed() async throws {
        let nginx = try NginxServer(server: "location / { return 302 http://192.0.2.7/x.xml; }")
        var scenario = try scenario(nginx, phones: 1)
        scenario.duration = .seconds(1)
        let result = try await FleetRun(scenario).run()
        #expect(result.tally.up == 0)
        let sentence = try #require(result.worst.first?.lines.first?.sentence)
        #expect(sentence.contains("192.0.2.7:80 is not asked"))
    }

    @Test func anAcceleratedDayIsRefusedForAServerElsewhere() async throws {
        var scenario = Scenario()
        scenario.pace = .accelerated
        scenario.lead = .rule("http://10.0.0.1/$MA.xml")
        await #expect(throws: FleetRun.StartError.self) { try await FleetRun(scenario).run() }
    }

    @Test func anAcceleratedDayOfAFleetIsSoonOver() async throws {
        let nginx = try NginxServer(files: ["8841-3PCC.xml": Self.profile])
        let result = try await FleetRun(
            Scenario(
                toml: """
                    phones = 20
                    clock = "accelerated"
                    duration = "6h"
                    [server]
                    address = "127.0.0.1:\(nginx.port)"
                    rule = "http://{server}/$PSN.xml"
                    [settings]
                    Resync_Random_Delay = 3
                    Resync_Periodic = 3600
                    """)
        ).run()
        #expect(result.elapsed >= .seconds(6 * 3600))
        #expect((100...140).contains(result.tally.total.attempts))
        #expect(result.tally.up == 20)
    }

    @Test func profilesThatChangeAreStored() async throws {
        let nginx = try NginxServer(files: ["8841-3PCC.xml": Self.profile])
        var scenario = try scenario(nginx, "Resync_Periodic = 1\n[profiles]\nchange = \"100%\"\n", phones: 4)
        scenario.duration = .seconds(8)
        let result = try await FleetRun(scenario).run()
        #expect(FleetRecord(result).outcomes["unchanged"] == nil)
        #expect(result.tally.total.attempts > 4)
    }
}
