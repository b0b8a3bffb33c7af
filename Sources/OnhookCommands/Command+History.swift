internal import PhoneService
internal import Store

extension Command {
    static let historyList = Command(
        path: ["history", "list"], summary: "the revisions of the configuration, newest first",
        options: [.taking("N", "limit", "how many (default 50)"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        let limit = try number(invocation.arguments["limit"] ?? "50", "--limit")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/revisions?limit=\(limit)")
            return try invocation.print(bytes, as: [RevisionRecord].self, Report.revisions)
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
        details: "The web logins are never part of a restore.", options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let revision = try number(try invocation.operands(1...1, "N")[0], "N")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/revisions/\(revision)/restore")
            return try invocation.print(bytes, as: RevisionAnswer.self) { answer in
                answer.revision.map(Report.revision) ?? "nothing was different, so nothing was stored\n"
            }
        }
    }

    private static func number(_ text: String, _ name: String) throws(CommandFailure) -> Int {
        guard let number = Int(text), number >= 0 else {
            throw .usage("\(name) takes a number, not \"\(text.prefix(40))\"")
        }
        return number
    }
}
