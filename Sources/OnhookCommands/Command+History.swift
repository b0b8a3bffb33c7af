import Notation
internal import PhoneService
internal import Store

extension Command {
    static let historyList = Command(
        path: ["history", "list"], summary: "the revisions of the configuration, newest first",
        options: [
            .taking("N", "limit", "how many (default 50)"), .taking("N", "before", "only those before revision N"),
            .taking(
                "KIND", "origin",
                "only those of that origin: web, profile, assignment, import, command-line, api, tr-069, restore, revert, factory-reset"
            ),
            .taking("LOGIN", "author", "only those that this login asked for"), .json,
        ] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        var path = "/api/v1/revisions?limit=\(try number(invocation.arguments["limit"] ?? "50", "--limit"))"
        if let before = invocation.arguments["before"] { path += "&before=\(try number(before, "--before"))" }
        for name in ["origin", "author"] {
            if let value = invocation.arguments[name] { path += "&\(name)=\(value.percentEncoded())" }
        }
        return try await PhoneClient.with(invocation) { [path] (phone) throws(CommandFailure) in
            try invocation.print(try await phone.send("GET", path), as: [RevisionRecord].self, Report.revisions)
        }
    }

    static let historyShow = Command(
        path: ["history", "show"], operands: "N", summary: "what revision N changed",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let revision = try number(try invocation.operands(1...1, "N")[0], "N")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/revisions/\(revision)")
            return try invocation.print(bytes, as: RevisionRecord.self, Report.revision)
        }
    }

    static let historyDiff = Command(
        path: ["history", "diff"], operands: "N M", summary: "what has to change to come from revision N to M",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(2...2, "N M")
        let (from, to) = (try number(operands[0], "N"), try number(operands[1], "M"))
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/difference?from=\(from)&to=\(to)")
            return try invocation.print(bytes, as: [ChangeRecord].self, Report.changes)
        }
    }

    static let historyRestore = Command(
        path: ["history", "restore"], operands: "N", summary: "a new revision that holds what revision N held",
        details: "The web logins are never part of a restore.",
        options: [.flag("dry-run", "only tell what it would change"), .note, .confirmWithin, .json]
            + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let revision = try number(try invocation.operands(1...1, "N")[0], "N")
        guard !invocation.arguments.has("dry-run") else {
            return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
                let bytes = try await phone.send("GET", "/api/v1/revisions/\(revision)/restore")
                return try invocation.print(bytes, as: RestorePreviewRecord.self) {
                    Report.preview($0.changes, $0.effects)
                }
            }
        }
        return try await restore(revision, invocation)
    }

    static func restore(_ revision: Int, _ invocation: Invocation) async throws(CommandFailure) -> ExitStatus {
        let wish = try invocation.changeWish()
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/revisions/\(revision)/restore", body: wish)
            return try invocation.print(bytes, as: RevisionAnswer.self, Report.answer)
        }
    }

    static let historyUndo = Command(
        path: ["history", "undo"], operands: "[N]", summary: "take back what the newest revision changed",
        details: """
            Only values are taken back that the revision set, and never the web logins. With N, nothing is done unless N is the newest
            revision.
            """,
        options: [.note, .confirmWithin, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let named = try invocation.operands(0...1, "N").first
        let wish = try invocation.changeWish()
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            var revision = 0
            if let named {
                revision = try number(named, "N")
            } else {
                let newest = try await phone.ask([RevisionRecord].self, "GET", "/api/v1/revisions?limit=1")
                guard let record = newest.first else { throw .failed("nothing was changed yet") }
                revision = record.number
            }
            let bytes = try await phone.send("POST", "/api/v1/revisions/\(revision)/undo", body: wish)
            return try invocation.print(bytes, as: RevisionAnswer.self, Report.answer)
        }
    }

    static let historyExport = Command(
        path: ["history", "export"], operands: "N", summary: "the configuration of revision N as XML, passwords hidden",
        options: [.flag("changed", "only what differs from the factory state")] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let revision = try number(try invocation.operands(1...1, "N")[0], "N")
        let query = invocation.arguments.has("changed") ? "?changed=1" : ""
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/revisions/\(revision)/cfg.xml\(query)")
            invocation.console.write(String(decoding: bytes, as: UTF8.self))
            return .done
        }
    }

    static func number(_ text: String, _ name: String) throws(CommandFailure) -> Int {
        guard let number = Int(text), number >= 0 else {
            throw .usage("\(name) takes a number, not \"\(text.prefix(40))\"")
        }
        return number
    }
}

extension Report {
    /// What a change is answered with.
    static func answer(_ answer: RevisionAnswer) -> String {
        answer.revision.map(Report.revision) ?? "nothing was different, so nothing was stored\n"
    }
}
