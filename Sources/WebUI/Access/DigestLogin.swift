internal import HTTPServer
internal import Identity
internal import Pages
internal import PhoneService
internal import Threading

/// Scripts that log in by HTTP Digest, and those whose login stands in the address.
extension Desk {
    /// Who a request's `Authorization: Digest` lets in. The time of an answer tells nothing: all take one hash or two.
    func digestLogin(_ request: Request) -> Result<Account, Refusal> {
        guard let login = request.digestCredentials else {
            var response = refusal(
                "Log in with Digest (RFC 7616), with qop=auth: --script-login is digest.", .unauthorized, to: request)
            addChallenges(to: &response, isStale: false)
            return .failure(Refusal(response: response))
        }
        let account = Account(rawValue: login.username)
        return digestLogin(login, request) { algorithm in account.flatMap { service.digestSecret(of: $0, algorithm) } }
            .flatMap {
                account.map(Result.success) ?? .failure(Refusal(response: challenged(refusalOfWrong(request), request)))
            }
    }

    /// Whether a login is right by that secret.
    func digestLogin(
        _ login: DigestCredentials, _ request: Request, secret: (TextDigest) -> String?
    ) -> Result<Void, Refusal> {
        let key = LoginThrottle.Key(peer: request.peer, account: login.username)
        if let wait = throttle.withLock({ $0.begin(key, at: .now) }) {
            let seconds = Int(wait.components.seconds) + 1
            note(.tooManyPasswords(seconds: seconds), of: key.account, request)
            var response = refusal("Too many attempts: wait \(seconds) seconds.", .tooManyRequests, to: request)
            response.headers["Retry-After"] = HeaderValue(seconds)
            return .failure(Refusal(response: response))
        }
        let verdict = digest.check(
            login, request.method.rawValue, request.target.raw, realm: PhoneService.digestRealm, secret: secret)
        switch verdict {
        case .right:
            throttle.withLock { $0.succeeded(key) }
            service.noteLogin(of: login.username, succeeded: true, from: request.peer.place, by: .digest)
            return .success(())
        case .stale:
            throttle.withLock { $0.withdrawn(key) }
            var response = refusal(
                "The nonce is too old or was used already: take the new one.", .unauthorized, to: request)
            addChallenges(to: &response, isStale: true)
            return .failure(Refusal(response: response))
        case .wrong:
            throttle.withLock { $0.failed(key, at: .now) }
            service.noteLogin(of: login.username, succeeded: false, from: request.peer.place, by: .digest)
            return .failure(Refusal(response: challenged(refusalOfWrong(request), request)))
        }
    }

    private func refusalOfWrong(_ request: Request) -> Response {
        refusal(
            "User name or password is wrong, or the password was not shown since Digest was switched on: log in with a browser once.",
            .unauthorized, to: request)
    }

    /// The answer with challenges, unless a browser would put up a window for it.
    func challenged(_ response: Response, _ request: Request) -> Response {
        guard !request.isFromBrowser else { return response }
        var response = response
        addChallenges(to: &response, isStale: false)
        return response
    }

    /// Both algorithms with one nonce: some clients read all challenges as one. The older one comes first, because other clients take the
    /// first one only, and the newer ones choose the better.
    private func addChallenges(to response: inout Response, isStale: Bool) {
        let nonce = digest.nonce()
        for algorithm in TextDigest.allCases {
            response.headers.add(
                "WWW-Authenticate",
                DigestCredentials.challenge(
                    realm: PhoneService.digestRealm, nonce: nonce, algorithm: algorithm.rawValue, isStale: isStale))
        }
    }

    /// What a request is told whose login stands in the address, where that is not taken.
    func refusalOfLoginInAddress(_ request: Request) -> Response? {
        guard Routes.isDirectAction(request.path) else {
            return refusal("This address takes no name and password.", .badRequest, to: request)
        }
        guard configuration.takesLoginsInAddresses else {
            return refusal(
                "Passwords in addresses (&xuser=, &xpassword=) are switched off: start onhook serve with --address-logins, or log in otherwise.",
                .forbidden, to: request)
        }
        return nil
    }
}
