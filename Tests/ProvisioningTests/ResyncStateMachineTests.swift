import FlatProfile
import TestSupport
import Testing

@testable import Provisioning

/// A generator whose random parts are always as long as they can be (.max), or as short (1: zero would be drawn again for ever).
struct Constant: RandomNumberGenerator, Sendable {
    var value: UInt64
    mutating func next() -> UInt64 { value }
}

/// Half past midnight of 2026-03-01 in Greenwich: when the tests' clocks begin.
private let beginning = Timestamp(unixSeconds: 1_772_325_000)

extension ResyncStateMachine<ManualClock.Instant> {
    /// The resync has ended, and that is written down at once.
    fileprivate mutating func ended(_ ending: ResyncEnding, at now: Moment) {
        finished(ending, at: now)
        recorded()
    }

    /// The seconds at which it wants to begin next.
    fileprivate var wakes: Int? { wish.map { Int($0.at.offset.components.seconds) } }
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

    /// So many seconds after the beginning, by both clocks; the one on the wall may go wrong.
    private func at(_ seconds: Int, wrongBy error: Int = 0) -> Machine.Moment {
        Machine.Moment(
            instant: .init(offset: .seconds(seconds)), wall: beginning + .seconds(seconds + error))
    }

    private let byAdmin = ResyncRequest(trigger: .request(by: "admin"))

    @Test func resyncsAfterTheStart() {
        var machine = machine()
        machine.started(.powerUp, at: at(0))
        #expect(machine.wakes == 0)
        #expect(machine.begin(at: at(0)) == ResyncRequest(trigger: .powerUp))
        #expect(machine.wish == nil)
    }

    /// No trigger holds back what a person asks for, whatever waited already when they asked.
    @Test func aPersonWhoAsksIsNotTakenForTheUpgradeThatWaits() {
        var machine = machine()
        machine.upgradeAttempted(at: at(0))
        machine.requested(byAdmin, at: at(1))
        machine.upgradeAttempted(at: at(2))
        #expect(machine.begin(at: at(3)) == byAdmin)
        machine.ended(.succeeded, at: at(3))
        #expect(machine.wish?.isAsked == false)
    }

    @Test func waitsUpToTheRandomDelayInUnitsOfTwentySeconds() {
        var machine = machine(["Resync_Random_Delay": "2"], random: .max)
        machine.started(.powerUp, at: at(0))
        #expect(machine.wakes == 40)
    }

    @Test(arguments: [["Resync_On_Reset": "No"], ["Provision_Enable": "No"]] as [[ParameterName: String]])
    func restsAfterTheStartWhenToldSo(values: [ParameterName: String]) {
        var machine = machine(values)
        machine.started(.powerUp, at: at(0))
        #expect(machine.wish == nil)
        #expect(machine.due == nil)
    }

    @Test func beginsOnlyWhenTheTimeHasCome() {
        var machine = machine(["Resync_Random_Delay": "2"], random: .max)
        machine.started(.powerUp, at: at(0))
        #expect(machine.begin(at: at(39)) == nil)
        #expect(machine.wakes == 40)
    }

    @Test func resyncsPeriodicallyAfterASuccess() {
        var machine = machine(["Resync_Periodic": "600"])
        machine.started(.powerUp, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.succeeded, at: at(5))
        #expect(machine.wakes == 605)
        #expect(machine.due?.trigger == .periodic)
        #expect(machine.begin(at: at(605)) == ResyncRequest(trigger: .periodic))
    }

    @Test func followsTheListOfPeriods() {
        var machine = machine(["Resync_Periodic": "600,1200,300"])
        machine.started(.powerUp, at: at(0))
        #expect(
            waits(of: &machine, [.succeeded, .succeeded, .succeeded, .succeeded, .succeeded]) == [
                600, 1200, 300, 300, 300,
            ])
    }

    @Test func retriesAfterFailuresByTheListAndStartsItAnewAfterASuccess() {
        var machine = machine(["Resync_Error_Retry_Delay": "60,120+10,240", "Resync_Periodic": "1000"], random: .max)
        machine.started(.powerUp, at: at(0))
        let waits = waits(of: &machine, [.failed, .failed, .failed, .failed, .succeeded, .failed])
        #expect(waits == [60, 130, 240, 240, 1000, 60])
        #expect(machine.due?.trigger == .errorRetry(failures: 1))
    }

    /// Lets the resyncs begin when they are due and end so; answers how long the machine waits after each.
    private func waits(of machine: inout Machine, _ endings: [ResyncEnding]) -> [Int?] {
        endings.map { ending in
            let now = machine.wakes ?? 0
            _ = machine.begin(at: at(now))
            machine.ended(ending, at: at(now))
            return machine.wakes.map { $0 - now }
        }
    }

    @Test func retriesOffLeaveThePeriodOfAPhoneThatHasSucceededBefore() {
        var machine = machine(["Resync_Error_Retry_Delay": "0", "Resync_Periodic": "600"])
        machine.started(.powerUp, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.failed, at: at(1))
        #expect(machine.wish == nil)
        machine.requested(byAdmin, at: at(2))
        #expect(machine.begin(at: at(2)) == byAdmin)
        machine.ended(.succeeded, at: at(3))
        _ = machine.begin(at: at(603))
        machine.ended(.failed, at: at(604))
        #expect(machine.wakes == 1204)
    }

    @Test func aRequestServesAtOnceAndTakesThePlaceOfWhatWasDue() {
        var machine = machine(["Resync_Periodic": "0"])
        machine.started(.powerUp, at: at(0))
        machine.requested(byAdmin, at: at(0))
        #expect(machine.begin(at: at(0)) == byAdmin)
        machine.ended(.succeeded, at: at(1))
        #expect(machine.wish == nil)
    }

    @Test func aRequestDuringAResyncFollowsIt() {
        var machine = machine()
        let once = ResyncRequest(trigger: .request(by: "admin"), oneTimeRule: "http://h/x")
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        for request in [byAdmin, byAdmin, once] { machine.requested(request, at: at(1)) }
        #expect(machine.wish == nil)
        machine.ended(.succeeded, at: at(2))
        #expect(machine.begin(at: at(2)) == byAdmin)
        machine.ended(.succeeded, at: at(3))
        #expect(machine.begin(at: at(3)) == once)
        machine.ended(.succeeded, at: at(4))
        #expect(machine.wakes == 3603)
    }

    @Test func aOneTimeRuleLeavesTheScheduleAlone() {
        var machine = machine(["Resync_Periodic": "600"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.succeeded, at: at(0))
        machine.requested(ResyncRequest(trigger: .request(by: "admin"), oneTimeRule: "http://h/x"), at: at(10))
        #expect(machine.begin(at: at(10))?.oneTimeRule == "http://h/x")
        #expect(machine.begin(at: at(600)) == nil)
        machine.ended(.failed, at: at(700))
        #expect(machine.wakes == 600)
        #expect(machine.failures == 0)
    }

    @Test func refusesRequestsWhenProvisioningIsOff() {
        var machine = machine(["Provision_Enable": "No"])
        machine.requested(byAdmin, at: at(0))
        #expect(machine.wish == nil)
        #expect(machine.begin(at: at(0)) == nil)
    }

    @Test func aNewPeriodCountsFromTheLastSuccess() {
        var machine = machine(["Resync_Periodic": "600"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.succeeded, at: at(100))
        machine.policyChanged(policy(["Resync_Periodic": "60"]), at: at(130))
        #expect(machine.wakes == 160)
        machine.policyChanged(policy(["Resync_Periodic": "0"]), at: at(131))
        #expect(machine.wakes == nil)
        machine.policyChanged(policy(["Resync_Periodic": "60"]), at: at(140))
        #expect(machine.wakes == 200)
    }

    @Test func anUnchangedPolicyChangesNothing() {
        var machine = machine(["Resync_Periodic": "600+600"], random: .max)
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.succeeded, at: at(100))
        machine.policyChanged(policy(["Resync_Periodic": "600+600"]), at: at(130))
        #expect(machine.wakes == 1300)
    }

    @Test func switchingProvisioningOffStopsTheTimer() {
        var machine = machine()
        machine.started(.powerUp, at: at(0))
        machine.policyChanged(policy(["Provision_Enable": "No"]), at: at(1))
        #expect(machine.wish == nil)
        #expect(machine.begin(at: at(100)) == nil)
    }

    @Test func aYearOfRetriesTakesNoTime() {
        var machine = machine()
        machine.started(.powerUp, at: at(0))
        var count = 0
        while let now = machine.wakes, now < 365 * 86_400 {
            _ = machine.begin(at: at(now))
            machine.ended(.failed, at: at(now))
            count += 1
        }
        // At the start, then after 60 s doubling eleven times, which takes 122,820 s, then daily.
        #expect(count == 12 + (365 * 86_400 - 122_820) / 86_400)
    }

    @Test func nothingIsDueAfterAProfileThatSwitchesProvisioningOff() {
        var machine = machine(["Resync_Periodic": "600"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.policyChanged(policy(["Provision_Enable": "No", "Resync_Periodic": "600"]), at: at(1))
        machine.ended(.succeeded, at: at(2))
        #expect(machine.wish == nil)
        #expect(machine.due == nil)
    }

    @Test(arguments: [("Resync_Periodic", ResyncEnding.succeeded), ("Resync_Error_Retry_Delay", .failed)])
    func aWaitOfZeroInAListIsNone(name: String, ending: ResyncEnding) {
        var machine = machine([ParameterName(name): "60,0"])
        machine.requested(byAdmin, at: at(0))
        #expect(waits(of: &machine, [ending, ending]) == [60, nil])
    }

    @Test func retriesThatAreSwitchedOnReplaceThePeriodThatWasWaitedForInstead() {
        var machine = machine(["Resync_Periodic": "600", "Resync_Error_Retry_Delay": "0"])
        machine.requested(byAdmin, at: at(0))
        #expect(waits(of: &machine, [.succeeded, .failed]) == [600, 600])
        let retrying = policy(["Resync_Periodic": "600", "Resync_Error_Retry_Delay": "60"])
        machine.policyChanged(retrying, at: at(610))
        #expect(machine.wakes == 660)
        #expect(machine.due?.trigger == .errorRetry(failures: 1))
    }

    @Test func aShorterRandomDelayCountsFromTheStart() {
        var machine = machine(["Resync_Random_Delay": "9"], random: .max)
        machine.started(.powerUp, at: at(0))
        #expect(machine.wakes == 180)
        machine.policyChanged(policy(["Resync_Random_Delay": "2"]), at: at(10))
        #expect(machine.wakes == 40)
    }

    @Test func nothingBeginsBetweenTheEndOfAResyncAndItsRecord() {
        var machine = machine(["Resync_Periodic": "600"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.finished(.succeeded, at: at(5))
        #expect(machine.due?.at == at(605).instant)
        machine.requested(ResyncRequest(trigger: .request(by: "user")), at: at(6))
        #expect(machine.begin(at: at(700)) == nil)
        machine.recorded()
        #expect(machine.begin(at: at(700)) == ResyncRequest(trigger: .request(by: "user")))
    }

    @Test func aPeriodThatIsSwitchedOnBeforeTheRecordIsWrittenCounts() {
        var machine = machine(["Resync_Periodic": "0"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.finished(.succeeded, at: at(5))
        machine.policyChanged(policy(["Resync_Periodic": "600"]), at: at(6))
        machine.recorded()
        #expect(machine.wakes == 606)
    }

    // MARK: A server that DHCP names

    @Test func looksAgainAtOnceWhenDHCPNamesTheServerThatWasMissing() {
        var machine = machine(["Resync_Error_Retry_Delay": "600"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.finished(.failed, lackedServer: true, at: at(1))
        machine.recorded()
        #expect(machine.wakes == 601)
        machine.serverNamed(at: at(30))
        #expect(machine.wakes == 30)
        #expect(machine.begin(at: at(30)) == ResyncRequest(trigger: .serverNamed))
        machine.ended(.succeeded, at: at(31))
        machine.serverNamed(at: at(40))
        #expect(machine.due?.trigger == .periodic)
    }

    @Test func aServerThatIsNamedDuringTheResyncCountsWhenThatFails() {
        var machine = machine(["Resync_Error_Retry_Delay": "0"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.serverNamed(at: at(1))
        #expect(machine.due == nil)
        machine.finished(.failed, lackedServer: true, at: at(2))
        machine.recorded()
        #expect(machine.due?.trigger == .serverNamed)
        #expect(machine.wakes == 2)
    }

    @Test func aFailureOfANamedServerWaitsForItsRetryWhateverDHCPSays() {
        var machine = machine(["Resync_Error_Retry_Delay": "600"])
        machine.requested(byAdmin, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.failed, at: at(1))
        machine.serverNamed(at: at(30))
        #expect(machine.wakes == 601)
        var fresh = self.machine()
        fresh.serverNamed(at: at(1))
        #expect(fresh.due == nil)
    }

    @Test func aDelayBeyondItsRangeCountsAsNone() {
        #expect(policy(["Resync_Random_Delay": "9223372036854775807"]).longestRandomDelay == .zero)
    }

    // MARK: Starts that are no new beginning

    @Test(arguments: [
        (StartReason.powerUp, "Yes", ResyncTrigger.powerUp, 0), (.powerUp, "No", .powerUp, 0),
        (.upgrade, "Yes", .upgradeAttempt, 0), (.upgrade, "No", .periodic, 3600),
        (.provisioning, "Yes", .periodic, 3600),
    ])
    func whatARestartBeginsWithDependsOnItsReason(
        reason: StartReason, afterUpgrade: String, trigger: ResyncTrigger, seconds: Int
    ) {
        var machine = machine(["Resync_After_Upgrade_Attempt": afterUpgrade, "Resync_Random_Delay": "0"])
        machine.started(reason, at: at(0))
        #expect(machine.due?.trigger == trigger)
        #expect(machine.wakes == seconds)
    }

    @Test(arguments: [("Yes", 1), ("No", 0)])
    func anUpgradeAttemptIsFollowedByAResync(value: String, count: Int) {
        var machine = machine(["Resync_After_Upgrade_Attempt": value])
        machine.upgradeAttempted(at: at(9))
        #expect((machine.begin(at: at(9))?.trigger == .upgradeAttempt) == (count == 1))
    }

    // MARK: Gates and calls

    @Test func aClosedGateWaitsForTheNextPeriodAndCountsAsNothing() {
        var machine = machine(["Resync_Periodic": "600", "Resync_Random_Delay": "0"])
        machine.started(.powerUp, at: at(0))
        #expect(waits(of: &machine, [.held, .held, .failed]) == [600, 600, 60])
        #expect(machine.failures == 1)
    }

    @Test func aDueResyncWaitsForTheEndOfCallsAsLongAsForcedResyncDelaySays() {
        var machine = machine(["Forced_Resync_Delay": "300"])
        machine.started(.powerUp, at: at(0))
        #expect(machine.wish?.opening(isBusy: false) == at(0).instant)
        #expect(machine.wish?.opening(isBusy: true) == at(300).instant)
    }

    // MARK: The time of day

    /// 00:30 in Greenwich is 16:30 of the day before in the factory's time zone, GMT-08:00.
    private let atThree: [ParameterName: String] = [
        "Resync_At__HHmm_": "0300", "Time_Zone": "GMT", "Daylight_Saving_Time_Enable": "No", "Resync_Random_Delay": "0",
    ]

    @Test func resyncsAtATimeOfDayInPlaceOfThePeriod() {
        var machine = machine(atThree)
        machine.started(.powerUp, at: at(0))
        let toThree = 9000
        #expect(waits(of: &machine, [.succeeded, .succeeded, .succeeded]) == [toThree, 86_400, 86_400])
        #expect(machine.due?.trigger == .daily)
        #expect(machine.begin(at: at(toThree + 2 * 86_400)) == ResyncRequest(trigger: .daily))
    }

    @Test(arguments: [
        ("", 600), ("0", 600), ("30", 600), ("600", 600), ("629", 600), ("630", 660), ("3600", 3600), ("65535", 65_520),
    ])
    func theTimeOfDayIsSpreadOverWholeMinutesAndAtLeastTen(delay: String, spread: Int) {
        let daily = policy(atThree.merging(["Resync_At_Random_Delay": delay]) { $1 }).daily
        #expect(daily?.spread == .seconds(spread))
        var machine = machine(
            atThree.merging(["Resync_At_Random_Delay": delay, "Resync_On_Reset": "No"]) { $1 }, random: .max)
        machine.started(.powerUp, at: at(0))
        #expect(machine.wakes == 9000 + spread)
    }

    @Test(arguments: ["", "2401", "0160", "+130", "12:0", "abcd", "24000"])
    func aTimeOfDayThatIsNoneIsIgnored(text: String) {
        // The store takes none of them; a policy that is made of one has to stand it.
        #expect(policy(atThree.merging(["Resync_At__HHmm_": text]) { $1 }).daily == nil)
    }

    @Test func aFailureIsRetriedBeforeTheNextTimeOfDay() {
        var machine = machine(atThree)
        machine.started(.powerUp, at: at(0))
        #expect(waits(of: &machine, [.failed, .succeeded]) == [60, 9000 - 60])
    }

    @Test func theMiddleOfTheSpreadIsNotSkippedAndNotDoneTwice() {
        // 03:05 with a random part of ten minutes: today's is still to come.
        var machine = machine(atThree.merging(["Resync_On_Reset": "No"]) { $1 }, random: .max)
        machine.started(.powerUp, at: at(9300))
        #expect(machine.wakes == 9600)
        _ = machine.begin(at: at(9600))
        machine.ended(.succeeded, at: at(9605))
        #expect(machine.wakes == 9600 + 86_400)
    }

    @Test func aClockThatWasNeverSetLetsThePeriodGoOnUntilItIs() {
        let wrong = -Int(beginning.unixSeconds)
        var machine = machine(atThree.merging(["Resync_Periodic": "600"]) { $1 })
        machine.started(.powerUp, at: at(0, wrongBy: wrong))
        _ = machine.begin(at: at(0, wrongBy: wrong))
        machine.ended(.succeeded, at: at(0, wrongBy: wrong))
        #expect(machine.due?.trigger == .periodic)
        #expect(machine.wakes == 600)
        machine.clockChanged(at: at(30))
        #expect(machine.due?.trigger == .daily)
        #expect(machine.wakes == 9000)
    }

    @Test func aClockThatIsPutBackMovesTheTimeOfDayOn() {
        var machine = machine(atThree.merging(["Resync_On_Reset": "No"]) { $1 })
        machine.started(.powerUp, at: at(0))
        machine.clockChanged(at: at(100, wrongBy: -3600))
        #expect(machine.wakes == 9000 + 3600)
    }

    @Test func aTimerThatComesTooEarlyByTheClockOnTheWallIsSetAgain() {
        var machine = machine(atThree.merging(["Resync_On_Reset": "No"]) { $1 })
        machine.started(.powerUp, at: at(0))
        #expect(machine.begin(at: at(9000, wrongBy: -20)) == nil)
        #expect(machine.wakes == 9020)
        #expect(machine.begin(at: at(9020, wrongBy: -20))?.trigger == .daily)
    }

    @Test func aTimeOfDayThatIsTakenAwayLetsThePeriodGoOn() {
        var machine = machine(atThree.merging(["Resync_Periodic": "600"]) { $1 })
        machine.started(.powerUp, at: at(0))
        _ = machine.begin(at: at(0))
        machine.ended(.succeeded, at: at(5))
        machine.policyChanged(policy(["Resync_Periodic": "600", "Resync_Random_Delay": "0"]), at: at(50))
        #expect(machine.due?.trigger == .periodic)
        #expect(machine.wakes == 650)
    }

    /// A phone in New York, whose server is away for a week in May and which is put to a new time in autumn: every resync of a year.
    @Test func aYearWithFailuresAndDaylightSavingGoesByItsSchedule() {
        let zone: [ParameterName: String] = [
            "Time_Zone": "GMT-05:00", "Daylight_Saving_Time_Rule": "start=3/8/7/2;end=11/1/7/2;save=1",
            "Resync_At__HHmm_": "0230", "Resync_Random_Delay": "0",
        ]
        let week = 70 * 86_400..<77 * 86_400
        var machine = machine(zone)
        machine.started(.powerUp, at: at(0))
        var byTrigger: [String: Int] = [:]
        var localTimes: Set<Int> = []
        let newYork = PhoneTimeZone(
            standardOffset: -5 * 3600, daylightSaving: try? DaylightSavingRule("start=3/8/7/2;end=11/1/7/2;save=1"))
        while let now = machine.wakes, now < 365 * 86_400 {
            guard let request = machine.begin(at: at(now)) else { break }
            byTrigger["\(request.trigger)".prefix { $0 != "(" }.description, default: 0] += 1
            if request.trigger == .daily {
                let wall = beginning + .seconds(now)
                localTimes.insert(Int(wall.unixSeconds + Int64(newYork.offset(at: wall))) % 86_400)
            }
            machine.ended(week.contains(now) ? .failed : .succeeded, at: at(now))
        }
        // Once a day at half past two; on the day that leaves this time out, an hour later by the clock on the wall.
        #expect(localTimes == [9000, 12_600])
        // Ten retries fit between the first failure and the next day's time; from then on the retries are a day apart as well.
        #expect(byTrigger == ["powerUp": 1, "daily": 365, "errorRetry": 10])
    }
}
