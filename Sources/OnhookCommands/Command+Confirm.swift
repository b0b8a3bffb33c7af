internal import PhoneService
internal import Store

extension Command {
    static let confirm = Command(
        path: ["confirm"], summary: "let a change stay that waits for its confirmation",
        details: """
            A change that may lock its author out is taken back unless it is confirmed in time: by a new login on the web pages, or by
            this command, which needs no web server.
            """,
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/pending-change/confirm")
            return try invocation.print(bytes, as: ConfirmationAnswer.self) { _ in "the change stays\n" }
        }
    }

    static let revert = Command(
        path: ["revert"], summary: "take back a change that waits for its confirmation",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/pending-change/revert")
            return try invocation.print(bytes, as: RevertRecord.self) { answer in
                answer.revision.map(Report.revision) ?? "nothing was left to be taken back\n"
            }
        }
    }
}

extension Option {
    /// A remark for the history.
    static let note: Option = .taking("TEXT", "note", "a remark for the history")

    /// What may lock its author out comes back by itself.
    static let confirmWithin: Option = .taking(
        "SECONDS", "confirm-within",
        "take the change back unless it is confirmed in this time, if it may lock somebody out (10 to 3600; default: never)"
    )
}

extension Invocation {
    /// The wish of `--note` and `--confirm-within`, as a restore takes it.
    func changeWish(basedOn revision: Int? = nil) throws(CommandFailure) -> [UInt8] {
        RecordCoding.encode(
            ChangeWish(note: arguments["note"], based_on: revision, confirm_within: try confirmWithin))
    }

    /// The seconds of `--confirm-within`.
    var confirmWithin: Int? {
        get throws(CommandFailure) {
            guard let text = arguments["confirm-within"] else { return nil }
            guard ConfirmationSettings.window(text) != nil, let seconds = Int(text) else {
                throw .usage("--confirm-within: \(ConfirmationSettings.windowFault)")
            }
            return seconds
        }
    }
}

private struct ChangeWish: Encodable {
    var note: String?
    var based_on: Int?
    var confirm_within: Int?
}

private struct ConfirmationAnswer: Decodable {
    var confirmed: Bool
}
