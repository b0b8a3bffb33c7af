internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import Threading

/// The way in: first passwords, login, logout, change of password.
extension Desk {
    func addEntrance(to router: inout Router) {
        router.now(Routes.home) { _, _ in
            .redirect(to: service.isSetUp ? Routes.status.path() : Routes.setup.path())
        }
        router.now(Routes.setup) { request, _ in setupPage(request) }
        router.on(Routes.submitSetup) { request, _ in .later { await setUp(request) } }
        router.now(Routes.login) { request, _ in loginPage(request) }
        router.on(Routes.submitLogin) { request, _ in .later { await logIn(request) } }
        serve(Routes.logout, in: &router) { visit in .later { await logOut(visit) } }
        serve(Routes.password, in: &router) { visit in .now(passwordPage(visit)) }
        serve(Routes.submitPassword, in: &router) { visit in .later { await changePassword(visit) } }
    }

    // MARK: First passwords

    private func setupPage(
        _ request: Request, errors: [SetupPage.Field: String] = [:], problems: [String] = []
    ) -> Response {
        guard !service.isSetUp else { return .redirect(to: Routes.home.path()) }
        let shown = (try? request.query())?["token"] ?? (try? request.form())?["token"]
        guard request.peer.isLoopback || isSetupToken(shown) else {
            return message(
                "Set Password",
                "The first passwords are set on the phone itself, or with the address that it printed when it started.",
                advice: "Look for the line with /setup?token= in its output or log, and open that address.",
                status: .forbidden, to: request)
        }
        return withEntranceToken(request) { token in
            page(
                SetupPage(
                    action: Routes.setup.path(), csrfToken: token, setupToken: request.peer.isLoopback ? nil : shown,
                    passwordRule: PhoneService.passwordRule, errors: errors, problems: problems),
                to: request, status: errors.isEmpty && problems.isEmpty ? .ok : .unprocessableContent)
        }
    }

    private func setUp(_ request: Request) async -> Response {
        guard let form = try? request.form() else { return badForm(request) }
        guard !service.isSetUp else {
            return message(
                "Already set", "The first passwords are set already.", advice: "Log in to change them.",
                status: .conflict, to: request)
        }
        guard request.peer.isLoopback || isSetupToken(form["token"]) else { return setupPage(request) }
        guard hasEntranceToken(request, form) else { return setupPage(request, problems: [Self.expired]) }
        var errors: [SetupPage.Field: String] = [:]
        if form["admin_password"] != form["admin_password_confirm"] { errors[.adminConfirm] = Self.different }
        if form["user_password"] ?? "" != form["user_password_confirm"] ?? "" { errors[.userConfirm] = Self.different }
        guard errors.isEmpty else { return setupPage(request, errors: errors) }
        do throws(PasswordRefusal) {
            try await service.setUp(
                adminPassword: form["admin_password"] ?? "", userPassword: form["user_password"] ?? "")
        } catch {
            switch error {
            case .faults(let faults):
                errors[.adminPassword] = faults[.admin].map(Phrase.sentence)
                errors[.userPassword] = faults[.user].map(Phrase.sentence)
                return setupPage(request, errors: errors)
            default:
                return setupPage(request, problems: [Phrase.sentence("\(error)")])
            }
        }
        return await admitted(
            .admin, request, to: Routes.status.path(),
            notice: Notice(
                kind: .success, sentence: "The passwords are set. Next, enter a profile rule.",
                link: .init(
                    label: "Voice > Provisioning", href: "\(Routes.path(of: .provisioning))#Profile_Rule")))
    }

    func isSetupToken(_ shown: String?) -> Bool {
        PhoneService.areEqual(shown ?? "", configuration.setupToken)
    }

    // MARK: Login and logout

    private func loginPage(
        _ request: Request, username: String = "", failure: LoginPage.Failure? = nil, status: Status = .ok
    ) -> Response {
        guard service.isSetUp else { return .redirect(to: Routes.setup.path()) }
        let items = request.method == .post ? try? request.form() : try? request.query()
        return withEntranceToken(request) { token in
            page(
                LoginPage(
                    action: Routes.login.path(), csrfToken: token, next: items?["next"].flatMap(ownPath),
                    kept: items.map(KeptForm.init)?.fields ?? [], username: username, failure: failure,
                    notice: items?["after"].flatMap(LoginPage.Reason.init)?.sentence),
                to: request, status: status)
        }
    }

    /// The login for a form that came after its session had ended: what was typed goes through the login and comes back.
    func loginPage(keeping form: FormItems, _ request: Request) -> Response {
        withEntranceToken(request) { token in
            page(
                LoginPage(
                    action: Routes.login.path(), csrfToken: token, next: request.path,
                    kept: KeptForm(keeping: form, catalogue: service.snapshot.catalogue).fields,
                    notice: LoginPage.Reason.loss.sentence),
                to: request, status: .forbidden)
        }
    }

    private func logIn(_ request: Request) async -> Response {
        guard let form = try? request.form() else { return badForm(request) }
        let username = form["username"] ?? ""
        guard hasEntranceToken(request, form) else {
            return loginPage(request, username: username, failure: .other(Self.expired), status: .forbidden)
        }
        let revision = service.snapshot.revision
        switch await authenticate(username, form["password"] ?? "", request) {
        case .done(.admin) where !admitsAdministrator && !request.isFromMachine:
            return loginPage(
                request, username: username, failure: .other(Self.adminAccessIsOff), status: .forbidden)
        case .done(let account):
            await service.remember(
                loginOf: username, succeeded: true, from: request.peer.place, isLasting: true)
            let next = form["next"].flatMap(ownPath) ?? Routes.status.path()
            let kept = KeptForm(form)
            guard !kept.fields.isEmpty, let tab = Routes.tab(path: next) else {
                return await admitted(account, request, to: next, loginRevision: revision)
            }
            return await admitted(account, request, giving: kept, of: tab, loginRevision: revision)
        case .unable(let refusal):
            return loginPage(
                request, username: username, failure: .other(Phrase.sentence("\(refusal)")),
                status: .serviceUnavailable)
        case .wrong:
            await service.remember(
                loginOf: username, succeeded: false, from: request.peer.place, isLasting: true)
            return loginPage(request, username: username, failure: .wrongCredentials, status: .unprocessableContent)
        case .tooMany(let seconds):
            var response = loginPage(
                request, username: username, failure: .tooManyAttempts(seconds: seconds), status: .tooManyRequests)
            response.headers["Retry-After"] = HeaderValue(seconds)
            return response
        }
    }

    private func admitted(
        _ account: Account, _ request: Request, to path: String, notice: Notice? = nil, loginRevision: Int? = nil
    ) async -> Response {
        .redirect(to: path).setting(
            cookieName(for: request),
            await beginSession(account, for: request, notice: notice, loginRevision: loginRevision).token,
            for: request)
    }

    /// The tab with what had been typed into it before the login.
    private func admitted(
        _ account: Account, _ request: Request, giving kept: KeptForm, of tab: VoiceTab, loginRevision: Int
    ) async -> Response {
        let (token, session) = await beginSession(account, for: request, loginRevision: loginRevision)
        let visit = Visit(
            request: request, captures: .init(), principal: Principal(account, through: .web), session: session)
        return await giveBack(kept.form, of: tab, to: visit, because: Self.notStoredYet, status: .ok)
            .setting(cookieName(for: request), token, for: request)
    }

    private func logOut(_ visit: Visit) async -> Response {
        await endSession(of: visit.request)
        var query = [(name: "after", value: LoginPage.Reason.logout.rawValue)]
        if let next = (try? visit.request.form())?["next"].flatMap(ownPath) { query.append(("next", next)) }
        return Response.redirect(to: Routes.login.path(query: query))
            .setting(cookieName(for: visit.request), "", for: visit.request, maxAge: .zero)
    }

    /// A path of this phone; anything that could lead elsewhere is none.
    func ownPath(_ text: String) -> String? {
        text.hasPrefix("/") && !text.hasPrefix("//") && !text.contains("\\") ? text : nil
    }

    // MARK: Change of password

    private func passwordPage(
        _ visit: Visit, of account: Account? = nil, errors: [PasswordPage.Field: String] = [:], problems: [String] = []
    ) -> Response {
        let accounts = visit.principal.account == .admin ? Account.allCases : [visit.principal.account]
        return page(
            PasswordPage(
                action: Routes.password.path(), csrfToken: visit.csrfToken, accounts: accounts.map(\.rawValue),
                account: (account ?? visit.principal.account).rawValue, passwordRule: PhoneService.passwordRule,
                keepsDigestSecrets: service.usesDigest, errors: errors, problems: problems,
                confirmWithin: (visit.request.method == .post ? (try? visit.request.form())?["confirm_within"] : nil)
                    ?? service.confirmationWindow.map { String($0.components.seconds) },
                cancelLink: Routes.status.path()),
            for: visit, status: errors.isEmpty && problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func changePassword(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        guard let account = form["account"].map({ Account(rawValue: $0) }) ?? visit.principal.account else {
            return passwordPage(visit, problems: ["There is no such account."])
        }
        let new = form["new_password"] ?? ""
        guard new == form["new_password_confirm"] else {
            return passwordPage(visit, of: account, errors: [.confirm: Self.different])
        }
        let wish: ConfirmationWish
        switch confirmationWish(form, visit) {
        case .success(let asked): wish = asked
        case .failure(let fault): return passwordPage(visit, of: account, problems: [Phrase.sentence(fault.sentence)])
        }
        switch await change(account, from: form["old_password"] ?? "", to: new, confirming: wish, visit) {
        case .done: break
        case .wrong: return passwordPage(visit, of: account, errors: [.old: "The old password is wrong."])
        case .tooMany(let seconds):
            return passwordPage(visit, of: account, problems: [Self.tooManyWrongPasswords(seconds)])
        case .unable(.faults(let faults)):
            return passwordPage(visit, of: account, errors: [.new: Phrase.sentence(faults[account] ?? "")])
        case .unable(let refusal):
            return passwordPage(visit, of: account, problems: [Phrase.sentence("\(refusal)")])
        }
        // Every session of the account is over, this one too: it begins anew. The others end also if the password is the one from before.
        let ended = await endOtherSessions(of: account, by: visit, because: "the password was changed")
        let notice = Notice(kind: .success, sentence: Self.changed(ended))
        let next = pendingChange(for: visit) == nil ? Routes.status.path() : Routes.confirmation.path()
        guard visit.session != nil, account == visit.principal.account else {
            leave(notice, for: visit)
            return .redirect(to: next)
        }
        return await admitted(account, visit.request, to: next, notice: notice)
    }

    private static func changed(_ ended: Int) -> String {
        switch ended {
        case 0: "Password has been changed successfully."
        case 1: "Password has been changed successfully. 1 other session was ended."
        default: "Password has been changed successfully. \(ended) other sessions were ended."
        }
    }

    /// A session does not make guessing the old password any faster than a login.
    func change(
        _ account: Account, from old: String, to new: String, confirming wish: ConfirmationWish, _ visit: Visit
    ) async -> Throttled<Void> {
        await throttled(visit.principal.account.rawValue, visit.request) {
            () async throws(PasswordRefusal) in
            do throws(PasswordRefusal) {
                return try await service.changePassword(
                    of: account, from: old, to: new, by: visit.principal, confirming: wish)
            } catch .wrongOldPassword {
                return nil
            }
        }
    }

    static func tooManyWrongPasswords(_ seconds: Int) -> String {
        "There were too many wrong passwords: wait \(seconds) seconds and try again."
    }

    // MARK: The token of forms before a login

    private static let expired = "The form was open too long or is not from this phone. Please send it again."
    private static let notStoredYet =
        "Your session had ended. What you typed is here again but not stored yet: look it over and submit it."
    private static let different = "The two passwords differ."

    private func entranceCookieName(for request: Request) -> String { cookieName(for: request) + "_entrance" }

    /// Before there is a session, a cookie of its own vouches for a form.
    private func withEntranceToken(_ request: Request, _ page: (String) -> Response) -> Response {
        if let token = request.cookie(entranceCookieName(for: request)), token.count >= 22 { return page(token) }
        let token = configuration.makeToken()
        return page(token).setting(entranceCookieName(for: request), token, for: request)
    }

    /// Scripts have no cookie and need no token: no foreign page can make a browser look like one.
    private func hasEntranceToken(_ request: Request, _ form: FormItems) -> Bool {
        hasEntranceToken(request, form["csrf_token"])
    }

    /// The same for what is no form.
    func hasEntranceToken(_ request: Request, _ shown: String?) -> Bool {
        guard request.isFromBrowser else { return true }
        guard let token = request.cookie(entranceCookieName(for: request)), token.count >= 22 else { return false }
        return PhoneService.areEqual(shown ?? "", token)
    }

    func badForm(_ request: Request) -> Response {
        var status = Status.badRequest
        var reason = ""
        do throws(FormError) {
            _ = try request.form()
        } catch {
            status = error.status
            reason = " \(error)"
        }
        return message(
            "Bad form", "The form could not be read, so nothing was changed.\(reason)",
            advice: "Send it as application/x-www-form-urlencoded or multipart/form-data, in UTF-8.",
            status: status, to: request)
    }
}
