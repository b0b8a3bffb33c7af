import FlatProfile
import Foundation
import Host
import Provisioning
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

@Suite(.timeLimit(.minutes(5))) struct RestartTests {
    private static let rule = #"(a = "1" ;)!"#

    /// Runs the phone, and waits until it takes orders.
    private func running(_ bench: PhoneBench, _ body: () async throws -> Void) async throws {
        try await bench.run {
            while !bench.service.restarts.isOpen { try await Task.sleep(for: .milliseconds(2)) }
            try await body()
        }
    }

    /// Waits until the phone has begun anew.
    private func afterRestart(_ bench: PhoneBench, _ body: () async throws -> Void) async throws {
        let events = await bench.service.watch()
        try await body()
        for await event in events { if event == .restarted { return } }
    }

    @Test func aRebootBeginsAnewAndKeepsItsReason() async throws {
        let bench = try await PhoneBench(["Resync_Random_Delay": "0", "Profile_Rule": Self.rule])
        try await running(bench) {
            let events = await bench.service.watch()
            try bench.service.reboot(by: PhoneBench.admin)
            var hasRestarted = false
            for await event in events {
                if event == .restarted { hasRestarted = true }
                // The new engine resyncs as after power-up.
                if case .attempted(let attempt) = event, hasRestarted {
                    #expect(attempt.trigger == "power-up")
                    break
                }
            }
            #expect(
                bench.service.status(recentAttempts: 0).reboots
                    == [RebootRecord(time: "2023-11-14T22:13:20.000Z", reason: "User Triggered")])
            // What is asked for now reaches the new engine.
            let resync = try await bench.service.resync(by: PhoneBench.admin)
            #expect(resync.succeeded)
        }
        let kept = try await bench.store.state("reboots").map { String(decoding: $0, as: UTF8.self) }
        #expect(kept == "1700000000000 User Triggered\n")
    }

    @Test func fiveReasonsAreKeptNewestFirst() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No"])
        let reasons: [RebootHistory.Reason] = [
            .upgrade, .provisioning, .sipTriggered, .remoteCustomization, .userTriggered, .addressChanged,
        ]
        try await running(bench) {
            for reason in reasons { try await afterRestart(bench) { bench.service.reboot(because: reason) } }
        }
        #expect(
            bench.service.status(recentAttempts: 0).reboots.map(\.reason)
                == ["IP Changed", "User Triggered", "RC", "SIP Triggered", "Provisioning"])
    }

    @Test func aRebootWaitsUntilThePhoneIsIdle() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No"])
        try await running(bench) {
            try bench.service.setCallState(CallStateRecord(state: "busy"))
            let record = try bench.service.reboot(by: PhoneBench.admin)
            #expect(record == RestartRecord(restarts: "when-idle"))
            for _ in 0..<20 { await Task.yield() }
            #expect(bench.service.reboots.entries.isEmpty)
            try await afterRestart(bench) { try bench.service.setCallState(CallStateRecord(state: "idle")) }
            #expect(bench.service.reboots.entries.count == 1)
        }
    }

    @Test func onlyTheAdministratorMay() async throws {
        let bench = try await PhoneBench()
        #expect(throws: RestartRefusal.notAllowed) { try bench.service.reboot(by: PhoneBench.user) }
        await #expect(throws: RestartRefusal.notAllowed) { try await bench.service.factoryReset(by: PhoneBench.user) }
    }

    @Test func aFactoryResetIsRefusedWhileALineIsInUse() async throws {
        let bench = try await PhoneBench(["GPP_A": "x"])
        try bench.service.setCallState(CallStateRecord(state: "busy"))
        await #expect(throws: RestartRefusal.busy) { try await bench.service.factoryReset(by: PhoneBench.admin) }
        #expect(bench.service.snapshot["GPP_A"] == "x")
        #expect(
            RestartRefusal.busy.description
                == "the phone is busy: a factory reset is possible when no line is in use")
    }

    @Test func aFactoryResetLeavesNothingAndStartsOver() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No", "Profile_Rule": Self.rule, "GPP_A": "x"])
        try await bench.service.setUp(adminPassword: "correct-Horse7", userPassword: "")
        try await running(bench) {
            _ = try await bench.service.resync(by: PhoneBench.admin)
            try await afterRestart(bench) { try bench.service.reboot(by: PhoneBench.admin) }
            try await afterRestart(bench) { try await bench.service.factoryReset(by: PhoneBench.admin) }
            let status = bench.service.status(recentAttempts: 10)
            #expect(!bench.service.isSetUp)
            #expect(status.reboots.isEmpty && status.customization == "Open")
            // The phone that starts over may have tried its first resync already.
            #expect(status.attempts.allSatisfy { $0.trigger == "power-up" })
            #expect(bench.service.snapshot["GPP_A"].isEmpty)
            let history = try await bench.service.revisions(limit: 10)
            #expect(history.map(\.origin) == ["factory reset"])
            #expect(history.map(\.note) == ["by admin (web)"])
            try await bench.service.setUp(adminPassword: "correct-Horse8", userPassword: "")
            #expect(bench.service.isSetUp)
        }
    }

    @Test func aFactoryResetThatTheDiskRefusesChangesNothing() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No", "Profile_Rule": Self.rule, "GPP_A": "x"])
        try await running(bench) {
            bench.store.fail([.factoryReset])
            await #expect(throws: RestartRefusal.self) { try await bench.service.factoryReset(by: PhoneBench.admin) }
            bench.store.fail([])
            #expect(bench.service.snapshot["GPP_A"] == "x")
            let resync = try await bench.service.resync(by: PhoneBench.admin)
            #expect(resync.succeeded)
        }
    }

    @Test func withoutARunningPhoneAFactoryResetIsDoneAtOnce() async throws {
        let bench = try await PhoneBench(["GPP_A": "x"])
        try await bench.service.factoryReset(by: PhoneBench.admin)
        #expect(bench.service.snapshot["GPP_A"].isEmpty)
        #expect(throws: RestartRefusal.stopped) { try bench.service.reboot(by: PhoneBench.admin) }
    }

    @Test func hooksHearOfARestartBeforeIt() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            "#!/bin/sh\ncat >> \(directory.path(of: "letters"))\n", to: "hooks.d/machine")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let bench = try await PhoneBench(
            ["Resync_On_Reset": "No"], hooks: HookPlace(directory: directory.path(of: "hooks.d")))
        try await running(bench) {
            try await afterRestart(bench) { bench.service.reboot(because: .upgrade) }
            let letters = try directory.read("letters").split(separator: UInt8(ascii: "\n"))
                .map { try RecordCoding.decode(HookLetter.self, from: Array($0)) }
            #expect(letters.map(\.event) == [.configuration, .reboot])
            #expect(letters.last?.reason == "Upgrade")
            #expect(bench.service.hookRecords.hooks.map(\.name) == ["machine"])
            let section = try #require(bench.service.hookSection(.phone))
            #expect(section.title == "Hooks")
            #expect(section.rows.map(\.label) == ["machine"])
            #expect(section.rows[0].value?.hasPrefix("Told of revision 1. Last run on ") == true)
            #expect(section.rows[0].value?.hasSuffix(" (reboot): it exited with status 0.") == true)
        }
    }
}
