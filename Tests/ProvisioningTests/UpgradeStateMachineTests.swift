import FlatProfile
import ProfileRules
import TestSupport
import Testing

@testable import Provisioning

private let beginning = Timestamp(unixSeconds: 1_772_325_000)

@Suite struct UpgradeStateMachineTests {
    private typealias Machine = UpgradeStateMachine<ManualClock.Instant>

    private func snapshot(_ values: [ParameterName: String]) -> Snapshot {
        let factory = Snapshot(catalogue: Catalogue.of(.standard))
        let set = ChangeSet(values.map { ParameterChange($0.key, .set($0.value)) }, origin: .web(account: "admin"))
        return factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory
    }

    private func machine(
        _ values: [ParameterName: String] = [:], memory: UpgradeMemory? = nil, random: UInt64 = 1
    ) -> Machine {
        var machine = Machine(policy: UpgradePolicy(snapshot(values)), random: Constant(value: random))
        machine.started(remembering: memory, at: at(0))
        return machine
    }

    private func at(_ seconds: Int) -> Machine.Moment {
        Machine.Moment(instant: .init(offset: .seconds(seconds)), wall: beginning + .seconds(seconds))
    }

    private func goal(_ rule: String) throws -> UpgradeGoal {
        let identity = DeviceIdentity(
            model: .standard, mac: MACAddress(bits: 1), serialNumber: "1", softwareVersion: "sip88xx.12-0-1MPP-1",
            hardwareVersion: "1.0")
        let context = MacroContext(snapshot: snapshot([:]), identity: identity)
        return try #require(UpgradeGoal(rule, ProfileRule.explain(rule, in: context, kind: .upgrade)))
    }

    /// The machine begins what is due and ends it that way.
    @discardableResult
    private func attempt(
        _ machine: inout Machine, _ ending: Machine.Ending, at goal: UpgradeGoal?, after seconds: Int
    ) -> UpgradeRequest? {
        let request = machine.begin(at: at(seconds))
        machine.finished(ending, at: goal, at: at(seconds))
        machine.recorded()
        return request
    }

    private func wake(_ machine: Machine) -> Int? { machine.wish.map { Int($0.at.offset.components.seconds) } }

    @Test func triesWhatTheRuleAsksForAtTheStart() throws {
        var machine = machine()
        machine.evaluated(try goal("http://h/a.loads"), because: .start, at: at(0))
        #expect(machine.wish == Wish(at: at(0).instant, patience: .untilIdle))
        #expect(machine.begin(at: at(0)) == UpgradeRequest(trigger: .start))
        #expect(machine.wish == nil)
    }

    @Test func anEmptyRuleAsksForNothing() {
        var machine = machine()
        machine.evaluated(nil, because: .start, at: at(0))
        #expect(machine.wish == nil)
    }

    @Test(arguments: [UpgradeTrigger.start, .resync, .ruleChange])
    func whatWasDoneIsNotDoneAgain(trigger: UpgradeTrigger) throws {
        var machine = machine()
        let load = try goal("http://h/a.loads")
        machine.evaluated(load, because: .start, at: at(0))
        attempt(&machine, .settled, at: load, after: 0)
        machine.evaluated(load, because: trigger, at: at(99))
        #expect(machine.wish == nil)
    }

    @Test(arguments: [
        ("http://h/a.loads", "http://h/b.loads"), ("http://h/a.loads", "https://h/a.loads"),
        ("http://h/a.loads", "http://i/a.loads"), ("http://h/a.loads", "http://h:81/a.loads"),
        // The same address in another rule: its text has changed.
        ("http://h/a.loads", "http://h:80/a.loads"), ("http://h/a.loads", "[--uid u --pwd p] http://h/a.loads"),
        // The same text, in which a macro stands for something else.
        ("http://h/$SWVER.loads", "http://h/a.loads"),
    ])
    func anythingElseIsTriedAtOnce(old: String, new: String) throws {
        var machine = machine()
        let before = try goal(old)
        machine.evaluated(before, because: .start, at: at(0))
        attempt(&machine, .failed("refused"), at: before, after: 0)
        machine.evaluated(try goal(new), because: .ruleChange, at: at(5))
        #expect(wake(machine) == 5)
        #expect(machine.begin(at: at(5)) == UpgradeRequest(trigger: .ruleChange))
    }

    @Test func aRuleThatIsEmptiedAndWrittenAgainIsTriedAgain() throws {
        var machine = machine()
        let load = try goal("http://h/a.loads")
        machine.evaluated(load, because: .start, at: at(0))
        attempt(&machine, .settled, at: load, after: 0)
        machine.evaluated(nil, because: .ruleChange, at: at(1))
        #expect(machine.memory == nil)
        machine.evaluated(load, because: .ruleChange, at: at(2))
        #expect(wake(machine) == 2)
    }

    @Test func failuresAreRetriedByTheListWhoseLastElementRepeats() throws {
        var machine = machine(["Upgrade_Error_Retry_Delay": "60,120+30"], random: .max)
        let load = try goal("http://h/a.loads")
        machine.evaluated(load, because: .resync, at: at(0))
        var wakes: [Int?] = []
        var triggers: [UpgradeTrigger?] = []
        var now = 0
        for _ in 0..<4 {
            triggers.append(attempt(&machine, .failed("timeout"), at: load, after: now)?.trigger)
            machine.evaluated(load, because: .resync, at: at(now + 1))
            wakes.append(wake(machine).map { $0 - now })
            now = wake(machine) ?? now
        }
        #expect(wakes == [60, 150, 150, 150])
        #expect(
            triggers == [.resync, .errorRetry(failures: 1), .errorRetry(failures: 2), .errorRetry(failures: 3)])
        attempt(&machine, .settled, at: load, after: now)
        #expect(machine.wish == nil)
        #expect(machine.memory == UpgradeMemory(goal: load, failures: 0, error: ""))
    }

    @Test(arguments: ["0", ""])
    func withRetriesOffAFailureIsTheEnd(list: String) throws {
        var machine = machine(["Upgrade_Error_Retry_Delay": list])
        let load = try goal("http://h/a.loads")
        machine.evaluated(load, because: .start, at: at(0))
        attempt(&machine, .failed("timeout"), at: load, after: 0)
        #expect(machine.wish == nil)
    }

    @Test func aChangeOfTheRetryDelayCountsFromTheFailure() throws {
        var machine = machine(["Upgrade_Error_Retry_Delay": "3600"])
        let load = try goal("http://h/a.loads")
        machine.evaluated(load, because: .start, at: at(0))
        attempt(&machine, .failed("timeout"), at: load, after: 10)
        machine.policyChanged(UpgradePolicy(snapshot(["Upgrade_Error_Retry_Delay": "100"])), at: at(50))
        #expect(wake(machine) == 110)
    }

    @Test func whatFailedBeforeARestartIsTriedAfterItsDelayAndNotAtOnce() throws {
        let load = try goal("http://h/a.loads")
        var machine = machine(
            ["Upgrade_Error_Retry_Delay": "60,600"], memory: UpgradeMemory(goal: load, failures: 2, error: "x"))
        machine.evaluated(load, because: .start, at: at(0))
        #expect(wake(machine) == 600)
        #expect(machine.begin(at: at(600)) == UpgradeRequest(trigger: .errorRetry(failures: 2)))
    }

    @Test func whatWasDoneBeforeARestartIsNotDoneAgain() throws {
        let load = try goal("http://h/a.loads")
        var machine = machine(memory: UpgradeMemory(goal: load, failures: 0, error: ""))
        machine.evaluated(load, because: .start, at: at(0))
        #expect(machine.wish == nil)
    }

    @Test func whoeverAsksIsServedWhateverWasTriedBefore() throws {
        let load = try goal("http://h/a.loads")
        var machine = machine(memory: UpgradeMemory(goal: load, failures: 0, error: ""))
        let request = UpgradeRequest(trigger: .request(by: "admin"))
        machine.requested(request, at: at(3))
        machine.requested(request, at: at(4))
        #expect(machine.wish == Wish(at: at(3).instant, patience: .untilIdle, isAsked: true))
        #expect(attempt(&machine, .settled, at: load, after: 5) == request)
        #expect(machine.wish == nil)
    }

    @Test func aLoadForOnceLeavesTheStoredRuleAlone() throws {
        let load = try goal("http://h/a.loads")
        var machine = machine()
        machine.evaluated(load, because: .start, at: at(0))
        attempt(&machine, .failed("timeout"), at: load, after: 0)
        let memory = machine.memory
        let once = UpgradeRequest(
            trigger: .request(by: "admin"), oneTime: .init(rule: "http://h/b.loads", requester: "192.0.2.9"))
        machine.requested(once, at: at(9))
        #expect(attempt(&machine, .failed("refused"), at: try goal("http://h/b.loads"), after: 9) == once)
        #expect(machine.memory == memory)
        #expect(wake(machine) == 3600)
    }

    @Test func aRuleThatChangesDuringAnAttemptIsTriedAfterIt() throws {
        var machine = machine()
        let first = try goal("http://h/a.loads")
        let second = try goal("http://h/b.loads")
        machine.evaluated(first, because: .start, at: at(0))
        _ = machine.begin(at: at(0))
        machine.evaluated(second, because: .ruleChange, at: at(1))
        machine.finished(.settled, at: first, at: at(2))
        machine.evaluated(second, because: .ruleChange, at: at(2))
        #expect(machine.wish == nil)
        machine.recorded()
        #expect(machine.begin(at: at(2)) == UpgradeRequest(trigger: .ruleChange))
    }

    @Test func switchedOffNothingIsTriedAndSwitchedOnItGoesOn() throws {
        let load = try goal("http://h/a.loads")
        var machine = machine()
        machine.evaluated(load, because: .start, at: at(0))
        attempt(&machine, .failed("timeout"), at: load, after: 0)
        machine.policyChanged(UpgradePolicy(snapshot(["Upgrade_Enable": "No"])), at: at(1))
        machine.requested(UpgradeRequest(trigger: .request(by: "admin")), at: at(2))
        machine.evaluated(try goal("http://h/b.loads"), because: .ruleChange, at: at(3))
        #expect(machine.wish == nil)
        machine.policyChanged(UpgradePolicy(snapshot([:])), at: at(4))
        #expect(wake(machine) == 3604)
        machine.evaluated(try goal("http://h/b.loads"), because: .ruleChange, at: at(5))
        #expect(wake(machine) == 5)
    }
}

@Suite struct FirmwareLoadTests {
    @Test(arguments: [
        ("/sip88xx.12-0-7MPP0201-66.loads", "sip88xx.12-0-7MPP0201-66"),
        ("/a/b/sip88xx.12-0-7MPP0201-66.LOADS?x=/y", "sip88xx.12-0-7MPP0201-66"), ("/image.bin", "image.bin"),
    ])
    func theNameIsTheLastPartOfThePath(path: String, version: String) {
        #expect(FirmwareLoad(path: path)?.softwareVersion == version)
    }

    @Test(arguments: ["/", "/firmware/", "/?a=/b"])
    func aPathThatNamesNoFileIsNoLoad(path: String) {
        #expect(FirmwareLoad(path: path) == nil)
    }

    @Test(arguments: [
        ("sip88xx.12-0-7MPP0201-66.loads", "sip88xx.12-0-7MPP0201-66", true),
        // The model is no part of the version, and dots are as good as hyphens.
        ("sip8845_65.12-0-7MPP0201-66.loads", "sip88xx.12-0-7MPP0201-66", true),
        ("sip88xx.12.0.7MPP0201.66.loads", "sip88xx.12-0-7MPP0201-66", true),
        ("sip88xx.12-0-7MPP0201-67.loads", "sip88xx.12-0-7MPP0201-66", false),
        ("image.bin", "sip88xx.12-0-7MPP0201-66", false), ("image.bin", "image.bin", true),
    ])
    func whatRunsAlreadyIsToldByTheVersion(file: String, version: String, isRunning: Bool) {
        #expect(FirmwareLoad(path: "/" + file)?.isRunning(on: version) == isRunning)
    }

    @Test(arguments: [
        ("sip88xx.12-0-7MPP0201-66.loads", "8841", true), ("sip78xx.12-0-7MPP0201-66.loads", "8841", false),
        ("SIP88XX.12-0-7MPP0201-66.loads", "8841", true), ("sip88xx.12-0-7MPP0201-66.loads", "8845", false),
        ("sip8845_65.12-0-7MPP0201-66.loads", "8865", true), ("sip6821.12-0-7MPP0201-66.loads", "6841", false),
        ("image.bin", "8841", true), ("siphon.img", "8841", true), ("sip88xx", "8841", true),
    ])
    func aLoadOfAnotherFamilyDoesNotFit(file: String, model: String, fits: Bool) throws {
        #expect(FirmwareLoad(path: "/" + file)?.fits(try #require(Model(named: model))) == fits)
    }
}
