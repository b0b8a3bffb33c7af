/// A few sessions, each used by one call at a time. Who finds none waits for one, in order.
actor SessionPool {
    private var idle: [PostgreSQLSession]
    private var waiting: [CheckedContinuation<PostgreSQLSession?, Never>] = []
    private var isClosed = false

    init(_ sessions: [PostgreSQLSession]) {
        // The last one is used first, so that the others need no connection until there is much to do.
        idle = sessions
    }

    /// A session for one call, to be given back; nil if the pool is closed.
    func take() async -> PostgreSQLSession? {
        guard !isClosed else { return nil }
        if let session = idle.popLast() { return session }
        return await withCheckedContinuation { waiting.append($0) }
    }

    /// Takes a session back.
    func give(_ session: PostgreSQLSession) async {
        if isClosed {
            await session.close()
        } else if waiting.isEmpty {
            idle.append(session)
        } else {
            waiting.removeFirst().resume(returning: session)
        }
    }

    /// Closes all sessions, those in use when they are given back.
    func close() async {
        isClosed = true
        for continuation in waiting { continuation.resume(returning: nil) }
        waiting = []
        let sessions = idle
        idle = []
        for session in sessions { await session.close() }
    }
}
