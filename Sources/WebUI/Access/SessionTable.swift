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
        var notice: Notice?
        /// The newest revision when the login began: who logged in after a change shows that it did not lock them out. Nil for a session
        /// that began without a login.
        var loginRevision: Int?
    }

    /// How long sessions last: Session_Idle_Timeout and Session_Max_Timeout; nil sets no such limit.
    struct Timeouts: Sendable, Equatable {
        var idle: Duration?
        var longest: Duration?

        /// Those limits in seconds, 0 for none; what is no number counts as the factory default, an hour.
        init(idle: String, longest: String) {
            self.idle = Self.limit(idle)
            self.longest = Self.limit(longest)
        }

        private static func limit(_ text: String) -> Duration? {
            let seconds = Int(text) ?? 3600
            return seconds > 0 ? .seconds(seconds) : nil
        }
    }

    /// More browsers than a phone ever sees; the one that was silent longest makes room.
    static let limit = 256

    private var sessions: [String: Session] = [:]

    /// How many browsers are let in; some of them may have been silent for longer than a session lasts.
    var count: Int { sessions.count }

    /// Lets a browser in.
    mutating func begin(_ session: Session, token: String) {
        if sessions.count >= Self.limit, let oldest = sessions.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            sessions[oldest.key] = nil
        }
        sessions[token] = session
    }

    /// The session of that token, if it still lasts. What a person does keeps it alive; what a page's script asks by itself does not.
    mutating func session(
        _ token: String, at now: Instant, _ timeouts: Timeouts, byPerson: Bool = true,
        passwordRevision: (Account) -> Int
    ) -> Session? {
        guard var session = sessions[token] else { return nil }
        guard Self.lasts(since: session.lastSeen, timeouts.idle, now),
            Self.lasts(since: session.began, timeouts.longest, now),
            session.passwordRevision == passwordRevision(session.account)
        else {
            sessions[token] = nil
            return nil
        }
        guard byPerson else { return session }
        session.lastSeen = now
        sessions[token] = session
        return session
    }

    private static func lasts(since start: Instant, _ limit: Duration?, _ now: Instant) -> Bool {
        limit.map { start.duration(to: now) < $0 } ?? true
    }

    /// Logs a browser out.
    mutating func end(_ token: String) {
        sessions[token] = nil
    }

    /// Leaves a sentence for the next page of that browser.
    mutating func leave(_ notice: Notice, _ token: String) {
        sessions[token]?.notice = notice
    }

    /// The sentence that was left, once.
    mutating func takeNotice(_ token: String) -> Notice? {
        defer { sessions[token]?.notice = nil }
        return sessions[token]?.notice
    }
}
