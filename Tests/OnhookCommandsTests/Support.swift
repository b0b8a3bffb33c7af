import Foundation
import Testing
import TestSupport
import Threading

@testable import OnhookCommands

/// What a command that ran in this process left behind.
struct CommandRun {
    let status: OnhookCommands.ExitStatus
    let output: String
    let errors: String
    /// What a terminal would have shown while it waited.
    let progress: [String]

    /// Runs a command line with a console of its own. Nothing of this process's environment reaches it.
    init(
        _ words: [String], input: [UInt8] = [], environment: [String: String] = [:], hasTerminal: Bool = false
    ) async {
        let written = Locked((output: "", errors: "", progress: [String]()))
        var console = Console(
            write: { text in written.withLock { $0.output += text } },
            complain: { text in written.withLock { $0.errors += text } },
            read: { (limit: Int) throws(CommandFailure) -> [UInt8] in Array(input.prefix(limit + 1)) })
        let lines = Locked(input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...])
        console.nextLine = { (_: Int) async throws(CommandFailure) -> [UInt8]? in
            lines.withLock { $0.popFirst() }.map { Array($0) }
        }
        if hasTerminal { console.inputIsTerminal = true }
        if hasTerminal { console.showProgress = { text in written.withLock { $0.progress.append(text) } } }
        status = await Program.run(words, environment: environment, console: console)
        (output, errors, progress) = written.withLock { $0 }
    }

    init(
        _ words: String..., input: String = "", environment: [String: String] = [:], hasTerminal: Bool = false
    ) async {
        await self.init(words, input: Array(input.utf8), environment: environment, hasTerminal: hasTerminal)
    }

    /// The JSON object that it printed.
    var object: [String: Any] {
        get throws { try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) }
    }

    /// The JSON array of objects that it printed.
    var objects: [[String: Any]] {
        get throws { try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]) }
    }
}

/// A state directory of a test; nobody serves it.
struct PhoneDirectory {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/state" }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    /// Runs a command on it in this process.
    func run(_ words: String..., input: String = "", hasTerminal: Bool = false) async -> CommandRun {
        await CommandRun(words + ["--state", path], input: Array(input.utf8), hasTerminal: hasTerminal)
    }
}

/// Errors are one sentence: one line that begins with the program's name, and nothing behind it.
func isOneSentence(_ text: String) -> Bool {
    text.hasPrefix("onhook") && text.hasSuffix("\n") && !text.dropLast().contains("\n") && !text.hasSuffix(".\n")
}

/// The keys of every JSON object of a kind; `docs/api.md` promises them.
enum Keys {
    static let status: Set = [
        "identity", "revision", "customization", "onboarding", "running", "next_resync", "postponed", "call_state",
        "dhcp", "report", "problem_report", "pending_change", "custom_ca", "reboots", "hooks", "upgrade",
        "sections", "network_statistics", "attempts",
    ]
    static let section: Set = ["title", "note", "rows"]
    static let row: Set = ["label", "value"]
    static let report: Set = [
        "number", "time", "trigger", "requested_by", "rule_number", "rule", "expanded", "alternatives", "contents",
        "since_revision", "parameters", "seal", "sent_bytes", "url", "address", "http_status", "duration", "outcome",
        "result", "skipped", "error", "steps", "warnings",
    ]
    static let effect: Set = ["effect", "label", "message"]
    static let preview: Set = ["revision", "changes", "effects", "locks_out"]
    static let previewChange: Set = ["name", "old", "new", "old_ua", "new_ua", "effects"]
    static let draft: Set = [
        "name", "account", "begun", "touched", "revision", "conflicts", "changes", "effects",
    ]
    static let draftChange: Set = [
        "name", "label", "tab", "section", "base", "old", "new", "state", "changed_by", "changed_at", "refusal",
        "effects",
    ]
    static let draftSummary: Set = ["name", "begun", "touched", "change_count"]
    static let reportOutcome: Set = ["succeeded", "reports", "next_report"]
    static let problemReport: Set = [
        "number", "time", "trigger", "requested_by", "description", "file", "size", "result", "error", "url", "address",
        "http_status", "duration", "steps", "warnings",
    ]
    static let customCA: Set = [
        "installed", "common_name", "certificates", "source", "url", "since", "warnings", "provisioning_status", "info",
        "error",
    ]
    static let customCAAttempt: Set = [
        "number", "time", "trigger", "requested_by", "source", "rule", "expanded", "url", "steps", "duration", "result",
        "common_name", "error", "warnings",
    ]
    static let hooks: Set = ["directory", "error", "hooks"]
    static let hook: Set = ["name", "state", "revision", "error", "failures", "next_try", "last_run"]
    static let hookRun: Set = ["time", "event", "changes", "succeeded", "result", "duration"]
    static let upgrade: Set = [
        "number", "time", "trigger", "requested_by", "rule_source", "rule", "expanded", "alternatives", "load",
        "software_version_before", "software_version_after", "url", "address", "http_status", "size", "sha256",
        "checked", "staged", "install_output", "duration", "outcome", "result", "summary", "error", "steps", "changed",
        "revision", "warnings", "next",
    ]
    static let upgradeState: Set = ["enabled", "software_version", "running", "next", "attempts"]
    static let upgradeOutcome: Set = ["succeeded", "attempt"]
    static let identity: Set = ["product_name", "mac", "serial_number", "software_version", "hardware_version"]
    static let attempt: Set = [
        "number", "time", "trigger", "requested_by", "gate", "rule_source", "rule", "expanded", "alternatives", "url",
        "posted",
        "address",
        "http_status", "bytes", "duration", "outcome", "result", "skipped", "error", "dhcp", "service_records", "steps",
        "decoded", "changed",
        "revision",
        "warnings", "next", "followed_by_next_rule",
    ]
    static let step: Set = [
        "url", "proxy_script", "dns", "proxy", "address", "tls", "certificate", "authentication", "result", "redirect",
        "warnings", "bytes", "duration",
    ]
    static let resync: Set = ["succeeded", "attempts", "next_resync"]
    static let alternative: Set = [
        "text", "condition", "comparisons", "result", "chosen", "assignments", "options", "url",
    ]
    static let explanation: Set = [
        "kind", "rule", "expanded", "alternatives", "url", "dhcp", "decision", "error", "warnings", "more_rules",
    ]
    static let dhcp: Set = ["leases", "server", "options"]
    static let lease: Set = ["interface", "family", "client", "time", "domains"]
    static let dhcpServer: Set = ["option", "family", "sub_option", "interface", "label", "places"]
    static let dhcpOption: Set = ["option", "family", "name", "interface", "text", "used", "result"]
    static let parameter: Set = [
        "name", "value", "is_set", "default", "changed", "ua", "tab", "section", "label", "origin", "revision",
    ]
    static let revision: Set = ["number", "time", "origin", "kind", "author", "note", "change_count", "changes"]
    static let pendingChange: Set = ["revisions", "account", "until", "remaining", "changes"]
    static let savepoint: Set = ["id", "name", "revision", "time", "author"]
    static let restorePreview: Set = ["revision", "based_on", "changes", "effects", "locks_out"]
    static let change: Set = ["name", "old", "new", "old_ua", "new_ua"]
    static let warning: Set = ["line", "name", "message"]
}

extension [String: Any] {
    var keySet: Set<String> { Set(keys) }
}
