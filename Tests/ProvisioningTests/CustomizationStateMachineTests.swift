import FlatProfile
import TestSupport
import Testing

@testable import Provisioning

@Suite struct CustomizationStateMachineTests {
    typealias Machine = CustomizationStateMachine<ManualClock.Instant>
    typealias Instant = ManualClock.Instant

    private static let edos = OnboardingServices.Server(host: "edos.example.test")
    private static let gds = OnboardingServices.Server(host: "gds.example.test")
    static let both = OnboardingServices(edos: edos, activation: gds)
    static let edosOnly = OnboardingServices(edos: edos)
    static let gdsOnly = OnboardingServices(activation: gds)

    private func policy(
        ownRule: Bool = false, retry: String = "60,120", isEnabled: Bool = true
    ) throws -> CustomizationPolicy {
        var values: [ParameterName: String] = [
            "Resync_Error_Retry_Delay": retry, "Provision_Enable": isEnabled ? "Yes" : "No",
        ]
        if ownRule { values["Profile_Rule"] = "http://provider.example.test/p" }
        return CustomizationPolicy(PlainStore(values).snapshot)
    }

    private func at(_ seconds: Int) -> Instant { Instant(offset: .seconds(seconds)) }
    private func moment(_ seconds: Int) -> Moment<Instant> {
        Moment(instant: at(seconds), wall: Timestamp(unixSeconds: 1_763_000_000 + Int64(seconds)))
    }

    /// A machine whose first resync found nothing.
    private func machine(
        _ services: OnboardingServices, _ state: CustomizationState = .open, retry: String = "60,120"
    ) throws -> Machine {
        var machine = Machine(
            policy: try policy(retry: retry), services: services, memory: CustomizationMemory(state))
        machine.started(resyncIsDue: true, at: at(0))
        machine.resynced(.foundNothing(wasRequested: false), at: at(10))
        return machine
    }

    /// Does a round; the state after each step.
    private func round(
        _ machine: inout Machine, _ services: Machine.Finding = .nothing, _ edos: Machine.Finding, at seconds: Int = 10
    ) -> [CustomizationState] {
        var states: [CustomizationState] = []
        guard machine.begin(at: at(seconds)) == .serviceRecords else { return states }
        guard machine.ended(services, at: moment(seconds)) == .edos else { return [machine.state] }
        states.append(machine.state)
        _ = machine.ended(edos, at: moment(seconds))
        return states + [machine.state]
    }

    @Test func waitsForTheResyncOfTheStartWhichAsksWhatDHCPNamed() throws {
        var machine = Machine(policy: try policy(), services: Self.both)
        machine.started(resyncIsDue: true, at: at(0))
        #expect(machine.wish == nil)
        machine.resynced(.foundNothing(wasRequested: false), at: at(10))
        #expect(machine.wish == Wish(at: at(10), patience: .upTo(.seconds(14_400))))
    }

    @Test func beginsAtOnceWhereNoResyncComes() throws {
        var machine = Machine(policy: try policy(), services: Self.both)
        machine.started(resyncIsDue: false, at: at(3))
        #expect(machine.due?.at == at(3))
    }

    @Test(arguments: [
        // What DNS SRV and EDOS came to, and the states that follow each.
        (both, Machine.Finding.provisioned, Machine.Finding.nothing, [CustomizationState.aborted]),
        (both, .nothing, .redirected, [.pending, .customPending]),
        (both, .nothing, .nothing, [.pending, .unavailable]),
        (both, .failed, .failed, [.pending, .gdsPending]),
        (edosOnly, .impossible, .failed, [.pending, .pending]),
        (edosOnly, .impossible, .nothing, [.pending, .unavailable]),
        (gdsOnly, .nothing, .impossible, [.open, .gdsPending]),
        (OnboardingServices(), .impossible, .impossible, [.open, .open]),
    ])
    func aRoundLeadsTo(
        services: OnboardingServices, srv: Machine.Finding, edos: Machine.Finding, states: [CustomizationState]
    ) throws {
        var machine = try machine(services)
        #expect(round(&machine, srv, edos) == states)
    }

    @Test(arguments: [CustomizationState.gdsPending, .customPending, .unavailable, .pending])
    func theRetryOfEDOSMovesToPending(state: CustomizationState) throws {
        var memory = CustomizationMemory(state)
        memory.path = state == .customPending ? .edos : nil
        var machine = Machine(policy: try policy(ownRule: state == .customPending), services: Self.both, memory: memory)
        machine.started(resyncIsDue: false, at: at(0))
        _ = machine.begin(at: at(0))
        _ = machine.ended(.nothing, at: moment(0))
        #expect(machine.state == .pending)
    }

    @Test(
        arguments: [
            (CustomizationState.open, nil, false, CustomizationState.aborted), (.unavailable, nil, false, .aborted),
            (.gdsPending, nil, false, .aborted), (.gdsPending, .rule, true, .aborted), (.pending, nil, false, .aborted),
            (.pending, nil, true, .acquired), (.customPending, .edos, true, .acquired),
            (.customPending, .code, true, .gdsAcquired), (.acquired, nil, true, .acquired),
            (.gdsAcquired, nil, true, .gdsAcquired), (.aborted, nil, true, .aborted),
        ] as [(CustomizationState, CustomizationMemory.Path?, Bool, CustomizationState)])
    func aProfileThatIsLoadedSettles(
        state: CustomizationState, path: CustomizationMemory.Path?, ownRule: Bool, result: CustomizationState
    ) throws {
        var memory = CustomizationMemory(state)
        memory.path = path
        var machine = Machine(policy: try policy(ownRule: ownRule), services: Self.both, memory: memory)
        machine.started(resyncIsDue: true, at: at(0))
        machine.resyncBegan()
        // The profile may set a rule; what counts is where it came from.
        machine.policyChanged(try policy(ownRule: true))
        machine.resynced(.provisioned, at: at(10))
        #expect(machine.state == result)
        #expect(machine.wish == nil)
    }

    @Test(arguments: [CustomizationState.aborted, .acquired, .gdsAcquired])
    func nothingIsAskedInTheEnd(state: CustomizationState) throws {
        var machine = try machine(Self.both, state)
        #expect(machine.wish == nil)
        #expect(machine.begin(at: at(1000)) == nil)
        #expect(
            machine.requested(try ActivationCode("#123"), at: moment(0)) == .alreadyProvisioned(state))
        machine.provisionedOnTheSpot()
        #expect(machine.state == state)
    }

    @Test(arguments: CustomizationState.allCases.filter { !$0.isFinal })
    func whoeverIsOnTheSpotEndsIt(state: CustomizationState) throws {
        var machine = try machine(Self.both, state)
        machine.provisionedOnTheSpot()
        #expect(machine.state == .aborted)
        #expect(machine.wish == nil)
    }

    @Test func whoeverIsOnTheSpotWhileEDOSIsAskedIsFirst() throws {
        var machine = try machine(Self.both)
        _ = machine.begin(at: at(10))
        _ = machine.ended(.nothing, at: moment(10))
        machine.provisionedOnTheSpot()
        #expect(machine.ended(.redirected, at: moment(11)) == nil)
        #expect(machine.state == .aborted)
    }

    @Test func aPhoneWithARuleOfItsOwnAsksNobody() throws {
        var machine = Machine(policy: try policy(ownRule: true), services: Self.both)
        machine.started(resyncIsDue: true, at: at(0))
        machine.resynced(.foundNothing(wasRequested: false), at: at(10))
        #expect(machine.wish == nil)
    }

    @Test func provisionEnableNoAsksNobody() throws {
        var machine = try machine(Self.both)
        machine.policyChanged(try policy(isEnabled: false))
        #expect(machine.wish == nil)
        #expect(
            machine.requested(try ActivationCode("#123"), at: moment(0))
                == .failed("Provision_Enable is No: set it to Yes to let the phone be onboarded"))
    }

    @Test func aGDSRuleWaitsForACodeAndAsksNobodyElse() throws {
        for state in CustomizationState.allCases {
            var machine = try machine(Self.both, state)
            machine.resynced(.asksForCode, at: at(20))
            #expect(machine.state == .gdsPending)
            #expect(machine.wish == nil)
            #expect(machine.requested(try ActivationCode("#123"), at: moment(30)) == nil)
        }
    }

    // MARK: Waits

    @Test func waitsLongerAfterEachRoundButNeverLessThanAMinute() throws {
        var machine = try machine(Self.both, retry: "5,120,600")
        var now = 10
        var waits: [Int] = []
        for _ in 0..<5 {
            _ = round(&machine, .nothing, .failed, at: now)
            let next = Int(try #require(machine.due).at.offset.components.seconds)
            waits.append(next - now)
            now = next
        }
        #expect(waits == [60, 120, 600, 600, 600])
    }

    @Test func addsTheRandomPart() throws {
        var machine = try machine(Self.both, retry: "60+30")
        _ = round(&machine, .nothing, .failed)
        let wait = try #require(machine.due).at.offset - .seconds(10)
        #expect(wait >= .seconds(60) && wait <= .seconds(90))
    }

    @Test func withRetriesOffOneRoundIsAll() throws {
        var machine = try machine(Self.both, retry: "0")
        _ = round(&machine, .nothing, .failed)
        #expect(machine.due == nil)
    }

    @Test func whoAsksForAResyncAsksForARoundOnceAMinuteIsOver() throws {
        var machine = try machine(Self.both, retry: "3600")
        _ = round(&machine, .nothing, .failed)
        machine.resynced(.foundNothing(wasRequested: true), at: at(69))
        #expect(machine.due?.at == at(3610))
        machine.resynced(.foundNothing(wasRequested: false), at: at(71))
        #expect(machine.due?.at == at(3610))
        machine.resynced(.foundNothing(wasRequested: true), at: at(71))
        #expect(machine.due?.at == at(71))
    }

    /// A week of a phone that EDOS learns to know on the fourth day, with the waits of the factory.
    @Test func aSimulatedWeekUntilEDOSKnowsThePhone() throws {
        let retry = try #require(Catalogue.of(.standard)["Resync_Error_Retry_Delay"]).defaultValue
        var machine = try machine(Self.both, retry: retry)
        var queries: [Int] = []
        var states: [CustomizationState] = []
        while let due = machine.due {
            let now = Int(due.at.offset.components.seconds)
            guard now < 7 * 86_400 else { break }
            queries.append(now)
            let isKnown = now > 3 * 86_400
            states = round(&machine, .nothing, isKnown ? .redirected : .nothing, at: now)
            guard isKnown else { continue }
            machine.policyChanged(try policy(ownRule: true, retry: retry))
            machine.resyncBegan()
            machine.resynced(.provisioned, at: at(now + 5))
        }
        #expect(
            queries == [10, 70, 190, 430, 910, 1870, 3790, 7630, 15310, 30670, 61390, 122_830, 209_230, 295_630])
        #expect(states == [.pending, .customPending])
        #expect(machine.state == .acquired)
    }

    // MARK: Codes

    @Test func aCodeIsSentAtOnceAndItsRuleIsWaitedFor() throws {
        var machine = try machine(Self.gdsOnly, .gdsPending)
        let code = try ActivationCode("1234 5678 9012 3456")
        #expect(machine.requested(code, at: moment(20)) == nil)
        #expect(machine.wish == Wish(at: at(20), patience: .upTo(.seconds(14_400)), isAsked: true))
        #expect(machine.begin(at: at(20)) == .activation(code))
        #expect(machine.ended(.redirected, at: moment(21)) == nil)
        #expect(machine.state == .customPending)
        machine.resynced(.foundNothing(wasRequested: true), at: at(300))
        #expect(machine.wish == nil)
    }

    @Test func withoutAServiceNoCodeIsTaken() throws {
        var machine = try machine(Self.edosOnly)
        #expect(machine.requested(try ActivationCode("#123"), at: moment(0)) == .noService)
    }

    @Test func wrongCodesAreLimited() throws {
        var machine = try machine(Self.gdsOnly, .gdsPending)
        let code = try ActivationCode("#123")
        var now = 100
        var waits: [Int64] = []
        while waits.count < 9 {
            if case .tooManyWrong(let wait)? = machine.requested(code, at: moment(now)) {
                waits.append(wait.inWholeSeconds)
                now += Int(wait.inWholeSeconds)
            } else {
                _ = machine.begin(at: at(now))
                _ = machine.ended(.refused(.unknown), at: moment(now))
            }
        }
        #expect(machine.memory.wrongCodes == 13)
        #expect(waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
        // A restart is no way around it.
        var restarted = Machine(policy: try policy(), services: Self.gdsOnly, memory: machine.memory)
        #expect(restarted.requested(code, at: moment(now - 3600)) == .tooManyWrong(.seconds(3600)))
        #expect(restarted.requested(code, at: moment(now)) == nil)
    }

    @Test func theServiceMayWantAPause() throws {
        var machine = try machine(Self.gdsOnly, .gdsPending)
        let code = try ActivationCode("#123")
        #expect(machine.requested(code, at: moment(0)) == nil)
        _ = machine.begin(at: at(0))
        _ = machine.ended(.refused(.throttled(.seconds(90))), at: moment(0))
        #expect(machine.requested(code, at: moment(30)) == .throttled(.seconds(60)))
        #expect(machine.requested(code, at: moment(90)) == nil)
    }
}
