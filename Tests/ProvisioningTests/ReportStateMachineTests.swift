import FlatProfile
import TestSupport
import Testing

@testable import Provisioning

@Suite struct ReportStateMachineTests {
    typealias Machine = ReportStateMachine<ManualClock.Instant>

    private func policy(_ values: [ParameterName: String], rule: String = "http://h/report") -> ReportPolicy {
        var settings: [ParameterName: Setting] = [:]
        for (name, value) in values.merging(["Report_Rule": rule], uniquingKeysWith: { $1 }) {
            // As an old store may hold them: no type has looked at them.
            settings[name] = Setting(
                value: value,
                provenance: Provenance(origin: .factoryReset, time: Timestamp(unixSeconds: 0), revision: 1))
        }
        return ReportPolicy(Snapshot(catalogue: .of(.standard), revision: 1, settings: settings))
    }

    private func at(_ seconds: Int) -> ManualClock.Instant { .init(offset: .seconds(seconds)) }

    private func localChange(delay: String = "60") -> ReportPolicy {
        policy(["Report_To_Server": "On Local Change", "Upload_Delay_On_Local_Change": delay])
    }

    private func periodic(_ period: String = "3600") -> ReportPolicy {
        policy(["Report_To_Server": "Periodically", "Periodic_Upload_To_Server": period])
    }

    // MARK: On Request

    @Test func onRequestReportsAtTheStartAndThenOnlyWhenAsked() {
        var machine = Machine(policy: policy([:]))
        machine.started(at: at(5))
        #expect(machine.wish == Wish(at: at(5), patience: .none))
        #expect(machine.begin(at: at(5)) == .start)
        #expect(machine.wish == nil)
        machine.changedLocally(at: at(6))
        #expect(machine.wish == nil)
        machine.requested(by: "admin", at: at(7))
        #expect(machine.wish == Wish(at: at(7), patience: .none, isAsked: true))
        #expect(machine.begin(at: at(7)) == .request(by: "admin"))
        #expect(machine.wish == nil)
    }

    @Test func aRequestIsOneAttemptHoweverItEnds() {
        var machine = Machine(policy: policy([:]))
        machine.requested(by: "admin", at: at(0))
        #expect(machine.begin(at: at(0)) == .request(by: "admin"))
        // It fails: nobody says that it succeeded.
        #expect(machine.wish == nil)
        #expect(machine.due == nil)
    }

    @Test func oneWaitingRequestServesAll() {
        var machine = Machine(policy: policy([:]))
        machine.requested(by: "admin", at: at(0))
        machine.requested(by: "user", at: at(1))
        #expect(machine.begin(at: at(2)) == .request(by: "admin"))
        #expect(machine.wish == nil)
    }

    @Test(arguments: ["On Request", "On Local Change", "Periodically"])
    func nothingIsReportedWithoutARule(occasion: String) {
        var machine = Machine(policy: policy(["Report_To_Server": occasion], rule: " "))
        machine.started(at: at(0))
        machine.changedLocally(at: at(1))
        machine.requested(by: "admin", at: at(2))
        #expect(!machine.isEnabled)
        #expect(machine.wish == nil)
    }

    // MARK: On Local Change

    @Test func aLocalChangeIsReportedAfterTheDelayWhichCountsFromTheFirst() {
        var machine = Machine(policy: localChange())
        machine.started(at: at(0))
        #expect(machine.wish == nil)
        machine.changedLocally(at: at(100))
        machine.changedLocally(at: at(130))
        machine.changedLocally(at: at(159))
        #expect(machine.wish?.at == at(160))
        #expect(machine.begin(at: at(159)) == nil)
        #expect(machine.begin(at: at(160)) == .localChange)
        #expect(machine.wish == nil)
    }

    @Test func whatIsChangedDuringAReportGoesWithTheNext() {
        var machine = Machine(policy: localChange())
        machine.changedLocally(at: at(0))
        #expect(machine.begin(at: at(60)) == .localChange)
        machine.changedLocally(at: at(61))
        machine.succeeded(since: at(60))
        #expect(machine.wish?.at == at(121))
    }

    @Test func anAcceptedRequestSparesTheReportOfWhatWasChangedBefore() {
        var machine = Machine(policy: localChange())
        machine.changedLocally(at: at(0))
        machine.requested(by: "admin", at: at(10))
        #expect(machine.begin(at: at(10)) == .request(by: "admin"))
        #expect(machine.wish?.at == at(60))
        machine.succeeded(since: at(10))
        #expect(machine.wish == nil)
    }

    @Test(arguments: [("9", 10), ("10", 10), ("900", 900), ("901", 900), ("", 60), ("soon", 60)])
    func theDelayIsKeptWithinItsRange(text: String, seconds: Int) {
        #expect(localChange(delay: text).occasion == .localChange(delay: .seconds(seconds)))
    }

    @Test func anotherDelayCountsFromTheFirstChangeAgain() {
        var machine = Machine(policy: localChange())
        machine.changedLocally(at: at(100))
        machine.policyChanged(localChange(delay: "300"), at: at(120))
        #expect(machine.wish?.at == at(400))
        machine.policyChanged(policy([:]), at: at(130))
        #expect(machine.wish == nil)
    }

    // MARK: Periodically

    @Test func periodicallyMeansARhythmFromTheStart() {
        var machine = Machine(policy: periodic())
        machine.started(at: at(0))
        for period in 1...3 {
            #expect(machine.due?.trigger == .periodic)
            #expect(machine.wish?.at == at(period * 3600))
            #expect(machine.begin(at: at(period * 3600)) == .periodic)
        }
        machine.requested(by: "admin", at: at(11_000))
        #expect(machine.begin(at: at(11_000)) == .request(by: "admin"))
        // A request does not move the rhythm.
        #expect(machine.wish?.at == at(14_400))
    }

    @Test(arguments: [
        ("599", 600), ("600", 600), ("259200", 259_200), ("2592000", 2_592_000), ("2592001", 2_592_000), ("", 3600),
    ])
    func thePeriodIsKeptWithinItsRange(text: String, seconds: Int) {
        #expect(periodic(text).occasion == .periodic(every: .seconds(seconds)))
    }

    @Test func anotherPeriodCountsFromTheLastReport() {
        var machine = Machine(policy: periodic())
        machine.started(at: at(0))
        _ = machine.begin(at: at(3600))
        machine.policyChanged(periodic("7200"), at: at(4000))
        #expect(machine.wish?.at == at(10_800))
        machine.policyChanged(policy(["Report_To_Server": "Never Report"]), at: at(5000))
        #expect(machine.wish == nil)
        machine.policyChanged(periodic(), at: at(6000))
        #expect(machine.wish?.at == at(9600))
    }

    // MARK: What is local

    @Test(arguments: [
        (Origin.web(account: "admin"), true), (.web(account: "user"), true), (.api(account: "admin"), true),
        (.commandLine(user: "root"), true), (.importedFile(name: "x.xml"), true), (.restore(of: 3), true),
        (.profile(url: "http://h/p"), false), (.assignment(rule: "Profile_Rule"), false),
        (.tr069(url: "http://acs"), false), (.factoryReset, false),
    ])
    func aChangeIsLocalWhenNoServerMadeIt(origin: Origin, isLocal: Bool) {
        #expect(origin.isLocalChange == isLocal)
    }
}
