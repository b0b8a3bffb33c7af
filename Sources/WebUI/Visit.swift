internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import Threading

/// A request of somebody whom the phone knows.
struct Visit: Sendable {
    var request: Request
    var captures: Router.Captures
    /// With whose rights it comes.
    var principal: Principal
    /// The browser's session; nil for scripts, which show a password with each request, and for the control socket.
    var session: SessionTable.Session?

    /// The language in which whoever asks reads pages.
    let language: Language

    init(request: Request, captures: Router.Captures, principal: Principal, session: SessionTable.Session? = nil) {
        self.request = request
        self.captures = captures
        self.principal = principal
        self.session = session
        language = Language(of: request)
    }

    /// What forms of the answer carry; scripts need none.
    var csrfToken: String { session?.csrfToken ?? "" }
}

/// Why a visitor is not let in.
private enum Turned {
    case away(Response)
    case needsPassword(BasicCredentials)
    case admitted(Visit)
}

extension Desk {
    typealias Handler = @Sendable (Visit) -> Answer

    /// Serves a route for those who are logged in; for a form from a browser its token is checked first, and `expired`
    /// answers one without it.
    func serve(
        _ route: Route, in router: inout Router, bodyLimit: Int? = nil, for accounts: Set<Account> = [.admin, .user],
        expired: Handler? = nil, _ handler: @escaping Handler
    ) {
        router.on(route, bodyLimit: bodyLimit) { request, captures in
            admitted(request, captures, for: accounts, expired: expired, handler)
        }
    }

    /// Hands a request over once it is clear who sends it.
    func admitted(
        _ request: Request, _ captures: Router.Captures, for accounts: Set<Account>, expired: Handler? = nil,
        _ handler: @escaping Handler
    ) -> Answer {
        switch admit(request, captures) {
        case .away(let response):
            return .now(response)
        case .admitted(let visit):
            return handle(visit, for: accounts, expired: expired, handler)
        case .needsPassword(let credentials):
            return .later {
                switch await check(credentials, request, captures) {
                case .failure(let refusal): return refusal.response
                case .success(let visit):
                    return await handle(visit, for: accounts, expired: expired, handler).response()
                }
            }
        }
    }

    private func handle(
        _ visit: Visit, for accounts: Set<Account>, expired: Handler?, _ handler: Handler
    ) -> Answer {
        if let refusal = refusalOfAdministrator(visit) {
            note(.administratorSwitchedOff, visit)
            return .now(refusal)
        }
        guard accounts.contains(visit.principal.account) else {
            note(.administratorOnly, visit)
            return .now(
                message(
                    "Not allowed", "Only the administrator may do this.", status: .forbidden, to: visit.request,
                    visit: visit))
        }
        if let refusal = refusalOfQuery(visit.request) { return .now(refusal) }
        if visit.session != nil, visit.request.method != .get, visit.request.method != .head, !hasToken(visit) {
            // A form that cannot be read cannot show its token: its fault is told, not the token's.
            let isForm = !visit.request.path.hasPrefix("/api/")
            if isForm, visit.request.headers["X-CSRF-Token"] == nil, (try? visit.request.form()) == nil {
                return .now(badForm(visit.request))
            }
            note(.formOfAnotherSession, visit)
            if visit.request.acceptsPages, let expired { return expired(visit) }
            return .now(
                message(
                    "Form expired", "The form does not belong to this session, so nothing was done.",
                    advice: "Open the page again and repeat the change.", status: .forbidden, to: visit.request,
                    visit: visit))
        }
        return handler(visit)
    }

    /// Tells the log that somebody who is logged in was turned away.
    func note(_ refusal: PhoneService.AccessRefusal, _ visit: Visit) {
        note(refusal, of: visit.principal.account, visit.request)
    }

    /// Tells the log that somebody was turned away.
    func note(_ refusal: PhoneService.AccessRefusal, of account: Account? = nil, _ request: Request) {
        service.note(
            refusal, of: account?.rawValue, from: request.peer.place, asking: request.method.rawValue, request.path)
    }

    private func admit(_ request: Request, _ captures: Router.Captures) -> Turned {
        if case .process(let user, _, let process) = request.peer {
            guard configuration.trustedUsers.contains(user) else {
                return .away(
                    .failure("the control socket is for root and the owner of the state directory", .forbidden))
            }
            let principal = service.principal(ofProcess: process, user: user)
            return .admitted(Visit(request: request, captures: captures, principal: principal))
        }
        if let login = request.addressLogin { return .needsPassword(login) }
        if let session = session(of: request) {
            let principal = Principal(session.account, through: .web)
            return .admitted(Visit(request: request, captures: captures, principal: principal, session: session))
        }
        if configuration.scriptLogin == .digest, request.headers["Authorization"] != nil {
            switch digestLogin(request) {
            case .success(let account):
                let principal = Principal(account, through: .api)
                return .admitted(Visit(request: request, captures: captures, principal: principal))
            case .failure(let refusal): return .away(refusal.response)
            }
        }
        if let credentials = request.basicCredentials {
            guard configuration.scriptLogin == .basic else {
                return .away(
                    refusal(
                        "Scripts do not log in here (--script-login none): use the control socket.", .forbidden,
                        to: request))
            }
            guard request.isTLS || request.peer.isLoopback else {
                return .away(
                    refusal("Passwords are taken over HTTPS or on the phone itself only.", .forbidden, to: request))
            }
            return .needsPassword(credentials)
        }
        return .away(invitation(to: request))
    }

    /// Browsers are led to a form and never challenged, so that no foreign page can use what they remember.
    private func invitation(to request: Request) -> Response {
        guard service.isSetUp else {
            return request.acceptsPages
                ? .redirect(to: Routes.setup.path())
                : refusal("No password is set yet: send a POST request to /setup first.", .forbidden, to: request)
        }
        if request.acceptsPages {
            let isLate = request.method == .post && request.cookie(cookieName(for: request)) != nil
            guard isLate, Routes.tab(path: request.path) != nil, let form = try? request.form() else {
                return .redirect(to: Routes.login.path(query: loginQuery(for: request)))
            }
            return loginPage(keeping: form, request)
        }
        var response = refusal("Log in with user name and password.", .unauthorized, to: request)
        if configuration.scriptLogin == .digest {
            return challenged(response, request)
        }
        guard configuration.scriptLogin == .basic else {
            return refusal("Log in with a browser, or use the control socket.", .forbidden, to: request)
        }
        // A script of a page asks as the browser that it runs in, which would put up a window for the password.
        if !request.isFromBrowser, request.isTLS || request.peer.isLoopback {
            response.headers["WWW-Authenticate"] = Self.challenge
        }
        return response
    }

    /// Where to go after the login, and why there has to be one.
    private func loginQuery(for request: Request) -> [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if request.method == .get { query.append(("next", request.target.raw)) }
        if request.cookie(cookieName(for: request)) != nil {
            query.append(("after", LoginPage.Reason.timeout.rawValue))
        }
        return query
    }

    private func check(
        _ credentials: BasicCredentials, _ request: Request, _ captures: Router.Captures
    ) async -> Result<Visit, Refusal> {
        switch await authenticate(credentials.name, credentials.password, request) {
        case .tooMany(let seconds):
            var response = refusal("Too many attempts: wait \(seconds) seconds.", .tooManyRequests, to: request)
            response.headers["Retry-After"] = HeaderValue(seconds)
            return .failure(Refusal(response: response))
        case .unable(let reason):
            return .failure(Refusal(response: refusal("\(reason).", .serviceUnavailable, to: request)))
        case .wrong:
            await service.remember(
                loginOf: credentials.name, succeeded: false, from: request.peer.place, by: way(of: request),
                isLasting: true)
            var response = refusal("User name or password is wrong.", .unauthorized, to: request)
            if request.addressLogin == nil { response.headers["WWW-Authenticate"] = Self.challenge }
            return .failure(Refusal(response: response))
        case .done(let account):
            await service.remember(
                loginOf: credentials.name, succeeded: true, from: request.peer.place, by: way(of: request),
                isLasting: false)
            let principal = Principal(account, through: .api)
            return .success(Visit(request: request, captures: captures, principal: principal))
        }
    }

    private func way(of request: Request) -> LoginWay { request.addressLogin == nil ? .basic : .address }

    /// Whether the request comes with something that may let it in; a password is not looked at yet.
    func mayBeKnown(_ request: Request) -> Bool {
        if case .process(let user, _, _) = request.peer { return configuration.trustedUsers.contains(user) }
        return session(of: request) != nil || request.addressLogin != nil
            || configuration.scriptLogin == .digest && request.digestCredentials != nil
            || configuration.scriptLogin == .basic && request.basicCredentials != nil
                && (request.isTLS || request.peer.isLoopback)
    }

    private static let challenge = BasicCredentials.challenge(realm: "Onhook")

    /// A request that is not let in, with its answer.
    struct Refusal: Error {
        var response: Response
    }

    private func hasToken(_ visit: Visit) -> Bool {
        let token = visit.request.headers["X-CSRF-Token"] ?? (try? visit.request.form())?["csrf_token"]
        return PhoneService.areEqual(token ?? "", visit.csrfToken)
    }
}

extension Peer {
    /// Whence somebody comes, as Status shows it: the address alone.
    var place: String {
        if case .address(let text, _) = self { text } else { "this machine" }
    }
}

/// What came of something that takes a password.
enum Throttled<Success: Sendable>: Sendable {
    case done(Success)
    case wrong
    case tooMany(seconds: Int)
    /// Why it could not be tried, or was not done although the password is right.
    case unable(PasswordRefusal)
}

extension Desk {
    /// Checks a password, unless there were too many wrong ones of late: then it is not even hashed.
    func authenticate(_ user: String, _ password: String, _ request: Request) async -> Throttled<Account> {
        await throttled(user, request) { () async throws(PasswordRefusal) in
            try await service.logIn(user, password)
        }
    }

    /// Tries something with a password; nil is a wrong one.
    func throttled<Success>(
        _ user: String, _ request: Request, _ attempt: () async throws(PasswordRefusal) -> Success?
    ) async -> Throttled<Success> {
        let key = LoginThrottle.Key(peer: request.peer, account: user)
        if let wait = throttle.withLock({ $0.begin(key, at: .now) }) {
            let seconds = Int(wait.components.seconds) + 1
            note(.tooManyPasswords(seconds: seconds), of: key.account, request)
            return .tooMany(seconds: seconds)
        }
        do throws(PasswordRefusal) {
            guard let success = try await attempt() else {
                throttle.withLock { $0.failed(key, at: .now) }
                return .wrong
            }
            throttle.withLock { $0.succeeded(key) }
            return .done(success)
        } catch {
            throttle.withLock { $0.withdrawn(key) }
            return .unable(error)
        }
    }
}
