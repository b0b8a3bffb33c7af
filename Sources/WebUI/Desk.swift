internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import Threading

/// What all handlers share: the phone, who is logged in, and how a page gets its frame. The handlers are extensions, one file a subject.
struct Desk: Sendable {
    let service: PhoneService
    let configuration: WebConfiguration
    let sessions: Locked<SessionTable>
    let throttle = Locked(LoginThrottle())
    let renderedTabs = RenderedTabs()
    let keptAnswers = KeptAnswers()
    let digest = DigestGate()
    let requests = RequestCounter()
    /// How many event streams are open.
    let streams = Locked(0)
    /// How many pictures of the screen are being drawn.
    let drawings = Locked(0)

    init(service: PhoneService, configuration: WebConfiguration) {
        self.service = service
        self.configuration = configuration
        sessions = Locked(
            SessionTable(service.sessionsOfBefore, at: configuration.now(), wall: service.now))
    }

    /// The page in the frame of that visit.
    func page(_ page: some FramedPage, for visit: Visit, at place: Place? = nil, status: Status = .ok) -> Response {
        .page(document(page, for: visit, at: place), in: visit.language, status: status)
    }

    /// The page for somebody who is not logged in.
    func page(_ page: some FramedPage, to request: Request, status: Status = .ok) -> Response {
        let frame = frame(for: nil, at: nil, request: request)
        return .page(Renderer.of(frame.language).render(page, in: frame), in: frame.language, status: status)
    }

    /// The whole document of a page.
    func document(_ page: some FramedPage, for visit: Visit, at place: Place?) -> [UInt8] {
        let frame = frame(for: visit, at: place)
        return Renderer.of(frame.language).render(page, in: frame)
    }

    /// What stands around the visitor's next page, with the notice that was left for it.
    func frame(for visit: Visit, at place: Place?) -> Frame {
        var frame = frame(for: visit, at: place, request: visit.request)
        frame.notice = takeNotice(visit)
        return frame
    }

    /// A part of a page alone, for the script of a page that is open.
    func fragment(_ page: some Page, for visit: Visit) -> Response {
        .page(Renderer.of(visit.language).render(page), in: visit.language)
    }

    /// A page that says in a sentence what is the matter; scripts get the sentence alone.
    func message(
        _ title: String, _ sentence: String, advice: String = "", status: Status, to request: Request,
        visit: Visit? = nil, back: Frame.Link? = nil
    ) -> Response {
        guard request.acceptsPages, !request.isForAPI else { return refusal(sentence, status, to: request) }
        return page(
            MessagePage(title: title, sentence: sentence, advice: advice, back: back ?? Self.start), to: request,
            of: visit, status: status)
    }

    private func page(_ message: MessagePage, to request: Request, of visit: Visit?, status: Status) -> Response {
        visit.map { page(message, for: $0, status: status) } ?? page(message, to: request, status: status)
    }

    /// A sentence for a script: JSON where it asked the API, else text.
    func refusal(_ sentence: String, _ status: Status, to request: Request) -> Response {
        request.isForAPI ? .failure(Phrase.withoutStop(sentence), status) : .text(sentence + "\n", status: status)
    }

    func missing(_ request: Request, _ status: Status) -> Response {
        if request.isForAPI {
            return .failure(
                status == .notFound ? "there is no such resource" : "this resource does not take that method", status)
        }
        let sentence =
            status == .notFound
            ? "There is no page at this address."
            : "This address does not take a \(request.method.rawValue) request."
        return message(MessagePage(status: status.code, sentence: sentence), status: status, to: request)
    }

    /// The answer to a form or document that is larger than its address takes.
    func tooLarge(_ request: Request, limit: Int) -> Response {
        let sentence = "What was sent is larger than \(Phrase.size(limit)), so nothing was changed."
        guard !request.path.hasPrefix("/api/") else { return .failure(sentence, .contentTooLarge) }
        return message(
            MessagePage(status: Status.contentTooLarge.code, sentence: sentence), status: .contentTooLarge, to: request)
    }

    /// The page in the frame of whoever is logged in.
    private func message(_ message: MessagePage, status: Status, to request: Request) -> Response {
        guard request.acceptsPages else { return .text(message.sentence + "\n", status: status) }
        let visit = session(of: request).map { session in
            Visit(
                request: request, captures: .init(), principal: Principal(session.account, through: .web),
                session: session)
        }
        return page(message, to: request, of: visit, status: status)
    }

    /// What was meant for somebody else ends the connection: what follows on it may be as well.
    func refusal(of fault: RequestOrigin.Fault, _ request: Request) -> Response {
        note(fault.accessRefusal, request)
        var response = sentence(of: fault, request)
        response.closesConnection = true
        return response
    }

    private func sentence(of fault: RequestOrigin.Fault, _ request: Request) -> Response {
        switch fault {
        case .foreignHost(let host):
            message(
                "Wrong address", "This phone is not called \"\(host.prefix(80))\".",
                advice: "Address it by its IP address, or start it with --host-name to give it that name.",
                status: 421, to: request)
        case .foreignOrigin:
            message(
                "Refused", "The request came from a page of another site, so nothing was done.",
                advice: "Open the phone's own page and do it there.", status: .forbidden, to: request)
        }
    }

    static let start = Frame.Link(label: "To the start page", href: Routes.home.path())
}

/// Where in the navigation a page stands.
enum Place: Equatable {
    case status
    case debugInfo
    case downloadStatus
    case networkStatistics
    case voice(VoiceTab)
    case history
    case confirmation
    case draft
    case phoneScreen
    case importProfile
    case certificate
    case sessions
}

extension Desk {
    private func frame(for visit: Visit?, at place: Place?, request: Request) -> Frame {
        let identity = service.identity
        let snapshot = service.snapshot
        var frame = Frame(
            phone: .init(productName: identity.model.productName))
        frame.language = visit?.language ?? Language(of: request)
        frame.languages = languageLinks(in: request)
        // Who is not logged in learns which product this is, and no more: as on the phone.
        guard let visit else { return frame }
        frame.phone.mac = identity.mac.colonSeparated
        frame.phone.line = snapshot["Station_Name"].nonEmpty
        frame.phone.hostName = snapshot["Host_Name"].nonEmpty
        frame.phone.softwareVersion = identity.softwareVersion
        if let session = visit.session {
            frame.session = .init(
                account: session.account.rawValue, passwordLink: Routes.password.path(),
                sessionsLink: Routes.sessions.path(), isAtSessions: place == .sessions,
                logoutAction: Routes.logout.path(), csrfToken: session.csrfToken)
        }
        frame.bar = draftBar(for: visit)
        frame.navigation = navigation(for: visit, at: place, in: snapshot)
        frame.searchLink = Routes.search.path()
        if visit.request.path == frame.searchLink { frame.searchText = (try? visit.request.query())?["q"] ?? "" }
        if place != .confirmation, let warning = pendingWarning(for: visit) { frame.warnings.append(warning) }
        return frame
    }

    /// The pages that this account has, group by group. A new page is one more link in one of the groups, and one more `Place`.
    func navigation(for visit: Visit, at place: Place?, in snapshot: Snapshot) -> [Frame.Group] {
        func link(_ label: String, _ route: Route, _ itsPlace: Place, _ keywords: String = "") -> Frame.Link {
            .init(label: label, href: route.path(), isCurrent: place == itsPlace, keywords: keywords)
        }
        var groups = [
            Frame.Group(
                heading: "Info",
                links: [
                    link("Status", Routes.status, .status, "attempts reboot history product version"),
                    link(
                        "Debug Info", Routes.debugInfo, .debugInfo,
                        "log messages problem report prt reboot factory reset"),
                    link(
                        "Download Status", Routes.downloadStatus, .downloadStatus, "firmware upgrade custom ca report"),
                    link(
                        "Network Statistics", Routes.networkStatistics, .networkStatistics,
                        "ethernet frames packets ports lldp cdp"),
                    link(
                        "Phone Screen", Routes.phoneScreen, .phoneScreen, "menu keypad profile rule activation code"),
                ]),
            Frame.Group(heading: "Voice", links: voiceLinks(for: visit, at: place, in: snapshot)),
        ]
        if visit.principal.account == .admin {
            groups.append(
                Frame.Group(
                    heading: "Administration",
                    links: [
                        link("History", Routes.history, .history, "revisions changes restore savepoints"),
                        link(
                            "Import and Backup", Routes.importProfile, .importProfile,
                            "upload profile export backup restore cfg.xml"),
                        link("Certificate", Routes.certificatePage, .certificate, "https tls pem pkcs#12 scep key"),
                    ]))
        }
        return groups.filter { !$0.links.isEmpty }
    }

    private func voiceLinks(for visit: Visit, at place: Place?, in snapshot: Snapshot) -> [Frame.Link] {
        let view = view(for: visit)
        return snapshot.catalogue.tabs.filter {
            switch $0.tab {
            case .certificate: false
            // On the phone the tab exists in the advanced view only.
            case .attConsole where view == .basic && place != .voice(.attConsole): false
            default: sees($0, visit.principal, in: snapshot)
            }
        }.map {
            var link = Frame.Link(
                label: $0.tab.label, href: Routes.path(of: $0.tab), isCurrent: place == .voice($0.tab))
            if case .ext = $0.tab { link.isShort = true }
            return link
        }
    }

    /// Whether there is anything on that tab for whoever asks: a field, or the button that resyncs.
    func sees(_ contents: Catalogue.TabContents, _ principal: Principal, in snapshot: Snapshot) -> Bool {
        guard principal.account == .user else { return true }
        if contents.tab == .provisioning, snapshot["User_Configurable_Resync"] == "Yes" { return true }
        return contents.sections.contains { section in
            section.parameters.contains { snapshot.access(to: snapshot.catalogue.parameters[$0].name) != .hidden }
        }
    }
}

extension String {
    /// The text, or nil if it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
