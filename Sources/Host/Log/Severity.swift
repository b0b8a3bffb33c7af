/// How grave a message is; the lower the number, the graver (RFC 3164, section 4.1.1).
public enum Severity: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// The system cannot be used.
    case emergency
    /// Somebody must act at once.
    case alert
    /// A critical condition.
    case critical
    /// Something failed.
    case error
    /// Something is odd.
    case warning
    /// Normal, but worth knowing.
    case notice
    /// For information.
    case info
    /// For those who look for a fault.
    case debug

    /// The word that the parameter `Debug_Level` uses: `NOTICE`.
    public var name: String {
        switch self {
        case .emergency: "EMERGENCY"
        case .alert: "ALERT"
        case .critical: "CRITICAL"
        case .error: "ERROR"
        case .warning: "WARNING"
        case .notice: "NOTICE"
        case .info: "INFO"
        case .debug: "DEBUG"
        }
    }

    /// The severity of that word, in any case; nil if there is none.
    public init?(named name: String) {
        guard let severity = Self.allCases.first(where: { $0.name == name.uppercased() }) else { return nil }
        self = severity
    }

    /// Graver ones come first.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
