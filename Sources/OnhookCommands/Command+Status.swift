internal import PhoneService

extension Option {
    static let json: Option = .flag("json", "print JSON (docs/api.md) instead of text")
}

extension Command {
    static let status = Command(
        path: ["status"], summary: "what the phone is doing, and how its last resyncs went",
        options: [.taking("N", "attempt", "the whole story of attempt N"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            if let text = invocation.arguments["attempt"] {
                guard let number = Int(text) else { throw .usage("--attempt takes a number, not \"\(text)\"") }
                let bytes = try await phone.send("GET", "/api/v1/attempts/\(number)")
                return try invocation.print(bytes, as: AttemptRecord.self, Report.story)
            }
            let bytes = try await phone.send("GET", "/api/v1/status")
            return try invocation.print(bytes, as: StatusRecord.self, Report.status)
        }
    }

    static let resync = Command(
        path: ["resync"], operands: "[RULE]", summary: "resync now, by the stored rules or once by RULE",
        details: "Exit status: 0 applied, or nothing to do; 1 a rule failed.",
        options: [.flag("dry-run", "fetch and compare, but change nothing"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(0...1, "RULE")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let wish = ResyncWish(rule: operands.first, dry_run: invocation.arguments.has("dry-run"))
            return try await phone.whileRunning { () async throws(CommandFailure) in
                let bytes = try await phone.send("POST", "/api/v1/resync", body: RecordCoding.encode(wish))
                let record = try Report.decode(ResyncRecord.self, bytes)
                _ = try invocation.print(bytes, as: ResyncRecord.self, Report.resync)
                return record.succeeded ? .done : .failed
            }
        }
    }

    static let ruleExplain = Command(
        path: ["rule", "explain"], operands: "RULE", summary: "what a rule means to this phone: which URL, and why",
        details: "Exit status: 1 if the rule cannot be read.",
        options: [
            .taking("NAME=VALUE", "set", "suppose that value, GPP_A=x; may be repeated"),
            .taking("KIND", "kind", "profile (default), upgrade, report or trigger"), .json,
        ] + PhoneClient.options + Phone.identityOptions
    ) { (invocation) throws(CommandFailure) in
        let rule = try invocation.operands(1...1, "RULE")[0]
        var wish = ExplainWish(rule: rule)
        wish.kind = invocation.arguments["kind"]
        wish.model = invocation.arguments["model"]
        wish.mac = invocation.arguments["mac"]
        wish.serial = invocation.arguments["serial"]
        wish.software_version = invocation.arguments["software-version"]
        wish.hardware_version = invocation.arguments["hardware-version"]
        wish.set = try Assignment.dictionary(invocation.arguments.all("set"))
        let body = RecordCoding.encode(wish)
        let explain = { @Sendable (phone: PhoneClient) async throws(CommandFailure) -> ExitStatus in
            let bytes = try await phone.send("POST", "/api/v1/rules/explain", body: body)
            let record = try Report.decode(ExplanationRecord.self, bytes)
            _ = try invocation.print(bytes, as: ExplanationRecord.self, Report.explanation)
            return record.error == nil ? .done : .failed
        }
        // A rule can be explained where there is no phone: by one that comes from the factory.
        guard PhoneClient.isNamed(in: invocation) else {
            return try await PhoneClient.withFactoryPhone(invocation, explain)
        }
        return try await PhoneClient.with(invocation, explain)
    }
}

/// `NAME=VALUE` on a command line or a line of standard input.
enum Assignment {
    static func parse(_ text: String) throws(CommandFailure) -> (name: String, value: String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw .usage("NAME=VALUE is expected, not \"\(text.prefix(40))\"")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    static func dictionary(_ texts: [String]) throws(CommandFailure) -> [String: String] {
        var values: [String: String] = [:]
        for text in texts {
            let (name, value) = try parse(text)
            values[name] = value
        }
        return values
    }
}

extension Invocation {
    /// Prints an answer of the phone: as it came with `--json`, else as text.
    func print<Record: Decodable>(
        _ bytes: [UInt8], as _: Record.Type, _ text: (Record) -> String
    ) throws(CommandFailure) -> ExitStatus {
        if arguments.has("json") {
            console.line(String(decoding: bytes, as: UTF8.self))
        } else {
            console.write(text(try Report.decode(Record.self, bytes)))
        }
        return .done
    }
}
