internal import FlatProfile
internal import ProfileRules
internal import Transfer

/// Makes the requests that rules ask for, of whichever concern, as the phone makes all of its requests: with its name, its
/// credentials, and its trust.
struct RuleTransfer: Sendable {
    /// Which phone this was when the process began.
    private let initialIdentity: DeviceIdentity
    let store: any ProvisioningStore
    let fetcher: any ProfileFetcher
    let host: any ProvisioningHost
    let firmware: any FirmwareInstaller

    init(
        identity: DeviceIdentity, store: any ProvisioningStore, fetcher: any ProfileFetcher,
        host: any ProvisioningHost, firmware: any FirmwareInstaller
    ) {
        initialIdentity = identity
        self.store = store
        self.fetcher = fetcher
        self.host = host
        self.firmware = firmware
    }

    /// Which phone this is, with the firmware that runs now.
    var identity: DeviceIdentity {
        var identity = initialIdentity
        identity.softwareVersion = firmware.softwareVersion
        return identity
    }

    /// Who answers a challenge where the rule has no credentials of its own.
    enum FallbackCredentials {
        /// Nobody.
        case none
        /// The profile account, or what else Profile_Authentication_Type says.
        case profileAccount
    }

    /// How a concern asks, beside what its rule says.
    struct Manner: Sendable {
        var method = TransferRequest.Method.get
        /// Further headers.
        var headers: [TransferRequest.Header] = []
        /// What becomes of a whole address that DHCP offers to a rule without server.
        var offered = RuleDestinations.Use.server
        var messages: AttemptMessages
        /// Who answers a challenge if the rule has no credentials.
        var fallback = FallbackCredentials.none
        /// Where the body goes; nil: into the response.
        var file: BodyFile?
        /// Limits other than those of a profile.
        var limits = TransferLimits()

        /// The limits of what must not keep profiles waiting for long: one concern acts at a time.
        static var briefly: TransferLimits {
            var limits = TransferLimits()
            limits.total = .seconds(60)
            return limits
        }
    }

    /// What the macros know when a rule is read now.
    func context(_ values: RuntimeValues) -> MacroContext {
        MacroContext(snapshot: store.snapshot, identity: identity, values: values)
    }

    /// Does what a rule says, and writes down how in `story`. The first of the two messages of `manner` is sent as soon as the
    /// address that is asked is known; `context` knows the URL from then on, for the second.
    ///
    /// `willAsk` is told the URL before anything is sent. A rule that leaves the server out is led to those that DHCP named, which are
    /// asked in turn until one has what the rule asks for. With `--srv` the servers that DNS names take the place of the URL's own. Throws if there is
    /// nothing that could be asked.
    func perform(
        _ rule: RuleRequest, as manner: Manner, _ context: inout MacroContext, _ story: inout TransferStory,
        willAsk: (String) async -> Void
    ) async throws(AttemptFailure) -> Result<TransferResponse, TransferFailure> {
        var last: Result<TransferResponse, TransferFailure> = .failure(.cancelled)
        for url in try destinations(of: rule, manner.offered, context, &story) {
            var rule = rule
            rule.url = url
            last = try await ask(rule, as: manner, &context, &story, willAsk: willAsk)
            if case .success = last { break }
            if case .failure(.cancelled) = last { break }
        }
        return last
    }

    /// Asks one server.
    private func ask(
        _ rule: RuleRequest, as manner: Manner, _ context: inout MacroContext, _ story: inout TransferStory,
        willAsk: (String) async -> Void
    ) async throws(AttemptFailure) -> Result<TransferResponse, TransferFailure> {
        let url = TransferURL(
            scheme: TransferScheme(rule.url.scheme), host: rule.url.host ?? "", port: rule.url.port,
            path: rule.url.path)
        story.url = story.url ?? url.description
        context.values.handledURL = HandledURL(
            scheme: rule.url.scheme, server: url.host, serverAddress: url.host, port: url.port, path: url.path)
        await willAsk(url.description)

        var request = request(for: rule, url, manner.method, context)
        request.headers += manner.headers
        request.limits = manner.limits
        if let file = manner.file { request.destination = .file(file) }
        request.credentials = await credentials(of: rule, manner.fallback, url)
        if rule.options.usesServiceRecord {
            request.services = try await services(of: url, manner.messages, context, &story)
            context.values.handledURL?.port = request.services[0].port
        }
        let announcement = manner.messages.announcement(context, host)
        request.willTry = { endpoint in announcement.send(serverAddress: endpoint.address) }
        let report = await fetcher.fetch(request)
        announcement.send(serverAddress: url.host)
        story.steps += report.steps
        story.address = report.steps.last?.endpoint?.address
        story.status = report.steps.last?.status
        story.bytes = report.steps.last?.bytes ?? 0
        if let address = story.address { context.values.handledURL?.serverAddress = address }
        // The port of a proxy is none of the server's.
        if rule.options.usesServiceRecord, let last = report.steps.last, last.proxy == nil,
            let port = last.endpoint?.port
        {
            context.values.handledURL?.port = port
        }
        return report.result
    }

    /// Fetches the small file that stands beside the one of a rule, under the same name with `suffix` behind it, as one more step of
    /// the story.
    func fetch(
        _ rule: RuleRequest, beside suffix: String, limit: Int, _ context: MacroContext, _ story: inout TransferStory
    ) async -> Result<TransferResponse, TransferFailure> {
        var path = rule.url.path
        path.insert(contentsOf: suffix, at: path.firstIndex { $0 == "?" || $0 == "#" } ?? path.endIndex)
        let url = TransferURL(
            scheme: TransferScheme(rule.url.scheme), host: rule.url.host ?? "", port: rule.url.port, path: path)
        var request = request(for: rule, url, .get, context)
        request.credentials = await credentials(of: rule, .none, url)
        request.limits.bodyBytes = limit
        let report = await fetcher.fetch(request)
        story.steps += report.steps
        return report.result
    }

    /// The servers for the domain of the URL, at least one.
    private func services(
        of url: TransferURL, _ messages: AttemptMessages, _ context: MacroContext, _ story: inout TransferStory
    ) async throws(AttemptFailure) -> [ServiceTarget] {
        let lookup = try ServiceLookup(for: url)
        let failure: TransferFailure
        do throws(TransferFailure) {
            story.services = try await fetcher.services(lookup.name)
            guard story.services.isEmpty else { return story.services.map(\.target) }
            failure = .nameNotFound(lookup.name)
        } catch {
            failure = error
        }
        messages.announcement(context, host).send(serverAddress: url.host)
        story.steps.append(TransferStep(url: url, endpoint: nil, failure: failure))
        throw lookup.failure(failure)
    }

    /// Credentials of the rule win, and if they are wrong nothing else is tried.
    ///
    /// Source: Phone Features and Setup, "Profile Authentication".
    private func credentials(
        of rule: RuleRequest, _ fallback: FallbackCredentials, _ url: TransferURL
    ) async -> TransferRequest.Credentials? {
        if let user = rule.options.user {
            return .init(user: user.reveal(), password: rule.options.password?.reveal() ?? "")
        }
        guard fallback == .profileAccount, url.scheme != .tftp else { return nil }
        let account = await store.memory(of: ProfileAccount.concern, as: ProfileAccount.self)
        return ProfileAuthentication(store.snapshot).credentials(account: account)
    }

    /// Where the rule leads: one address, or those that are tried in turn.
    private func destinations(
        of rule: RuleRequest, _ use: RuleDestinations.Use, _ context: MacroContext, _ story: inout TransferStory
    ) throws(AttemptFailure) -> [RuleURL] {
        story.leavesServerOut = rule.url.host == nil
        let offer = story.leavesServerOut ? host.offer(for: context.snapshot) : nil
        do throws(RuleSyntaxError) {
            let destinations = try RuleDestinations(of: rule.url, offer: offer, use: use, in: context)
            story.offer = destinations.offer
            guard destinations.urls.isEmpty else { return destinations.urls }
        } catch {
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence: "the address of \(offer.map(\.label) ?? "DHCP") cannot be read: \(error)")
        }
        throw AttemptFailure(
            outcome: .otherFailure,
            sentence: "the rule names no server, and DHCP named none: write it with a scheme and a server, "
                + "such as http://server/path")
    }

    /// The request that the phone makes for a rule.
    ///
    /// Source: captured requests (`docs/compatibility.md`, Transfer).
    private func request(
        for rule: RuleRequest, _ url: TransferURL, _ method: TransferRequest.Method, _ context: MacroContext
    ) -> TransferRequest {
        let snapshot = context.snapshot
        var request = TransferRequest(url: url, method: method, userAgent: userAgent(context))
        request.trust.minimumVersion =
            switch snapshot["TLS_Client_Min_Version"] {
            case "TLS 1.0": .tls1_0
            case "TLS 1.1": .tls1_1
            case "TLS 1.3": .tls1_3
            default: .tls1_2
            }
        request.trust.extraAuthorities = host.customAuthorities
        // A redirect from http may lead to https.
        if url.scheme != .tftp { request.trust.clientCertificate = host.clientCertificate }
        enter(&request, snapshot)
        return request
    }

    private func userAgent(_ context: MacroContext) -> String {
        let template = context.snapshot["HTTP_User_Agent_Name"]
        return MacroExpander.expand(template.isEmpty ? "$VERSION ($MA)" : template, in: context)
    }
}

/// Why an attempt failed, in the class of the guide's table and in words.
struct AttemptFailure: Error, Hashable {
    var outcome: OutcomeClass
    var sentence: String
    /// The last lines of a program that was run.
    var output: [String] = []
}

extension AttemptFailure {
    /// The rule of that parameter has a fault.
    init(unreadable label: String, _ error: RuleSyntaxError) {
        self.init(outcome: .otherFailure, sentence: "\(label) cannot be read: \(error)")
    }
}

extension RuleExplanation {
    /// What the rule of that parameter decided.
    func decision(of label: String) throws(AttemptFailure) -> RuleDecision {
        switch outcome {
        case .success(let decision): return decision
        case .failure(let error): throw AttemptFailure(unreadable: label, error)
        }
    }
}

extension TransferScheme {
    fileprivate init(_ scheme: RuleURL.Scheme) {
        self =
            switch scheme {
            case .tftp: .tftp
            case .http: .http
            case .https: .https
            }
    }
}
