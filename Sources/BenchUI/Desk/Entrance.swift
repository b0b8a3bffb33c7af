internal import HTTPServer
internal import Identity
internal import Pages
internal import Threading

/// The way in: the first password, login, logout, another password; languages and files, which need no login.
extension BenchDesk {
    func addEntrance(to router: inout Router) {
        router.now(BenchRoutes.home) { _, _ in
            .redirect(to: account.isSet ? BenchRoutes.jobs.path() : BenchRoutes.setup.path())
        }
        router.now(BenchRoutes.setup) { request, _ in setupPage(request) }
        router.on(BenchRoutes.submitSetup) { request, _ in .later { await setUp(request) } }
        router.now(BenchRoutes.login) { request, _ in loginPage(request) }
        router.on(BenchRoutes.submitLogin) { request, _ in .later { await logIn(request) } }
        serve(BenchRoutes.logout, in: &router) { visit in logOut(visit) }
        serve(BenchRoutes.password, in: &router) { visit in passwordPage(visit) }
        serve(BenchRoutes.submitPassword, in: &router) { visit in await changePassword(visit) }
    }

    func addFiles(to router: inout Router) {
        let assets = Dictionary(uniqueKeysWithValues: Asset.all.map { ($0.path, StaticAsset($0)) })
        router.now(.get("/assets/:name")) { request, _ in
            assets[request.path]?.response(to: request) ?? missing(request, .notFound)
        }
        router.now(.get("/favicon.ico")) { _, _ in
            .redirect(to: Asset.link(to: "onhook.svg"), status: .permanentRedirect)
        }
        router.now(BenchRoutes.language) { request, _ in chooseLanguage(request) }
    }

    private func chooseLanguage(_ request: Request) -> Response {
        let query = try? request.query()
        guard let language = query?["to"].flatMap(Language.init) else {
            return message(
                "No such language", "The pages are not written in that language.",
                advice: "Choose one of those at the foot of each page.", status: .notFound, to: request)
        }
        return .redirect(to: query?["next"].flatMap(Self.ownPath) ?? BenchRoutes.home.path())
            .setting(Language.cookieName, language.rawValue, for: request, maxAge: .seconds(400 * 86400))
    }

    // MARK: First password

    private func setupPage(_ request: Request, errors: [EntrancePage.Field: String] = [:], problems: [String] = [])
        -> Response
    {
        account.reload()
        guard !account.isSet else { return .redirect(to: BenchRoutes.home.path()) }
        let shown = (try? request.query())?["token"] ?? (try? request.form())?["token"]
        guard request.peer.isLoopback || isSetupToken(shown) else {
            return message(
                "Set Password",
                "The first password is set on the machine of the bench, or with the address that it printed when it started.",
                advice: "Look for the line with /setup?token= in its output, and open that address.",
                status: .forbidden, to: request)
        }
        return withEntranceToken(request) { token in
            page(
                EntrancePage(
                    kind: .setup, action: BenchRoutes.setup.path(), csrfToken: token,
                    setupToken: request.peer.isLoopback ? nil : shown, errors: errors, problems: problems),
                to: request, status: errors.isEmpty && problems.isEmpty ? .ok : .unprocessableContent)
        }
    }

    private func setUp(_ request: Request) async -> Response {
        let form: FormItems
        do throws(FormError) { form = try request.form() } catch { return badForm(error, request) }
        guard !account.isSet else {
            return message(
                "Already set", "The password is set already.", advice: "Log in to change it.", status: .conflict,
                to: request)
        }
        guard request.peer.isLoopback || isSetupToken(form["token"]) else { return setupPage(request) }
        guard hasEntranceToken(request, form) else { return setupPage(request, problems: [Self.expired]) }
        let password = form["new_password"] ?? ""
        guard password == form["new_password_confirm"] else {
            return setupPage(request, errors: [.confirm: Self.different])
        }
        do throws(BenchPasswordFault) {
            try await account.set(password)
        } catch {
            switch error {
            case .rule: return setupPage(request, errors: [.new: "\(error)"])
            case .failed: return setupPage(request, problems: [Phrase.sentence("\(error)")])
            }
        }
        return admitted(request, to: BenchRoutes.jobs.path(), notice: "The password is set.")
    }

    private func isSetupToken(_ shown: String?) -> Bool {
        guard let shown, !shown.isEmpty else { return false }
        return RandomToken.areEqual(shown, configuration.setupToken)
    }

    // MARK: Login and logout

    private func loginPage(_ request: Request, problem: String? = nil, status: Status = .ok) -> Response {
        guard account.isSet else { return .redirect(to: BenchRoutes.setup.path()) }
        let items = request.method == .post ? try? request.form() : try? request.query()
        return withEntranceToken(request) { token in
            page(
                EntrancePage(
                    kind: .login, action: BenchRoutes.login.path(), csrfToken: token,
                    next: items?["next"].flatMap(Self.ownPath), problems: problem.map { [$0] } ?? [],
                    notice: items?["after"] == "logout" ? LoginPage.Reason.logout.sentence : nil),
                to: request, status: status)
        }
    }

    private func logIn(_ request: Request) async -> Response {
        let form: FormItems
        do throws(FormError) { form = try request.form() } catch { return badForm(error, request) }
        guard hasEntranceToken(request, form) else {
            return loginPage(request, problem: Self.expired, status: .forbidden)
        }
        switch await checked(form["password"] ?? "", request) {
        case .right:
            return admitted(request, to: form["next"].flatMap(Self.ownPath) ?? BenchRoutes.jobs.path())
        case .wrong:
            return loginPage(request, problem: "The password is wrong.", status: .unprocessableContent)
        case .tooMany(let seconds):
            let failure = "Too many attempts. Wait \(seconds) second\(seconds == 1 ? "" : "s"), then try again."
            var response = loginPage(request, problem: failure, status: .tooManyRequests)
            response.headers["Retry-After"] = HeaderValue(seconds)
            return response
        case .unable(let sentence):
            return loginPage(request, problem: sentence, status: .serviceUnavailable)
        }
    }

    private enum Check { case right, wrong, tooMany(seconds: Int), unable(String) }

    /// Checks the password, unless there were too many wrong ones of late: then it is not even hashed.
    private func checked(_ password: String, _ request: Request) async -> Check {
        let key = LoginThrottle.Key(peer: request.peer, accountName: BenchAccount.name)
        if let wait = throttle.withLock({ $0.begin(key, at: configuration.instant()) }) {
            return .tooMany(seconds: Int(wait.components.seconds) + 1)
        }
        do throws(IdentityError) {
            let isRight = try await account.verify(password)
            throttle.withLock { isRight ? $0.succeeded(key) : $0.failed(key, at: configuration.instant()) }
            return isRight ? .right : .wrong
        } catch {
            throttle.withLock { $0.withdrawn(key) }
            return .unable(Phrase.sentence("\(error)"))
        }
    }

    /// Begins a session, whose token is new: nobody can have known it before. The one that the browser had ends.
    private func admitted(_ request: Request, to path: String, notice: String? = nil) -> Response {
        let cookie = configuration.makeToken()
        let now = configuration.instant()
        let former = request.cookie(cookieName(for: request)).map { SessionToken($0).digest }
        let session = BenchSessions.Session(
            digest: SessionToken(cookie).digest, began: now, lastSeen: now, stamp: account.stamp,
            notice: notice.map { Notice(kind: .success, sentence: $0) })
        sessions.withLock {
            if let former { $0.end(former) }
            $0.begin(session)
        }
        return .redirect(to: path).setting(cookieName(for: request), cookie, for: request)
    }

    private func logOut(_ visit: BenchVisit) -> Response {
        sessions.withLock { $0.end(visit.session.digest) }
        return Response.redirect(to: BenchRoutes.login.path(query: [("after", "logout")]))
            .setting(cookieName(for: visit.request), "", for: visit.request, maxAge: .zero)
    }

    // MARK: Another password

    private func passwordPage(
        _ visit: BenchVisit, errors: [EntrancePage.Field: String] = [:], problems: [String] = []
    ) -> Response {
        page(
            EntrancePage(
                kind: .change, action: BenchRoutes.password.path(), csrfToken: visit.csrfToken, errors: errors,
                problems: problems, cancelLink: BenchRoutes.jobs.path()),
            for: visit, status: errors.isEmpty && problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func changePassword(_ visit: BenchVisit) async -> Response {
        let form = form(visit)
        guard form["new_password"] == form["new_password_confirm"] else {
            return passwordPage(visit, errors: [.confirm: Self.different])
        }
        switch await checked(form["old_password"] ?? "", visit.request) {
        case .right: break
        case .wrong: return passwordPage(visit, errors: [.old: "The old password is wrong."])
        case .tooMany(let seconds):
            return passwordPage(
                visit,
                problems: ["Too many attempts. Wait \(seconds) second\(seconds == 1 ? "" : "s"), then try again."])
        case .unable(let sentence): return passwordPage(visit, problems: [sentence])
        }
        do throws(BenchPasswordFault) {
            try await account.set(form["new_password"] ?? "")
        } catch {
            switch error {
            case .rule: return passwordPage(visit, errors: [.new: "\(error)"])
            case .failed: return passwordPage(visit, problems: [Phrase.sentence("\(error)")])
            }
        }
        // All sessions are over with the old password, this one too: it begins anew.
        return admitted(visit.request, to: BenchRoutes.jobs.path(), notice: "Password has been changed successfully.")
    }

    // MARK: The token of forms before a login

    private static let expired = "The form was open too long or is not from this bench. Please send it again."
    private static let different = "The two passwords differ."

    private func entranceCookieName(for request: Request) -> String { cookieName(for: request) + "_entrance" }

    /// Before there is a session, a cookie of its own vouches for a form.
    private func withEntranceToken(_ request: Request, _ page: (String) -> Response) -> Response {
        if let token = request.cookie(entranceCookieName(for: request)), token.count >= 22 { return page(token) }
        let token = configuration.makeToken()
        return page(token).setting(entranceCookieName(for: request), token, for: request)
    }

    private func hasEntranceToken(_ request: Request, _ form: FormItems) -> Bool {
        guard let token = request.cookie(entranceCookieName(for: request)), token.count >= 22 else { return false }
        return RandomToken.areEqual(form["csrf_token"] ?? "", token)
    }
}
