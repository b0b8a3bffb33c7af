/// What started a report.
public enum ReportTrigger: Hashable, Sendable {
    /// The start of the phone, with `On Request`.
    case start
    /// A change on the spot, with `On Local Change`.
    case localChange
    /// The period is over, with `Periodically`.
    case periodic
    /// Somebody asked for it: the command line, the API.
    case request(by: String)
}

/// Decides when the phone reports; performs nothing itself.
///
/// Each occasion gives one attempt and no retries: what failed goes with the next report. Source: Third-Party Call Control, "Report
/// rule"; the administration guide of the analog adapters for the single attempt.
public struct ReportStateMachine<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// A report to come.
    public struct Due: Hashable, Sendable {
        /// When.
        public var at: Instant
        /// Why then.
        public var trigger: ReportTrigger
        /// What the delay is counted from: a change of the delay counts from there again.
        var base: Instant
    }

    /// The next report that comes by itself, if one does.
    public private(set) var due: Due?

    private var policy: ReportPolicy
    private var requests: [(trigger: ReportTrigger, since: Instant)] = []

    /// A machine at rest.
    public init(policy: ReportPolicy) {
        self.policy = policy
    }

    /// Whether there is anything to report by.
    public var isEnabled: Bool { policy.hasRule }

    /// What the machine wants next. A report does not wait for the end of calls: no source says so, and it changes nothing.
    public var wish: Wish<Instant>? {
        if let first = requests.first { return Wish(at: first.since, patience: .none, isAsked: true) }
        return due.map { Wish(at: $0.at, patience: .none) }
    }

    // MARK: What happened

    /// The phone has started.
    public mutating func started(at now: Instant) {
        due = policy.occasion == .start ? made(.start, from: now) : regular(from: now)
    }

    /// Something was changed on the spot. The delay counts from the first change; those that follow go with it.
    public mutating func changedLocally(at now: Instant) {
        guard case .localChange = policy.occasion, due == nil else { return }
        due = made(.localChange, from: now)
    }

    /// Somebody asks for a report. One that waits for its turn serves them all.
    public mutating func requested(by person: String, at now: Instant) {
        guard isEnabled, requests.isEmpty else { return }
        requests.append((.request(by: person), now))
    }

    /// Begins a report, if one may begin now.
    public mutating func begin(at now: Instant) -> ReportTrigger? {
        if !requests.isEmpty { return requests.removeFirst().trigger }
        guard let due, due.at <= now else { return nil }
        self.due = regular(from: now)
        return due.trigger
    }

    /// A report that began then has been accepted: what was changed before is reported.
    public mutating func succeeded(since beginning: Instant) {
        if let due, due.trigger == .localChange, due.base <= beginning { self.due = nil }
    }

    /// The configuration has changed: delays that run are counted anew from where they began.
    public mutating func policyChanged(_ policy: ReportPolicy, at now: Instant) {
        guard policy != self.policy else { return }
        self.policy = policy
        if !isEnabled { requests = [] }
        let past = due
        due = past.flatMap { made($0.trigger, from: $0.base) } ?? regular(from: now)
    }

    // MARK: Delays

    /// What is due by that trigger; nil if the policy does not know it.
    private func made(_ trigger: ReportTrigger, from base: Instant) -> Due? {
        guard isEnabled else { return nil }
        return switch (trigger, policy.occasion) {
        case (.start, .start): Due(at: base, trigger: trigger, base: base)
        case (.localChange, .localChange(let delay)):
            Due(at: base.advanced(by: delay), trigger: trigger, base: base)
        case (.periodic, .periodic(let period)): Due(at: base.advanced(by: period), trigger: trigger, base: base)
        default: nil
        }
    }

    private func regular(from base: Instant) -> Due? { made(.periodic, from: base) }
}
