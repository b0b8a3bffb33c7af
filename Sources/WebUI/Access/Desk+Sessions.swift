internal import FlatProfile
internal import HTTPServer
internal import Identity
internal import Pages
internal import PhoneService
internal import Threading

/// The sessions of browsers: beginning, finding and ending them, and writing them down.
extension Desk {
    /// Browsers keep the cookie until they are closed, and so it outlives the process, as its name must. Over TLS it has another one: a browser
    /// does not let plain HTTP replace a cookie that is `Secure`, and with that prefix nobody can plant one either (RFC 6265bis, 4.1.3).
    func cookieName(for request: Request) -> String {
        (request.isTLS ? "__Host-" : "") + "onhook_\(configuration.storeName)"
    }

    private var timeouts: SessionTable.Timeouts {
        let snapshot = service.snapshot
        return SessionTable.Timeouts(
            idle: snapshot["Session_Idle_Timeout"], longest: snapshot["Session_Max_Timeout"])
    }

    private func token(of request: Request) -> SessionToken? {
        request.cookie(cookieName(for: request)).map(SessionToken.init)
    }

    /// The session of the browser, if it has one that lasts.
    func session(of request: Request) -> SessionTable.Session? {
        guard let token = token(of: request) else { return nil }
        let digest = token.digest
        let timeouts = timeouts
        let now = configuration.now()
        let isByPerson = !Routes.isFollowed(request.path)
        let (found, wantsWriting) = sessions.withLock { sessions in
            let session = sessions.session(
                digest, at: now, timeouts, byPerson: isByPerson, from: request.peer.place
            ) { service.passwordRevision(of: $0) }
            return (session, isByPerson && sessions.wantsWriting(at: now))
        }
        if wantsWriting { keepSessions() }
        guard var session = found else { return nil }
        session.token = token
        session.digest = digest
        return session
    }

    /// Begins a session, whose token is new: nobody can have known it before. The one that the browser had ends: nobody keeps a key that
    /// its owner has forgotten.
    func beginSession(
        _ account: Account, for request: Request, notice: Notice? = nil, loginRevision: Int? = nil
    ) async -> (token: String, session: SessionTable.Session) {
        let cookie = configuration.makeToken()
        let token = SessionToken(cookie)
        let now = configuration.now()
        let session = SessionTable.Session(
            account: account, began: now, lastSeen: now,
            passwordRevision: service.passwordRevision(of: account), notice: notice, loginRevision: loginRevision,
            browser: BrowserName(userAgent: request.headers["User-Agent"]), address: request.peer.place,
            lastAddress: request.peer.place)
        let former = self.token(of: request)?.digest
        let begun = sessions.withLock { sessions in
            if let former { sessions.end(former) }
            return sessions.begin(session, token: token.digest)
        }
        await keepSessions().value
        var present = begun
        present.token = token
        return (cookie, present)
    }

    /// Writes down who is logged in; the task ends when that is done.
    @discardableResult
    private func keepSessions() -> Task<Void, Never> {
        let (sessions, service, now, timeouts) = (sessions, service, configuration.now, timeouts)
        return service.keepSessions {
            sessions.withLock { sessions in
                let now = now()
                _ = sessions.living(at: now, timeouts) { service.passwordRevision(of: $0) }
                return sessions.kept(at: now, wall: service.now)
            }
        }
    }

    // MARK: Seeing and ending them

    /// The sessions that the visitor may know, theirs first, then the one that was used last.
    func sessionRecords(for visit: Visit) -> [SessionRecord] {
        let now = configuration.now()
        let wall = service.now
        let timeouts = timeouts
        let present = visit.session?.id
        return sessions.withLock { sessions in
            sessions.living(at: now, timeouts) { service.passwordRevision(of: $0) }
        }
        .filter { isKnown($0, to: visit) }
        .map { session in
            SessionRecord(
                id: session.id, account: session.account.rawValue, browser: session.browser.program,
                system: session.browser.system, address: session.address, last_address: session.lastAddress,
                since: wall + now.duration(to: session.began), last_used: wall + now.duration(to: session.lastSeen),
                current: session.id == present)
        }
        .sorted { $0.current && !$1.current }
    }

    /// The administrator knows all sessions, `user` their own.
    private func isKnown(_ session: SessionTable.Session, to visit: Visit) -> Bool {
        visit.principal.account == .admin || session.account == visit.principal.account
    }

    /// Ends a session; whether there was one of that number that the visitor may know.
    func endSession(_ id: Int, by visit: Visit) async -> Bool {
        await endSessions(by: visit, because: "asked for") { $0.id == id } > 0
    }

    /// Ends all sessions that the visitor may know but their own; how many there were.
    func endOtherSessions(of account: Account? = nil, by visit: Visit, because reason: String = "asked for") async
        -> Int
    {
        await endSessions(by: visit, because: reason) { session in
            session.id != visit.session?.id && (account.map { session.account == $0 } ?? true)
        }
    }

    private func endSessions(
        by visit: Visit, because reason: String, where condition: (SessionTable.Session) -> Bool
    ) async -> Int {
        let ended = sessions.withLock { sessions in
            sessions.end { isKnown($0, to: visit) && condition($0) }
        }
        guard !ended.isEmpty else { return 0 }
        for account in Account.allCases {
            service.note(
                endOfSessions: ended.count { $0.account == account }, of: account.rawValue, by: visit.principal,
                because: reason)
        }
        await keepSessions().value
        await service.tellOfEndedSessions()
        return ended.count
    }

    /// Ends the session of a browser that logs out.
    func endSession(of request: Request) async {
        guard let token = token(of: request) else { return }
        sessions.withLock { $0.end(token.digest) }
        await keepSessions().value
        await service.tellOfEndedSessions()
    }

    /// Waits until the visitor's session is over: by time, or because somebody ended it before.
    func untilSessionEnds(_ visit: Visit) async {
        guard let token = token(of: visit.request) else { return }
        while !Task.isCancelled {
            let timeouts = timeouts
            let end = sessions.withLock { sessions -> SessionTable.Instant? in
                sessions.sessions[token.digest].map { sessions.end(of: $0, timeouts) ?? .now + .seconds(86_400) }
            }
            guard let end else { return }
            let rest = configuration.now().duration(to: end)
            guard rest > .zero else { return }
            guard (try? await Task.sleep(for: rest)) != nil else { return }
        }
    }

    // MARK: Notices

    /// Leaves a sentence for the next page of the visitor's browser.
    func leave(_ notice: Notice, for visit: Visit) {
        guard let session = visit.session else { return }
        sessions.withLock { $0.leave(notice, session.digest) }
    }

    /// The sentence that was left for the visitor's browser, once.
    func takeNotice(_ visit: Visit) -> Notice? {
        guard let session = visit.session else { return nil }
        return sessions.withLock { $0.takeNotice(session.digest) }
    }
}
