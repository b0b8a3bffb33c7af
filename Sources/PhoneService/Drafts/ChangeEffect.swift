public import FlatProfile
internal import ProfileRules
internal import Provisioning

/// What a change does beyond being stored.
///
/// What Onhook says here it does: a change that "reboots" restarts the phone. The phone's own list of rebooting parameters is not public, so
/// that it may reboot on more than `Asset_ID`. Sources: web pages, "Reaching it" and "Effect of Submit"; resync behaviour, "After a download"
/// and "Reports"; `docs/compatibility.md`, "Effects of a change".
public enum ChangeEffect: Hashable, Sendable {
    /// Whoever changes it may not come back: see the reason.
    case locksOut(LockOut)
    /// The phone restarts as soon as no line is in use, with the reason `Provisioning`.
    case reboots
    /// The web server listens anew, at another address or in another way; open connections end.
    case restartsWebServer
    /// Upgrade_Rule is followed at once: new firmware is fetched, and installing it reboots the phone.
    case triggersUpgrade
    /// Custom_CA_Rule is followed at once: an authority is fetched or removed.
    case triggersCustomCA
    /// The next resync that comes by itself moves; if its time is over already it begins at once.
    case triggersResync
    /// The server is told of the change, that many seconds after the first one.
    case triggersReport(after: Int)
    /// It is in force as soon as it is stored; nothing is interrupted.
    case appliesNow
}

extension ChangeEffect {
    /// How a change can shut out the person who makes it.
    public enum LockOut: Hashable, Sendable {
        /// No web server answers any more.
        case webServerOff
        /// The web server moves to another port.
        case port(String)
        /// The web server speaks another protocol.
        case `protocol`(String)
        /// The oldest TLS version that is taken: a browser that knows older ones only is refused.
        case tlsVersion(String)
        /// The administrator's pages are gone.
        case adminAccessOff
        /// That account's password is another one, and all its sessions end.
        case password(Account)
        /// That account has no password any more, so that it cannot log in.
        case noPassword(Account)
        /// Logins last that many seconds only.
        case shortSession(Int)
        /// Packets may be dropped before they reach the web server.
        case firewall
        /// The machine may get another address, or be cut off its network.
        case network
    }

    /// Fewer seconds than this are too short for a login to be of use: chosen, no source sets a limit.
    public static let shortestSession = 60
}

/// What each of some changes does, and all together.
public struct ChangeEffects: Hashable, Sendable {
    /// The effects of each parameter that the changes make different, the gravest first; never empty.
    public var each: [ParameterName: [ChangeEffect]]
    /// The effects of all together, the gravest first; empty if nothing is different.
    public var all: [ChangeEffect]

    /// The ways in which they shut somebody out: what is to be confirmed afterwards.
    public var lockOuts: [ChangeEffect.LockOut] { all.compactMap(\.lockOut) }
    /// Whether the person who makes the changes may not come back.
    public var locksOut: Bool { !lockOuts.isEmpty }
}

extension ChangeEffect {
    /// Why it shuts somebody out, if it does.
    public var lockOut: LockOut? {
        if case .locksOut(let reason) = self { reason } else { nil }
    }

    /// What the changes would do to that configuration. `isLocal` is false for what a server sets: no server is told of its own changes.
    /// Nothing is read but the values: the same question has the same answer.
    public static func effects(
        of changes: [ParameterChange], in snapshot: Snapshot, isLocal: Bool = true
    ) -> ChangeEffects {
        let origin: Origin = isLocal ? .web(account: "") : .profile(url: "")
        let set = ChangeSet(changes, origin: origin)
        guard let (next, differences) = snapshot.applying(set, at: Timestamp(unixSeconds: 0)) else {
            return ChangeEffects(each: [:], all: [])
        }
        let step = ConfigurationStep(before: snapshot, after: next, isLocal: isLocal)
        let each = differences.map { ($0.name, step.effects(of: $0.name)) }
        return ChangeEffects(
            each: Dictionary(uniqueKeysWithValues: each),
            all: inOrder(each.flatMap(\.1)).filter { $0 != .appliesNow || each.allSatisfy { $0.1 == [.appliesNow] } })
    }

    /// What it took to come from one configuration to another.
    public static func effects(from before: Snapshot, to after: Snapshot, isLocal: Bool = true) -> ChangeEffects {
        let names = Set(before.settings.keys).union(after.settings.keys)
        let changes = names.map { name in
            ParameterChange(name, after.settings[name] == nil ? .reset : .set(after[name]))
        }
        return effects(of: changes, in: before, isLocal: isLocal)
    }

    /// Each once, the gravest first.
    static func inOrder(_ effects: [ChangeEffect]) -> [ChangeEffect] {
        var seen: Set<ChangeEffect> = []
        return effects.filter { seen.insert($0).inserted }.enumerated()
            .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }

    private var rank: Int {
        switch self {
        case .locksOut: 0
        case .reboots: 1
        case .restartsWebServer: 2
        case .triggersUpgrade: 3
        case .triggersCustomCA: 4
        case .triggersResync: 5
        case .triggersReport: 6
        case .appliesNow: 7
        }
    }
}

/// The configuration before and after some changes: the effect of one of them may depend on the others.
private struct ConfigurationStep {
    let before: Snapshot
    let after: Snapshot
    let isLocal: Bool

    func effects(of name: ParameterName) -> [ChangeEffect] {
        var effects: [ChangeEffect] = []
        if before[name] != after[name] {
            effects += lockOut(by: name).map { [.locksOut($0)] } ?? []
            if after.catalogue[name]?.reboots == true { effects.append(.reboots) }
            if WebServerSettings.contains(name) { effects.append(.restartsWebServer) }
            effects += ruleEffects(of: name)
        }
        // Also the access of an account is a change that the server hears of.
        if isLocal, case .localChange(let delay) = ReportPolicy(after).occasion, ReportPolicy(after).hasRule {
            effects.append(.triggersReport(after: Int(delay.components.seconds)))
        }
        return effects.isEmpty ? [.appliesNow] : ChangeEffect.inOrder(effects)
    }

    private func ruleEffects(of name: ParameterName) -> [ChangeEffect] {
        switch name {
        case "Upgrade_Rule", "Upgrade_Enable":
            after.isOn("Upgrade_Enable") && after.isWritten("Upgrade_Rule") ? [.triggersUpgrade] : []
        case "Custom_CA_Rule", "Provision_Enable":
            changesCustomCA ? [.triggersCustomCA] : movesResync(name)
        default:
            movesResync(name)
        }
    }

    private var changesCustomCA: Bool {
        after.isOn("Provision_Enable") && before["Custom_CA_Rule"] != after["Custom_CA_Rule"]
    }

    /// Triggers (Resync_Trigger_1, Resync_Trigger_2) hold resyncs back and start none, and a new Profile_Rule waits for the next one.
    private func movesResync(_ name: ParameterName) -> [ChangeEffect] {
        guard Self.resyncTimers.contains(name), after.isOn("Provision_Enable") else { return [] }
        return ResyncPolicy(before) == ResyncPolicy(after) ? [] : [.triggersResync]
    }

    private static let resyncTimers: Set<ParameterName> = [
        "Provision_Enable", "Resync_Periodic", "Resync_Error_Retry_Delay", "Resync_At__HHmm_", "Resync_At_Random_Delay",
    ]

    private func lockOut(by name: ParameterName) -> ChangeEffect.LockOut? {
        let value = after[name]
        switch name {
        case "Enable_Web_Server": return value == "No" ? .webServerOff : nil
        case "Web_Server_Port": return .port(value)
        case "Enable_Protocol": return .protocol(value)
        case "TLS_Server_Min_Version":
            return value > before[name] && after["Enable_Protocol"] == "Https" ? .tlsVersion(value) : nil
        case "Enable_Web_Admin_Access": return value == "No" ? .adminAccessOff : nil
        case "Session_Idle_Timeout", "Session_Max_Timeout": return shortSession(value)
        case "Firewall": return value == "Enabled" ? .firewall : nil
        case "Firewall_Config": return after["Firewall"] == "Enabled" ? .firewall : nil
        default:
            if Self.network.contains(name) { return .network }
            guard let account = Account.allCases.first(where: { $0.parameter == name }) else { return nil }
            return value.isEmpty ? .noPassword(account) : .password(account)
        }
    }

    private func shortSession(_ text: String) -> ChangeEffect.LockOut? {
        guard let seconds = Int(text), (1..<ChangeEffect.shortestSession).contains(seconds) else { return nil }
        return .shortSession(seconds)
    }

    /// A hook of the machine may carry these out (`docs/hooks.md`).
    private static let network: Set<ParameterName> = [
        "IP_Mode", "Connection_Type", "Static_IP", "NetMask", "Gateway", "IPv6_Connection_Type", "IPv6_Static_IP",
        "Prefix_Length", "IPv6_Gateway", "Enable_VLAN", "VLAN_ID", "Enable_802.1X_Authentication",
    ]
}

/// The parameters that say how the web server listens (web pages, "Reaching it").
package enum WebServerSettings {
    /// Their names.
    package static let names: Set<ParameterName> = [
        "Enable_Web_Server", "Enable_Protocol", "Web_Server_Port", "TLS_Server_Min_Version",
    ]

    /// Whether that is one of them.
    package static func contains(_ name: ParameterName) -> Bool { names.contains(name) }
}

extension Snapshot {
    fileprivate func isOn(_ name: ParameterName) -> Bool { self[name] == "Yes" }
    fileprivate func isWritten(_ name: ParameterName) -> Bool { !self[name].allSatisfy(\.isWhitespace) }
}
