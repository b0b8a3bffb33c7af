internal import FlatProfile
internal import Identity
internal import Pages
internal import PhoneService

/// Who is logged in, by browser. A session ends by logging out, by time, when somebody ends it, or when the account's password changes.
///
/// A value: the clock is passed in, the tokens are made outside, and only their digests come here.
struct SessionTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// One browser that is logged in.
    struct Session: Sendable, Equatable {
        /// Its number, by which people and scripts name it; 0 before it has begun.
        var id = 0
        /// Whose rights it has.
        var account: Account
        /// By what its browser shows itself, where it was found so: the table keeps the digest only.
        var token: SessionToken?
        /// By what the table knows it, where it was found by its token.
        var digest = ""
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
        /// What it says it is.
        var browser = BrowserName.unknown
        /// Whence it came when it began.
        var address = ""
        /// Whence it came last.
        var lastAddress = ""

        /// What its forms must carry; made of the cookie whenever it is shown or compared.
        var csrfToken: String { token?.formToken ?? "" }
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

    /// More browsers than anybody uses at once with one account; the one that was silent longest makes room. Each account has its own
    /// room: nobody's logins push the administrator out.
    static let limit = 64

    /// By the digest of the token.
    private(set) var sessions: [String: Session] = [:]
    /// The number of the last one; none is given twice.
    private(set) var lastID = 0
    /// Since when something is to be written down that is not urgent.
    private var unwrittenSince: Instant?

    /// A table without anybody.
    init() {}

    /// How many browsers are let in; some of them may have been silent for longer than a session lasts.
    var count: Int { sessions.count }

    /// Lets a browser in; its session with its number.
    @discardableResult
    mutating func begin(_ session: Session, token: String) -> Session {
        let present = sessions.filter { $0.value.account == session.account }
        if present.count >= Self.limit, let oldest = present.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            sessions[oldest.key] = nil
        }
        lastID += 1
        var session = session
        session.id = lastID
        sessions[token] = session
        return session
    }

    /// The session of that token, if it still lasts. What a person does keeps it alive; what a page's script asks by itself does not.
    mutating func session(
        _ token: String, at now: Instant, _ timeouts: Timeouts, byPerson: Bool = true, from address: String? = nil,
        passwordRevision: (Account) -> Int
    ) -> Session? {
        guard var session = sessions[token] else { return nil }
        guard Self.lasts(session, at: now, timeouts, passwordRevision: passwordRevision) else {
            sessions[token] = nil
            return nil
        }
        guard byPerson else { return session }
        session.lastSeen = now
        if let address { session.lastAddress = address }
        sessions[token] = session
        if unwrittenSince == nil { unwrittenSince = now }
        return session
    }

    private static func lasts(
        _ session: Session, at now: Instant, _ timeouts: Timeouts, passwordRevision: (Account) -> Int
    ) -> Bool {
        lasts(since: session.lastSeen, timeouts.idle, now) && lasts(since: session.began, timeouts.longest, now)
            && session.passwordRevision == passwordRevision(session.account)
    }

    private static func lasts(since start: Instant, _ limit: Duration?, _ now: Instant) -> Bool {
        limit.map { start.duration(to: now) < $0 } ?? true
    }

    /// When the session of that token ends if nobody does anything; nil if it has no end.
    func end(of session: Session, _ timeouts: Timeouts) -> Instant? {
        [timeouts.idle.map(session.lastSeen.advanced), timeouts.longest.map(session.began.advanced)].compactMap(\.self)
            .min()
    }

    /// Forgets those that have ended by themselves, and answers the others, the one that was used last first.
    mutating func living(
        at now: Instant, _ timeouts: Timeouts, passwordRevision: (Account) -> Int
    ) -> [Session] {
        sessions = sessions.filter { Self.lasts($0.value, at: now, timeouts, passwordRevision: passwordRevision) }
        return sessions.values.sorted { ($0.lastSeen, $0.id) > ($1.lastSeen, $1.id) }
    }

    /// Logs a browser out.
    mutating func end(_ token: String) {
        sessions[token] = nil
    }

    /// Ends those sessions; they, as they were.
    mutating func end(where condition: (Session) -> Bool) -> [Session] {
        let ended = sessions.filter { condition($0.value) }
        for token in ended.keys { sessions[token] = nil }
        return Array(ended.values)
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

    // MARK: Over a restart

    /// That somebody did something is written down so long after it: a restart may take that much from a session, and never adds to it.
    static let writingDelay: Duration = .seconds(60)

    /// Whether something that is not urgent has waited long enough to be written down; asked again, it has not.
    mutating func wantsWriting(at now: Instant) -> Bool {
        guard let since = unwrittenSince, since.duration(to: now) >= Self.writingDelay else { return false }
        unwrittenSince = nil
        return true
    }

    /// What outlives the process. `wall` is the time of day at that instant.
    func kept(at now: Instant, wall: Timestamp) -> KeptSessions {
        let kept = sessions.map { token, session in
            KeptSessions.Session(
                id: session.id, digest: token, account: session.account.rawValue,
                began: wall + now.duration(to: session.began), lastSeen: wall + now.duration(to: session.lastSeen),
                passwordRevision: session.passwordRevision, loginRevision: session.loginRevision,
                browser: session.browser.program, system: session.browser.system, address: session.address,
                lastAddress: session.lastAddress)
        }
        return KeptSessions(lastID: lastID, sessions: kept.sorted { $0.id < $1.id })
    }

    /// The table of the process before this one. Its sessions have grown older by what the clock of the wall went on; a clock that stands
    /// before a session was last used cannot tell how much that is, so that session is over.
    init(_ kept: KeptSessions, at now: Instant, wall: Timestamp) {
        lastID = max(kept.lastID, kept.sessions.map(\.id).max() ?? 0)
        for session in kept.sessions.suffix(Self.limit * Account.allCases.count) {
            let lastSeen = Timestamp(unixMilliseconds: session.lastSeen)
            let began = Timestamp(unixMilliseconds: session.began)
            guard let account = Account(rawValue: session.account), began <= lastSeen, lastSeen <= wall else {
                continue
            }
            sessions[session.digest] = Session(
                id: session.id, account: account, began: now.advanced(by: began - wall),
                lastSeen: now.advanced(by: lastSeen - wall), passwordRevision: session.passwordRevision,
                loginRevision: session.loginRevision,
                browser: BrowserName(program: session.browser, system: session.system), address: session.address,
                lastAddress: session.lastAddress)
        }
    }
}
