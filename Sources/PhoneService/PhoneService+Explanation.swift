internal import FlatProfile
internal import ProfileRules
internal import Provisioning

/// What may be asked about a rule: the rule, and in what the phone that reads it differs from this one.
public struct ExplainWish: Codable, Hashable, Sendable {
    /// The rule; nil if `parameter` is given.
    public var rule: String?
    /// The parameter whose rule is meant, as it is now or as `set` supposes it; nil if `rule` is given.
    public var parameter: String?
    /// The kind of rule, `profile` (the default) or another of `RuleKind.words`; the one of the parameter if that is given.
    public var kind: String?
    /// Values of parameters that are supposed, by name.
    public var set: [String: String]?
    /// Values of macros of the running phone that are supposed, by their names without `$`: `PRVTMR`, `CCERT`.
    public var macros: [String: String]?
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

    /// A wish about the rule that a parameter of this phone holds.
    public init(parameter: String) {
        self.parameter = parameter
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
        let (rule, kind) = try rule(of: wish, in: supposed)
        var context = macros(of: supposed, identity)
        for (name, value) in (wish.macros ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard context.values.suppose(value, for: name) else {
                throw ExplainRefusal(
                    sentence:
                        "the macro \(name.prefix(40)) cannot be supposed to be that; those of the running phone can, "
                        + "PRVTMR=700 or CCERT=Installed; the others follow from parameters and identity")
            }
        }
        let explanations =
            kind == .report
            ? ReportRules.explain(rule, in: context) : [ProfileRule.explain(rule, in: context, kind: kind)]
        var records = explanations.map { ExplanationRecord($0, kind: kind) }
        var first = records.removeFirst()
        if kind == .profile {
            lead(
                &first, explanations[0], in: context,
                isProfileRule: explanations[0].source == context.snapshot["Profile_Rule"])
        }
        first.more_rules = records
        return first
    }

    /// The rule that is meant, and what kind it is.
    private func rule(
        of wish: ExplainWish, in snapshot: Snapshot
    ) throws(ExplainRefusal) -> (text: String, kind: RuleKind) {
        let named = try wish.kind.map { (word) throws(ExplainRefusal) in try kind(word) }
        switch (wish.rule, wish.parameter) {
        case (let rule?, nil):
            return (rule, named ?? .profile)
        case (nil, let name?):
            guard snapshot.catalogue[ParameterName(name)] != nil else {
                throw ExplainRefusal(sentence: Self.unknownParameter(name, in: snapshot.catalogue))
            }
            guard let kind = RuleKind(heldBy: ParameterName(name)) else {
                throw ExplainRefusal(
                    sentence: "\(name) holds no rule; \(RuleKind.parameters.map(\.text).joined(separator: ", ")) do")
            }
            return (snapshot[ParameterName(name)], named ?? kind)
        case (nil, nil):
            throw ExplainRefusal(sentence: "what is to be explained is missing: a rule, or a parameter that holds one")
        case (_?, _?):
            throw ExplainRefusal(sentence: "a rule and a parameter exclude each other: give the one that is meant")
        }
    }

    /// Completes the address of a rule that leaves the server out: by what DHCP has told this machine. The phone's own Profile_Rule is led
    /// to the whole address that DHCP names, any other rule to its server.
    func lead(
        _ record: inout ExplanationRecord, _ explanation: RuleExplanation, in context: MacroContext,
        isProfileRule: Bool
    ) {
        guard case .fetch(let rule)? = explanation.decision, rule.url.host == nil else { return }
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

    private func kind(_ word: String) throws(ExplainRefusal) -> RuleKind {
        guard let kind = RuleKind(word: word) else {
            throw ExplainRefusal(
                sentence: "\"\(word.prefix(40))\" is no kind of rule; \(RuleKind.words.joined(separator: ", ")) are")
        }
        return kind
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
