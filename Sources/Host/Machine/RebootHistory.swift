public import FlatProfile

/// Why the phone restarted, the last five times; newest first.
///
/// Source: administration guide, Info > Status, "Reboot History". Cleared by a factory reset.
public struct RebootHistory: Hashable, Sendable {
    /// The reasons that a phone tells.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// After an upgrade, successful or not.
        case upgrade = "Upgrade"
        /// A profile changed what needs a restart.
        case provisioning = "Provisioning"
        /// A SIP NOTIFY asked for it.
        case sipTriggered = "SIP Triggered"
        /// A remote customization asked for it.
        case remoteCustomization = "RC"
        /// Somebody pressed the button.
        case userTriggered = "User Triggered"
        /// The phone has another address.
        case addressChanged = "IP Changed"
        /// The cloud asked for it.
        case cloudTriggered = "cloud triggered"
    }

    /// One restart.
    public struct Entry: Hashable, Sendable {
        /// When it was decided.
        public var time: Timestamp
        /// Why.
        public var reason: Reason

        /// A restart at that time for that reason.
        public init(time: Timestamp, reason: Reason) {
            self.time = time
            self.reason = reason
        }

        /// As the Status page shows it: `[08/13/14 06:12:38] User Triggered`.
        public func line(in time: LocalTime) -> String { "\(time.bracketed) \(reason.rawValue)" }

        /// As `status.xml` holds it: `[08/10/14 14:03:43]Provisioning`.
        public func compactLine(in time: LocalTime) -> String { time.bracketed + reason.rawValue }
    }

    /// How many are kept.
    public static let limit = 5

    /// The restarts, newest first, at most five.
    public private(set) var entries: [Entry]

    /// A history of those restarts, newest first; what is too much is forgotten.
    public init(_ entries: [Entry] = []) {
        self.entries = Array(entries.prefix(Self.limit))
    }

    /// Remembers a restart and forgets the sixth.
    public mutating func rebooted(at time: Timestamp, because reason: Reason) {
        self = RebootHistory([Entry(time: time, reason: reason)] + entries)
    }

    /// The history as text: a line each, milliseconds since 1970, a blank and the reason.
    public var serialized: String { entries.map { "\($0.time.unixMilliseconds) \($0.reason.rawValue)\n" }.joined() }

    /// Reads what `serialized` wrote; lines that it cannot have written are left out.
    public init(parsing text: String) {
        self.init(
            text.nonemptyLines.compactMap { line in
                let parts = line.split(separator: " ", maxSplits: 1)
                guard parts.count == 2, let time = Int64(parts[0]), let reason = Reason(rawValue: String(parts[1]))
                else {
                    return nil
                }
                return Entry(time: Timestamp(unixMilliseconds: time), reason: reason)
            })
    }
}
