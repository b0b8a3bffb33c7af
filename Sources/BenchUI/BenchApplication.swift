public import Bench
public import HTTPServer
internal import Pages
internal import Threading

/// The pages of a bench: jobs, scanning, the live board, rehearsals, reports.
///
/// They know what happens to devices from the store alone, whoever wrote it there.
public struct BenchApplication: RequestHandler {
    private let desk: BenchDesk
    private let router: Router

    /// The pages of a bench in that store.
    public init(store: any BenchStore, account: BenchAccount, configuration: BenchConfiguration) {
        let desk = BenchDesk(store: store, account: account, configuration: configuration)
        var router = Router()
        router.missing = { request, status in desk.missing(request, status) }
        desk.addEntrance(to: &router)
        desk.addFiles(to: &router)
        desk.addJobs(to: &router)
        desk.addNewJob(to: &router)
        desk.addDevice(to: &router)
        desk.addScan(to: &router)
        desk.addBoard(to: &router)
        desk.addRuns(to: &router)
        desk.addReport(to: &router)
        self.desk = desk
        self.router = router
    }

    /// Every route that is answered.
    var routes: [Route] { router.routes }

    /// The limit of the request's route; more than the server takes of everybody is for those who are logged in.
    public func bodyLimit(for request: Request) -> Int? {
        guard let limit = router.bodyLimit(for: request) else { return nil }
        return desk.session(of: request) != nil ? limit : min(limit, ServerLimits().bodySize)
    }

    /// A page for browsers, a sentence for scripts.
    public func response(toBodyLargerThan limit: Int, of request: Request) -> Response? {
        guard (try? RequestOrigin.check(request, names: desk.configuration.hostNames)) != nil else { return nil }
        let sentence = "What was sent is larger than \(Phrase.size(limit)), so nothing was changed."
        return SecurityHeaders.add(
            to: desk.message(
                "Too much at once", sentence, advice: "Send less at once.", status: .contentTooLarge, to: request))
    }

    /// Answers a request.
    public func respond(to request: Request) -> Answer {
        do throws(RequestOrigin.Fault) {
            try RequestOrigin.check(request, names: desk.configuration.hostNames)
        } catch {
            return .now(SecurityHeaders.add(to: desk.refusal(of: error, request)))
        }
        switch router.respond(to: request) {
        case .now(let response): return .now(SecurityHeaders.add(to: response))
        case .later(let executor, let work): return .later(on: executor) { SecurityHeaders.add(to: await work()) }
        }
    }
}
