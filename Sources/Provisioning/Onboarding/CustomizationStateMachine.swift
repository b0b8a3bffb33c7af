internal import FlatProfile

/// Decides how an unprovisioned phone finds its service provider; performs nothing itself.
///
/// What DHCP names is asked first: that is the resync by the factory's rule, and the machine hears how it ended. Then comes a round: DNS
/// SRV, EDOS, and at last the wait for an activation code. A round that found nothing is repeated, after waits that grow.
///
/// Source: Provisioning, "DNS SRV for HTTP Provisioning" (the order), "Remote Customization (RC) Distribution", "Device Onboards with CDA
/// Retry".
public struct CustomizationStateMachine<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// One thing to be asked.
    public enum Step: Hashable, Sendable {
        /// DNS SRV of the local domain.
        case serviceRecords
        /// EDOS, by the phone's address and serial number.
        case edos
        /// The activation service, by a code.
        case activation(ActivationCode)
    }

    /// How a step ended.
    public enum Finding: Hashable, Sendable {
        /// A profile was loaded that provisions the phone.
        case provisioned
        /// The provider's server is known: it is a profile rule now.
        case redirected
        /// Whoever was asked knows no provider for this phone.
        case nothing
        /// There was no answer, or none that makes sense.
        case failed
        /// There is nobody to be asked.
        case impossible
        /// The code was not accepted.
        case refused(ActivationRefusal)
    }

    /// How a resync by the stored rules ended, as far as onboarding is concerned.
    public enum ResyncNews: Hashable, Sendable {
        /// A profile was loaded.
        case provisioned
        /// A rule is `gds://`.
        case asksForCode
        /// Nothing was loaded; whether somebody had asked for the resync.
        case foundNothing(wasRequested: Bool)
    }

    /// A round to come.
    public struct Due: Hashable, Sendable {
        /// When.
        public var at: Instant
        /// How many rounds found nothing before it.
        public var rounds: Int
    }

    /// What outlives the process.
    public private(set) var memory: CustomizationMemory
    /// The step under way, if one is.
    public private(set) var running: Step?
    /// The next round that comes by itself, if one does.
    public var due: Due? { isWaitingForRound ? scheduled : nil }
    /// The state.
    public var state: CustomizationState { memory.state }

    private let services: OnboardingServices
    private var policy: CustomizationPolicy
    private var scheduled: Due?
    private var codes: [(code: ActivationCode, since: Instant)] = []
    /// Whether the resync under way began with a rule of the phone's own.
    private var beganWithOwnRule = false
    private var rounds = 0
    private var lastRound: Instant?
    private var random: any RandomNumberGenerator & Sendable

    /// A machine at rest; `random` decides the random parts of all waits.
    public init(
        policy: CustomizationPolicy, services: OnboardingServices = OnboardingServices(),
        memory: CustomizationMemory = CustomizationMemory(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.policy = policy
        self.services = services
        self.memory = memory
        self.random = random
    }

    /// Whether something is still to be found. A phone that waits for its provider's profile by a code, or for a code because a rule says
    /// so, has nothing to ask for; nor has one that has a rule of its own from elsewhere.
    private var isUnprovisioned: Bool {
        guard !state.isFinal, memory.path != .rule else { return false }
        return switch state {
        case .customPending: memory.path == .edos
        case .pending: true
        default: !policy.hasOwnRule
        }
    }

    private var isWaitingForRound: Bool { policy.isEnabled && isUnprovisioned }

    /// What the machine wants next; nil while a step is under way, and when nothing is to come.
    public var wish: Wish<Instant>? {
        guard running == nil else { return nil }
        let patience = Wish<Instant>.Patience.upTo(policy.longestPostponement)
        if let first = codes.first { return Wish(at: first.since, patience: patience, isAsked: true) }
        return due.map { Wish(at: $0.at, patience: patience) }
    }

    // MARK: What happened

    /// The phone has started; `resyncIsDue` says that the resync of a start will come, which asks what DHCP named.
    public mutating func started(resyncIsDue: Bool, at now: Instant) {
        rounds = 0
        lastRound = nil
        scheduled = resyncIsDue ? nil : Due(at: now, rounds: 0)
    }

    /// A resync by the stored rules has begun. Its profile may change the rules, so it is now that they tell where it comes from.
    public mutating func resyncBegan() {
        beganWithOwnRule = policy.hasOwnRule
    }

    /// A resync by the stored rules has ended.
    public mutating func resynced(_ news: ResyncNews, at now: Instant) {
        switch news {
        case .asksForCode: askForCode()
        case .provisioned: if !state.isFinal { provisioned() }
        case .foundNothing(let wasRequested): foundNothing(wasRequested: wasRequested, at: now)
        }
    }

    private mutating func askForCode() {
        memory.state = .gdsPending
        memory.path = .rule
        scheduled = nil
    }

    private mutating func provisioned() {
        let byProvider = state == .customPending || state == .pending && beganWithOwnRule
        let hasCode = memory.path == .code
        settle(byProvider ? (hasCode ? .gdsAcquired : .acquired) : .aborted)
    }

    private mutating func settle(_ state: CustomizationState) {
        memory.state = state
        memory.path = nil
        scheduled = nil
        rounds = 0
    }

    /// The first time since the start the round begins at once. Later ones come by their waits; who asks for a resync asks for a round too,
    /// once the shortest wait is over.
    private mutating func foundNothing(wasRequested: Bool, at now: Instant) {
        guard isWaitingForRound, running == nil else { return }
        guard let lastRound else {
            scheduled = Due(at: now, rounds: rounds)
            return
        }
        guard wasRequested, lastRound.advanced(by: CustomizationPolicy.shortestWait) <= now else { return }
        scheduled = Due(at: now, rounds: rounds)
    }

    /// Somebody on the spot has provisioned the phone, by a page or the command line.
    public mutating func provisionedOnTheSpot() {
        guard !state.isFinal else { return }
        settle(.aborted)
    }

    /// The configuration has changed. Waits that run go on; they are counted anew only from the next round. With Provision_Enable No
    /// the codes that wait for their turn are not sent any more.
    public mutating func policyChanged(_ policy: CustomizationPolicy) {
        self.policy = policy
        if !policy.isEnabled { codes = [] }
    }

    // MARK: Codes

    /// Somebody has typed a code; nil if it is taken, and will be sent when its turn comes. One that waits already serves both.
    public mutating func requested(_ code: ActivationCode, at now: Moment<Instant>) -> ActivationRefusal? {
        guard services.activation != nil else { return .noService }
        guard policy.isEnabled else {
            return .provisioningDisabled
        }
        guard !state.isFinal else { return .alreadyProvisioned(state) }
        if let wait = barrier(at: now.wall) {
            return memory.isBarredByService ? .throttled(wait) : .tooManyWrong(wait)
        }
        if !codes.contains(where: { $0.code == code }) { codes.append((code, now.instant)) }
        return nil
    }

    /// How long no code is taken yet. It goes by the clock on the wall, so that a restart is no way around it; one that was set back does
    /// not make it longer than it ever is.
    private func barrier(at now: Timestamp) -> Duration? {
        guard let until = memory.codesBarredUntil else { return nil }
        let longest: Duration = memory.isBarredByService ? Self.longestServiceBarrier : .seconds(3600)
        let wait = min(Timestamp(unixMilliseconds: until) - now, longest)
        return wait > .zero ? wait : nil
    }

    private mutating func bar(for wait: Duration, at now: Timestamp, byService: Bool) {
        memory.codesBarredUntil = (now + wait).unixMilliseconds
        memory.isBarredByService = byService
    }

    private static var longestServiceBarrier: Duration { .seconds(86_400) }

    /// A few slips cost nothing; then each wrong code doubles the wait, up to an hour.
    static func wait(afterWrongCodes count: Int) -> Duration? {
        count < 5 ? nil : min(.seconds(3600), .seconds(30 << min(count - 5, 7)))
    }

    // MARK: Steps

    /// The arbiter lets the machine begin; nil if there is nothing to do now after all. To be followed by `ended`.
    public mutating func begin(at now: Instant) -> Step? {
        guard running == nil else { return nil }
        if !codes.isEmpty {
            running = .activation(codes.removeFirst().code)
        } else if let due, due.at <= now {
            scheduled = nil
            lastRound = now
            running = .serviceRecords
        }
        return running
    }

    /// The step that was begun has ended; answers the one that follows at once, if one does.
    public mutating func ended(_ finding: Finding, at now: Moment<Instant>) -> Step? {
        guard let step = running else { return nil }
        running = nil
        // Whoever provisioned the phone on the spot meanwhile was first.
        guard !state.isFinal else { return nil }
        switch step {
        case .serviceRecords: return serviceRecordsEnded(finding)
        case .edos: edosEnded(finding, at: now.instant)
        case .activation: activationEnded(finding, at: now)
        }
        return nil
    }

    private mutating func serviceRecordsEnded(_ finding: Finding) -> Step? {
        guard finding != .provisioned else {
            settle(.aborted)
            return nil
        }
        if services.edos != nil {
            memory.state = .pending
            memory.path = nil
        }
        running = .edos
        return running
    }

    private mutating func edosEnded(_ finding: Finding, at now: Instant) {
        let hasActivation = services.activation != nil
        switch finding {
        case .redirected, .provisioned:
            memory.state = .customPending
            memory.path = .edos
        case .nothing: memory.state = .unavailable
        case .impossible: memory.state = hasActivation ? .gdsPending : state == .pending ? .open : state
        case .failed, .refused: memory.state = .afterFailedQuery(hasActivation: hasActivation)
        }
        rounds += 1
        scheduled = wait().map { Due(at: now.advanced(by: $0), rounds: rounds) }
    }

    private mutating func activationEnded(_ finding: Finding, at now: Moment<Instant>) {
        switch finding {
        case .redirected, .provisioned:
            memory.state = .customPending
            memory.path = .code
            memory.wrongCodes = 0
            memory.codesBarredUntil = nil
            scheduled = nil
        case .refused(.unknown):
            memory.wrongCodes += 1
            if let wait = Self.wait(afterWrongCodes: memory.wrongCodes) {
                bar(for: wait, at: now.wall, byService: false)
            }
        case .refused(.throttled(let wait)):
            bar(for: min(wait, Self.longestServiceBarrier), at: now.wall, byService: true)
        case .refused, .nothing, .failed, .impossible: break
        }
    }

    /// The activation service has said something of the Webex cloud.
    public mutating func webexAnswered(_ answer: WebexAnswer?) {
        memory.webex = answer
    }

    private mutating func wait() -> Duration? {
        guard let element = policy.retry?.element(at: rounds - 1) else { return nil }
        let wait = Duration.seconds(element.base) + randomPart(upTo: element.random)
        return max(CustomizationPolicy.shortestWait, wait)
    }

    private mutating func randomPart(upTo longest: Int) -> Duration {
        longest > 0 ? .milliseconds(Int64.random(in: 0...Int64(longest) * 1000, using: &random)) : .zero
    }
}
