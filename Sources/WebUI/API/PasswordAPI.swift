internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// First passwords and their change, as JSON: the same rules, the same throttle and the same ends of sessions as the pages have.
extension Desk {
    func addPasswordAPI(to router: inout Router) {
        router.on(.post("/api/v1/setup"), bodyLimit: 16 << 10) { request, _ in .later { await apiSetUp(request) } }
        serve(.post("/api/v1/password"), in: &router, bodyLimit: 16 << 10) { visit in
            .later { await apiChangePassword(visit) }
        }
    }

    // MARK: First passwords

    /// For whoever may send the page's form: from the machine itself, or with the token that the phone has printed.
    private func apiSetUp(_ request: Request) async -> Response {
        let wish: SetupWish
        do {
            wish = try RecordCoding.decode(SetupWish.self, from: request.body)
        } catch {
            return .failure(
                "the body must be {\"admin_password\": \"…\", \"user_password\": \"…\"}: \(Self.words(error))",
                .badRequest)
        }
        guard maySetUp(request, wish.token) else {
            return .failure(
                "the first passwords are set on the phone itself, or with the token of the address that it printed when it started",
                .forbidden)
        }
        guard hasEntranceToken(request, request.headers["X-CSRF-Token"]) else {
            return .failure("the request does not belong to the page Set Password of this phone", .forbidden)
        }
        do throws(PasswordRefusal) {
            try await service.setUp(
                adminPassword: wish.admin_password, userPassword: wish.user_password ?? "", through: .api)
            return .json(RecordCoding.encode(SetupAnswer(accounts: Account.allCases.filter(service.hasPassword))))
        } catch {
            return .refusal(error) { $0 == .admin ? "admin_password" : "user_password" }
        }
    }

    private func maySetUp(_ request: Request, _ token: String?) -> Bool {
        if case .process(let user, _, _) = request.peer { return configuration.trustedUsers.contains(user) }
        return request.peer.isLoopback || isSetupToken(token)
    }

    // MARK: Change

    private func apiChangePassword(_ visit: Visit) async -> Response {
        let wish: PasswordWish
        let confirmation: ConfirmationWish
        do {
            wish = try RecordCoding.decode(PasswordWish.self, from: visit.request.body)
        } catch {
            return .failure(
                "the body must be {\"old_password\": \"…\", \"new_password\": \"…\"}: \(Self.words(error))", .badRequest
            )
        }
        guard let account = wish.account.map({ Account(rawValue: $0) }) ?? visit.principal.account else {
            return .failure("account is admin or user", .badRequest)
        }
        do throws(SubmissionRefusal) {
            confirmation = try ConfirmationWish(seconds: visit.item("confirm_within"))
        } catch {
            return .refusal(error)
        }
        switch await change(
            account, from: wish.old_password ?? "", to: wish.new_password, confirming: confirmation, visit)
        {
        case .done: return await changed(account, visit)
        case .wrong: return .refusal(.wrongOldPassword) { _ in "" }
        case .unable(let refusal): return .refusal(refusal) { _ in "new_password" }
        case .tooMany(let seconds):
            var response = Response.failure(
                Phrase.withoutStop(Self.tooManyWrongPasswords(seconds)), .tooManyRequests)
            response.headers["Retry-After"] = HeaderValue(seconds)
            return response
        }
    }

    /// The other sessions of the account are over. The one that asks goes on with another key, as after the page's form.
    private func changed(_ account: Account, _ visit: Visit) async -> Response {
        let ended = await endOtherSessions(of: account, by: visit, because: "the password was changed")
        var answer = PasswordAnswer(account: account.rawValue, ended_sessions: ended)
        guard visit.session != nil, account == visit.principal.account else {
            return .json(RecordCoding.encode(answer))
        }
        let begun = await beginSession(account, for: visit.request)
        answer.csrf_token = begun.session.csrfToken
        return Response.json(RecordCoding.encode(answer))
            .setting(cookieName(for: visit.request), begun.token, for: visit.request)
    }
}

/// The first passwords; without one for `user` that account stays closed.
private struct SetupWish: Decodable {
    var admin_password: String
    var user_password: String?
    var token: String?
}

/// The accounts that can log in now.
private struct SetupAnswer: Encodable {
    var accounts: [String]

    init(accounts: [Account]) { self.accounts = accounts.map(\.rawValue) }
}

/// Another password, by default for whoever asks.
private struct PasswordWish: Decodable {
    var account: String?
    var old_password: String?
    var new_password: String
}

/// What a change of a password did.
private struct PasswordAnswer: Encodable {
    var account: String
    var ended_sessions: Int
    /// The token of the session that goes on; null for whoever has none.
    @Nullable var csrf_token: String?
}

extension Response {
    /// A refused password; `field` names the field of an account's password.
    fileprivate static func refusal(_ refusal: PasswordRefusal, field: (Account) -> String) -> Response {
        switch refusal {
        case .alreadySetUp: .failure("\(refusal)", .conflict)
        case .notAllowed: .failure("\(refusal)", .forbidden)
        case .failed: .failure("\(refusal)", .serviceUnavailable)
        case .wrongOldPassword:
            .refusal(.faults([FieldFault(name: "old_password", sentence: "\(refusal)")]))
        case .faults(let faults):
            .refusal(
                .faults(
                    faults.sorted { $0.key.rawValue < $1.key.rawValue }
                        .map { FieldFault(name: field($0.key), sentence: $0.value) }))
        }
    }
}
