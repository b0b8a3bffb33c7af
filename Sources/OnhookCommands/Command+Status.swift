internal import PhoneService
internal import ProfileRules
internal import Store

extension Option {
    static let json: Option = .flag("json", "print JSON (docs/api.md) instead of text")
}

extension Command {
    static let status = Command(
        path: ["status"], summary: "what the phone is doing, and how its last resyncs went",
        options: [.taking("N", "attempt", "the whole story of attempt N"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        guard let text = invocation.arguments["attempt"] else {
            return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
                let bytes = try await phone.send("GET", "/api/v1/status")
                return try invocation.print(bytes, as: StatusRecord.self, Report.status)
            }
        }
        guard let number = Int(text) else { throw .usage("--attempt takes a number, not \"\(text.prefix(40))\"") }
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/attempts/\(number)")
            return try invocation.print(bytes, as: AttemptRecord.self, Report.story)
        }
    }

    static let callState = Command(
        path: ["call-state"], operands: "[idle|busy]", summary: "whether the phone is in a call; or say that it is",
        details: """
            A resync waits for the end of calls as long as Forced_Resync_Delay says, an upgrade as long as they last. Only a running
            daemon can be told; a phone that starts is in no call.
            """,
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(0...1, "idle or busy")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            guard let state = operands.first else {
                let bytes = try await phone.send("GET", "/api/v1/call-state")
                return try invocation.print(bytes, as: CallStateRecord.self) { "\($0.state)\n" }
            }
            guard case .daemon = phone else {
                throw .failed("nobody serves this phone, so it is in no call; start it with `onhook serve`")
            }
            let body = RecordCoding.encode(CallStateRecord(state: state))
            let bytes = try await phone.send("PUT", "/api/v1/call-state", body: body)
            return try invocation.print(bytes, as: CallStateRecord.self) { "\($0.state)\n" }
        }
    }

    static let resync = Command(
        path: ["resync"], operands: "[RULE]", summary: "resync now, by the stored rules or once by RULE",
        details: """
            RULE may be - for standard input: what it holds of passwords and keys then stands in no list of processes. One that
            begins with a dash comes after --. Exit status: 0 applied, or nothing to do; 1 a rule failed.
            """,
        options: [.flag("dry-run", "fetch and compare, but change nothing"), .json] + PhoneClient.options
            + Phone.placeOptions
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(0...1, "RULE")
        let isDryRun = invocation.arguments.has("dry-run")
        let wish = ResyncWish(rule: try operands.first.map(invocation.rule), dry_run: isDryRun)
        return try await PhoneClient.with(invocation, for: isDryRun ? .readOnly : .readWrite) {
            (phone) throws(CommandFailure) in
            let bytes = try await phone.whileRunning { () async throws(CommandFailure) in
                try await Progress.shown(of: phone, invocation.console) { () async throws(CommandFailure) in
                    try await phone.send("POST", "/api/v1/resync", body: RecordCoding.encode(wish), takes: .long)
                }
            }
            let record = try Report.decode(ResyncRecord.self, bytes)
            _ = try invocation.print(bytes, as: ResyncRecord.self) { Report.resync($0, isDryRun: isDryRun) }
            return record.succeeded ? .done : .failed
        }
    }

    static let ruleExplain = Command(
        path: ["rule", "explain"], operands: "[RULE]", summary: "what a rule means to this phone: which URL, and why",
        details: """
            RULE may be - for standard input; one that begins with a dash comes after --. Where no phone is named and none is
            installed, one from the factory explains it. Exit status: 1 if the rule cannot be read.
            """,
        options: [
            .taking("NAME", "stored", "the rule that this parameter holds, Report_Rule, in place of RULE"),
            .taking("NAME=VALUE", "set", "suppose that value, GPP_A=x; may be repeated"),
            .taking("NAME=VALUE", "macro", "suppose that macro of the running phone, PRVTMR=700; may be repeated"),
            .taking("KIND", "kind", "profile (default), " + RuleKind.words.dropFirst().joined(separator: ", ")), .json,
        ] + PhoneClient.options + Phone.identityOptions
    ) { (invocation) throws(CommandFailure) in
        let stored = invocation.arguments["stored"]
        let operands = try invocation.operands(
            stored == nil ? 1...1 : 0...0, stored == nil ? "RULE" : "no RULE beside --stored")
        var wish =
            try operands.first.map { (rule) throws(CommandFailure) in ExplainWish(rule: try invocation.rule(rule)) }
            ?? ExplainWish(parameter: stored ?? "")
        wish.kind = invocation.arguments["kind"]
        wish.model = invocation.arguments["model"]
        wish.mac = invocation.arguments["mac"]
        wish.serial = invocation.arguments["serial"]
        wish.software_version = invocation.arguments["software-version"]
        wish.hardware_version = invocation.arguments["hardware-version"]
        wish.set = try Assignment.dictionary(invocation.arguments.all("set"))
        wish.macros = try Assignment.dictionary(invocation.arguments.all("macro"))
        let body = RecordCoding.encode(wish)
        let explain = { @Sendable (phone: PhoneClient) async throws(CommandFailure) -> ExitStatus in
            let bytes = try await phone.send("POST", "/api/v1/rules/explain", body: body)
            let record = try Report.decode(ExplanationRecord.self, bytes)
            _ = try invocation.print(bytes, as: ExplanationRecord.self, Report.explanation)
            return ([record] + record.more_rules).allSatisfy { $0.error == nil } ? .done : .failed
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
    /// Those of a command line. What is wrong is told without values.
    static func dictionary(_ texts: [String]) throws(CommandFailure) -> [String: String] {
        var values: [String: String] = [:]
        for text in texts {
            guard let (name, value) = parse(text[...]) else {
                throw .usage("NAME=VALUE is expected, not \"\(text.prefix(40))\"")
            }
            guard values.updateValue(value, forKey: name) == nil else { throw .usage("\(name) is given twice") }
        }
        return values
    }

    /// Those of the lines of standard input; empty lines do not count, a line may end with CR LF. A line may hold a secret, so that
    /// a faulty one is told by its number.
    static func lines(_ console: Console) throws(CommandFailure) -> [String: String] {
        let text = try InputFile.text(console, limit: limit)
        var values: [String: String] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd).enumerated()
        where !line.isEmpty {
            guard let (name, value) = parse(line) else {
                throw .usage("line \(index + 1) of standard input is no NAME=VALUE")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .usage("line \(index + 1) of standard input sets \(name) a second time")
            }
        }
        guard !values.isEmpty else { throw .usage("NAME=VALUE is missing, and standard input holds none") }
        return values
    }

    /// Twice what a phone with every parameter set holds.
    private static let limit = 4 << 20

    private static func isLineEnd(_ character: Character) -> Bool { character == "\n" || character == "\r\n" }

    private static func parse(_ text: Substring) -> (name: String, value: String)? {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}

extension Invocation {
    /// The rule that an operand names: itself, or for `-` what standard input holds.
    func rule(_ operand: String) throws(CommandFailure) -> String {
        guard operand == "-" else { return operand }
        var text = try InputFile.text(console, limit: 1 << 20)[...]
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }

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
