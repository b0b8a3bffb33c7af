public import FlatProfile

/// When the phone reports by itself: the parameters of Voice > Provisioning > Upload Configuration Options, parsed.
///
/// Source: Third-Party Call Control, "Report rule"; Provisioning Parameters, "Upload Configuration Options". What stands outside of
/// its range, which only an old store can hold, is taken for the nearest value inside; what is no number for the default.
public struct ReportPolicy: Hashable, Sendable {
    /// `Report_To_Server`: what makes the phone report by itself.
    public enum Occasion: Hashable, Sendable {
        /// `On Request`: each start of the phone, besides requests.
        case start
        /// `On Local Change`: that long after the first change on the spot.
        case localChange(delay: Duration)
        /// `Periodically`, in that rhythm.
        case periodic(every: Duration)
        /// Any other word: nothing; one export of a phone holds `Never Report`.
        case never
    }

    /// Whether `Report_Rule` says anything.
    public var hasRule: Bool
    /// What makes the phone report by itself.
    public var occasion: Occasion

    /// The policy that a configuration asks for.
    public init(_ snapshot: Snapshot) {
        hasRule = !snapshot["Report_Rule"].allSatisfy(\.isWhitespace)
        occasion =
            switch snapshot["Report_To_Server"] {
            case "On Request": .start
            case "On Local Change":
                .localChange(delay: Self.seconds("Upload_Delay_On_Local_Change", in: 10...900, else: 60, snapshot))
            case "Periodically":
                .periodic(every: Self.seconds("Periodic_Upload_To_Server", in: 600...2_592_000, else: 3600, snapshot))
            default: .never
            }
    }

    private static func seconds(
        _ name: ParameterName, in range: ClosedRange<Int>, else standard: Int, _ snapshot: Snapshot
    ) -> Duration {
        let value = Int(snapshot[name]) ?? standard
        return .seconds(min(max(value, range.lowerBound), range.upperBound))
    }
}

extension Origin {
    /// Whether a change of this origin was made on the spot, so that the server does not know of it: by a person at the web page, the
    /// API, the command line. What servers set themselves is none, nor is a factory reset, which forgets whom to report to.
    public var isLocalChange: Bool {
        switch self {
        case .web, .api, .commandLine, .importedFile, .restore, .revert, .backup: true
        case .profile, .assignment, .tr069, .factoryReset: false
        }
    }
}
