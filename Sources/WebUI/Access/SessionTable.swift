internal import FlatProfile
internal import PhoneService

/// Who is logged in, by browser. A session ends by logging out, by time, or when the account's password changes.
///
/// A value: the clock is passed in, the tokens are made outside.
struct SessionTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// One browser that is logged in.
    struct Session: Sendable, Equatable {
        /// Whose rights it has.
        var account: Account
        /// What its forms must carry.
        var csrfToken: String
        /// When it logged in.
        var began: Instant
        /// When it last asked for something.
        var lastSeen: Instant
        /// The revision that had last set the account's password then.
        var passwordRevision: Int
        /// What the next page shall say, once.
        var notice: String?
    }

    /// How long sessions last; nil for no such limit.
    struct Timeouts: Sendable, Equatable {
        var idle: Duration?
        var longest: Duration?

        /// As Session_Idle_Timeout and Session_Max_Timeout say, in seconds; 0 sets no limit.
        init(_ snapshot: Snapshot) {
            idle = Self.limit(snapshot["Session_Idle_Timeout"])
            longest = Self.limit(snapshot["Session_Max_Timeout"])
        }

        private static func limit(_ seconds: String) -> Duration? {
            let seconds = Int(seconds) ?? 3600
            return seconds == 0 ? nil : .seconds(seconds)
        }
    }

    /// More browsers than a phone ever sees; the one that was silent longest makes room.
    static let limit = 256

    private var sessions: [String: Session] = [:]

    /// Lets a browser in.
    mutating func begin(_ session: Session, token: String) {
        if sessions.count >= Self.limit, let oldest = sessions.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            sessions[oldest.key] = nil
        }
        sessions[token] = session
    }

    /// The session of that token, if it still lasts; asking keeps it alive.
    mutating func session(
        _ token: String, at now: Instant, _ timeouts: Timeouts, passwordRevision: (Account) -> Int
    ) -> Session? {
        guard var session = sessions[token] else { return nil }
        guard timeouts.idle.map({ session.lastSeen.duration(to: now) < $0 }) ?? true,
            timeouts.longest.map({ session.began.duration(to: now) < $0 }) ?? true,
            session.passwordRevision == passwordRevision(session.account)
        else {
            sessions[token] = nil
            return nil
        }
        session.lastSeen = now
        sessions[token] = session
        return session
    }

    /// Logs a browser out.
    mutating func end(_ token: String) {
        sessions[token] = nil
    }

    /// Leaves a sentence for the next page of that browser.
    mutating func leave(_ notice: String, _ token: String) {
        sessions[token]?.notice = notice
    }

    /// The sentence that was left, once.
    mutating func takeNotice(_ token: String) -> String? {
        defer { sessions[token]?.notice = nil }
        return sessions[token]?.notice
    }
}
