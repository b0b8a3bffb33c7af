import FlatProfile
import Provisioning
import Testing
import Threading
import Transfer

@testable import PhoneService

@Suite(.timeLimit(.minutes(5))) struct DryRunTests {
    private static let quiet = ["Resync_On_Reset": "No", "Profile_Rule": "http://h/stored"]

    private static func profile(_ elements: String) -> String { "<flat-profile>\n\(elements)\n</flat-profile>" }

    /// A dry run that has ended.
    private func tried(_ bench: PhoneBench, rule: String? = nil) async throws -> DryRunRecord {
        let begun = try bench.service.startDryRun(rule: rule, by: PhoneBench.admin)
        return try #require(await bench.service.dryRun(begun.id, endingWithin: nil))
    }

    /// Answers each request with the next profile; the last one stays.
    private final class ChangingFetcher: ProfileFetcher {
        private let profiles: Locked<[String]>

        init(_ profiles: [String]) { self.profiles = Locked(profiles) }

        func fetch(_ request: TransferRequest) async -> TransferReport {
            let profile = profiles.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            return await FixedFetcher(profile: profile).fetch(request)
        }
    }

    @Test func whatWasShownIsAppliedAndNothingElse() async throws {
        let fetcher = ChangingFetcher([
            Self.profile("<Station_Name>Shown</Station_Name>"), Self.profile("<Station_Name>Later</Station_Name>"),
        ])
        let bench = try await PhoneBench(Self.quiet, fetcher: fetcher)
        try await bench.run {
            let before = bench.service.snapshot.revision
            let record = try await tried(bench)
            #expect(record.succeeded == true)
            #expect(
                record.changes.map(\.change) == [
                    ChangeRecord(name: "Station_Name", old: nil, new: "Shown", old_ua: nil, new_ua: nil)
                ])
            #expect(record.changes.map { $0.effects.map(\.effect) } == [["applies-now"]])
            #expect(record.effects.map(\.effect) == ["applies-now"] && !record.locks_out)
            #expect(record.obstacle == nil)
            #expect(bench.service.snapshot.revision == before)
            let applied = try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            #expect(applied.applied == [before + 1])
            #expect(bench.service.snapshot["Station_Name"] == "Shown")
            let provenance = bench.service.snapshot.settings["Station_Name"]?.provenance
            #expect(provenance?.origin == .profile(url: "http://h/stored"))
            #expect(provenance?.line == 2)
            let revision = try await bench.service.revision(before + 1)
            #expect(revision?.note == "applied from a dry run by admin (web)")
        }
    }

    @Test func aConfigurationThatWasChangedMeanwhileIsLeftAlone() async throws {
        let bench = try await PhoneBench(Self.quiet, profile: Self.profile("<Station_Name>A</Station_Name>"))
        try await bench.run {
            let record = try await tried(bench)
            _ = try await bench.service.submit([("GPP_A", .text("x"))], by: PhoneBench.admin)
            let sentence =
                "the configuration was changed meanwhile (it was revision 1 and is revision 2 now): try the dry run again"
            #expect(bench.service.dryRun(record.id)?.obstacle == sentence)
            await #expect(throws: DryRunRefusal.obstacle(sentence)) {
                try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            }
            #expect(bench.service.snapshot["Station_Name"] != "A")
            #expect(bench.service.snapshot.revision == 2)
        }
    }

    @Test func assignmentsAndProfilesAreRevisionsOfTheirOwn() async throws {
        let bench = try await PhoneBench(Self.quiet, profile: Self.profile("<GPP_B>b</GPP_B>"))
        try await bench.run {
            let record = try await tried(bench, rule: #"(GPP_A = "a";)! http://h/x"#)
            #expect(record.changes.map(\.name) == ["GPP_A", "GPP_B"])
            let applied = try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            #expect(applied.applied == [2, 3])
            let settings = bench.service.snapshot.settings
            #expect(settings["GPP_A"]?.provenance.origin == .assignment(rule: "one-time rule"))
            #expect(settings["GPP_B"]?.provenance.origin == .profile(url: "http://h/x"))
        }
    }

    @Test func noSecretIsShown() async throws {
        let bench = try await PhoneBench(Self.quiet, profile: Self.profile("<GPP_SA>Geheim-1</GPP_SA>"))
        try await bench.run {
            let record = try await tried(bench, rule: "[--uid Geheim-2 --pwd Geheim-3] http://h/x")
            let text = String(decoding: RecordCoding.encode(record), as: UTF8.self)
            #expect(!text.contains("Geheim"))
            #expect(record.rule == "[--uid ******** --pwd ********] http://h/x")
            #expect(record.changes.map(\.new) == ["********"])
            _ = try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            #expect(bench.service.snapshot["GPP_SA"] == "Geheim-1")
        }
    }

    /// Both revisions wait, also the one that locks nobody out, and come back together.
    @Test func whatMayLockOutWaitsForItsConfirmationAsAWhole() async throws {
        let bench = try await PhoneBench(
            Self.quiet, profile: Self.profile("<Web_Server_Port>8081</Web_Server_Port><GPP_B>b</GPP_B>"))
        try await bench.run {
            let record = try await tried(bench, rule: #"(GPP_A = "a";)! http://h/x"#)
            #expect(record.locks_out)
            #expect(record.effects.first?.effect == "locks-out")
            #expect(record.changes.first { $0.name == "GPP_A" }?.effects.map(\.effect) == ["applies-now"])
            #expect(record.changes.first { $0.name == "Web_Server_Port" }?.effects.first?.effect == "locks-out")
            let applied = try await bench.service.applyDryRun(record.id, by: PhoneBench.admin, confirming: .standard)
            #expect(applied.applied == [2, 3])
            #expect(bench.service.pendingChange(for: PhoneBench.admin)?.revisions == [2, 3])
            _ = try await bench.service.revertPendingChange(by: PhoneBench.admin)
            #expect(bench.service.snapshot["GPP_A"] == "" && bench.service.snapshot["GPP_B"] == "")
        }
    }

    @Test func thePasswordThatIsThereAlreadyIsNoChange() async throws {
        let bench = try await PhoneBench(
            Self.quiet,
            profile: Self.profile("<Admin_Password>Admin-Password-1</Admin_Password><GPP_A>a</GPP_A>"))
        try await bench.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        try await bench.run {
            let record = try await tried(bench)
            #expect(record.changes.map(\.name) == ["GPP_A"] && !record.locks_out)
            #expect(try await bench.service.applyDryRun(record.id, by: PhoneBench.admin).applied?.count == 1)
        }
    }

    @Test func itIsAppliedOnce() async throws {
        let bench = try await PhoneBench(Self.quiet, profile: Self.profile("<GPP_B>b</GPP_B>"))
        try await bench.run {
            let record = try await tried(bench)
            _ = try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            await #expect(throws: DryRunRefusal.obstacle("it was applied already")) {
                try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            }
            let empty = try await tried(bench)
            #expect(empty.obstacle == "it would change nothing")
            await #expect(throws: DryRunRefusal.obstacle("it would change nothing")) {
                try await bench.service.applyDryRun(empty.id, by: PhoneBench.admin)
            }
        }
    }

    @Test func whatTheStoreCouldNotTakeCanBeAppliedLater() async throws {
        let bench = try await PhoneBench(Self.quiet, profile: Self.profile("<GPP_B>b</GPP_B>"))
        try await bench.run {
            let record = try await tried(bench)
            bench.store.fail([.commit])
            await #expect(throws: DryRunRefusal.self) {
                try await bench.service.applyDryRun(record.id, by: PhoneBench.admin)
            }
            bench.store.fail([])
            #expect(try await bench.service.applyDryRun(record.id, by: PhoneBench.admin).applied == [2])
        }
    }

    @Test func whatFailsSaysWhyAndOffersWhatCameBefore() async throws {
        let bench = try await PhoneBench(
            ["Resync_On_Reset": "No", "Profile_Rule": #"(GPP_A = "a";)!"#, "Profile_Rule_B": "http://h/x"],
            profile: "<flat-profile>\n<GPP_A>&</GPP_A></flat-profile>")
        try await bench.run {
            let record = try await tried(bench)
            #expect(record.succeeded == false)
            #expect(record.attempts.map(\.rule_source) == ["Profile_Rule", "Profile_Rule_B"])
            #expect(record.attempts.last?.error?.contains("line 2") == true)
            #expect(record.changes.map(\.name) == ["GPP_A"])
            #expect(record.obstacle == nil)
        }
    }

    @Test func itIsForTheAdministratorAndForRulesThatCanBeRead() async throws {
        let bench = try await PhoneBench(Self.quiet)
        #expect(throws: DryRunRefusal.notAllowed) { try bench.service.startDryRun(by: PhoneBench.user) }
        await #expect(throws: DryRunRefusal.notAllowed) {
            try await bench.service.applyDryRun("x", by: PhoneBench.user)
        }
        await #expect(throws: DryRunRefusal.unknown) { try await bench.service.applyDryRun("x", by: PhoneBench.admin) }
        #expect(throws: DryRunRefusal.self) {
            try bench.service.startDryRun(rule: "(1 eq", by: PhoneBench.admin)
        }
        _ = try await bench.service.submit([("Provision_Enable", .text("No"))], by: PhoneBench.admin)
        #expect(throws: DryRunRefusal.resync(.provisioningDisabled)) {
            try bench.service.startDryRun(by: PhoneBench.admin)
        }
    }

    /// The phone does not run, so that none of them ends.
    @Test func noMoreAreUnderWayThanAreKept() async throws {
        let bench = try await PhoneBench(Self.quiet)
        for _ in 0..<DryRunShelf.limit { _ = try bench.service.startDryRun(by: PhoneBench.admin) }
        #expect(throws: DryRunRefusal.busy) { try bench.service.startDryRun(by: PhoneBench.admin) }
        let newest = try #require(bench.service.newestDryRun)
        await #expect(throws: DryRunRefusal.obstacle("it has not ended yet")) {
            try await bench.service.applyDryRun(newest.id, by: PhoneBench.admin)
        }
        #expect(await bench.service.dryRun(newest.id, endingWithin: .milliseconds(1))?.isOver == false)
    }

    @Test func aRuleOfTheKeypadLeadsToWhoAsks() async throws {
        let bench = try await PhoneBench(Self.quiet)
        try await bench.run {
            let record = try await bench.service.resync(
                rule: "/desk.xml", from: "192.0.2.44", by: PhoneBench.admin)
            #expect(record.attempts.map(\.url) == ["tftp://192.0.2.44/desk.xml"])
            let named = try await bench.service.resync(
                rule: "https://ps.example.com/desk.xml", from: "192.0.2.44", by: PhoneBench.admin)
            #expect(named.attempts.map(\.url) == ["https://ps.example.com/desk.xml"])
        }
    }

    @Test func attemptsAreListedPageByPage() async throws {
        let bench = try await PhoneBench(Self.quiet)
        try await bench.run {
            for _ in 0..<70 { _ = try await bench.service.resync(by: PhoneBench.admin) }
        }
        func page(_ before: Int?, _ limit: Int = 20) async throws -> [Int] {
            try await bench.service.attempts(before: before, limit: limit).map(\.number)
        }
        // Fifty are at hand, the others in the store.
        #expect(try await page(nil) == Array((51...70).reversed()))
        #expect(try await page(51) == Array((31...50).reversed()))
        #expect(try await page(30) == Array((10...29).reversed()))
        #expect(try await page(25, 60) == Array((1...24).reversed()))
        #expect(try await page(1) == [])
        #expect(try await page(0) == [])
    }
}
