internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Identity
internal import Pages
internal import Threading

/// What all handlers share: the store, who is logged in, and how a page gets its frame. The handlers are extensions, one file a subject.
struct BenchDesk: Sendable {
    let store: any BenchStore
    let account: BenchAccount
    let configuration: BenchConfiguration
    let sessions = Locked(BenchSessions())
    let throttle = Locked(LoginThrottle())
    let boards: BoardBook
    let clerks: ClerkBook

    init(store: any BenchStore, account: BenchAccount, configuration: BenchConfiguration) {
        self.store = store
        self.account = account
        self.configuration = configuration
        boards = BoardBook(store)
        clerks = ClerkBook(store, person: configuration.person)
    }

    /// What a page stands around.
    struct Place: Sendable {
        /// The pages of a job.
        enum Leaf: Sendable { case overview, scan, board, rehearsals, report }

        /// The job, if the page is one of a job.
        var job: JobName?
        /// Which of the job's pages.
        var leaf: Leaf?
        /// Whether it is the list of jobs.
        var isJobs = false
        /// Whether it is the form for a new one.
        var isNew = false
    }

    // MARK: Pages

    /// The page in the frame of that visit.
    func page(_ page: some FramedPage, for visit: BenchVisit, at place: Place = Place(), status: Status = .ok)
        -> Response
    {
        .page(document(page, for: visit, at: place), in: visit.language, status: status)
    }

    func document(_ page: some FramedPage, for visit: BenchVisit, at place: Place) -> [UInt8] {
        var frame = frame(in: visit.language, visit.request)
        frame.phone.line = place.job?.text
        frame.session = .init(
            account: BenchAccount.name, passwordLink: BenchRoutes.password.path(),
            logoutAction: BenchRoutes.logout.path(), csrfToken: visit.csrfToken)
        frame.navigation = Self.navigation(at: place)
        frame.notice = sessions.withLock { $0.takeNotice(visit.session.digest) }
        return Renderer.of(visit.language).render(page, in: frame)
    }

    /// The page for somebody who is not logged in.
    func page(_ page: some FramedPage, to request: Request, status: Status = .ok) -> Response {
        let language = Language(of: request)
        let bytes = Renderer.of(language).render(page, in: frame(in: language, request))
        return .page(bytes, in: language, status: status)
    }

    private func frame(in language: Language, _ request: Request) -> Frame {
        var frame = Frame(phone: .init(productName: "Bench"), language: language, face: .bench)
        let here = request.method == .get ? request.target.raw : BenchRoutes.home.path()
        frame.languages = Language.allCases.map {
            .init(language: $0, href: BenchRoutes.language.path(query: [("to", $0.rawValue), ("next", here)]))
        }
        return frame
    }

    private static func navigation(at place: Place) -> [Frame.Group] {
        var groups = [
            Frame.Group(
                heading: "Bench",
                links: [
                    .init(label: "Jobs", href: BenchRoutes.jobs.path(), isCurrent: place.isJobs),
                    .init(label: "New job", href: BenchRoutes.newJob.path(), isCurrent: place.isNew),
                ])
        ]
        guard let job = place.job?.text else { return groups }
        func link(_ label: String, _ route: Route, _ leaf: Place.Leaf) -> Frame.Link {
            .init(label: label, href: route.path(job), isCurrent: place.leaf == leaf)
        }
        groups.append(
            Frame.Group(
                heading: "This job",
                links: [
                    link("Overview", BenchRoutes.job, .overview), link("Scan", BenchRoutes.scan, .scan),
                    link("Board", BenchRoutes.board, .board), link("Rehearsals", BenchRoutes.runs, .rehearsals),
                    link("Report", BenchRoutes.report, .report),
                ]))
        return groups
    }

    /// Leaves a sentence for the next page of the visitor's browser.
    func leave(_ notice: Notice, for visit: BenchVisit) {
        sessions.withLock { $0.leave(notice, visit.session.digest) }
    }

    // MARK: Messages

    static let start = Frame.Link(label: "To the jobs", href: BenchRoutes.jobs.path())

    /// A page that says in a sentence what is the matter; scripts get the sentence alone.
    func message(
        _ title: String, _ sentence: String, advice: String = "", status: Status, to request: Request,
        back: Frame.Link = start
    ) -> Response {
        guard request.acceptsPages else { return .text(sentence + "\n", status: status) }
        let message = MessagePage(title: title, sentence: sentence, advice: advice, back: back)
        guard let session = session(of: request) else { return page(message, to: request, status: status) }
        return page(message, for: BenchVisit(request, .init(), session), status: status)
    }

    func missing(_ request: Request, _ status: Status) -> Response {
        guard status != .notFound else {
            return message(
                "Page not found", "There is no page at this address.",
                advice: "Check the address, or start from the jobs.",
                status: status, to: request)
        }
        return message(
            "Not possible this way", "This address does not take a \(request.method.rawValue) request.",
            advice: "Use the buttons of the pages.", status: status, to: request)
    }

    /// What was meant for somebody else ends the connection: what follows on it may be as well.
    func refusal(of fault: RequestOrigin.Fault, _ request: Request) -> Response {
        var response =
            switch fault {
            case .foreignHost(let host):
                message(
                    "Wrong address", "This bench is not called \"\(host.prefix(80))\".",
                    advice: "Address it by its IP address, or start it with --host-name to give it that name.",
                    status: 421, to: request)
            case .foreignOrigin:
                message(
                    "Refused", "The request came from a page of another site, so nothing was done.",
                    advice: "Open the bench's own page and do it there.", status: .forbidden, to: request)
            }
        response.closesConnection = true
        return response
    }

    /// What a store could not do, as a page.
    func failure(_ error: BenchStoreError, _ visit: BenchVisit) -> Response {
        let (title, status): (String, Status) =
            switch error {
            case .unknownJob: ("No such job", .notFound)
            case .unknownDevice: ("No such device", .notFound)
            case .unknownRun: ("No such rehearsal", .notFound)
            case .jobExists, .deviceExists, .serialNumberExists: ("Not possible", .conflict)
            case .diskFull: ("Disk full", .serviceUnavailable)
            default: ("Not possible now", .serviceUnavailable)
            }
        return message(title, Phrase.sentence("\(error)"), status: status, to: visit.request)
    }
}
