internal import Pages

/// Who is logged in at the bench, by browser. A session ends by logging out, by time, and when the password changes.
///
/// A value: the clock is passed in, the tokens are made outside, and only their digests come here.
struct BenchSessions: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// One browser that is logged in.
    struct Session: Sendable, Equatable {
        /// By what the table knows it.
        var digest: String
        /// What its forms must carry; made of the cookie, and not kept.
        var csrfToken = ""
        /// When it logged in.
        var began: Instant
        /// When a person last did something with it.
        var lastSeen: Instant
        /// The account's stamp then.
        var stamp: String
        /// What the next page shall say, once.
        var notice: Notice?
    }

    /// Silent for so long, a session is over: nobody scans for half a shift without a scan.
    static let idle: Duration = .seconds(4 * 3600)
    /// No session is longer than a day at the bench.
    static let longest: Duration = .seconds(16 * 3600)
    /// The browsers at once; the one that was silent longest makes room.
    static let limit = 64

    private var sessions: [String: Session] = [:]

    /// How many there are.
    var count: Int { sessions.count }

    /// Lets a browser in.
    mutating func begin(_ session: Session) {
        if sessions.count >= Self.limit, let oldest = sessions.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            sessions[oldest.key] = nil
        }
        sessions[session.digest] = session
    }

    /// The session of that token's digest, if it still lasts. What a person does keeps it alive; what a script asks by itself does not.
    mutating func session(_ digest: String, at now: Instant, stamp: String, byPerson: Bool) -> Session? {
        guard var session = sessions[digest] else { return nil }
        guard session.stamp == stamp, session.lastSeen.duration(to: now) < Self.idle,
            session.began.duration(to: now) < Self.longest
        else {
            sessions[digest] = nil
            return nil
        }
        guard byPerson else { return session }
        session.lastSeen = now
        sessions[digest] = session
        return session
    }

    /// Logs a browser out.
    mutating func end(_ digest: String) { sessions[digest] = nil }

    /// Leaves a sentence for the next page of that browser.
    mutating func leave(_ notice: Notice, _ digest: String) { sessions[digest]?.notice = notice }

    /// The sentence that was left, once.
    mutating func takeNotice(_ digest: String) -> Notice? {
        defer { sessions[digest]?.notice = nil }
        return sessions[digest]?.notice
    }
}
