import Notation
internal import PhoneService
internal import Store

extension Command {
    static let paramList = Command(
        path: ["param", "list"], summary: "the parameters and their values; secrets show as set or not set",
        options: [
            .flag("changed", "only those that differ from the factory default"),
            .taking("TEXT", "search", "only those whose name, label, value or help holds these words, the best first"),
            .json,
        ] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        var path = "/api/v1/parameters?changed=" + (invocation.arguments.has("changed") ? "1" : "0")
        if let text = invocation.arguments["search"] { path += "&search=\(text.percentEncoded())" }
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            try invocation.print(try await phone.send("GET", path), as: [ParameterRecord].self, Report.parameters)
        }
    }

    static let paramGet = Command(
        path: ["param", "get"], operands: "NAME", summary: "the value of one parameter",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let name = try invocation.operands(1...1, "NAME")[0]
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/parameters/\(name.percentEncoded())")
            return try invocation.print(bytes, as: ParameterRecord.self, Report.parameter)
        }
    }

    static let paramSet = Command(
        path: ["param", "set"], operands: "[NAME=VALUE …]",
        summary: "set parameters: all of them as one revision, or none",
        details: """
            Without operands the lines NAME=VALUE are read from standard input; empty ones do not count. Secrets are taken from
            there only, so that they stand in no list of processes.
            """,
        options: [.dryRun, .note, .confirmWithin, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let operands = invocation.arguments.operands
        let values =
            operands.isEmpty ? try Assignment.lines(invocation.console) : try Assignment.dictionary(operands)
        return try await PhoneClient.with(invocation, for: access(invocation)) { (phone) throws(CommandFailure) in
            if !operands.isEmpty { try await refuseSecrets(values.keys.sorted(), phone) }
            return try await patch(values.mapValues { Optional($0) }, phone, invocation)
        }
    }

    static let paramReset = Command(
        path: ["param", "reset"], operands: "NAME …", summary: "back to the factory default, as one revision",
        options: [.dryRun, .note, .confirmWithin, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let names = try invocation.operands(1...Int.max, "NAME")
        return try await PhoneClient.with(invocation, for: access(invocation)) { (phone) throws(CommandFailure) in
            try await patch(Dictionary(names.map { ($0, nil) }) { first, _ in first }, phone, invocation)
        }
    }

    static let paramDiff = Command(
        path: ["param", "diff"], summary: "what differs from the factory default: default -> value",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/parameters?changed=1")
            return try invocation.print(bytes, as: [ParameterRecord].self, Report.differences)
        }
    }

    /// Whoever only asks what would happen writes nothing.
    private static func access(_ invocation: Invocation) -> StoreAccess {
        invocation.arguments.has("dry-run") ? .readOnly : .readWrite
    }

    /// What the API takes at once.
    private static let patchLimit = 4 << 20

    static func refuseSecrets(_ names: [String], _ phone: PhoneClient) async throws(CommandFailure) {
        for name in names {
            let path = "/api/v1/parameters/\(name.percentEncoded())"
            // A name that does not exist is told together with all other faults.
            guard let record = try await phone.find(ParameterRecord.self, path) else { continue }
            guard record.is_set == nil else {
                throw .usage(
                    "\(name) is a secret: write `\(name)=…` to standard input instead, where no list of processes shows it"
                )
            }
        }
    }

    private static func patch(
        _ values: [String: String?], _ phone: PhoneClient, _ invocation: Invocation
    ) async throws(CommandFailure) -> ExitStatus {
        let body = RecordCoding.encode(values)
        guard body.count <= patchLimit else {
            throw .failed("more than \(patchLimit >> 20) MiB cannot be set at once; nothing was changed")
        }
        guard !invocation.arguments.has("dry-run") else {
            let bytes = try await phone.send("POST", "/api/v1/parameters/preview", body: body)
            return try invocation.print(bytes, as: PreviewRecord.self) {
                Report.preview($0.changes, $0.effects)
            }
        }
        var query: [String] = []
        if let note = invocation.arguments["note"] { query.append("note=\(note.percentEncoded())") }
        if let seconds = try invocation.confirmWithin { query.append("confirm_within=\(seconds)") }
        let path = "/api/v1/parameters" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        let bytes = try await phone.send("PATCH", path, body: body)
        return try invocation.print(bytes, as: RevisionAnswer.self, Report.answer)
    }
}

/// What a change is answered with.
struct RevisionAnswer: Decodable {
    /// The revision that it made; nil if nothing was different.
    var revision: RevisionRecord?
}
