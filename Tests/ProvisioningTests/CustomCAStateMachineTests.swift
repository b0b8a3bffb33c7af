import FlatProfile
import ProfileRules
import TestSupport
import Testing

@testable import Provisioning

@Suite struct CustomCAStateMachineTests {
    private typealias Machine = CustomCAStateMachine<ManualClock.Instant>

    private static let url = "http://ps.example.com/ca.pem"
    private let rule = CustomCARequest(trigger: .start)
    private let byAdmin = CustomCARequest(trigger: .request(by: "admin"), oneTimeRule: "http://x/ca.pem")

    private func policy(_ location: String? = url, _ values: [ParameterName: String] = [:]) -> CustomCAPolicy {
        let factory = Snapshot(catalogue: Catalogue.of(.standard))
        var values = ["Resync_Random_Delay": "0"].merging(values) { $1 }
        values["Custom_CA_Rule"] = location
        let changes = values.map { ParameterChange($0.key, .set($0.value)) }
        let set = ChangeSet(changes, origin: .web(account: "admin"))
        let snapshot = factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory
        return CustomCAPolicy(snapshot, identity: phoneIdentity) { RuntimeValues() }
    }

    private func machine(_ policy: CustomCAPolicy? = nil, from source: CustomCASource? = nil) -> Machine {
        var machine = Machine(policy: policy ?? self.policy(), random: Constant(value: .max))
        machine.recalled(source)
        return machine
    }

    private func at(_ seconds: Int) -> ManualClock.Instant { .init(offset: .seconds(seconds)) }

    private func wakes(_ machine: Machine) -> Int? { machine.wish.map { Int($0.at.offset.components.seconds) } }

    @Test func fetchesAtTheStartWhenTheFirstResyncIsDue() {
        var machine = machine()
        #expect(machine.wish == nil)
        machine.started(at: at(0), firstContact: at(40))
        #expect(machine.wish == Wish(at: at(40), patience: .none))
        #expect(machine.begin(at: at(39)) == nil)
        #expect(machine.begin(at: at(40)) == .fetch(CustomCARequest(trigger: .start)))
        #expect(machine.wish == nil)
        machine.finished(.succeeded, at: at(41))
        #expect(machine.wish == nil)
    }

    /// The rule was emptied when it was about to be followed: what somebody installed by command is not the rule's to remove.
    @Test func aRuleThatAskedForNothingAfterAllBroughtNothing() {
        var machine = machine(from: .command)
        machine.started(at: at(0), firstContact: at(0))
        #expect(machine.begin(at: at(0)) == .fetch(rule))
        machine.policyChanged(policy(nil), at: at(1))
        machine.finished(.idle, at: at(1))
        #expect(machine.wish == nil)
    }

    @Test func waitsARandomTimeOfItsOwnWhereNoResyncIsDue() {
        var machine = machine(policy(Self.url, ["Resync_Random_Delay": "3"]))
        machine.started(at: at(0), firstContact: nil)
        #expect(wakes(machine) == 60)
    }

    @Test func aResyncThatComesEarlierTakesItAlong() {
        var machine = machine()
        machine.started(at: at(0), firstContact: at(40))
        machine.resyncIsDue(at: at(60))
        #expect(wakes(machine) == 40)
        machine.resyncIsDue(at: at(7))
        #expect(wakes(machine) == 7)
        // Once it has been fetched resyncs go their own way.
        _ = machine.begin(at: at(7))
        machine.finished(.failed, at: at(8))
        let retry = wakes(machine)
        machine.resyncIsDue(at: at(9))
        #expect(wakes(machine) == retry)
    }

    @Test(arguments: [nil, "", "  ", "# http://ps.example.com/ca.pem"])
    func wantsNothingWithoutARule(rule: String?) {
        var machine = machine(policy(rule))
        machine.started(at: at(0), firstContact: at(0))
        #expect(machine.wish == nil)
        #expect(machine.begin(at: at(9)) == nil)
    }

    @Test func repeatsAfterFailuresByTheListOfDelays() {
        var machine = machine(policy(Self.url, ["Resync_Error_Retry_Delay": "10,20"]))
        machine.started(at: at(0), firstContact: nil)
        _ = machine.begin(at: at(0))
        machine.finished(.failed, at: at(1))
        #expect(machine.due?.trigger == .errorRetry(failures: 1))
        #expect(wakes(machine) == 11)
        _ = machine.begin(at: at(11))
        machine.finished(.failed, at: at(12))
        #expect(wakes(machine) == 32)
        _ = machine.begin(at: at(32))
        machine.finished(.failed, at: at(33))
        #expect(machine.failures == 3)
        #expect(wakes(machine) == 53)
        _ = machine.begin(at: at(53))
        machine.finished(.succeeded, at: at(54))
        #expect(machine.failures == 0)
        #expect(machine.wish == nil)
    }

    @Test func doesNotRepeatWhereRetriesAreOff() {
        var machine = machine(policy(Self.url, ["Resync_Error_Retry_Delay": "0"]))
        machine.started(at: at(0), firstContact: nil)
        _ = machine.begin(at: at(0))
        machine.finished(.failed, at: at(1))
        #expect(machine.wish == nil)
    }

    @Test func aChangedDelayCountsFromTheFailure() {
        var machine = machine(policy(Self.url, ["Resync_Error_Retry_Delay": "100"]))
        machine.started(at: at(0), firstContact: nil)
        _ = machine.begin(at: at(0))
        machine.finished(.failed, at: at(1))
        machine.policyChanged(policy(Self.url, ["Resync_Error_Retry_Delay": "30"]), at: at(20))
        #expect(wakes(machine) == 31)
        machine.policyChanged(policy(Self.url, ["Resync_Error_Retry_Delay": "0"]), at: at(21))
        #expect(machine.wish == nil)
    }

    @Test func fetchesAtOnceWhenTheRuleChanges() {
        var machine = machine(policy(nil))
        machine.started(at: at(0), firstContact: nil)
        machine.policyChanged(policy(), at: at(5))
        #expect(machine.begin(at: at(5)) == .fetch(CustomCARequest(trigger: .ruleChanged)))
        machine.finished(.succeeded, at: at(6))
        // What is no change of the rule changes nothing.
        machine.policyChanged(policy(Self.url, ["Resync_Random_Delay": "9"]), at: at(7))
        #expect(machine.wish == nil)
    }

    @Test func aRuleChangesWithWhatItsMacrosStandFor() {
        #expect(policy("http://ps/$A.pem", ["GPP_A": "x"]).location == "http://ps/x.pem")
        #expect(policy("http://ps/$A.pem", ["GPP_A": "y"]) != policy("http://ps/$A.pem", ["GPP_A": "x"]))
        #expect(policy("http://ps/$MA.pem").location == "http://ps/000e08aabbcc.pem")
    }

    @Test func aRuleThatChangesDuringAFetchIsFetchedAfterIt() {
        for ending in [Machine.Ending.succeeded, .failed] {
            var machine = machine()
            machine.started(at: at(0), firstContact: nil)
            _ = machine.begin(at: at(0))
            machine.policyChanged(policy("http://ps.example.com/new.pem"), at: at(1))
            #expect(machine.wish == nil)
            machine.finished(ending, at: at(2))
            #expect(machine.begin(at: at(2)) == .fetch(CustomCARequest(trigger: .ruleChanged)))
        }
    }

    @Test func anEmptiedRuleRemovesWhatItBrought() {
        var machine = machine()
        machine.started(at: at(0), firstContact: nil)
        _ = machine.begin(at: at(0))
        machine.finished(.succeeded, at: at(1))
        machine.policyChanged(policy(nil), at: at(2))
        #expect(machine.begin(at: at(2)) == .remove)
        machine.finished(.succeeded, at: at(3))
        #expect(machine.wish == nil)
        machine.started(at: at(4), firstContact: nil)
        #expect(machine.wish == nil)
    }

    @Test func aRuleThatWasEmptiedWhileThePhoneWasOffRemovesToo() {
        var machine = machine(policy(nil), from: .rule)
        machine.started(at: at(0), firstContact: nil)
        #expect(machine.begin(at: at(0)) == .remove)
        // A disk that refuses is not asked again and again.
        machine.finished(.failed, at: at(1))
        #expect(machine.wish == nil)
    }

    @Test func aRuleThatIsEmptiedDuringItsFetchRemovesWhatCame() {
        var machine = machine()
        machine.started(at: at(0), firstContact: nil)
        _ = machine.begin(at: at(0))
        machine.policyChanged(policy(nil), at: at(1))
        machine.finished(.succeeded, at: at(2))
        #expect(machine.begin(at: at(2)) == .remove)
    }

    @Test func whatACommandInstalledStaysWhenTheRuleIsEmpty() {
        var machine = machine(policy(nil), from: .command)
        machine.started(at: at(0), firstContact: nil)
        #expect(machine.wish == nil)
        machine.policyChanged(policy(), at: at(1))
        machine.policyChanged(policy(nil), at: at(2))
        #expect(machine.wish == nil)
    }

    @Test func aCommandLeavesTheScheduleOfTheRule() {
        var machine = machine(policy(Self.url, ["Resync_Error_Retry_Delay": "10"]))
        machine.started(at: at(0), firstContact: nil)
        _ = machine.begin(at: at(0))
        machine.requested(byAdmin, at: at(0))
        machine.requested(CustomCARequest(trigger: .request(by: "root"), oneTimeRule: byAdmin.oneTimeRule), at: at(0))
        machine.finished(.failed, at: at(1))
        #expect(machine.wish == Wish(at: at(0), patience: .none, isAsked: true))
        #expect(machine.begin(at: at(1)) == .fetch(byAdmin))
        machine.finished(.failed, at: at(2))
        #expect(wakes(machine) == 11)
        #expect(machine.failures == 1)
    }

    @Test func provisionEnableNoLetsOnlyCommandsThrough() {
        let off = policy(Self.url, ["Provision_Enable": "No"])
        var machine = machine(off)
        machine.started(at: at(0), firstContact: nil)
        #expect(machine.wish == nil)
        machine.requested(byAdmin, at: at(1))
        #expect(machine.begin(at: at(1)) == .fetch(byAdmin))
        machine.finished(.succeeded, at: at(2))
        machine.policyChanged(policy(), at: at(3))
        #expect(wakes(machine) == 3)
        machine.policyChanged(off, at: at(4))
        #expect(machine.wish == nil)
    }
}

/// The phone of these tests.
let phoneIdentity = DeviceIdentity(
    model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
    softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")
