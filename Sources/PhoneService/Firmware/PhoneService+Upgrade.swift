internal import FlatProfile
internal import ProfileRules
internal import Provisioning
internal import Store

/// Why an upgrade that somebody asked for was not tried.
public enum UpgradeRefusal: Error, Hashable, Sendable {
    /// Upgrade Enable is No.
    case disabled
    /// The account may not upgrade.
    case notAllowed
    /// The address or rule cannot be read, and why.
    case badRule(String)
    /// No address is given, and Upgrade Rule is empty.
    case noRule
    /// The phone is being stopped.
    case stopped
}

extension UpgradeRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .disabled: "Upgrade Enable is No: set it to Yes on Voice > Provisioning to let the phone upgrade"
        case .notAllowed: "only the administrator may upgrade the phone"
        case .badRule(let sentence): "the address cannot be read: \(sentence)"
        case .noRule: "no address is given, and Upgrade Rule is empty: name the address of a load"
        case .stopped: "the phone is being stopped, or restarts with new firmware: ask again in a moment"
        }
    }
}

/// Firmware.
extension PhoneService {
    /// Upgrades now, or when no line is in use any more: by Upgrade_Rule, or once by the load at `url`; answers when the attempt has
    /// ended. A `url` without server is asked of `requester`, the host that asks.
    public func upgrade(
        to url: String? = nil, from requester: String, by principal: Principal
    ) async throws(UpgradeRefusal) -> UpgradeOutcomeRecord {
        let load = try checked(url, from: requester, by: principal)
        let attempt: UpgradeAttempt
        do {
            attempt = try await engine.upgrade(load, by: principal.label)
        } catch {
            throw error == .upgradesDisabled ? .disabled : .stopped
        }
        guard let record = upgrades.records(ofRun: attempt.run).last else { throw .stopped }
        return UpgradeOutcomeRecord(succeeded: attempt.ending.error == nil, attempt: record)
    }

    /// Does what an upgrade would do, up to the checks of the load; nothing is kept, installed or written down.
    public func rehearseUpgrade(
        to url: String? = nil, from requester: String, by principal: Principal
    ) async throws(UpgradeRefusal) -> UpgradeOutcomeRecord {
        let load = try checked(url, from: requester, by: principal)
        let attempt = await engine.rehearseUpgrade(load, by: principal.label)
        var record = UpgradeRecord(attempt, number: 0, in: snapshot.catalogue)
        record.revision = nil
        return UpgradeOutcomeRecord(succeeded: attempt.ending.error == nil, attempt: record)
    }

    /// Asks for an upgrade and does not wait for it: the events tell how it goes on.
    public func startUpgrade(
        to url: String? = nil, from requester: String, by principal: Principal
    ) throws(UpgradeRefusal) {
        engine.requestUpgrade(try checked(url, from: requester, by: principal), by: principal.label)
    }

    /// Throws what `startUpgrade` would throw, and begins nothing.
    public func checkUpgrade(
        to url: String?, from requester: String, by principal: Principal
    ) throws(UpgradeRefusal) {
        _ = try checked(url, from: requester, by: principal)
    }

    /// The address of a load, or Upgrade_Rule without one, as anybody may see it.
    public func shownUpgradeRule(_ url: String?) -> String {
        let snapshot = snapshot
        let kind: RuleKind = url == nil ? .upgrade : .upgradeCommand
        return ProfileRule.explain(url ?? snapshot["Upgrade_Rule"], in: macros(of: snapshot), kind: kind).source
    }

    /// Removes what a killed process left of a load that came; to be called before the phone runs.
    public func removeFirmwareLeftovers() async {
        await firmware.clean()
    }

    /// How upgrades go. Never waits.
    public var upgradeState: UpgradeStateRecord {
        UpgradeStateRecord(
            enabled: snapshot["Upgrade_Enable"] == "Yes", software_version: identity.softwareVersion,
            running: recorder.runningUpgrade, next: engine.nextUpgrade.map(NextUpgradeRecord.init),
            attempts: upgrades.recent(3))
    }

    /// The newest attempts at an upgrade, newest first.
    public func upgrades(_ count: Int) async throws(ServiceFailure) -> [UpgradeRecord] {
        try await reading { () async throws(StoreError) in try await upgrades.newest(count) }
    }

    /// The attempt at an upgrade of that number, if it is still kept.
    public func upgrade(_ number: Int) async throws(ServiceFailure) -> UpgradeRecord? {
        try await reading { () async throws(StoreError) in try await upgrades.record(number) }
    }

    private func checked(
        _ url: String?, from requester: String, by principal: Principal
    ) throws(UpgradeRefusal) -> UpgradeRequest.OneTime? {
        guard principal.account == .admin else { throw .notAllowed }
        guard snapshot["Upgrade_Enable"] == "Yes" else { throw .disabled }
        guard let url, !url.allSatisfy(\.isWhitespace) else {
            guard !snapshot["Upgrade_Rule"].allSatisfy(\.isWhitespace) else { throw .noRule }
            return nil
        }
        if let error = syntaxError(of: url, kind: .upgradeCommand, in: snapshot) { throw .badRule("\(error)") }
        return UpgradeRequest.OneTime(rule: url, requester: requester)
    }
}
