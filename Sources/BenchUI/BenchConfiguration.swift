public import FlatProfile

/// What the pages of a bench need to know of the place where they are served.
public struct BenchConfiguration: Sendable {
    /// Distinguishes the session cookie from those of other programs on the same host, since cookies ignore ports.
    public var instance: String
    /// The names, in lower case, by which the bench may be addressed, besides its addresses and `localhost`.
    public var hostNames: Set<String>
    /// What a browser on another machine must show to set the first password.
    public var setupToken: String
    /// Who is said to do what the pages do.
    public var person: String
    /// The time of day.
    public var now: @Sendable () -> Timestamp
    /// The time by which sessions end.
    var instant: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Makes a token that nobody can guess.
    public var makeToken: @Sendable () -> String

    /// A configuration of those parts.
    public init(
        instance: String, hostNames: Set<String> = [], setupToken: String, person: String,
        now: @escaping @Sendable () -> Timestamp, makeToken: @escaping @Sendable () -> String
    ) {
        self.instance = instance
        self.hostNames = hostNames
        self.setupToken = setupToken
        self.person = person
        self.now = now
        self.makeToken = makeToken
    }
}
