internal import PhoneService
internal import Store

extension Command {
    static let sessions = Command(
        path: ["sessions"], summary: "who is logged in with a browser", options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/sessions")
            return try invocation.print(bytes, as: [SessionRecord].self, Report.sessions)
        }
    }

    static let sessionsEnd = Command(
        path: ["sessions", "end"], operands: "ID", summary: "end a session, or all of them",
        details: "Whoever uses it has to log in again.",
        options: [.flag("all", "end all sessions, of both accounts"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let path: String
        if invocation.arguments.has("all") {
            _ = try invocation.operands(0...0, "no operand besides --all")
            path = "/api/v1/sessions"
        } else {
            let id = try number(try invocation.operands(1...1, "ID, or --all")[0], "ID")
            path = "/api/v1/sessions/\(id)"
        }
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("DELETE", path)
            return try invocation.print(bytes, as: EndedSessionsRecord.self) { answer in
                answer.ended == 1 ? "1 session ended\n" : "\(answer.ended) sessions ended\n"
            }
        }
    }
}

extension Report {
    /// Sessions, a line each.
    static func sessions(_ records: [SessionRecord]) -> String {
        guard !records.isEmpty else { return "nobody is logged in with a browser\n" }
        return records.map { record in
            let program = record.system.isEmpty ? record.browser : "\(record.browser), \(record.system)"
            let last = record.last_address == record.address ? "" : ", last \(record.last_address)"
            return
                "\(record.id)  \(record.account)  \(record.address)\(last)  \(program)  since \(record.since)  last used \(record.last_used)\n"
        }.joined()
    }
}
