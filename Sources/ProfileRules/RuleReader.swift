import FlatProfile

/// Expands, parses, evaluates and explains.
struct RuleReader {
    let context: MacroContext
    let kind: RuleKind
    let expansion: MacroExpansion
    let redaction: Redaction
    private let fault: RuleSyntaxError?

    init(_ source: String, in context: MacroContext, kind: RuleKind) {
        self.context = context
        self.kind = kind
        do {
            expansion =
                kind.expandsMacros ? try MacroExpansion(of: source, in: context) : MacroExpansion(asWritten: source)
            fault = nil
        } catch {
            expansion = MacroExpansion(asWritten: source)
            fault = error
        }
        let catalogue = context.snapshot.catalogue
        redaction = Redaction(of: expansion.bytes) { catalogue.isSecretInRule($0) }
    }

    /// One explanation a rule: two if a report rule has two, else one.
    func explain() -> [RuleExplanation] {
        if let fault { return [refusal(fault)] }
        var parser = RuleParser(
            expansion, redaction: redaction, kind: kind, ownVersion: context.identity.softwareVersion)
        let rules: [[ParsedAlternative]]
        do {
            rules = try parser.parse()
        } catch {
            return [refusal(error, warnings: parser.warnings)]
        }
        guard let first = rules.first else {
            return [explanation(of: [], warnings: [])]
        }
        let warnings = macroWarnings() + parser.warnings
        return [explanation(of: first, warnings: warnings)]
            + rules.dropFirst().map { explanation(of: $0, warnings: warnings) }
    }

    private func refusal(_ error: RuleSyntaxError, warnings: [RuleWarning] = []) -> RuleExplanation {
        RuleExplanation(
            source: maskedSource(nil), expanded: masked(0..<expansion.bytes.count), alternatives: [], assignments: [],
            outcome: .failure(error),
            // A macro that makes the rule unreadable is told of once.
            warnings: unique(macroWarnings() + warnings).filter { !$0.tellsTheSame(as: error) })
    }

    // MARK: Evaluation

    private func explanation(of rule: [ParsedAlternative], warnings: [RuleWarning]) -> RuleExplanation {
        var warnings = warnings
        var outcome: Result<RuleDecision, RuleSyntaxError>?
        var assignments: [RuleAssignment] = []
        var alternatives: [AlternativeExplanation] = []
        for alternative in rule {
            var explained = explanation(of: alternative)
            if outcome != nil {
                warnings += faults(in: alternative).map(RuleWarning.faultInUntriedAlternative)
            } else {
                switch truth(of: alternative) {
                case .failure(let fault): outcome = .failure(fault)
                case .success(let truth):
                    if alternative.condition != nil { explained.result = truth }
                    guard truth else { break }
                    explained.chosen = true
                    assignments = self.assignments(of: alternative, &warnings)
                    warnings += self.warnings(of: alternative.options, assignments)
                    outcome = decision(of: alternative)
                }
            }
            alternatives.append(explained)
        }
        let isWhole = rule.isEmpty || kind != .report
        let range = (rule.first?.range.lowerBound ?? 0)..<(rule.last?.range.upperBound ?? 0)
        return RuleExplanation(
            source: maskedSource(isWhole ? nil : range), expanded: masked(isWhole ? 0..<expansion.bytes.count : range),
            alternatives: alternatives, assignments: assignments,
            outcome: outcome ?? .success(.skip(rule.isEmpty ? .empty : .noConditionIsTrue)), warnings: unique(warnings))
    }

    /// All terms from left to right, up to the first one that is not true.
    private func truth(of alternative: ParsedAlternative) -> Result<Bool, RuleSyntaxError> {
        for comparison in alternative.condition?.comparisons ?? [] {
            switch comparison.truth {
            case .success(true): continue
            case .success(false), .failure: return comparison.truth
            }
        }
        return .success(true)
    }

    private func decision(of alternative: ParsedAlternative) -> Result<RuleDecision, RuleSyntaxError> {
        guard kind != .trigger else { return .success(.triggered) }
        guard let address = alternative.address else {
            return .success(alternative.assignments.isEmpty ? .skip(.emptyAlternative) : .assignmentsOnly)
        }
        return address.target.map { target in
            switch target {
            case .onboarding: .onboard
            case .url(let url, _): .fetch(RuleRequest(options: alternative.options, url: url))
            }
        }
    }

    private func assignments(of alternative: ParsedAlternative, _ warnings: inout [RuleWarning]) -> [RuleAssignment] {
        alternative.assignments.compactMap { assignment in
            guard let parameter = context.snapshot.catalogue[assignment.name] else {
                warnings.append(.unknownParameter(assignment.name))
                return nil
            }
            switch parameter.accept(assignment.value) {
            case .success(let value):
                return RuleAssignment(name: assignment.name, value: value, isSecret: parameter.isSecret)
            case .failure(let fault):
                // A fault may hold the value.
                let isSecret = parameter.isSecret || assignment.valueRange.contains(where: redaction.contains)
                warnings.append(isSecret ? .badSecret(parameter.name) : .badValue(parameter.name, fault))
                return nil
            }
        }
    }

    /// What is odd about the parameters that options name, as they are after the assignments of the same alternative.
    private func warnings(of options: RuleOptions, _ assignments: [RuleAssignment]) -> [RuleWarning] {
        func value(of name: ParameterName) -> String {
            assignments.last { $0.name == name }?.value ?? context.snapshot[name]
        }
        var warnings: [RuleWarning] = []
        if let name = options.post, value(of: name).isEmpty { warnings.append(.emptyBody(name)) }
        if let name = options.alias {
            do throws(AliasMapError) {
                if try AliasMap(value(of: name)).aliases.isEmpty { warnings.append(.emptyAliasMap(name)) }
            } catch {
                warnings.append(.badAliasMap(name, error))
            }
        }
        return warnings
    }

    private func faults(in alternative: ParsedAlternative) -> [RuleSyntaxError] {
        var faults = (alternative.condition?.comparisons ?? []).compactMap { comparison -> RuleSyntaxError? in
            if case .failure(let fault) = comparison.truth { fault } else { nil }
        }
        if case .failure(let fault)? = alternative.address?.target { faults.append(fault) }
        return faults
    }

    // MARK: What a person sees

    private func explanation(of alternative: ParsedAlternative) -> AlternativeExplanation {
        AlternativeExplanation(
            source: maskedSource(alternative.range), condition: alternative.condition.map { masked($0.range) },
            comparisons: (alternative.condition?.comparisons ?? []).map {
                AlternativeExplanation.Comparison(text: masked($0.range), truth: try? $0.truth.get())
            },
            result: nil, chosen: false,
            assignments: alternative.assignments.map {
                let isSecret =
                    context.snapshot.catalogue[$0.name]?.isSecret == true
                    || $0.valueRange.contains(where: redaction.contains)
                return AlternativeExplanation.Assignment(name: $0.name, value: isSecret ? Secret.mask : $0.value)
            },
            options: alternative.options.display, url: url(of: alternative))
    }

    private func url(of alternative: ParsedAlternative) -> String? {
        guard case .success(let target)? = alternative.address?.target else { return nil }
        return switch target {
        case .onboarding: "gds://"
        case .url(let url, _): url.text()
        }
    }

    private func macroWarnings() -> [RuleWarning] {
        let unknown = expansion.unknown.filter { !redaction.contains($0.position) }.map {
            RuleWarning.unknownMacro($0.name)
        }
        let secret = expansion.segments.compactMap { segment -> RuleWarning? in
            guard case .secret(let name, _, .optionValues) = segment.origin,
                !redaction.contains(segment.expanded.lowerBound)
            else { return nil }
            return .secretMacroNotExpanded(name)
        }
        return unknown + secret
    }

    private func unique(_ warnings: [RuleWarning]) -> [RuleWarning] {
        var seen: Set<RuleWarning> = []
        return warnings.filter { seen.insert($0).inserted }
    }

    // MARK: Masking

    /// The expanded text of a range; what is secret in it is masked.
    private func masked(_ range: Range<Int>) -> String {
        var text = MaskedText()
        for (piece, isSecret) in redaction.pieces(of: range) {
            guard !isSecret else {
                text.appendMask()
                continue
            }
            for segment in expansion.segments(in: piece) {
                if case .secret(_, _, .optionValuesAndConditions) = segment.origin {
                    text.appendMask()
                } else {
                    text.append(expansion.bytes[segment.expanded.clamped(to: piece)])
                }
            }
        }
        return text.string
    }

    /// What the person wrote, of a range of the expanded text or all of it. Macros are shown as they are written.
    private func maskedSource(_ range: Range<Int>?) -> String {
        var text = MaskedText()
        let segments = range.map(expansion.segmentsAndEmptyOnes(in:)) ?? expansion.segments[...]
        for segment in segments {
            guard case .written = segment.origin else {
                text.append(expansion.source[segment.source])
                continue
            }
            let visible = range.map(segment.expanded.clamped(to:)) ?? segment.expanded
            for (piece, isSecret) in redaction.pieces(of: visible) {
                if isSecret { text.appendMask() } else { text.append(expansion.bytes[piece]) }
            }
        }
        return text.string
    }
}

/// A text in which neighbouring secrets make one mask, so that it does not tell how many pieces there were.
struct MaskedText {
    private var bytes: [UInt8] = []
    private var endsWithMask = false

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ new: ArraySlice<UInt8>) {
        guard !new.isEmpty else { return }
        bytes.append(contentsOf: new)
        endsWithMask = false
    }

    mutating func appendMask() {
        guard !endsWithMask else { return }
        bytes.append(contentsOf: Secret.mask.utf8)
        endsWithMask = true
    }
}
