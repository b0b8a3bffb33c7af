public import FlatProfile

/// Why a report that somebody asked for was not sent.
public enum ReportRefusal: Error, Hashable, Sendable {
    /// Report_Rule is empty.
    case noRule
    /// The engine has stopped, perhaps before the end of what was asked for.
    case stopped
}

extension ReportRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .noRule:
            "Report Rule is empty: write on Voice > Provisioning where reports go, such as http://server/$MA.xml"
        case .stopped: "the phone is being stopped or restarts: ask again in a moment"
        }
    }
}

/// The next report that will come by itself.
public struct NextReport: Hashable, Sendable {
    /// When, by the wall clock of this moment.
    public var at: Timestamp
    /// Why then.
    public var trigger: ReportTrigger
}

/// Configuration and status reports.
extension ProvisioningEngine {
    /// Reports now by Report_Rule; one attempt, however it ends. Returns when it has ended; one that waits for its turn serves all who
    /// ask. Before the engine runs, the request waits for it.
    public func report(by person: String) async throws(ReportRefusal) -> ReportOutcome {
        do throws(CallerDismissal) {
            return try await ask(enlist: { reportCallers.add($0) }, word: { $0.requestedReport(by: person, $1) })
        } catch .switchedOff {
            throw .noRule
        } catch {
            throw .stopped
        }
    }

    /// As `report`, without waiting for the end; nothing happens if the engine does not run or Report_Rule is empty.
    public nonisolated func requestReport(by person: String) {
        tell { $0.reportMachine.requested(by: person, at: $0.now.instant) }
    }

    /// The configuration was changed on the spot (`Origin.isLocalChange`).
    public nonisolated func configurationChangedLocally() {
        tell { $0.reportMachine.changedLocally(at: $0.now.instant) }
    }

    private func requestedReport(by person: String, _ caller: Int) {
        reportCallers.hear(caller, as: .stored, dismissal: reportMachine.isEnabled ? nil : .switchedOff)
        reportMachine.requested(by: person, at: now.instant)
    }

    /// Does a report that the machine has begun.
    func carryOut(_ trigger: ReportTrigger) async {
        reportCallers.serve(.stored)
        let beginning = now.instant
        reports += 1
        let outcome = await reportRunner.run(trigger, number: reports, values: values)
        if outcome.succeeded { reportMachine.succeeded(since: beginning) }
        for waiter in reportCallers.takeServed() { waiter.resume(returning: .success(outcome)) }
    }
}

/// What can be asked of a report: there is one kind.
enum ReportRequestKind: Hashable, Sendable {
    case stored
}
