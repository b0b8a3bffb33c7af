public import FlatProfile

/// The sessions of the web pages as the store keeps them over a restart. No token is in it.
public struct KeptSessions: Codable, Hashable, Sendable {
    /// One of them. Times are milliseconds of the wall clock.
    public struct Session: Codable, Hashable, Sendable {
        /// Its number.
        public var id: Int
        /// The digest of its token.
        public var digest: String
        /// Its account: `admin` or `user`.
        public var account: String
        /// When it began.
        public var began: Int64
        /// When it was last used.
        public var lastSeen: Int64
        /// The revision that had last set the account's password then.
        public var passwordRevision: RevisionNumber
        /// The newest revision when its login began, if it began with one.
        public var loginRevision: RevisionNumber?
        /// The program, such as `Firefox 128`, and the system that it runs on.
        public var browser: String
        /// The system that it runs on, or empty.
        public var system: String
        /// Whence it came when it began.
        public var address: String
        /// Whence it came last.
        public var lastAddress: String

        /// A session of those parts.
        public init(
            id: Int, digest: String, account: String, began: Timestamp, lastSeen: Timestamp,
            passwordRevision: RevisionNumber, loginRevision: RevisionNumber?, browser: String, system: String,
            address: String, lastAddress: String
        ) {
            self.id = id
            self.digest = digest
            self.account = account
            self.began = began.unixMilliseconds
            self.lastSeen = lastSeen.unixMilliseconds
            self.passwordRevision = passwordRevision
            self.loginRevision = loginRevision
            self.browser = browser
            self.system = system
            self.address = address
            self.lastAddress = lastAddress
        }
    }

    /// The highest number that a session has had.
    public var lastID: Int
    /// All of them.
    public var sessions: [Session]

    /// These sessions.
    public init(lastID: Int = 0, sessions: [Session] = []) {
        self.lastID = lastID
        self.sessions = sessions
    }
}

/// A browser that is logged in, in JSON: `GET /api/v1/sessions`. Its token is in no record.
public struct SessionRecord: Codable, Hashable, Sendable {
    /// Its number, by which it is ended.
    public var id: Int
    /// Its account: `admin` or `user`.
    public var account: String
    /// The program, such as `Firefox 128`.
    public var browser: String
    /// The system that it runs on, such as `Linux`, or empty.
    public var system: String
    /// Whence it came when it began.
    public var address: String
    /// Whence it came last.
    public var last_address: String
    /// When it began.
    public var since: String
    /// When a person last did something with it.
    public var last_used: String
    /// Whether it is that of whoever asks.
    public var current: Bool

    /// A record of those parts.
    public init(
        id: Int, account: String, browser: String, system: String, address: String, last_address: String,
        since: Timestamp, last_used: Timestamp, current: Bool
    ) {
        self.id = id
        self.account = account
        self.browser = browser
        self.system = system
        self.address = address
        self.last_address = last_address
        self.since = since.iso8601
        self.last_used = last_used.iso8601
        self.current = current
    }
}

/// How many sessions were ended: the answer to ending them.
public struct EndedSessionsRecord: Codable, Hashable, Sendable {
    /// How many.
    public var ended: Int

    /// That many.
    public init(ended: Int) { self.ended = ended }
}
