internal import Threading

/// What the web server is at, for pages and for whoever waits for a change of it: written by the web server, read by everybody.
public final class ListenerBoard: Sendable {
    /// How it stands.
    public struct State: Hashable, Sendable {
        /// The revision of the configuration that was followed last.
        public var revision = 0
        /// Where the pages are: `https://0.0.0.0:443`; nil while they are nowhere.
        public var utility: String?
        /// The port of that; nil while there is none.
        public var port: UInt16?
        /// Whether that is HTTPS.
        public var isTLS = false
        /// Where browsers are redirected from.
        public var redirect: String?
        /// Why the listener that the configuration wants is not there, in a sentence; the one before stays meanwhile.
        public var fault: String?
        /// Why there is no redirection, in a sentence.
        public var redirectFault: String?
        /// What decides where it listens: `--listen 127.0.0.1:8080`; nil for the parameters.
        public var decidedBy: String?

        /// Nothing yet.
        public init() {}

        /// Whether the web server is as the configuration wants it: a change up to `revision` has taken effect. Whether anybody reaches
        /// it there only a request that comes can tell.
        public var isAsWanted: Bool { fault == nil }
    }

    private let present = Locked(State())

    /// A board with nothing on it.
    public init() {}

    /// How it stands; never waits.
    public var state: State { present.withLock { $0 } }

    func change(_ body: (inout State) -> Void) { present.withLock { body(&$0) } }
}
