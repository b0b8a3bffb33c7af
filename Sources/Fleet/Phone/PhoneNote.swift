internal import Transfer

/// One attempt of a virtual phone as a fleet keeps it: numbers only, 48 bytes. `VirtualPhone.story` puts them into words.
public struct PhoneNote: Sendable, Hashable {
    /// What was tried.
    public enum Deed: UInt8, Sendable, Hashable, CaseIterable {
        /// A profile rule was followed.
        case resync
        /// Firmware was asked for.
        case upgrade
        /// A report was sent.
        case report
        /// A custom CA was asked for.
        case customAuthority
        /// A service was asked for the provider.
        case onboarding
    }

    /// What started it.
    public enum Cause: UInt8, Sendable, Hashable, CaseIterable {
        case start, periodic, daily, errorRetry, upgradeAttempt, serverNamed, ruleChange, request
    }

    /// How it ended, as a fleet counts it.
    public enum Outcome: UInt8, Sendable, Hashable, CaseIterable {
        /// It changed something.
        case changed
        /// All was as it should be.
        case unchanged
        /// There was nothing to do, or a trigger held it back.
        case nothingToDo
        /// The server has no such file (404, TFTP 1), or what came is no profile.
        case notFound
        /// The server answered with another status than 2xx and 404.
        case refused
        /// Nobody answered in time, or at all.
        case unreachable
        /// The connection broke, or the answer was damaged.
        case broken
        /// TLS: a certificate that is not believed, or no common language.
        case distrusted
        /// Something else.
        case failed
    }

    /// When it began, by the clock of the premises.
    public var at: FleetClock.Instant
    /// How long the network took, all requests together, in microseconds of real time.
    public var microseconds: UInt32
    /// Body bytes that came.
    public var bytes: UInt32
    /// How many requests were made: more than one with redirects, logins and further addresses.
    public var requests: UInt16
    /// How many parameters it changed.
    public var changes: UInt16
    /// The status of the last answer; 0 without one.
    public var status: UInt16
    /// The sentence of the failure, the rule and the version in the phrase book.
    var sentence: Phrasebook.Number
    var rule: Phrasebook.Number
    /// How many attempts in a row had failed before.
    public var failuresBefore: UInt16
    /// What was tried.
    public var deed: Deed
    /// What started it.
    public var cause: Cause
    /// How it ended.
    public var outcome: Outcome
    /// The class of the guide's table.
    public var isSuccess: Bool { outcome.isSuccess }
}

extension PhoneNote.Outcome {
    /// Whether the phone has what it wanted.
    public var isSuccess: Bool { self == .changed || self == .unchanged || self == .nothingToDo }

    init(_ failure: TransferFailure) {
        self =
            switch failure {
            case .status(404), .tftp(code: 1, _): .notFound
            case .status, .redirectNotFollowed, .tooManyRedirects, .badRedirect, .authenticationFailed,
                .authenticationRequired, .proxyAuthenticationFailed, .proxyAuthenticationRequired, .proxyRefused, .tftp:
                .refused
            case .nameNotFound, .nameServerFailed, .refused, .unreachable, .connectTimeout, .idleTimeout,
                .totalTimeout:
                .unreachable
            case .connectionClosed, .partialBody, .malformedResponse, .tooLarge: .broken
            case .certificate, .tlsFailed: .distrusted
            default: .failed
            }
    }
}
