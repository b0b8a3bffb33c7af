import FlatProfile
import Foundation
import Identity
import ProfileFormat
import Provisioning
import Store
import TestSupport
import Testing

@testable import PhoneService

@Suite struct BackupTests {
    private static let phrase = "a pass phrase of the test"
    private static let admin = TrialPhone.admin

    /// A phone in memory with its own identity directory.
    private struct Spare {
        let directory: TemporaryDirectory
        let service: PhoneService
        let store: any ConfigurationStore

        init(
            mac: UInt64 = 0x000e_08aa_bbcc, model: Model = .standard, store: (any ConfigurationStore)? = nil,
            directory: TemporaryDirectory? = nil
        ) throws {
            let directory = try directory ?? TemporaryDirectory()
            self.directory = directory
            let store = store ?? InMemoryStore(catalogue: Catalogue.of(model))
            self.store = store
            service = PhoneService(
                identity: DeviceIdentity(
                    model: model, mac: MACAddress(bits: mac), serialNumber: "SN", softwareVersion: "sip88xx.12-0-7",
                    hardwareVersion: "1"),
                store: store, fetcher: FixedFetcher(profile: "<flat-profile/>"),
                passwords: LoginPasswords(hasher: PasswordHasher(), key: try .ephemeral()), host: StillHost(),
                identityFiles: IdentityFiles(directory: directory.path(of: "identity")), report: { _ in })
        }

        func write(_ name: String, _ text: String) throws {
            try FileManager.default.createDirectory(
                atPath: directory.path(of: "identity"), withIntermediateDirectories: true)
            try directory.write(text, to: "identity/" + name)
        }

        func text(_ name: String) -> String? {
            (try? directory.read("identity/" + name)).map { String(decoding: $0, as: UTF8.self) }
        }

        func set(_ changes: [ParameterChange], _ origin: Origin, note: String = "", at seconds: Int64) async throws {
            _ = try await store.commit(
                ChangeSet(changes, origin: origin, note: note), at: Timestamp(unixSeconds: seconds))
        }
    }

    private func filled() async throws -> Spare {
        let phone = try Spare()
        try await phone.set(
            [
                ParameterChange("GPP_A", .set("from the server"), access: .readWrite, isUserPreference: true, line: 12),
                ParameterChange("XML_Password", .set("secret")),
            ], .profile(url: "http://ps/x.xml"), note: "morning", at: 1000)
        try await phone.set(
            [
                ParameterChange("GPP_A", .keep, isUserModified: true),
                ParameterChange("GPP_B", .keep, access: .readOnly),
            ],
            .web(account: "admin"), at: 2000)
        try await phone.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        try phone.write("custom-ca.pem", "a certificate")
        try phone.write("fingerprint.key", "12345678901234567890123456789012")
        return phone
    }

    private func backup(_ phone: Spare) async throws -> [UInt8] {
        try await phone.service.backup(passPhrase: Self.phrase, by: Self.admin)
    }

    private func restore(
        _ file: [UInt8], into phone: Spare, identity: BackupIdentity? = nil
    ) async throws -> RestoreRecord {
        let opened = try await phone.service.open(backup: file, passPhrase: Self.phrase, by: Self.admin)
        return try await phone.service.restore(backup: opened.restore, identity: identity, by: Self.admin)
    }

    @Test func bringsValuesWithWhoSetThemAndWhen() async throws {
        let old = try await filled()
        let file = try await backup(old)
        let new = try Spare()
        try await new.set(
            [ParameterChange("GPP_C", .set("goes")), ParameterChange("GPP_B", .set("x"))], .web(account: "admin"), at: 1
        )
        let record = try await restore(file, into: new)
        #expect(record.same_phone)
        let settings = new.service.snapshot.settings
        for name in ["GPP_A", "GPP_B", "XML_Password"] as [ParameterName] {
            let before = try #require(old.service.snapshot.settings[name])
            let after = try #require(settings[name])
            #expect(after.hasSameContent(as: before), "\(name)")
            #expect(after.provenance.origin == before.provenance.origin)
            #expect(after.provenance.time == before.provenance.time)
            #expect(after.provenance.line == before.provenance.line)
        }
        #expect(settings["GPP_C"] == nil)
        // The revision is of now, by whoever restored it.
        #expect(record.revisions == [2])
        let revision = try #require(try await new.service.revision(2))
        #expect(revision.time == new.service.now.iso8601)
        #expect(revision.kind == "backup" && revision.author == "admin")
        #expect(revision.origin == "backup of \(new.service.now.iso8601.prefix(10))")
        #expect(new.text("custom-ca.pem") == "a certificate")
        #expect(new.text("fingerprint.key") == nil)
        #expect(record.changes.contains { $0.name == "XML_Password" && $0.new == Masking.mask })
        // The history of the phone goes on, and all can be undone.
        #expect(try await new.service.revision(1)?.change_count == 2)
        #expect(try await new.service.restore(1, by: Self.admin) != nil)
        #expect(new.service.snapshot["GPP_C"] == "goes")
    }

    @Test func aSecondRestoreChangesNothing() async throws {
        let old = try await filled()
        let file = try await backup(old)
        #expect(try await restore(file, into: old).revisions.isEmpty)
        #expect(try await restore(file, into: old).changes.isEmpty)
    }

    @Test func passwordsComeAlongOnlyWhereThereAreNone() async throws {
        let file = try await backup(try await filled())
        let fresh = try Spare()
        _ = try await restore(file, into: fresh)
        #expect(try await fresh.service.logIn("admin", "Admin-Password-1") == .admin)
        let used = try Spare()
        try await used.service.setUp(adminPassword: "Other-Password-2", userPassword: "")
        _ = try await restore(file, into: used)
        #expect(try await used.service.logIn("admin", "Other-Password-2") == .admin)
        #expect(try await used.service.logIn("admin", "Admin-Password-1") == nil)
    }

    @Test func bringsTheStateOfOnboardingAndTheProfileAccount() async throws {
        let old = try await filled()
        try await old.store.setState(
            ConfigurationWriter.stateKey(of: ProfileAccount.concern), Array("{\"name\":\"n\",\"password\":\"p\"}".utf8))
        let new = try Spare()
        _ = try await restore(try await backup(old), into: new)
        #expect(
            try await new.store.state(ConfigurationWriter.stateKey(of: ProfileAccount.concern))
                == old.store.state(ConfigurationWriter.stateKey(of: ProfileAccount.concern)))
    }

    @Test func asksWhatBecomesOfAnotherPhonesCertificates() async throws {
        let file = try await backup(try await filled())
        let other = try Spare(mac: 0x000e_0811_2233)
        try other.write("custom-ca.pem", "own")
        await #expect(throws: BackupRefusal.otherPhone("000e08aabbcc")) { try await restore(file, into: other) }
        #expect(other.service.snapshot.revision == 0)
        _ = try await restore(file, into: other, identity: .keep)
        #expect(other.text("custom-ca.pem") == "own")
        #expect(other.service.snapshot["GPP_A"] == "from the server")
        _ = try await restore(file, into: other, identity: .take)
        #expect(other.text("custom-ca.pem") == "a certificate")
    }

    @Test func refusesAnotherModelAndTouchesNothing() async throws {
        let file = try await backup(try await filled())
        let other = try Spare(model: try #require(Model(named: "7841")))
        await #expect(throws: BackupRefusal.otherModel("8841", own: "7841")) { try await restore(file, into: other) }
        #expect(other.service.snapshot.revision == 0)
    }

    @Test func refusesWhatItCannotOpenAndTouchesNothing() async throws {
        let file = try await backup(try await filled())
        let phone = try Spare()
        func refusal(_ file: [UInt8], _ phrase: String = Self.phrase) async -> BackupRefusal? {
            do throws(BackupRefusal) {
                _ = try await phone.service.open(backup: file, passPhrase: phrase, by: Self.admin)
                return nil
            } catch {
                return error
            }
        }
        #expect(await refusal(file, "another pass phrase") == .seal(.wrongPassPhrase))
        #expect(await refusal(Array(file.dropLast(20))) == .seal(.cutOff))
        #expect(await refusal(Array("<flat-profile/>".utf8)) == .seal(.noBackup))
        for (content, expected) in [
            ("{\"format\":2}", BackupRefusal.otherFormat(2)), ("{\"format\":1}", .inconsistent), ("x", .inconsistent),
            ("[]", .inconsistent),
        ] {
            let sealed = try BackupSeal.seal(Array(content.utf8), passPhrase: Self.phrase)
            #expect(await refusal(sealed) == expected, "\(content)")
        }
        #expect(phone.service.snapshot.revision == 0)
        #expect(await refusal(file) == nil)
    }

    /// Whoever knows the pass phrase could have written anything into the file.
    @Test(arguments: [
        "../../etc/passwd", "fingerprint.key", "authorities/../x", ".hidden", "a/b", "x.tmp", "", "authorities/",
    ])
    func aFileInABackupCannotLeadElsewhere(name: String) async throws {
        let phone = try await filled()
        let plain = try BackupSeal.open(try await backup(phone), passPhrase: Self.phrase)
        let text = String(decoding: plain, as: UTF8.self).replacing("\"custom-ca.pem\"", with: "\"\(name)\"")
        let forged = try BackupSeal.seal(Array(text.utf8), passPhrase: Self.phrase)
        await #expect(throws: BackupRefusal.inconsistent) { try await restore(forged, into: phone) }
    }

    @Test func valuesThatAModelDoesNotTakeAreLeftOutWithAWarning() async throws {
        let phone = try await filled()
        try await phone.set([ParameterChange("Resync_Periodic", .set("60"))], .web(account: "admin"), at: 3000)
        let plain = String(
            decoding: try BackupSeal.open(try await backup(phone), passPhrase: Self.phrase), as: UTF8.self)
        let forged = plain.replacing("\"value\":\"60\"", with: "\"value\":\"never\"")
            .replacing("\"GPP_B\"", with: "\"Nonsense\"")
        let record = try await restore(
            try BackupSeal.seal(Array(forged.utf8), passPhrase: Self.phrase), into: try Spare())
        #expect(record.warnings.count == 2)
        #expect(!record.changes.contains { $0.name == "Resync_Periodic" })
    }

    /// A kill between the step into the store and the files: the next start makes it good.
    @Test func whatAKillLeftIsWrittenAtTheNextStart() async throws {
        let phone = try await filled()
        let files = [BackupContents.File(name: "custom-ca.pem", hexadecimal: Array("from the backup".utf8).hex)]
        try await phone.store.setState("restore.files", RecordCoding.encode(files))
        let identity = IdentityFiles(directory: phone.directory.path(of: "identity"))
        try await PhoneService.finishRestore(in: phone.store, identity)
        #expect(phone.text("custom-ca.pem") == "from the backup")
        #expect(try await phone.store.state("restore.files") == nil)
        try await PhoneService.finishRestore(in: phone.store, identity)
    }

    @Test func aStoreThatFailsLeavesEverythingAsItWas() async throws {
        let file = try await backup(try await filled())
        let flaky = FlakyStore()
        let phone = try Spare(store: flaky)
        let opened = try await phone.service.open(backup: file, passPhrase: Self.phrase, by: Self.admin)
        flaky.fail([.commit])
        await #expect(throws: BackupRefusal.self) {
            try await phone.service.restore(backup: opened.restore, by: Self.admin)
        }
        #expect(phone.service.snapshot.revision == 0)
        #expect(phone.text("custom-ca.pem") == nil)
        flaky.fail([])
        #expect(try await phone.service.restore(backup: opened.restore, by: Self.admin).revisions == [1])
    }

    @Test func aBackupIsOfTheAdministratorAndHoldsNoSecretInTheClear() async throws {
        let phone = try await filled()
        let file = String(decoding: try await backup(phone), as: Unicode.ASCII.self)
        #expect(!file.contains("secret") && !file.contains("GPP_A"))
        await #expect(throws: BackupRefusal.notAllowed) {
            try await phone.service.backup(passPhrase: Self.phrase, by: Principal(.user, through: .web))
        }
        await #expect(throws: BackupRefusal.seal(.passPhrase)) {
            try await phone.service.backup(passPhrase: "short", by: Self.admin)
        }
    }
}

extension [UInt8] {
    fileprivate var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
