internal import FlatProfile
internal import Glibc
internal import PhoneService
internal import Store

extension Command {
    static let reboot = Command(
        path: ["reboot"], summary: "restart the phone, as soon as no line is in use",
        details: """
            The phone begins anew as after power-up; its web server and sessions go on. Hooks hear of it before (docs/hooks.md), and
            one of them may restart the machine.
            """,
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            guard case .daemon = phone else {
                throw .failed("no daemon serves this phone, so there is nothing to restart")
            }
            let bytes = try await phone.send("POST", "/api/v1/reboot")
            return try invocation.print(bytes, as: RestartRecord.self) {
                $0.restarts == "now" ? "the phone restarts\n" : "the phone restarts as soon as no line is in use\n"
            }
        }
    }

    static let factoryReset = Command(
        path: ["factory-reset"], summary: "erase all settings, their history and the passwords, and start over",
        details: """
            What stays is the phone's identity: its addresses and numbers, keys and certificates. Refused while a line is in use.
            """,
        options: [.flag("yes", "do it; without this nothing is done")] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        guard invocation.arguments.has("yes") else {
            throw .usage("it erases everything, and nothing can be brought back: say --yes to do it")
        }
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            _ = try await phone.send("POST", "/api/v1/factory-reset", body: Array("{\"yes\":true}".utf8))
            invocation.console.line("the phone was reset to the factory state")
            return .done
        }
    }

    static let hooks = Command(
        path: ["hooks"], summary: "the programs of the machine that follow the configuration, and how they are",
        details: "Exit status: 1 if one of them fails.", options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            try show(try await phone.send("GET", "/api/v1/hooks"), invocation)
        }
    }

    static let hooksRun = Command(
        path: ["hooks", "run"], operands: "[NAME]",
        summary: "tell the hooks, or the one of that name, now what there is to tell",
        details: "A hook that failed is not waited for. Exit status: 1 if one of them fails.",
        options: [.flag("whole", "the whole configuration, as to a new hook"), .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let names = try invocation.operands(0...1, "NAME")
        let wish = HookWish(name: names.first, whole: invocation.arguments.has("whole"))
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            guard case .daemon = phone else {
                throw .failed("no daemon serves this phone; hooks are told when one does")
            }
            let bytes = try await phone.send(
                "POST", "/api/v1/hooks/run", body: RecordCoding.encode(wish), takes: .long)
            return try show(bytes, invocation)
        }
    }

    static let timeZone = Command(
        path: ["time-zone"], summary: "the phone's time zone, as the variable TZ has it (tzset(3))",
        details: "For hooks. Exit status: 1 if Daylight_Saving_Time_Rule cannot be said so.",
        options: PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            var changes: [ParameterChange] = []
            for name in PhoneTimeZone.parameters {
                let path = "/api/v1/parameters/\(name.text)"
                guard let value = try await phone.find(ParameterRecord.self, path)?.value else { continue }
                changes.append(ParameterChange(name, .set(value)))
            }
            let factory = Snapshot(catalogue: Catalogue.of(.standard))
            let set = ChangeSet(changes, origin: .factoryReset)
            let zone = PhoneTimeZone(factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory)
            guard let text = zone.posix else {
                throw .failed(
                    "Daylight_Saving_Time_Rule cannot be said as TZ: give a weekday on or after the 1st, 8th, 15th or 22nd, "
                        + "or the last of a month")
            }
            invocation.console.line(text)
            return .done
        }
    }

    private static func show(_ bytes: [UInt8], _ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
        let record = try Report.decode(HooksRecord.self, bytes)
        _ = try invocation.print(bytes, as: HooksRecord.self, Report.hooks)
        return record.error == nil && record.hooks.allSatisfy { $0.error == nil } ? .done : .failed
    }
}

extension Report {
    static func hooks(_ record: HooksRecord) -> String {
        guard let directory = record.directory else { return "this phone has no hooks\n" }
        var lines = ["directory  \(directory)"]
        if let error = record.error { lines.append("error      \(error)") }
        lines += record.hooks.map { "\($0.name): \($0.sentence)" }
        if record.error == nil, record.hooks.isEmpty { lines.append("it holds no hook") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Phone {
    /// Where the hooks of a served phone are: where the command line says, else in the place of the system, if there is one.
    static func hooks(control: String?, _ arguments: Arguments) -> HookPlace {
        let standard = HookPlace.standardDirectory
        let directory = arguments["hooks"] ?? (access(standard, F_OK) == 0 ? standard : nil)
        var environment: [String: String] = [:]
        environment["ONHOOK_CONTROL"] = control.map(absolute)
        environment["ONHOOK_PROGRAM"] = ownPath
        return HookPlace(directory: directory.map(absolute), environment: environment)
    }

    /// So that a hook calls the same program, wherever it is installed.
    private static var ownPath: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return String(cString: directory) + "/" + path
    }
}
