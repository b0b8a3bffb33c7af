internal import FlatProfile
internal import ProfileRules
internal import Provisioning

/// What may be asked about a rule: the rule, and in what the phone that reads it differs from this one.
public struct ExplainWish: Codable, Hashable, Sendable {
    /// The rule.
    public var rule: String
    /// The kind of rule: `profile` (the default), `upgrade`, `report`, `trigger`.
    public var kind: String?
    /// Values of parameters that are supposed, by name.
    public var set: [String: String]?
    /// A model that is supposed.
    public var model: String?
    /// A hardware address that is supposed.
    public var mac: String?
    /// A serial number that is supposed.
    public var serial: String?
    /// A firmware that is supposed.
    public var software_version: String?
    /// A hardware version that is supposed.
    public var hardware_version: String?

    /// A wish about a rule on this phone as it is.
    public init(rule: String) {
        self.rule = rule
    }
}

/// Why a rule was not explained: what was supposed makes no sense.
public struct ExplainRefusal: Error, Hashable, Sendable {
    /// What is wrong and what was expected.
    public var sentence: String
}

extension PhoneService {
    /// What a rule means to this phone, or to one that differs from it as the wish says.
    public func explain(_ wish: ExplainWish) throws(ExplainRefusal) -> ExplanationRecord {
        let identity = try supposedIdentity(wish)
        let isOwnModel = identity.model == self.identity.model
        let present = isOwnModel ? snapshot : asSet(on: identity.model)
        let supposed = try supposing(wish.set ?? [:], in: present)
        let kind = try kind(wish.kind)
        let macros = macros(of: supposed, identity)
        let explanation = ProfileRule.explain(wish.rule, in: macros, kind: kind)
        var record = ExplanationRecord(explanation)
        if kind == .profile { lead(&record, explanation, in: macros) }
        return record
    }

    /// Completes the address of a rule that leaves the server out: by what DHCP has told this machine. The phone's own Profile_Rule is led
    /// to the whole address that DHCP names, any other rule to its server.
    private func lead(_ record: inout ExplanationRecord, _ explanation: RuleExplanation, in context: MacroContext) {
        guard case .fetch(let rule)? = explanation.decision, rule.url.host == nil else { return }
        let isProfileRule = explanation.source == context.snapshot["Profile_Rule"]
        do throws(RuleSyntaxError) {
            let destinations = try RuleDestinations(
                of: rule.url, offer: host.offer(for: context.snapshot),
                use: isProfileRule ? .wholeAddress : .server, in: context)
            guard let first = destinations.urls.first, let offer = destinations.offer else { return }
            record.url = first.text()
            record.dhcp = offer.label
            if destinations.urls.count > 1 {
                let others = destinations.urls.dropFirst().map { $0.text() }.joined(separator: ", ")
                record.warnings.append("if \(first.host ?? "") does not answer, the others are asked: \(others)")
            }
        } catch {
            record.warnings.append("the address that DHCP names cannot be read: \(error)")
        }
    }

    /// The configuration as a phone of another model would have it: what is set here and exists there.
    private func asSet(on model: Model) -> Snapshot {
        let factory = Snapshot(catalogue: Catalogue.of(model))
        let changes = snapshot.settings.compactMap { name, setting in
            factory.catalogue[name] == nil ? nil : setting.value.map { ParameterChange(name, .set($0)) }
        }
        let set = ChangeSet(changes, origin: .importedFile(name: "supposed"))
        return factory.applying(set, at: host.now)?.snapshot ?? factory
    }

    private func kind(_ word: String?) throws(ExplainRefusal) -> RuleKind {
        switch word {
        case nil, "profile": return .profile
        case "upgrade": return .upgrade
        case "report": return .report
        case "trigger": return .trigger
        case let word?:
            throw ExplainRefusal(sentence: "\"\(word)\" is no kind of rule: profile, upgrade, report and trigger are")
        }
    }

    private func supposedIdentity(_ wish: ExplainWish) throws(ExplainRefusal) -> DeviceIdentity {
        var identity = identity
        if let name = wish.model {
            guard let model = Model(named: name) else {
                let known = Model.all.map(\.number).joined(separator: ", ")
                throw ExplainRefusal(sentence: "\"\(name)\" is no model; there are \(known)")
            }
            identity.model = model
        }
        if let text = wish.mac {
            guard let mac = MACAddress(text) else {
                throw ExplainRefusal(sentence: "\"\(text)\" is no hardware address: twelve hexadecimal digits are")
            }
            identity.mac = mac
        }
        if let serial = wish.serial { identity.serialNumber = serial }
        if let version = wish.software_version { identity.softwareVersion = version }
        if let version = wish.hardware_version { identity.hardwareVersion = version }
        return identity
    }

    /// A supposed value is taken as it is: a rule may be tried with what the phone would not accept.
    private func supposing(_ values: [String: String], in snapshot: Snapshot) throws(ExplainRefusal) -> Snapshot {
        for name in values.keys.sorted() where snapshot.catalogue[ParameterName(name)] == nil {
            throw ExplainRefusal(sentence: Self.unknownParameter(name, in: snapshot.catalogue))
        }
        let changes = values.map { ParameterChange(ParameterName($0.key), .set($0.value)) }
        let set = ChangeSet(changes, origin: .importedFile(name: "supposed"))
        return snapshot.applying(set, at: host.now)?.snapshot ?? snapshot
    }

    func macros(of snapshot: Snapshot, _ identity: DeviceIdentity? = nil) -> MacroContext {
        var values = engine.values
        values.provisioningState = .explicitRequest
        return MacroContext(snapshot: snapshot, identity: identity ?? self.identity, values: values)
    }
}
