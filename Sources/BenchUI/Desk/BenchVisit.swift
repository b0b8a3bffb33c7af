internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Identity
internal import Pages
internal import Threading

/// A request of somebody who is logged in.
struct BenchVisit: Sendable {
    var request: Request
    var captures: Router.Captures
    var session: BenchSessions.Session
    /// The language in which whoever asks reads pages.
    let language: Language

    init(_ request: Request, _ captures: Router.Captures, _ session: BenchSessions.Session) {
        self.request = request
        self.captures = captures
        self.session = session
        language = Language(of: request)
    }

    /// What forms of the answer carry.
    var csrfToken: String { session.csrfToken }

    /// The job that the address names; a name that no job can have is an unknown one's.
    var job: JobName? { captures["job"].flatMap { JobName($0) } }

    /// A field of the query; of one that cannot be read nothing.
    func query(_ name: String) -> String? { (try? request.query())?[name] }

    /// The first item of a page of so many, as `from` in the query says.
    func offset(limit: Int) -> Int { min(max(0, query("from").flatMap { Int($0) } ?? 0), limit) }
}

extension BenchDesk {
    typealias Handler = @Sendable (BenchVisit) async throws(BenchStoreError) -> Response
    /// The same for a page of a job.
    typealias JobHandler = @Sendable (BenchVisit, JobName) async throws(BenchStoreError) -> Response

    /// Browsers keep the cookie until they are closed. Over TLS it has a name that plain HTTP cannot plant (RFC 6265bis, 4.1.3).
    func cookieName(for request: Request) -> String {
        (request.isTLS ? "__Host-" : "") + "onhook_bench_\(configuration.instance)"
    }

    /// The session of the browser, if it has one that lasts.
    func session(of request: Request) -> BenchSessions.Session? {
        guard let token = request.cookie(cookieName(for: request)).map(SessionToken.init) else { return nil }
        let digest = token.digest
        let found = sessions.withLock {
            $0.session(
                digest, at: configuration.instant(), stamp: account.stamp,
                byPerson: !BenchRoutes.isFollowed(request.path))
        }
        guard var session = found else { return nil }
        session.csrfToken = token.formToken
        return session
    }

    /// Serves a route for those who are logged in; for a form its token is checked first.
    func serve(_ route: Route, in router: inout Router, bodyLimit: Int? = nil, _ handler: @escaping Handler) {
        router.on(route, bodyLimit: bodyLimit) { request, captures in
            guard let session = session(of: request) else { return .now(invitation(to: request)) }
            let visit = BenchVisit(request, captures, session)
            if request.method != .get, request.method != .head, let refusal = refusalOfForm(visit) {
                return .now(refusal)
            }
            return .later {
                do throws(BenchStoreError) {
                    return try await handler(visit)
                } catch {
                    return failure(error, visit)
                }
            }
        }
    }

    /// The same for a page of a job.
    func serve(
        _ route: Route, in router: inout Router, bodyLimit: Int? = nil, ofJob handler: @escaping JobHandler
    ) {
        serve(route, in: &router, bodyLimit: bodyLimit) { (visit) async throws(BenchStoreError) in
            guard let job = visit.job else { return missing(visit.request, .notFound) }
            return try await handler(visit, job)
        }
    }

    /// Browsers are led to a form and never challenged.
    private func invitation(to request: Request) -> Response {
        if !account.isSet { account.reload() }
        let route = account.isSet ? BenchRoutes.login : BenchRoutes.setup
        guard request.acceptsPages else {
            return .text("Log in with a browser first.\n", status: .unauthorized)
        }
        let query = request.method == .get && account.isSet ? [(name: "next", value: request.target.raw)] : []
        return .redirect(to: route.path(query: query))
    }

    private func refusalOfForm(_ visit: BenchVisit) -> Response? {
        if let shown = visit.request.headers["X-CSRF-Token"] {
            return isToken(shown, of: visit) ? nil : expired(visit)
        }
        do throws(FormError) {
            let form = try visit.request.form(limits: Self.formLimits)
            return isToken(form["csrf_token"] ?? "", of: visit) ? nil : expired(visit)
        } catch {
            return badForm(error, visit.request)
        }
    }

    private func isToken(_ shown: String, of visit: BenchVisit) -> Bool {
        !visit.csrfToken.isEmpty && RandomToken.areEqual(shown, visit.csrfToken)
    }

    private func expired(_ visit: BenchVisit) -> Response {
        message(
            "Form expired", "The form does not belong to this session, so nothing was done.",
            advice: "Open the page again and repeat the change.", status: .forbidden, to: visit.request)
    }

    func badForm(_ error: FormError, _ request: Request) -> Response {
        message(
            "Bad form", "The form could not be read, so nothing was changed. \(error)",
            advice: "Send it as application/x-www-form-urlencoded or multipart/form-data, in UTF-8.",
            status: error.status, to: request)
    }

    /// The forms of the bench have a dozen fields.
    static let formLimits: FormDecoding.Limits = {
        var limits = FormDecoding.Limits()
        limits.fields = 64
        return limits
    }()

    /// A form that was read before, when its token was checked.
    func form(_ visit: BenchVisit) -> FormItems { (try? visit.request.form(limits: Self.formLimits)) ?? FormItems() }

    /// A path of this bench; anything that could lead elsewhere is none.
    static func ownPath(_ text: String) -> String? {
        text.hasPrefix("/") && !text.hasPrefix("//") && !text.contains("\\") ? text : nil
    }
}
