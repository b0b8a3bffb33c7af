internal import PhoneService
internal import Store

extension Command {
    private static let group = ["history", "savepoint"]

    static let savepointList = Command(
        path: group + ["list"], summary: "the savepoints: names of revisions", options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/savepoints")
            return try invocation.print(bytes, as: [SavepointRecord].self, Report.savepoints)
        }
    }

    static let savepointMake = Command(
        path: group + ["make"], operands: "NAME", summary: "give the present revision a name",
        options: [.taking("N", "revision", "name revision N instead"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let name = try invocation.operands(1...1, "NAME")[0]
        var revision: Int?
        if let text = invocation.arguments["revision"] { revision = try number(text, "--revision") }
        let body = RecordCoding.encode(Wish(name: name, revision: revision))
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/savepoints", body: body)
            return try invocation.print(bytes, as: SavepointRecord.self) { Report.savepoints([$0]) }
        }
    }

    static let savepointRename = Command(
        path: group + ["rename"], operands: "NAME NEW", summary: "give a savepoint another name",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(2...2, "NAME NEW")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let id = try await savepoint(operands[0], phone).id
            let bytes = try await phone.send(
                "PATCH", "/api/v1/savepoints/\(id)", body: RecordCoding.encode(Wish(name: operands[1])))
            return try invocation.print(bytes, as: SavepointRecord.self) { Report.savepoints([$0]) }
        }
    }

    static let savepointDelete = Command(
        path: group + ["delete"], operands: "NAME", summary: "forget a savepoint; its revision stays",
        options: PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let name = try invocation.operands(1...1, "NAME")[0]
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let id = try await savepoint(name, phone).id
            _ = try await phone.send("DELETE", "/api/v1/savepoints/\(id)")
            return .done
        }
    }

    static let savepointRestore = Command(
        path: group + ["restore"], operands: "NAME", summary: "a new revision that holds what the savepoint holds",
        details: "The web logins are never part of a restore.",
        options: [.note, .confirmWithin, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let name = try invocation.operands(1...1, "NAME")[0]
        let wish = try invocation.changeWish()
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let revision = try await savepoint(name, phone).revision
            let bytes = try await phone.send("POST", "/api/v1/revisions/\(revision)/restore", body: wish)
            return try invocation.print(bytes, as: RevisionAnswer.self, Report.answer)
        }
    }

    private static func savepoint(
        _ name: String, _ phone: PhoneClient
    ) async throws(CommandFailure) -> SavepointRecord {
        let savepoints = try await phone.ask([SavepointRecord].self, "GET", "/api/v1/savepoints")
        guard let savepoint = savepoints.first(where: { $0.name == name }) else {
            throw .failed(
                "there is no savepoint \"\(name.prefix(60))\"; `onhook history savepoint list` lists those that exist")
        }
        return savepoint
    }

    private struct Wish: Encodable {
        var name: String
        var revision: Int?
    }
}

extension Report {
    /// Savepoints, a line each.
    static func savepoints(_ records: [SavepointRecord]) -> String {
        guard !records.isEmpty else { return "there are no savepoints\n" }
        return records.map { record in
            "\(record.name)  revision \(record.revision)  \(record.time)\(record.author.isEmpty ? "" : "  \(record.author)")\n"
        }.joined()
    }
}
