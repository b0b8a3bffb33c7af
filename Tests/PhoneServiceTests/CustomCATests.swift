import FlatProfile
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// Custom_CA_Rule and `updateca` with a real nginx, real TLS and a real directory.
@Suite struct CustomCATests {
    private let authority: Certificates
    private let server: NginxServer

    init() async throws {
        let authority = try Certificates()
        let pair = try authority.certificate(commonName: "127.0.0.1", names: ["IP:127.0.0.1"])
        self.authority = authority
        server = try await BlockingThread.value {
            try NginxServer(
                files: [
                    "ca.pem": authority.authority, "p.xml": "<flat-profile><GPP_A>there</GPP_A></flat-profile>",
                    "server.pem": pair.certificate, "leak.pem": authority.authority + pair.key, "page.pem": "<html/>",
                ], certificate: pair)
        }
    }

    private var plain: String { "http://127.0.0.1:\(server.port)" }
    private func secure() throws -> String { "https://127.0.0.1:\(try #require(server.tlsPort))" }

    /// The phone's words with every digit as a zero.
    private static func shape(of record: CustomCARecord) -> String {
        String(record.provisioning_status.map { $0.isNumber ? "0" : $0 })
    }

    /// Waits until the phone's log has such a line.
    private func line(with text: String, of phone: TrialPhone) async throws {
        for _ in 0..<1000 {
            if phone.log.withLock({ $0 }).contains(where: { $0.contains(text) }) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw TestSupportError("no line with \(text): \(phone.log.withLock { $0 })")
    }

    @Test func aCommandMakesThePhoneBelieveAServer() async throws {
        let phone = try await TrialPhone()
        #expect(phone.service.customCARecord.info == "Not Installed")
        #expect(phone.service.customCARecord.provisioning_status == "")
        #expect(try await phone.resync(by: secure() + "/p.xml").error?.contains("Custom_CA_Rule") == true)

        let record = try await phone.service.updateCustomCA(plain + "/ca.pem", by: TrialPhone.admin)
        #expect(record.succeeded)
        #expect(record.attempt.result == "installed")
        #expect(record.attempt.requested_by == "admin (web)")
        #expect(record.custom_ca.info == "Installed \"Onhook Test CA\"")
        #expect(record.custom_ca.source == "command")
        #expect(record.custom_ca.url == plain + "/ca.pem")
        #expect(Self.shape(of: record.custom_ca) == "Last provisioning succeeded on 00/00/0000 00:00:00; ")
        #expect(try await phone.resync(by: secure() + "/p.xml").result == "applied")
        #expect(phone.service.snapshot["Custom_CA_Rule"] == "")

        // It lasts, and so does what is known of it.
        let later = try await phone.restarted()
        #expect(later.service.customCARecord == record.custom_ca)
        #expect(try await later.resync(by: secure() + "/p.xml").result == "applied")
        #expect(try await later.service.customCAHistory().attempts == [record.attempt])
        await later.stop()
    }

    /// A new engine counts its fetches from 1 again.
    @Test(.timeLimit(.minutes(5))) func afterARebootACommandIsAnsweredWithItsOwnRecord() async throws {
        let phone = try await TrialPhone()
        let first = try await phone.service.updateCustomCA(plain + "/none.pem", by: TrialPhone.admin)
        let events = await phone.service.watch()
        try phone.service.reboot(by: TrialPhone.admin)
        for await event in events where event == .restarted { break }
        let second = try await phone.service.updateCustomCA(plain + "/ca.pem", by: TrialPhone.admin)
        #expect([first, second].map(\.attempt.number) == [1, 2])
        #expect([first, second].map(\.attempt.result) == ["failed", "installed"])
        await phone.stop()
    }

    @Test(arguments: [
        ("/none.pem", "Download failed: the server answered 404"),
        ("/page.pem", "Nothing was installed: the file holds no certificate"),
        ("/server.pem", "Nothing was installed: certificate 1 of the file (CN=127.0.0.1) is not that of an authority"),
        ("/leak.pem", "Nothing was installed: the file holds a private key"),
    ])
    func aFailureKeepsThePresentOne(path: String, beginning: String) async throws {
        let phone = try await TrialPhone()
        _ = try await phone.service.updateCustomCA(plain + "/ca.pem", by: TrialPhone.admin)
        let record = try await phone.service.updateCustomCA(plain + path, by: TrialPhone.admin)
        #expect(!record.succeeded)
        #expect(record.attempt.error?.hasPrefix(beginning) == true, "\(record)")
        #expect(record.custom_ca.installed)
        #expect(record.custom_ca.url == plain + "/ca.pem")
        #expect(Self.shape(of: record.custom_ca) == "Last provisioning failed on 00/00/0000 00:00:00")
        #expect(!phone.log.withLock { "\($0)" }.contains("PRIVATE"))
        let section = try #require(
            phone.service.machineSections(customization: "Open").first { $0.title == "Custom CA Status" })
        #expect(section.rows.map(\.label) == ["Custom CA Provisioning Status", "Custom CA Info"])
        #expect(section.rows[1].value == "Installed \"Onhook Test CA\"")
        #expect(section.note.contains(beginning))
        await phone.stop()
    }

    @Test func theRuleBringsItAndTakesItBack() async throws {
        let phone = try await TrialPhone()
        try await phone.set(["GPP_B": "ca", "Custom_CA_Rule": plain + "/$B.pem"])
        try await line(with: "custom CA (rule, rule-changed): \(plain)/ca.pem: installed \"Onhook Test CA\"", of: phone)
        #expect(phone.service.customCARecord.source == "rule")
        #expect(try await phone.resync(by: secure() + "/p.xml").result == "applied")

        try await phone.set(["Custom_CA_Rule": ""])
        try await line(with: "custom CA (rule, rule-emptied): removed", of: phone)
        #expect(phone.service.customCARecord.info == "Not Installed")
        #expect(try await phone.resync(by: secure() + "/p.xml").error != nil)
        #expect(throws: TestSupportError.self) { try phone.directory.read("state/identity/custom-ca.pem") }
        await phone.stop()
    }

    @Test func itIsFetchedBeforeTheFirstResyncOfAStart() async throws {
        let phone = try await TrialPhone()
        try await phone.set([
            "Resync_On_Reset": "Yes", "Resync_Random_Delay": "0", "Profile_Rule": secure() + "/p.xml",
        ])
        let directory = phone.directory
        await phone.stop()
        // Set while the phone is off: one that runs would fetch it at once.
        let store = try await SQLiteStore.open(
            directory: directory.path(of: "state"), catalogue: Catalogue.of(TrialPhone.identity.model))
        let change = ParameterChange("Custom_CA_Rule", .set(plain + "/ca.pem"))
        _ = try await store.commit(
            ChangeSet([change], origin: .web(account: "admin")), at: Timestamp(unixSeconds: 1_800_000_000))
        await store.close()
        let later = try await TrialPhone(in: directory)
        try await line(with: "(Profile_Rule, power-up)", of: later)
        #expect(later.service.snapshot["GPP_A"] == "there")
        let log = later.log.withLock { $0 }
        #expect(log.first?.hasPrefix("custom CA (rule, start): ") == true, "\(log)")
        await later.stop()
    }

    @Test func onlyTheAdministratorMay() async throws {
        let phone = try await TrialPhone()
        await #expect(throws: CustomCARefusal.notAllowed) {
            try await phone.service.updateCustomCA(plain + "/ca.pem", by: Principal(.user, through: .web))
        }
        await #expect(throws: CustomCARefusal.self) {
            try await phone.service.updateCustomCA(" ", by: TrialPhone.admin)
        }
        #expect(throws: CustomCARefusal.self) {
            try phone.service.startCustomCAUpdate("file:///etc/passwd", by: TrialPhone.admin)
        }
        await phone.stop()
    }
}
