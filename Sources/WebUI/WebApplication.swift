public import HTTPServer
internal import Pages
public import PhoneService
public import ScreenPicture
internal import Threading

/// How scripts log in, which have no session.
public enum ScriptLogin: String, Sendable, CaseIterable {
    /// With name and password in each request (RFC 7617), over TLS or from this machine.
    case basic
    /// With a digest of both in each request (RFC 7616), over HTTP as well. For it the phone keeps, of each password, what one can log in
    /// with.
    case digest
    /// Not at all: they use the control socket.
    case none
}

/// What a web utility needs to know of the place where it runs.
public struct WebConfiguration: Sendable {
    /// Distinguishes the session cookie from that of another phone on the same host, since cookies ignore ports.
    public var instance: String
    /// Distinguishes what browsers keep beyond the process in the same way: the same after a restart.
    public var storeName: String
    /// The names, in lower case, by which the phone may be addressed, besides its addresses and `localhost`.
    public var hostNames: Set<String>
    /// What a browser on another machine must show to set the first passwords.
    public var setupToken: String
    /// How scripts may log in.
    public var scriptLogin: ScriptLogin
    /// Whether a direct action takes name and password that stand in its address, `&xuser=…&xpassword=…`: over HTTP as well.
    public var takesLoginsInAddresses: Bool
    /// The logins of the machine that are taken for the administrator when they come over the control socket: root, and whom the
    /// state belongs to.
    public var trustedUsers: Set<UInt32>
    /// Where the web server listens.
    public var listeners: ListenerBoard
    /// The version of the program, for `/metrics`.
    public var programVersion: String
    /// Draws pictures of the phone's screen; nil if nothing does.
    public var drawScreen: ScreenPictureChild.Drawing?
    /// The size of the store in bytes; nil if it has none.
    public var storeSize: @Sendable () -> Int?
    /// The time by which sessions end.
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Makes a token that nobody can guess.
    public var makeToken: @Sendable () -> String

    /// A configuration of those parts; without `storeName` nothing outlives the process.
    public init(
        instance: String, storeName: String? = nil, hostNames: Set<String> = [], setupToken: String,
        scriptLogin: ScriptLogin = .basic, takesLoginsInAddresses: Bool = false, trustedUsers: Set<UInt32> = [0],
        listeners: ListenerBoard = ListenerBoard(), programVersion: String = "",
        drawScreen: ScreenPictureChild.Drawing? = nil, storeSize: @escaping @Sendable () -> Int? = { nil },
        makeToken: @escaping @Sendable () -> String
    ) {
        self.instance = instance
        self.storeName = storeName ?? instance
        self.hostNames = hostNames
        self.setupToken = setupToken
        self.scriptLogin = scriptLogin
        self.takesLoginsInAddresses = takesLoginsInAddresses
        self.trustedUsers = trustedUsers
        self.programVersion = programVersion
        self.drawScreen = drawScreen
        self.storeSize = storeSize
        self.listeners = listeners
        self.makeToken = makeToken
    }
}

/// The web utility of one phone: pages for browsers, JSON for scripts and for the command line.
public struct WebApplication: RequestHandler {
    private let desk: Desk
    private let router: Router

    /// The utility of that phone.
    public init(service: PhoneService, configuration: WebConfiguration) {
        let desk = Desk(service: service, configuration: configuration)
        var router = Router()
        router.missing = { request, status in desk.missing(request, status) }
        desk.addEntrance(to: &router)
        desk.addSessions(to: &router)
        desk.addLanguages(to: &router)
        desk.addStatus(to: &router)
        desk.addInfo(to: &router)
        desk.addVoice(to: &router)
        desk.addSearch(to: &router)
        desk.addOnboarding(to: &router)
        desk.addProvisioning(to: &router)
        desk.addPhoneScreen(to: &router)
        desk.addScreenPicture(to: &router)
        desk.addResyncAction(to: &router)
        desk.addUpgrade(to: &router)
        desk.addHistory(to: &router)
        desk.addSavepoints(to: &router)
        desk.addConfirmation(to: &router)
        desk.addDrafts(to: &router)
        desk.addRestart(to: &router)
        desk.addDirectActions(to: &router)
        desk.addExecute(to: &router)
        desk.addImport(to: &router)
        desk.addBackup(to: &router)
        desk.addFiles(to: &router)
        desk.addCustomCA(to: &router)
        desk.addCertificates(to: &router)
        desk.addAPI(to: &router)
        desk.addMetrics(to: &router)
        self.desk = desk
        self.router = router
    }

    /// Every route that is answered.
    var routes: [Route] { router.routes }

    /// The limit of the request's route. More than the server takes of everybody is for those who may be let in.
    public func bodyLimit(for request: Request) -> Int? {
        let request = request.withoutLoginInAddress() ?? request
        guard let limit = router.bodyLimit(for: request) else { return nil }
        return desk.mayBeKnown(request) ? limit : min(limit, ServerLimits().bodySize)
    }

    /// A page for browsers, a sentence for scripts.
    public func response(toBodyLargerThan limit: Int, of request: Request) -> Response? {
        guard (try? RequestOrigin.check(request, names: desk.configuration.hostNames)) != nil else { return nil }
        return finished(desk.tooLarge(request, limit: limit))
    }

    /// Answers a request; a page that only shows something is made at once, on the server's thread.
    public func respond(to request: Request) -> Answer {
        do throws(RequestOrigin.Fault) {
            try RequestOrigin.check(request, names: desk.configuration.hostNames)
        } catch {
            return .now(finished(desk.refusal(of: error, request)))
        }
        let request = request.withoutLoginInAddress() ?? request
        if request.addressLogin != nil, let refusal = desk.refusalOfLoginInAddress(request) {
            return .now(finished(refusal))
        }
        switch router.respond(to: request) {
        case .now(let response): return .now(finished(response))
        case .later(let executor, let work): return .later(on: executor) { finished(await work()) }
        }
    }

    private func finished(_ response: Response) -> Response {
        desk.requests.count(response.status)
        return SecurityHeaders.add(to: response)
    }
}
