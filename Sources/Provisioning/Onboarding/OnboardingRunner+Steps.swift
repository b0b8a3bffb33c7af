internal import FlatProfile
internal import Notation
internal import ProfileRules
internal import Transfer

/// DNS SRV.
extension OnboardingRunner {
    /// Asks for the https service of the local domain, then, if DNS names none, for the http service. A server that is named but does
    /// not deliver ends the step: who blocks https must not bring the phone to http.
    func askServices(
        _ outcome: inout Outcome, _ values: RuntimeValues, _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) {
        guard let domain = transfer.host.domain(for: transfer.store.snapshot) else {
            outcome.finding = .impossible
            outcome.story.sentence = "DNS SRV was not asked: neither Domain nor DHCP nor the resolver tells one"
            return
        }
        for scheme in [RuleURL.Scheme.https, .http] {
            guard try await fetch(from: domain, scheme, &outcome, values, isWanted) else { continue }
            return
        }
        outcome.finding = .nothing
        outcome.story.sentence = "DNS names no provisioning server for \(domain)"
    }

    /// The files that the guide names, in its order, as they stand in a rule.
    private static var servicePaths: [String] { ["/$PSN.xml", "/Cisco/$MA.cfg"] }

    /// Whether DNS names a server of that service; then the outcome says what it delivered.
    private func fetch(
        from domain: String, _ scheme: RuleURL.Scheme, _ outcome: inout Outcome, _ values: RuntimeValues,
        _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) -> Bool {
        for path in Self.servicePaths {
            let context = transfer.context(values)
            var rule = RuleRequest(
                url: RuleURL(scheme: scheme, host: domain, path: MacroExpander.expand(path, in: context)))
            rule.options.usesServiceRecord = true
            let isFirst = outcome.story.transfer.services.isEmpty
            let result: Result<TransferResponse, TransferFailure>
            do throws(AttemptFailure) {
                result = try await ask(rule, .get, &outcome.story, values)
            } catch {
                // The name server says that there is no such service.
                if case .nameNotFound = outcome.story.transfer.steps.last?.failure, isFirst { return false }
                throw error
            }
            switch result {
            case .success(let response):
                try await load(response, &outcome.story, isWanted)
                try await keep(rule: "[--srv] \(scheme.rawValue)://\(domain)\(path)", &outcome.story, isWanted)
                outcome.finding = .provisioned
                outcome.story.sentence = "the profile of \(response.url) was loaded"
                return true
            case .failure(let failure):
                guard OutcomeClass(failure) == .fileNotFound else {
                    throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Download failed: \(failure)")
                }
            }
        }
        outcome.finding = .failed
        outcome.story.sentence =
            "the server that DNS names for \(domain) has neither of the files "
            + Self.servicePaths.map { MacroExpander.expand($0, in: transfer.context(values)) }.joined(
                separator: " and ")
        return true
    }

    /// A profile that names no server of its own leaves the phone with the factory's rule, which leads nowhere here: the phone goes on to
    /// ask where it was provisioned.
    private func keep(
        rule: String, _ story: inout OnboardingStory, _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) {
        guard !CustomizationPolicy.hasOwnRule(transfer.store.snapshot) else { return }
        let change = ParameterChange("Profile_Rule", .set(rule))
        try await commit(ChangeSet([change], origin: .assignment(rule: "DNS SRV")), &story, isWanted)
    }
}

/// EDOS.
extension OnboardingRunner {
    /// Asks who the provider of this phone is. Source of the request: a captured one (`docs/compatibility.md`, "Onboarding").
    func askEDOS(
        _ outcome: inout Outcome, _ values: RuntimeValues, _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) {
        guard let server = services.edos else {
            outcome.finding = .impossible
            outcome.story.sentence = "no EDOS host is configured, so none was asked"
            return
        }
        let identity = transfer.identity
        let id = [identity.mac.uppercase, identity.serialNumber, identity.model.productName]
            .map { $0.percentEncoded() }.joined(separator: ":")
        let path =
            "/software/edos/callhome/rc?id=\(id)&sw=\(identity.softwareVersion.percentEncoded())"
            + "&orig=orig_mpp&authstatus=none"
        let rule = RuleRequest(url: RuleURL(scheme: .https, host: server.host, port: server.port, path: path))
        switch try await ask(rule, .get, &outcome.story, values) {
        case .success(let response) where response.body.isBlank:
            outcome.finding = .nothing
            outcome.story.sentence = "EDOS knows no service provider for this phone"
        case .success(let response):
            try await load(response, &outcome.story, isWanted) { objection(toRulesOf: $0, values) }
            outcome.finding = .redirected
            outcome.story.sentence = "EDOS named the server of the service provider"
        case .failure(let failure):
            outcome.finding = .failed
            outcome.story.sentence = "EDOS could not be asked: \(failure)"
        }
    }

    /// What is wrong with a profile of EDOS: rules that lead nowhere, or cannot be read, would leave the phone helpless.
    private func objection(toRulesOf snapshot: Snapshot, _ values: RuntimeValues) -> String? {
        let rules = RuleSource.profileRules.filter {
            snapshot[$0] != "" && snapshot[$0] != snapshot.catalogue[$0]?.defaultValue
        }
        guard !rules.isEmpty else {
            return "Nothing was applied: the profile of EDOS sets no Profile_Rule, so it leads nowhere"
        }
        let context = MacroContext(snapshot: snapshot, identity: transfer.identity, values: values)
        for rule in rules {
            guard let error = ProfileRule.check(snapshot[rule], in: context) else { continue }
            return "Nothing was applied: the profile of EDOS sets a \(rule) that cannot be read: \(error)"
        }
        return nil
    }
}

/// Activation codes.
extension OnboardingRunner {
    func activate(
        _ code: ActivationCode, _ outcome: inout Outcome, _ values: RuntimeValues, _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) {
        guard let server = services.activation, let format else {
            outcome.refuse(.noService)
            return
        }
        let identity = transfer.identity
        let body = format.write(
            ActivationRequest(
                code: code.text, mac: identity.mac.lowercase, serial: identity.serialNumber,
                model: identity.model.productName, software_version: identity.softwareVersion,
                webex_onboarding: transfer.store.snapshot.isYes("Webex_Onboard_Enable")))
        let rule = RuleRequest(
            url: RuleURL(scheme: .https, host: server.host, port: server.port, path: "/v1/activations"))
        let method = TransferRequest.Method.post(body, contentType: "application/json")
        switch try await ask(rule, method, &outcome.story, values) {
        case .failure(let failure):
            outcome.refuse(ActivationRefusal(failure, retryAfter: outcome.story.transfer.steps.last?.retryAfter))
        case .success(let response):
            guard let grant = format.read(response.body) else {
                outcome.refuse(.failed("the activation service answered with something else than a profile rule"))
                return
            }
            try await accept(grant, &outcome, values, isWanted)
        }
    }

    /// The rule is checked before it is stored: one that cannot be read, or leads to no server, would leave the phone helpless.
    private func accept(
        _ grant: ActivationGrant, _ outcome: inout Outcome, _ values: RuntimeValues, _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) {
        let context = transfer.context(values)
        if let error = ProfileRule.check(grant.profile_rule, in: context) {
            outcome.refuse(.failed("the activation service named a profile rule that cannot be read: \(error)"))
            return
        }
        guard case .fetch(let rule)? = ProfileRule.explain(grant.profile_rule, in: context).decision,
            rule.url.host != nil
        else {
            outcome.refuse(.failed("the activation service named a profile rule that leads to no server"))
            return
        }
        let change = ParameterChange("Profile_Rule", .set(grant.profile_rule))
        try await commit(ChangeSet([change], origin: .assignment(rule: "activation code")), &outcome.story, isWanted)
        outcome.finding = .redirected
        outcome.grant = grant
        outcome.story.sentence = "the activation service named the server of the service provider"
    }
}

extension OnboardingRunner.Outcome {
    fileprivate mutating func refuse(_ refusal: ActivationRefusal) {
        finding = .refused(refusal)
        story.sentence = "\(refusal)"
    }
}

extension ActivationRefusal {
    /// What the status of the service's answer means (`docs/activation.md`).
    init(_ failure: TransferFailure, retryAfter: Duration?) {
        self =
            switch failure {
            case .status(404): .unknown
            case .status(409): .used
            case .status(410): .expired
            case .status(429): .throttled(retryAfter ?? .seconds(60))
            default: .failed("the activation service could not be asked: \(failure)")
            }
    }
}

extension [UInt8] {
    /// Whether nothing is in it but white space.
    fileprivate var isBlank: Bool {
        allSatisfy { $0 == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains($0) }
    }
}
