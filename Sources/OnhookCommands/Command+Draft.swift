internal import Notation
internal import PhoneService
internal import Store

/// Drafts of the account admin that have a name: the same that `/api/v1/drafts` shows. Those of browsers belong to these.
extension Command {
    private static let path = "/api/v1/drafts"
    private static let draftHelp = """
        A draft is a set of changes that is prepared now and applied later, as one revision. It has a name of letters, digits, ".", "_"
        and "-" (default: console). It belongs to the account admin, as those that the API makes; those of browsers are not shown.
        """
    private static let named = Option.taking("NAME", "name", "which draft (default: console)")

    static let draftList = Command(
        path: ["draft", "list"], summary: "the drafts that have a name", options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            try invocation.print(try await phone.send("GET", path), as: [DraftSummaryRecord].self, Report.drafts)
        }
    }

    static let draftShow = Command(
        path: ["draft", "show"], summary: "what a draft would change, and what that does",
        details: draftHelp, options: [named, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", address(invocation))
            return try invocation.print(bytes, as: DraftRecord.self, Report.draft)
        }
    }

    static let draftSet = Command(
        path: ["draft", "set"], operands: "[NAME=VALUE …]", summary: "prepare changes besides those that are there",
        details: draftHelp
            + "\n\nWithout operands the lines NAME=VALUE are read from standard input. Secrets are taken from there only.",
        options: [named, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let operands = invocation.arguments.operands
        let values =
            operands.isEmpty ? try Assignment.lines(invocation.console) : try Assignment.dictionary(operands)
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            if !operands.isEmpty { try await refuseSecrets(values.keys.sorted(), phone) }
            let bytes = try await phone.send("PATCH", address(invocation), body: RecordCoding.encode(values))
            return try invocation.print(bytes, as: DraftRecord.self, Report.draft)
        }
    }

    static let draftDiscard = Command(
        path: ["draft", "discard"], operands: "[NAME …]", summary: "forget a draft, or its changes of these parameters",
        details: draftHelp, options: [named] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let names = invocation.arguments.operands
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let draft = address(invocation)
            for name in names { _ = try await phone.send("DELETE", "\(draft)/changes/\(name.percentEncoded())") }
            if names.isEmpty { _ = try await phone.send("DELETE", draft) }
            return .done
        }
    }

    static let draftApply = Command(
        path: ["draft", "apply"], summary: "apply a draft: all of it as one revision",
        details: draftHelp
            + "\n\nWhere somebody else has changed a value since, nothing is applied until --mine or --theirs answers.",
        options: [
            named, .taking("NAME", "mine", "keep the draft's value of this parameter; may be repeated"),
            .taking("NAME", "theirs", "keep the phone's value of this parameter; may be repeated"), .note,
            .confirmWithin, .json,
        ] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        var wish = Wish()
        for (word, option) in [("mine", "mine"), ("theirs", "theirs")] {
            for name in invocation.arguments.all(option) { wish.answers[name] = word }
        }
        wish.note = invocation.arguments["note"]
        wish.confirm_within = try invocation.confirmWithin
        let body = RecordCoding.encode(wish)
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", address(invocation) + "/apply", body: body)
            return try invocation.print(bytes, as: RevisionAnswer.self, Report.answer)
        }
    }

    private static func address(_ invocation: Invocation) -> String {
        "\(path)/\((invocation.arguments["name"] ?? "console").percentEncoded())"
    }

    private struct Wish: Encodable {
        var answers: [String: String] = [:]
        var note: String?
        var confirm_within: Int?
    }
}

extension Report {
    /// Drafts, a line each.
    static func drafts(_ records: [DraftSummaryRecord]) -> String {
        guard !records.isEmpty else { return "there are no drafts\n" }
        return records.map { "\($0.name)  \($0.change_count) changes  \($0.touched)\n" }.joined()
    }

    /// The changes of a draft, with what stands in their way.
    static func draft(_ record: DraftRecord) -> String {
        guard !record.changes.isEmpty else { return "the draft is empty\n" }
        return record.changes.map { change in
            let state =
                switch change.state {
                case "conflict": "  (conflict: it was \"\(change.base)\" when this was prepared)"
                case "refused": "  (refused: \(change.refusal ?? ""))"
                case "done": "  (the phone holds it already)"
                default: ""
                }
            let new = change.new.map { "\"\($0)\"" } ?? "default"
            let effects = change.effects.map(\.label).joined(separator: ", ")
            return "\(change.name): \"\(change.old)\" -> \(new)\(effects.isEmpty ? "" : "  [\(effects)]")\(state)\n"
        }.joined()
    }
}
