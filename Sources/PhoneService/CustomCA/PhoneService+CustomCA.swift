internal import FlatProfile
internal import ProfileRules
internal import Provisioning
internal import Store

/// Why a fetch of a custom CA that somebody asked for was not tried.
public enum CustomCARefusal: Error, Hashable, Sendable {
    /// Only the administrator may.
    case notAllowed
    /// The address cannot be read, and why.
    case badAddress(String)
    /// The phone is being stopped.
    case stopped
}

extension CustomCARefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .notAllowed: "only the administrator may install a custom CA"
        case .badAddress(let sentence): "the address cannot be read: \(sentence)"
        case .stopped: "the phone is being stopped or restarts: ask again in a moment"
        }
    }
}

/// The one custom CA of the phone.
extension PhoneService {
    /// What is installed, and how the last fetch went. Never waits.
    public var customCARecord: CustomCARecord {
        CustomCARecord(customCA.memory, installed: host.authorityKeeper.installed)
    }

    /// The same with its newest fetches.
    public func customCAHistory(attempts count: Int = 20) async throws(ServiceFailure) -> CustomCAHistoryRecord {
        let record = customCARecord
        return try await reading { () async throws(StoreError) in
            CustomCAHistoryRecord(custom_ca: record, attempts: try await customCA.attempts.newest(count))
        }
    }

    /// Fetches a custom CA once and installs it, in the place of the present one; the address is not stored. Answers when it has ended.
    ///
    /// Source: administration guide, direct action `updateca`.
    public func updateCustomCA(
        _ address: String, from requester: String? = nil, by principal: Principal
    ) async throws(CustomCARefusal) -> CustomCAUpdateRecord {
        let rule = try checked(address, by: principal)
        let attempt: CustomCAAttempt
        do {
            attempt = try await engine.updateCustomCA(rule, from: requester, by: principal.label)
        } catch {
            throw .stopped
        }
        var hasSucceeded = false
        if case .installed = attempt.ending { hasSucceeded = true }
        let recorded = customCA.attempts.records(ofRun: attempt.run).first
        return CustomCAUpdateRecord(
            succeeded: hasSucceeded, attempt: recorded ?? CustomCAAttemptRecord(attempt, number: 0),
            custom_ca: customCARecord)
    }

    /// Asks for a fetch and does not wait for it.
    public func startCustomCAUpdate(_ address: String, by principal: Principal) throws(CustomCARefusal) {
        engine.requestCustomCA(try checked(address, by: principal), by: principal.label)
    }

    /// The section of Info > Status and Info > Download Status.
    public func customCASection(_ times: TimeStyle) -> MachineSection {
        let record = customCARecord
        let sentences = (record.error.map { ["The last fetch failed: \($0)"] } ?? []) + record.warnings
        return MachineSection(
            title: "Custom CA Status", note: sentences.joined(separator: " "),
            rows: [
                (
                    "Custom CA Provisioning Status",
                    customCA.memory.last.map { CustomCARecord.status($0, times) } ?? ""
                ), ("Custom CA Info", record.info),
            ])
    }

    private func checked(_ address: String, by principal: Principal) throws(CustomCARefusal) -> String {
        guard principal.account == .admin else { throw .notAllowed }
        guard let first = address.first(where: { !$0.isWhitespace }), first != "#" else {
            throw .badAddress("it is empty; name a file of certificates, such as http://server/ca.pem")
        }
        if let error = syntaxError(of: address, kind: .customCA, in: snapshot) { throw .badAddress("\(error)") }
        return address
    }
}
