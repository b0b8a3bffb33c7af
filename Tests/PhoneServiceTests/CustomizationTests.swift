import FlatProfile
import Provisioning
import Store
import Testing
import Threading

@testable import PhoneService

@Suite struct CustomizationTests {
    @Test(arguments: [("Aborted", CustomizationState.aborted), ("Open", .open), ("nonsense", .open)])
    func aStateOfAnEarlierVersionIsKept(word: String, state: CustomizationState) async throws {
        let bench = try await PhoneBench()
        try await bench.store.setState("customization", Array(word.utf8))
        try await bench.service.load()
        #expect(bench.service.customization == state)
        #expect(bench.service.status(recentAttempts: 0).customization == state.rawValue)
    }

    @Test func theStateOutlivesTheProcess() async throws {
        let bench = try await PhoneBench()
        try await bench.store.setState(
            "engine.customization", Array(#"{"state":"GDS-Acquired","wrongCodes":2,"isBarredByService":false}"#.utf8))
        try await bench.service.load()
        #expect(bench.service.customization == .gdsAcquired)
    }

    /// A damaged entry must not send a provisioned phone around to ask for a provider.
    @Test func whatCannotBeReadCountsAsProvisioned() async throws {
        let bench = try await PhoneBench()
        try await bench.store.setState("engine.customization", Array("{".utf8))
        try await bench.service.load()
        #expect(bench.service.customization == .aborted)
        #expect(bench.log.withLock { $0.last?.contains("cannot be read") } == true)
    }

    @Test func aProfileRuleThatSomebodySetsAborts() async throws {
        let bench = try await PhoneBench(["Station_Name": "x"])
        #expect(bench.service.customization == .open)
        _ = try await bench.service.submit([("Profile_Rule", .text("http://h/x"))], by: PhoneBench.admin)
        #expect(bench.service.customization == .aborted)
        let step = try #require(bench.service.status(recentAttempts: 0).onboarding.steps.first)
        #expect(step.step == "person")
        #expect(step.before == "Open" && step.after == "Aborted")
        #expect(step.message == "admin (web) set a profile rule")
        // Another process finds it so.
        let next = PhoneService(
            identity: bench.service.identity, store: bench.store, fetcher: FixedFetcher(profile: ""),
            passwords: bench.service.passwords, host: StillHost(), report: { _ in })
        try await next.load()
        #expect(next.customization == .aborted)
        #expect(next.status(recentAttempts: 0).onboarding.steps == [step])
    }

    /// Whoever brings a rule back from the history has provisioned the phone as whoever types it.
    @Test(arguments: [true, false])
    func aProfileRuleThatComesBackFromTheHistoryAborts(isUndo: Bool) async throws {
        let bench = try await PhoneBench()
        let rule: ParameterChange = ParameterChange("Profile_Rule", .set("http://h/x"))
        let set = ChangeSet([rule], origin: .profile(url: "http://ps/"))
        for set in isUndo ? [set, ChangeSet([ParameterChange("Profile_Rule", .reset)], origin: set.origin)] : [set] {
            _ = try await bench.store.commit(set, at: Timestamp(unixSeconds: 1))
        }
        #expect(bench.service.customization == .open)
        let revision =
            isUndo
            ? try await bench.service.undo(2, by: PhoneBench.admin)
            : try await bench.service.restore(0, by: PhoneBench.admin)
        #expect(revision != nil)
        #expect(bench.service.customization == .aborted)
        let step = try #require(bench.service.status(recentAttempts: 0).onboarding.steps.first)
        #expect(step.message == "admin (web) set a profile rule")
    }

    @Test func aRestoreWithoutAProfileRuleDecidesNothing() async throws {
        let bench = try await PhoneBench(["Station_Name": "x"])
        _ = try await bench.service.restore(0, by: PhoneBench.admin)
        #expect(bench.service.customization == .open)
    }

    /// Each restart of the phone has an engine of its own.
    @Test func aRestartKeepsTheStateAndAFactoryResetStartsOver() async throws {
        let bench = try await PhoneBench(["Profile_Rule": "http://h/x", "Resync_On_Reset": "No"])
        try await bench.service.setProfileAccount(
            ProfileAccountWish(user: "operator", password: "p"), by: PhoneBench.admin)
        let restarts = await bench.service.watch()
        try await bench.run {
            while (try? bench.service.reboot(by: PhoneBench.admin)) == nil { await Task.yield() }
            for await event in restarts where event == .restarted { break }
            #expect(bench.service.customization == .aborted)
            #expect(bench.service.profileAccount.is_set)
            try await bench.service.factoryReset(by: PhoneBench.admin)
            #expect(bench.service.customization == .open)
            #expect(!bench.service.profileAccount.is_set)
            #expect(bench.service.status(recentAttempts: 0).onboarding.steps.allSatisfy { $0.after == "Open" })
        }
    }

    @Test(arguments: [
        ("", "p", "the user name of the profile account is missing"),
        ("a:b", "p", "the user name of the profile account must not hold a colon"),
        ("a\nb", "p", "the profile account must not hold control characters"),
        ("a", "p\0", "the profile account must not hold control characters"),
        (
            String(repeating: "a", count: 256), "p",
            "user name and password of the profile account have at most 255 bytes each"
        ),
    ])
    func aProfileAccountThatHTTPCannotCarryIsRefused(user: String, password: String, sentence: String) async throws {
        let bench = try await PhoneBench()
        await #expect(throws: OnboardingRefusal.malformed(sentence)) {
            try await bench.service.setProfileAccount(
                ProfileAccountWish(user: user, password: password), by: PhoneBench.admin)
        }
        #expect(!bench.service.profileAccount.is_set)
    }

    @Test func theAccountUserSetsNoProfileAccount() async throws {
        let bench = try await PhoneBench()
        await #expect(throws: OnboardingRefusal.notAllowed("only the administrator may set the profile account")) {
            try await bench.service.setProfileAccount(nil, by: PhoneBench.user)
        }
    }
}
