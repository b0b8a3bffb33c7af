public import FlatProfile
public import ProfileRules

/// One fetch of a custom CA, or its removal: the whole story. No secret is in it.
public struct CustomCAAttempt: Sendable {
    /// How it ended.
    public enum Ending: Hashable, Sendable {
        /// What was fetched is trusted from now on.
        case installed(CustomAuthorities)
        /// The rule was empty after all: nothing was asked for.
        case nothingToFetch
        /// The present one was removed.
        case removed
        /// All is as it was, for this reason.
        case failed(String)

        /// What went wrong, or nil.
        public var error: String? {
            if case .failed(let sentence) = self { sentence } else { nil }
        }
    }

    /// Which one of its engine it is, counted from 1.
    public var run = 0
    /// What started it.
    public var trigger: CustomCATrigger
    /// Whose rule was followed.
    public var source: CustomCASource
    /// When it began, by the wall clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration = .zero
    /// What the rule said; nil for a removal.
    public var explanation: RuleExplanation?
    /// What was asked of the network.
    public var transfer = TransferStory()
    /// How it ended.
    public var ending = Ending.nothingToFetch
    /// What is odd about what was installed, or about writing it down.
    public var warnings: [String] = []
}

/// What the phone knows of its custom CA after a restart.
public struct CustomCAMemory: Codable, Hashable, Sendable {
    /// The name under which the store keeps it.
    public static let concern = "custom-ca"

    /// The last fetch.
    public struct Last: Codable, Hashable, Sendable {
        /// When it began, in milliseconds since 1970.
        public var time: Int64
        /// Whether what was fetched was installed.
        public var succeeded: Bool
        /// Whose rule was followed.
        public var source: CustomCASource
        /// What was asked for first, without user info; nil if nothing was.
        public var url: String?
        /// Why it failed.
        public var error: String?
    }

    /// The last fetch; nil before the first.
    public var last: Last?
    /// Where the installed CA came from; nil if none is installed.
    public var source: CustomCASource?
    /// What it was fetched from, without user info.
    public var url: String?
    /// When it was fetched, in milliseconds since 1970.
    public var installedAt: Int64?

    /// Nothing has happened yet.
    public init() {}

    /// Takes note of what happened.
    mutating func note(_ attempt: CustomCAAttempt) {
        let time = attempt.startedAt.unixMilliseconds
        switch attempt.ending {
        case .installed:
            (source, url, installedAt) = (attempt.source, attempt.transfer.url, time)
        case .removed:
            (source, url, installedAt) = (nil, nil, nil)
            return
        case .nothingToFetch:
            return
        case .failed where attempt.trigger == .ruleEmptied:
            return
        case .failed:
            break
        }
        last = Last(
            time: time, succeeded: attempt.ending.error == nil, source: attempt.source, url: attempt.transfer.url,
            error: attempt.ending.error)
    }
}
