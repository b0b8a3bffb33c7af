import FlatProfile
import Fleet
import Provisioning
import TestSupport
import Testing
import Threading
import Transfer

@Suite struct VirtualPhoneTests {
    private let client: TransferClient

    init() throws {
        client = try TransferClient()
    }

    private static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH1",
        softwareVersion: "sip88xx.12-0-1MPP0001-1",
        hardwareVersion: "2.0.1")

    private func set(_ values: [(ParameterName, String)]) -> ChangeSet {
        ChangeSet(values.map { ParameterChange($0.0, .set($0.1)) }, origin: .commandLine(user: "test"))
    }

    private func profile(_ values: [(String, String)]) -> String {
        "<flat-profile>" + values.map { "<\($0)>\($1)</\($0)>" }.joined() + "</flat-profile>"
    }

    private func phone(
        _ values: [(ParameterName, String)], leases: DHCPLeases = .init(),
        watcher: (any ProvisioningObserver)? = nil
    ) -> VirtualPhone {
        VirtualPhone(
            Self.identity, in: Premises(fetcher: client, clock: FleetClock(.accelerated)), leases: leases, seed: 5,
            settings: set(values), watcher: watcher)
    }

    @Test func itComesUpByRedirectAndTheNextRule() async throws {
        let nginx = try NginxServer(
            files: ["b.xml": profile([("GPP_B", "two")])],
            server: "location = /first { return 302 /8841/000e08aabbcc.xml; }")
        let second = "http://127.0.0.1:\(nginx.port)/b.xml"
        try nginx.directory.write(
            profile([("Profile_Rule_B", second), ("GPP_A", "one")]), to: "root/8841/000e08aabbcc.xml")
        let phone = phone([("Profile_Rule", "http://127.0.0.1:\(nginx.port)/first")])
        await phone.start()
        await phone.untilRest()
        await phone.stop()
        #expect(phone.snapshot["GPP_A"] == "one")
        #expect(phone.snapshot["GPP_B"] == "two")
        #expect(phone.notes.map(\.outcome) == [.changed, .changed])
        #expect(phone.notes.map(\.requests) == [2, 1])
        #expect(phone.notes.map(\.cause) == [.start, .start])
        #expect(phone.storyLines[0].rule.hasPrefix("Profile_Rule http://127.0.0.1"))
        #expect(phone.story.contains("resync at the start, changed 2 parameters, status 200"))
    }

    @Test func dhcpLeadsIt() async throws {
        let nginx = try NginxServer(files: ["000e08aabbcc.cfg": profile([("GPP_A", "dhcp")])])
        var leases = DHCPLeases()
        leases.obtained(
            DHCPLease(
                interface: "eth0", family: .v4, obtainedAt: Timestamp(unixSeconds: 0),
                options: [160: Array("http://127.0.0.1:\(nginx.port)/$MA.cfg".utf8)]))
        let phone = phone([], leases: leases)
        await phone.start()
        await phone.untilRest()
        await phone.stop()
        #expect(phone.snapshot["GPP_A"] == "dhcp")
    }

    @Test func itTriesAgainUntilTheServerIsBack() async throws {
        let port = try ListeningSocket(.tcp).port
        let phone = phone(
            [("Profile_Rule", "http://127.0.0.1:\(port)/a.xml"), ("Resync_Error_Retry_Delay", "600")])
        await phone.start()
        await phone.untilRest()
        #expect(phone.notes.map(\.outcome) == [.unreachable])
        let nginx = try await eventually("nginx is there") {
            try? NginxServer(files: ["a.xml": profile([("GPP_A", "back")])], port: port)
        }
        phone.goOn()
        try await until("the phone is up") { phone.snapshot["GPP_A"] == "back" }
        await phone.stop()
        let notes = phone.notes
        #expect(notes.contains { $0.cause == .errorRetry && $0.outcome == .changed })
        #expect(notes.first { $0.outcome == .changed }?.at.offset ?? .zero >= .seconds(600))
        _ = nginx
    }

    @Test func itTakesNewFirmwareRestartsAndAsksNoMore() async throws {
        let load = "sip88xx.12-0-7MPP0201-66.loads"
        let nginx = try NginxServer(files: [load: String(repeating: "load", count: 10_000)])
        try nginx.directory.write(
            profile([("Upgrade_Rule", "http://127.0.0.1:\(nginx.port)/\(load)"), ("GPP_A", "one")]), to: "root/a.xml")
        let phone = phone([("Profile_Rule", "http://127.0.0.1:\(nginx.port)/a.xml")])
        await phone.start()
        try await until("the phone has restarted") { phone.starts == 2 }
        await phone.untilRest()
        await phone.stop()
        #expect(phone.softwareVersion == "sip88xx.12-0-7MPP0201-66")
        #expect(phone.notes.count { $0.deed == .upgrade && $0.outcome == .changed } == 1)
        #expect(phone.starts == 2)
    }

    @Test func anAcceleratedDayHasAsManyResyncsAsItShould() async throws {
        let nginx = try NginxServer(files: ["a.xml": profile([("GPP_A", "x")])])
        let phone = phone(
            [
                ("Profile_Rule", "http://127.0.0.1:\(nginx.port)/a.xml"), ("Resync_Periodic", "3600"),
                ("Resync_Random_Delay", "0"),
            ])
        await phone.start()
        try await until("a day is over") { phone.premises.clock.now.offset >= .seconds(86_400) }
        await phone.stop()
        // What was under way at the end is broken off.
        let notes = phone.notes.filter { $0.at.offset < .seconds(86_400) }
        #expect((24...25).contains(notes.count))
        #expect(notes.dropFirst().allSatisfy { $0.outcome == .unchanged && $0.cause == .periodic })
    }

    @Test func whatItTellsItsWatcherIsWholeStories() async throws {
        let nginx = try NginxServer(files: ["a.xml": "<flat-profile><GPP_A>x</flat-profile>"])
        let watcher = Watcher()
        let phone = phone([("Profile_Rule", "http://127.0.0.1:\(nginx.port)/a.xml")], watcher: watcher)
        await phone.start()
        await phone.untilRest()
        await phone.stop()
        let attempt = try #require(watcher.attempts.withLock { $0 }.first)
        #expect(attempt.ending.error?.contains("line 1") == true)
        #expect(phone.notes.map(\.outcome) == [.broken])
        #expect(phone.storyLines[0].sentence == attempt.ending.error)
    }

    @Test func aPhoneThatNobodyLeadsHasNothingToDo() async throws {
        let phone = phone([("Profile_Rule", "")])
        await phone.start()
        await phone.untilRest()
        await phone.stop()
        #expect(phone.notes.allSatisfy { $0.outcome == .nothingToDo })
    }

    @Test func aStoppedPhoneCanBeStartedAgainAndKeepsWhatItHas() async throws {
        let nginx = try NginxServer(files: ["a.xml": profile([("GPP_A", "x")])])
        let phone = phone([("Profile_Rule", "http://127.0.0.1:\(nginx.port)/a.xml")])
        for _ in 0..<3 {
            await phone.start()
            await phone.untilRest()
            await phone.stop()
        }
        #expect(phone.starts == 3)
        #expect(phone.notes.filter { $0.cause == .start }.map(\.outcome) == [.changed, .unchanged, .unchanged])
    }

    @Test func aProfileThatChangedNothingIsNotReadAgainUntilSomethingIsDifferent() async throws {
        let nginx = try NginxServer(files: ["a.xml": profile([("GPP_A", "x"), ("Nobody_Knows", "y")])])
        let watcher = Watcher()
        let phone = phone(
            [
                ("Profile_Rule", "http://127.0.0.1:\(nginx.port)/a.xml"), ("Resync_Random_Delay", "0"),
                ("Resync_Periodic", "60"),
            ],
            watcher: watcher)
        await phone.start()
        try await until("five resyncs are done") { watcher.attempts.withLock { $0.count } >= 5 }
        await phone.stop()
        // The one after them may have been under way.
        let attempts = watcher.attempts.withLock { $0 }.prefix(5)
        #expect(attempts[0].changes.count == 1)
        for attempt in attempts.dropFirst() {
            #expect(attempt.changes.isEmpty)
            #expect(attempt.warnings == attempts[0].warnings)
            #expect(attempt.decoded == attempts[0].decoded)
            #expect(attempt.ending == .applied)
        }
        #expect(attempts[0].warnings.count == 1)
    }

    private final class Watcher: ProvisioningObserver {
        let attempts = Locked<[ResyncAttempt]>([])

        func observe(_ event: ProvisioningEvent) async {
            if case .attempted(let attempt) = event { attempts.withLock { $0.append(attempt) } }
        }
    }
}
