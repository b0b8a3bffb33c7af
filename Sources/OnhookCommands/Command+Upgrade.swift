internal import Glibc
internal import Host
internal import Identity
internal import PhoneService
internal import Store

extension Command {
    static let upgrade = Command(
        path: ["upgrade"], operands: "[URL]", summary: "upgrade the firmware now, by Upgrade_Rule or once by URL",
        details: """
            URL may be - for standard input. Without a scheme it is fetched by TFTP, without a server from this machine. The load is
            checked and staged, and handed to the install program; a running daemon uses its own. It waits for the end of calls.
            Exit status: 0 installed, staged, or nothing to do; 1 it failed.
            """,
        options: [.flag("dry-run", "fetch and check, but keep and install nothing"), .json] + PhoneClient.options
            + Phone.placeOptions + Phone.firmwareOptions
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(0...1, "URL")
        let isDryRun = invocation.arguments.has("dry-run")
        let wish = UpgradeWish(url: try operands.first.map(invocation.rule), dry_run: isDryRun)
        return try await PhoneClient.with(invocation, for: isDryRun ? .readOnly : .readWrite) {
            (phone) throws(CommandFailure) in
            let bytes = try await phone.whileRunning { () async throws(CommandFailure) in
                try await Progress.shown(of: phone, invocation.console) { () async throws(CommandFailure) in
                    try await phone.send("POST", "/api/v1/upgrade", body: RecordCoding.encode(wish), takes: .long)
                }
            }
            let record = try Report.decode(UpgradeOutcomeRecord.self, bytes)
            _ = try invocation.print(bytes, as: UpgradeOutcomeRecord.self) {
                Report.upgrade($0.attempt, isDryRun: isDryRun)
            }
            return record.succeeded ? .done : .failed
        }
    }
}

extension Phone {
    /// What is done with firmware.
    static let firmwareOptions: [Option] = [
        .taking("FILE", "install-program", "run FILE to install a load that was fetched and checked"),
        .taking("FILE", "firmware-key", "take only loads that the owner of the public key in FILE (PEM) signed"),
        .taking("MIB", "firmware-limit", "the largest load that is taken, in MiB (default 512)"),
    ]

    /// An install program runs in another directory than this process, so it needs the whole path.
    private static func absoluteFirmware(_ directory: StateDirectory) -> String {
        guard !directory.path.hasPrefix("/"), let path = realpath(directory.path, nil) else {
            return directory.firmware
        }
        defer { free(path) }
        return String(cString: path) + directory.firmware.dropFirst(directory.path.count)
    }

    /// Where the phone of that state directory puts firmware, and who installs it; a phone in memory has no directory.
    static func firmware(
        _ directory: StateDirectory?, _ arguments: Arguments
    ) throws(CommandFailure) -> FirmwareSettings {
        var settings = FirmwareSettings(
            directory: directory.map(absoluteFirmware), isVersionGiven: arguments["software-version"] != nil)
        if let program = arguments["install-program"] {
            guard directory != nil else {
                throw .usage("--install-program needs a state directory: a phone in memory keeps no load to install")
            }
            do throws(TrustedFileError) {
                _ = try TrustedFile(program, as: .program)
            } catch {
                throw .failed("--install-program: \(error)")
            }
            settings.installProgram = program
        }
        if let file = arguments["firmware-key"] {
            do throws(ReleaseKeyError) {
                settings.key = try ReleaseKey(file: file)
            } catch {
                throw .failed("--firmware-key: \(error)")
            }
        }
        if let text = arguments["firmware-limit"] {
            guard let limit = Int(text), 1...65_536 ~= limit else {
                throw .usage("--firmware-limit takes a whole number of MiB, 1 to 65536, not \"\(text.prefix(40))\"")
            }
            settings.sizeLimit = limit << 20
        }
        return settings
    }
}

extension Report {
    /// The story of an attempt at an upgrade.
    static func upgrade(_ upgrade: UpgradeRecord, isDryRun: Bool) -> String {
        var lines = [
            isDryRun
                ? "dry run   nothing is kept or installed"
                : "upgrade   \(upgrade.number), \(upgrade.time), \(seconds(upgrade.duration))",
            "trigger   \(upgrade.trigger)\(upgrade.requested_by.map { " by \($0)" } ?? "")",
            "rule      \(upgrade.rule_source): \(upgrade.rule)",
        ]
        if upgrade.expanded != upgrade.rule { lines.append("expanded  \(upgrade.expanded)") }
        lines += upgrade.alternatives.flatMap(alternative)
        lines += upgrade.steps.map { step in
            "request   \(step.url)\(step.address.map { " at \($0)" } ?? ""): \(step.result), \(step.bytes) bytes, \(seconds(step.duration))"
        }
        if let sha256 = upgrade.sha256 { lines.append("load      \(upgrade.size ?? 0) bytes, SHA-256 \(sha256)") }
        if !upgrade.checked.isEmpty { lines.append("checked   \(upgrade.checked.joined(separator: ", "))") }
        lines += upgrade.install_output.map { "install   \($0)" }
        lines.append("outcome   \(upgrade.outcome), \(upgrade.result): \(upgrade.summary)")
        if upgrade.software_version_before != upgrade.software_version_after {
            lines.append("software  \(upgrade.software_version_before) -> \(upgrade.software_version_after)")
        }
        lines += upgrade.changed.map { "changed   \(change($0))" }
        lines += upgrade.warnings.map { "warning   \($0)" }
        if let next = upgrade.next { lines.append("next      \(next.at), \(next.reason)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
