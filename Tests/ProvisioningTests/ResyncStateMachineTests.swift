import FlatProfile
import TestSupport
import Testing

@testable import Provisioning

/// A generator whose random parts are always as long as they can be (.max), or as short (1: zero would be drawn again for ever).
private struct Constant: RandomNumberGenerator, Sendable {
    var value: UInt64
    mutating func next() -> UInt64 { value }
}

extension ResyncStateMachine {
    /// The resync has ended, and that is written down at once.
    fileprivate mutating func ended(_ ending: ResyncEnding, at now: Instant) -> [Action] {
        finished(ending, at: now)
        return recorded()
    }
}

@Suite struct ResyncStateMachineTests {
    typealias Machine = ResyncStateMachine<ManualClock.Instant>

    private func policy(_ values: [ParameterName: String] = [:]) -> ResyncPolicy {
        let catalogue = Catalogue.of(.standard)
        let changes = values.map { ParameterChange($0.key, .set($0.value)) }
        let factory = Snapshot(catalogue: catalogue)
        let set = ChangeSet(changes, origin: .web(account: "admin"))
        return ResyncPolicy(factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory)
    }

    private func machine(_ values: [ParameterName: String] = [:], random: UInt64 = 1) -> Machine {
        Machine(policy: policy(values), random: Constant(value: random))
    }

    private func at(_ seconds: Int) -> ManualClock.Instant { .init(offset: .seconds(seconds)) }

    private let byAdmin = ResyncRequest(trigger: .request(by: "admin"))

    @Test func resyncsAfterTheStart() {
        var machine = machine()
        #expect(machine.started(at: at(0)) == [.wait(until: at(0))])
        #expect(machine.timerFired(at: at(0)) == [.begin(ResyncRequest(trigger: .powerUp))])
    }

    @Test func waitsUpToTheRandomDelayInUnitsOfTwentySeconds() {
        var machine = machine(["Resync_Random_Delay": "2"], random: .max)
        #expect(machine.started(at: at(0)) == [.wait(until: at(40))])
    }

    @Test(arguments: [["Resync_On_Reset": "No"], ["Provision_Enable": "No"]] as [[ParameterName: String]])
    func restsAfterTheStartWhenToldSo(values: [ParameterName: String]) {
        var machine = machine(values)
        #expect(machine.started(at: at(0)) == [.rest])
        #expect(machine.due == nil)
    }

    @Test func firesOnlyWhenTheTimeHasCome() {
        var machine = machine(["Resync_Random_Delay": "2"], random: .max)
        _ = machine.started(at: at(0))
        #expect(machine.timerFired(at: at(39)) == [.wait(until: at(40))])
    }

    @Test func resyncsPeriodicallyAfterASuccess() {
        var machine = machine(["Resync_Periodic": "600"])
        _ = machine.started(at: at(0))
        _ = machine.timerFired(at: at(0))
        #expect(machine.ended(.succeeded, at: at(5)) == [.wait(until: at(605))])
        #expect(machine.due?.trigger == .periodic)
        #expect(machine.timerFired(at: at(605)) == [.begin(ResyncRequest(trigger: .periodic))])
    }

    @Test func followsTheListOfPeriods() {
        var machine = machine(["Resync_Periodic": "600,1200,300"])
        _ = machine.started(at: at(0))
        var now = 0
        var waits: [Int] = []
        for _ in 0..<5 {
            _ = machine.timerFired(at: at(now))
            _ = machine.ended(.succeeded, at: at(now))
            let next = Int(machine.due?.at.offset.components.seconds ?? -1)
            waits.append(next - now)
            now = next
        }
        #expect(waits == [600, 1200, 300, 300, 300])
    }

    @Test func retriesAfterFailuresByTheListAndStartsItAnewAfterASuccess() {
        var machine = machine(["Resync_Error_Retry_Delay": "60,120+10,240", "Resync_Periodic": "1000"], random: .max)
        var now = Int(40)
        _ = machine.started(at: at(0))
        var waits: [Int] = []
        for ending in [ResyncEnding.failed, .failed, .failed, .failed, .succeeded, .failed] {
            _ = machine.timerFired(at: at(now))
            _ = machine.ended(ending, at: at(now))
            let next = Int(machine.due?.at.offset.components.seconds ?? -1)
            waits.append(next - now)
            now = next
        }
        #expect(waits == [60, 130, 240, 240, 1000, 60])
        #expect(machine.due?.trigger == .errorRetry(failures: 1))
    }

    @Test func retriesOffLeaveThePeriodOfAPhoneThatHasSucceededBefore() {
        var machine = machine(["Resync_Error_Retry_Delay": "0", "Resync_Periodic": "600"])
        _ = machine.started(at: at(0))
        _ = machine.timerFired(at: at(0))
        #expect(machine.ended(.failed, at: at(1)) == [.rest])
        #expect(machine.requested(byAdmin, at: at(2)) == [.begin(byAdmin)])
        _ = machine.ended(.succeeded, at: at(3))
        _ = machine.timerFired(at: at(603))
        #expect(machine.ended(.failed, at: at(604)) == [.wait(until: at(1204))])
    }

    @Test func aRequestServesAtOnceAndTakesThePlaceOfWhatWasDue() {
        var machine = machine(["Resync_Periodic": "0"])
        _ = machine.started(at: at(0))
        #expect(machine.requested(byAdmin, at: at(0)) == [.begin(byAdmin)])
        #expect(machine.ended(.succeeded, at: at(1)) == [.rest])
    }

    @Test func aRequestDuringAResyncFollowsIt() {
        var machine = machine()
        _ = machine.requested(byAdmin, at: at(0))
        let once = ResyncRequest(trigger: .request(by: "admin"), oneTimeRule: "http://h/x")
        #expect(machine.requested(byAdmin, at: at(1)) == [])
        #expect(machine.requested(byAdmin, at: at(1)) == [])
        #expect(machine.requested(once, at: at(1)) == [])
        #expect(machine.ended(.succeeded, at: at(2)) == [.begin(byAdmin)])
        #expect(machine.ended(.succeeded, at: at(3)) == [.begin(once)])
        #expect(machine.ended(.succeeded, at: at(4)) == [.wait(until: at(3603))])
    }

    @Test func aOneTimeRuleLeavesTheScheduleAlone() {
        var machine = machine(["Resync_Periodic": "600"])
        _ = machine.requested(byAdmin, at: at(0))
        _ = machine.ended(.succeeded, at: at(0))
        let once = ResyncRequest(trigger: .request(by: "admin"), oneTimeRule: "http://h/x")
        #expect(machine.requested(once, at: at(10)) == [.begin(once)])
        #expect(machine.timerFired(at: at(600)) == [])
        #expect(machine.ended(.failed, at: at(700)) == [.wait(until: at(600))])
        #expect(machine.failures == 0)
    }

    @Test func refusesRequestsWhenProvisioningIsOff() {
        var machine = machine(["Provision_Enable": "No"])
        #expect(machine.requested(byAdmin, at: at(0)) == [])
        #expect(machine.running == nil)
    }

    @Test func aNewPeriodCountsFromTheLastSuccess() {
        var machine = machine(["Resync_Periodic": "600"])
        _ = machine.requested(byAdmin, at: at(0))
        _ = machine.ended(.succeeded, at: at(100))
        #expect(machine.policyChanged(policy(["Resync_Periodic": "60"]), at: at(130)) == [.wait(until: at(160))])
        #expect(machine.policyChanged(policy(["Resync_Periodic": "0"]), at: at(131)) == [.rest])
        #expect(machine.policyChanged(policy(["Resync_Periodic": "60"]), at: at(140)) == [.wait(until: at(200))])
    }

    @Test func anUnchangedPolicyChangesNothing() {
        var machine = machine(["Resync_Periodic": "600+600"], random: .max)
        _ = machine.requested(byAdmin, at: at(0))
        _ = machine.ended(.succeeded, at: at(100))
        #expect(machine.policyChanged(policy(["Resync_Periodic": "600+600"]), at: at(130)) == [])
        #expect(machine.due?.at == at(1300))
    }

    @Test func switchingProvisioningOffStopsTheTimer() {
        var machine = machine()
        _ = machine.started(at: at(0))
        #expect(machine.policyChanged(policy(["Provision_Enable": "No"]), at: at(1)) == [.rest])
        #expect(machine.timerFired(at: at(100)) == [])
    }

    @Test func aYearOfRetriesTakesNoTime() {
        var machine = machine()
        _ = machine.started(at: at(0))
        var now = machine.due?.at ?? at(0)
        var count = 0
        while now < at(365 * 86_400) {
            _ = machine.timerFired(at: now)
            _ = machine.ended(.failed, at: now)
            now = machine.due?.at ?? now
            count += 1
        }
        // At the start, then after 60 s doubling eleven times, which takes 122,820 s, then daily.
        #expect(count == 12 + (365 * 86_400 - 122_820) / 86_400)
    }

    @Test func nothingIsDueAfterAProfileThatSwitchesProvisioningOff() {
        var machine = machine(["Resync_Periodic": "600"])
        _ = machine.requested(byAdmin, at: at(0))
        #expect(machine.policyChanged(policy(["Provision_Enable": "No", "Resync_Periodic": "600"]), at: at(1)) == [])
        #expect(machine.ended(.succeeded, at: at(2)) == [.rest])
        #expect(machine.due == nil)
    }

    @Test(arguments: [("Resync_Periodic", ResyncEnding.succeeded), ("Resync_Error_Retry_Delay", .failed)])
    func aWaitOfZeroInAListIsNone(name: String, ending: ResyncEnding) {
        var machine = machine([ParameterName(name): "60,0"])
        _ = machine.requested(byAdmin, at: at(0))
        #expect(machine.ended(ending, at: at(0)) == [.wait(until: at(60))])
        _ = machine.timerFired(at: at(60))
        #expect(machine.ended(ending, at: at(60)) == [.rest])
        #expect(machine.due == nil)
    }

    @Test func retriesThatAreSwitchedOnReplaceThePeriodThatWasWaitedForInstead() {
        var machine = machine(["Resync_Periodic": "600", "Resync_Error_Retry_Delay": "0"])
        _ = machine.requested(byAdmin, at: at(0))
        _ = machine.ended(.succeeded, at: at(0))
        _ = machine.timerFired(at: at(600))
        #expect(machine.ended(.failed, at: at(600)) == [.wait(until: at(1200))])
        let retrying = policy(["Resync_Periodic": "600", "Resync_Error_Retry_Delay": "60"])
        #expect(machine.policyChanged(retrying, at: at(610)) == [.wait(until: at(660))])
        #expect(machine.due?.trigger == .errorRetry(failures: 1))
    }

    @Test func aShorterRandomDelayCountsFromTheStart() {
        var machine = machine(["Resync_Random_Delay": "9"], random: .max)
        #expect(machine.started(at: at(0)) == [.wait(until: at(180))])
        #expect(machine.policyChanged(policy(["Resync_Random_Delay": "2"]), at: at(10)) == [.wait(until: at(40))])
    }

    @Test func nothingBeginsBetweenTheEndOfAResyncAndItsRecord() {
        var machine = machine(["Resync_Periodic": "600"])
        _ = machine.requested(byAdmin, at: at(0))
        machine.finished(.succeeded, at: at(5))
        #expect(machine.due?.at == at(605))
        #expect(machine.requested(ResyncRequest(trigger: .request(by: "user")), at: at(6)) == [])
        #expect(machine.timerFired(at: at(700)) == [])
        #expect(machine.recorded() == [.begin(ResyncRequest(trigger: .request(by: "user")))])
    }

    @Test func aPeriodThatIsSwitchedOnBeforeTheRecordIsWrittenCounts() {
        var machine = machine(["Resync_Periodic": "0"])
        _ = machine.requested(byAdmin, at: at(0))
        machine.finished(.succeeded, at: at(5))
        #expect(machine.policyChanged(policy(["Resync_Periodic": "600"]), at: at(6)) == [])
        #expect(machine.recorded() == [.wait(until: at(606))])
    }

    @Test func aDelayBeyondItsRangeCountsAsNone() {
        #expect(policy(["Resync_Random_Delay": "9223372036854775807"]).longestRandomDelay == .zero)
    }
}
