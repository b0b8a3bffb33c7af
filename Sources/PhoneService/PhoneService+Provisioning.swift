internal import FlatProfile
internal import ProfileRules
internal import Provisioning
internal import Store

/// Why a resync that somebody asked for was not done.
public enum ResyncRefusal: Error, Hashable, Sendable {
    /// Provision Enable is No.
    case provisioningDisabled
    /// The account may not resync, or not by a rule of its own; in words.
    case notAllowed(String)
    /// The rule cannot be read, and why.
    case badRule(String)
    /// The phone is being stopped.
    case stopped
}

extension ResyncRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .provisioningDisabled:
            "Provision Enable is No: set it to Yes on Voice > Provisioning to let the phone resync"
        case .notAllowed(let sentence): sentence
        case .badRule(let sentence): "the rule cannot be read: \(sentence)"
        case .stopped: "the phone is being stopped or restarts: ask again in a moment"
        }
    }
}

/// What may be asked of a resync.
public struct ResyncWish: Codable, Hashable, Sendable {
    /// A rule for this once, which is not stored; nil: the stored rules.
    public var rule: String?
    /// True: fetch and compare, but change nothing.
    public var dry_run: Bool?
    /// False: answer at once, without waiting for the end.
    public var wait: Bool?
    /// True: as typed on the phone's own screen, where a rule that names no server means the host that asks.
    public var keypad: Bool?

    /// A wish of those parts.
    public init(rule: String? = nil, dry_run: Bool? = nil, wait: Bool? = nil) {
        self.rule = rule
        self.dry_run = dry_run
        self.wait = wait
    }
}

/// What a resync that somebody asked for came to.
public struct ResyncRecord: Codable, Hashable, Sendable {
    /// Whether every rule was followed.
    public var succeeded: Bool
    /// Its attempts, in their order; empty if every rule was empty.
    public var attempts: [AttemptRecord]
    /// What comes next by itself.
    @Nullable public var next_resync: NextResyncRecord?
}

/// Resyncs, rules, and what became of them.
extension PhoneService {
    /// Resyncs now, by the stored rules or once by `rule`, and answers when it has ended. `requester` is the server of a one-time rule
    /// that names none; without it that is the one of DHCP.
    public func resync(
        rule: String? = nil, from requester: String? = nil, by principal: Principal
    ) async throws(ResyncRefusal) -> ResyncRecord {
        let rule = try checked(rule, by: principal)
        let report: ResyncReport
        do {
            report = try await engine.resync(rule: rule, from: requester, by: principal.label)
        } catch .provisioningDisabled {
            throw .provisioningDisabled
        } catch {
            throw .stopped
        }
        return ResyncRecord(
            succeeded: report.ending == .succeeded,
            attempts: report.attempts.first.map { attempts.records(ofRun: $0.resync) } ?? [],
            next_resync: nextResync)
    }

    /// Does what a resync would do, up to the difference that it would make, and changes nothing: no revision, no record, no message.
    public func rehearse(rule: String? = nil, by principal: Principal) async throws(ResyncRefusal) -> ResyncRecord {
        let rule = try checked(rule, by: principal)
        guard snapshot["Provision_Enable"] == "Yes" else { throw .provisioningDisabled }
        let report = await engine.rehearse(rule: rule, by: principal.label).report
        let catalogue = snapshot.catalogue
        return ResyncRecord(
            succeeded: report.ending == .succeeded,
            attempts: report.attempts.enumerated().map { index, attempt in
                AttemptRecord(rehearsed: attempt, number: index + 1, in: catalogue)
            },
            next_resync: nextResync)
    }

    /// Asks for a resync and does not wait for it: the events tell how it goes on. `requester` as of `resync`.
    public func startResync(
        rule: String? = nil, from requester: String? = nil, by principal: Principal
    ) throws(ResyncRefusal) {
        let rule = try checked(rule, by: principal)
        guard snapshot["Provision_Enable"] == "Yes" else { throw .provisioningDisabled }
        engine.request(rule: rule, from: requester, by: principal.label)
    }

    /// What the phone is doing, with that many of its newest attempts, of those at hand: at most fifty. Never waits.
    ///
    /// The sections of Status and Network Statistics are empty unless they are asked for: they are read from the machine anew each time.
    public func status(recentAttempts count: Int, sections: Bool = false) -> StatusRecord {
        StatusRecord(
            identity: IdentityRecord(identity), revision: snapshot.revision, customization: customization.rawValue,
            onboarding: OnboardingStatusRecord(
                engine.customization, services, in: snapshot, at: now, steps: onboardings.recent(10)),
            pending_change: pendingRecord, running: recorder.running, next_resync: nextResync,
            postponed: engine.postponed.map(PostponedRecord.init),
            call_state: callState.state, reboots: rebootRecords, hooks: hooks.record, dhcp: dhcp, report: reportState,
            upgrade: upgradeState, custom_ca: customCARecord, problem_report: lastProblemReport,
            sections: sections ? sectionRecords : [],
            network_statistics: sections ? networkStatistics.map(SectionRecord.init) : [],
            attempts: attempts.recent(count))
    }

    /// What the phone is doing, with that many of its newest attempts.
    public func status(attempts count: Int = 20) async throws(ServiceFailure) -> StatusRecord {
        var status = status(recentAttempts: 0, sections: true)
        status.attempts = try await reading { () async throws(StoreError) in try await attempts.newest(count) }
        return status
    }

    /// The attempt of that number, if it is still kept.
    public func attempt(_ number: Int) async throws(ServiceFailure) -> AttemptRecord? {
        try await reading { () async throws(StoreError) in try await attempts.record(number) }
    }

    /// The newest attempts before that number, or of all, newest first.
    public func attempts(before number: Int?, limit: Int) async throws(ServiceFailure) -> [AttemptRecord] {
        try await reading { () async throws(StoreError) in
            guard let number else { return try await attempts.newest(limit) }
            return try await attempts.page(before: number, limit: limit)
        }
    }

    /// The next resync that will come by itself.
    public var nextResync: NextResyncRecord? { engine.next.map(NextResyncRecord.init) }

    /// How many attempts had each outcome, A, B and C, since the process began.
    public var attemptsByOutcome: [String: Int] {
        get async { await recorder.outcomes }
    }

    /// What is wrong with a rule by its language, as this phone would read it now.
    func syntaxError(of rule: String, kind: RuleKind, in snapshot: Snapshot) -> RuleSyntaxError? {
        ProfileRule.check(rule, in: macros(of: snapshot), kind: kind)
    }

    func checked(_ rule: String?, by principal: Principal) throws(ResyncRefusal) -> String? {
        let rule = rule.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        if principal.account == .user {
            guard snapshot["User_Configurable_Resync"] == "Yes" else {
                throw .notAllowed("User Configurable Resync is No: only the administrator may resync")
            }
            guard rule == nil else { throw .notAllowed("only the administrator may resync by a rule of their own") }
        }
        guard let rule else { return nil }
        if let error = syntaxError(of: rule, kind: .profile, in: snapshot) { throw .badRule("\(error)") }
        return rule
    }
}
