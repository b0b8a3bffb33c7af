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

    private struct Contents {
        var state = State()
        var isFollowing = false
        var waiters: [(revision: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let contents = Locked(Contents())

    /// A board with nothing on it.
    public init() {}

    /// How it stands; never waits.
    public var state: State { contents.withLock { $0.state } }

    /// Waits until the web server has followed that revision, for better or worse, and answers how it stands then: whoever has changed
    /// where it listens learns whether that was done. Answers at once while no web server runs.
    public func followed(_ revision: Int) async -> State {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let waits = contents.withLock { contents in
                guard contents.isFollowing, contents.state.revision < revision else { return false }
                contents.waiters.append((revision, continuation))
                return true
            }
            if !waits { continuation.resume() }
        }
        return state
    }

    func begin() { contents.withLock { $0.isFollowing = true } }

    func end() {
        let waiters = contents.withLock { contents in
            contents.isFollowing = false
            defer { contents.waiters = [] }
            return contents.waiters.map(\.continuation)
        }
        for waiter in waiters { waiter.resume() }
    }

    func change(_ body: (inout State) -> Void) {
        let served = contents.withLock { contents in
            body(&contents.state)
            let revision = contents.state.revision
            defer { contents.waiters.removeAll { $0.revision <= revision } }
            return contents.waiters.filter { $0.revision <= revision }.map(\.continuation)
        }
        for waiter in served { waiter.resume() }
    }
}
