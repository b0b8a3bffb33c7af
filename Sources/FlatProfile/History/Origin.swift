/// Where a value came from: shown beside the field and in the history.
public enum Origin: Hashable, Sendable {
    /// Typed into a form by this account (`admin` or `user`).
    case web(account: String)
    /// Fetched: the profile at `url` (user info removed), or one pushed by a server.
    case profile(url: String)
    /// Set by an assignment of a rule; `rule` names the parameter that holds the rule, or `one-time rule`.
    case assignment(rule: String)
    /// Read from a file that someone uploaded.
    case importedFile(name: String)
    /// `onhook param set` by this login of the machine.
    case commandLine(user: String)
    /// The JSON API, by this account.
    case api(account: String)
    /// An automatic configuration server.
    case tr069(url: String)
    /// A restore of that earlier revision.
    case restore(of: RevisionNumber)
    /// That revision, and perhaps some right after it, taken back: by hand, or because nobody confirmed it in time.
    case revert(of: RevisionNumber)
    /// A backup that was made at that day, restored: `2026-11-20`.
    case backup(made: String)
    /// A factory reset.
    case factoryReset
}

extension Origin {
    /// The login that made the change, as far as the origin names one: `admin`, `root`.
    public var author: String? {
        switch self {
        case .web(let name), .api(let name), .commandLine(let name): name
        case .profile, .assignment, .importedFile, .tr069, .restore, .revert, .backup, .factoryReset: nil
        }
    }

    /// What kind an origin is, in the words that databases and addresses hold; they are never changed.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case web, profile, assignment, importedFile = "import", commandLine = "command-line", api, tr069 = "tr-069",
            restore, revert, backup, factoryReset = "factory-reset"
    }

    /// What kind it is.
    public var kind: Kind {
        switch self {
        case .web: .web
        case .profile: .profile
        case .assignment: .assignment
        case .importedFile: .importedFile
        case .commandLine: .commandLine
        case .api: .api
        case .tr069: .tr069
        case .restore: .restore
        case .revert: .revert
        case .backup: .backup
        case .factoryReset: .factoryReset
        }
    }
}

/// The number of a revision: 0 is the factory state, then 1, 2, … without gaps.
public typealias RevisionNumber = Int

/// Where and when a value was set.
///
/// All settings of one revision share what they have in common: a phone with a thousand settings holds a few origins.
public struct Provenance: Hashable, Sendable {
    /// What all changes of one set have in common.
    private final class Source: Hashable, Sendable {
        let origin: Origin
        let time: Timestamp
        let revision: RevisionNumber

        init(_ origin: Origin, _ time: Timestamp, _ revision: RevisionNumber) {
            self.origin = origin
            self.time = time
            self.revision = revision
        }

        static func == (left: Source, right: Source) -> Bool {
            left === right
                || (left.revision == right.revision && left.time == right.time && left.origin == right.origin)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(revision)
            hasher.combine(time)
        }
    }

    private let source: Source
    /// 0 is none; lines are counted from 1.
    private let storedLine: Int32

    /// Who or what set it.
    public var origin: Origin { source.origin }
    /// The line of the profile that set it, if a file did.
    public var line: Int? { storedLine == 0 ? nil : Int(storedLine) }
    /// When that was: when the revision was made, or before, where it brings back what was set earlier.
    public var time: Timestamp { source.time }
    /// The revision that set it.
    public var revision: RevisionNumber { source.revision }

    /// A provenance of those parts.
    public init(origin: Origin, line: Int? = nil, time: Timestamp, revision: RevisionNumber) {
        self.init(Source(origin, time, revision), line)
    }

    private init(_ source: Source, _ line: Int?) {
        self.source = source
        storedLine = line.map { Int32(clamping: max(0, $0)) } ?? 0
    }

    /// The same source, another line of it.
    package func at(line: Int?) -> Provenance { Provenance(source, line) }
}
