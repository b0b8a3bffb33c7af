import FlatProfile
import ProfileFormat
import TestSupport
import Testing

@testable import PhoneService

/// Profiles that somebody uploads, looks at and applies.
@Suite struct ProposalTests {
    private static let profile = """
        <flat-profile>
        <GPP_A>a</GPP_A>
        <Resync_Random_Dely>2</Resync_Random_Dely>
        <XML_Password>secret</XML_Password>
        </flat-profile>
        """
    private static let admin = TrialPhone.admin

    private func propose(
        _ phone: TrialPhone, _ bytes: [UInt8] = Array(profile.utf8), named name: String = "desk.xml",
        secret: String = ""
    ) async throws -> ProposalRecord {
        try await phone.service.propose(profile: bytes, named: name, secret: secret, by: Self.admin)
    }

    @Test func showsWhatWouldChangeAndChangesNothing() async throws {
        let phone = try await TrialPhone()
        let record = try await propose(phone)
        #expect(record.changes.map(\.name) == ["GPP_A", "XML_Password"])
        #expect(record.changes.map(\.new) == ["a", Masking.mask])
        #expect(record.warnings.map(\.line) == [3])
        #expect(record.origin == "file desk.xml")
        #expect(!record.effects.isEmpty)
        #expect(phone.service.snapshot["GPP_A"] == "")
        await phone.stop()
    }

    @Test func appliesExactlyWhatWasShownOnce() async throws {
        let phone = try await TrialPhone()
        let record = try await propose(phone, named: "../../etc/<b>\u{202E}x\n.xml")
        let revision = try await phone.service.apply(proposal: record.proposal, by: Self.admin)
        #expect(revision?.change_count == 2)
        #expect(revision?.origin == "file <b>x.xml")
        #expect(phone.service.snapshot["XML_Password"] == "secret")
        #expect(phone.service.snapshot.settings["GPP_A"]?.provenance.line == 2)
        await #expect(throws: ProposalRefusal.unknown) {
            try await phone.service.apply(proposal: record.proposal, by: Self.admin)
        }
        await phone.stop()
    }

    @Test func aChangeOfSomethingElseMeanwhileDoesNotMatter() async throws {
        let phone = try await TrialPhone()
        let record = try await propose(phone)
        try await phone.set(["GPP_B": "b"])
        #expect(try await phone.service.apply(proposal: record.proposal, by: Self.admin)?.change_count == 2)
        await phone.stop()
    }

    @Test func aChangeOfTheSameMeanwhileIsShownAgain() async throws {
        let phone = try await TrialPhone()
        let record = try await propose(phone)
        try await phone.set(["GPP_A": "theirs"])
        let revision = phone.service.snapshot.revision
        var renewed: ProposalRecord?
        do {
            _ = try await phone.service.apply(proposal: record.proposal, by: Self.admin)
        } catch .overtaken(let record) {
            renewed = record
        } catch {
            throw error
        }
        #expect(phone.service.snapshot.revision == revision)
        #expect(renewed?.changes.first { $0.name == "GPP_A" }?.old == "theirs")
        #expect(renewed?.base == revision)
        let token = try #require(renewed?.proposal)
        #expect(try await phone.service.apply(proposal: token, by: Self.admin)?.change_count == 2)
        await phone.stop()
    }

    @Test func opensASealedProfileByItsSecretOrTheStoredKeyingMaterial() async throws {
        let phone = try await TrialPhone()
        let plain = Array(Self.profile.utf8)
        let phrase = try SealedProfile.seal(plain, with: ProfileKey(Array("phrase".utf8), for: .aes256cbc))
        let records = try SealedProfile.seal(plain, with: ProfileKey(Array("material".utf8), for: .aes128gcm))
        #expect(try await propose(phone, phrase, secret: "phrase").changes.count == 2)
        #expect(try await propose(phone, records, secret: "material").changes.count == 2)
        #expect(try await propose(phone, ProfileWriter.gzip(plain)).changes.count == 2)
        await #expect(throws: ImportRefusal.sealed) { try await propose(phone, phrase) }
        await #expect(throws: ImportRefusal.unreadable("\(SealError.doesNotOpen)", line: nil, column: nil)) {
            try await propose(phone, phrase, secret: "wrong")
        }
        await #expect(throws: ImportRefusal.unreadable("\(SealError.doesNotOpen)", line: nil, column: nil)) {
            try await propose(phone, records, secret: "wrong")
        }
        try await phone.set(["IKM_HTTP_Encrypt_Content": "material"])
        #expect(try await propose(phone, records).changes.count == 2)
        await phone.stop()
    }

    @Test func saysLineAndColumnOfWhatIsNoProfile() async throws {
        let phone = try await TrialPhone()
        do {
            _ = try await propose(phone, Array("<flat-profile>\n<GPP_A>x</flat-profile>".utf8))
            Issue.record("a broken profile was taken")
        } catch ImportRefusal.unreadable(let sentence, let line, let column) {
            #expect(line == 2)
            #expect(column != nil)
            #expect(sentence.contains("line 2"))
        }
        await phone.stop()
    }

    /// What an upload may be instead of a profile.
    @Test(arguments: [
        [], Array("just text".utf8), Array("{\"a\": 1}".utf8), Array("<html><body/></html>".utf8),
        [0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3], [UInt8](repeating: 0xff, count: 1000), [0x1f, 0x8b, 8, 0, 0],
        Array("<!DOCTYPE a [<!ENTITY b \"&b;\">]><flat-profile/>".utf8), Array("Salted__".utf8),
        ProfileWriter.gzip([UInt8](repeating: 0x20, count: 70 << 20)),
        ProfileWriter.gzip(ProfileWriter.gzip(Array("<flat-profile/>".utf8))),
        Array("onhook backup\n\u{1}".utf8),
    ])
    func refusesWhatIsNoProfile(bytes: [UInt8]) async throws {
        let phone = try await TrialPhone()
        await #expect(throws: ImportRefusal.self) { try await propose(phone, bytes, secret: "secret") }
        await #expect(throws: ImportRefusal.self) { try await propose(phone, bytes) }
        #expect(phone.service.snapshot["GPP_A"] == "")
        await phone.stop()
    }

    @Test func theAccountUserMayNot() async throws {
        let phone = try await TrialPhone()
        let user = Principal(.user, through: .web)
        await #expect(throws: ImportRefusal.notAllowed) {
            try await phone.service.propose(profile: Array(Self.profile.utf8), named: "x", by: user)
        }
        let record = try await propose(phone)
        await #expect(throws: ProposalRefusal.notAllowed) {
            try await phone.service.apply(proposal: record.proposal, by: user)
        }
        await phone.stop()
    }

    @Test func aFactoryResetForgetsWhatSomebodyLookedAt() async throws {
        let phone = try await TrialPhone()
        let record = try await propose(phone)
        try await phone.service.factoryReset(by: Self.admin)
        await #expect(throws: ProposalRefusal.unknown) {
            try await phone.service.apply(proposal: record.proposal, by: Self.admin)
        }
        await phone.stop()
    }

    @Test func keepsAFewProposalsOnly() async throws {
        let phone = try await TrialPhone()
        let first = try await propose(phone)
        for _ in 0..<16 { _ = try await propose(phone) }
        await #expect(throws: ProposalRefusal.unknown) {
            try await phone.service.apply(proposal: first.proposal, by: Self.admin)
        }
        await phone.stop()
    }
}
