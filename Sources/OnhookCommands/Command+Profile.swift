internal import FlatProfile
internal import PhoneService
internal import ProfileFormat
internal import Transfer

extension Option {
    static let model: Option = .taking("PN", "model", "the model that would read it (default 8841)")
    static let emptyElements: Option = .taking(
        "WHAT", "empty-elements",
        "what an element without text does: set the empty value (default), keep the value where it has only ua=, default: "
            + "back to the factory default")

    /// What the command line says about elements without text; nil if nothing.
    static func emptyElements(in arguments: Arguments) throws(CommandFailure) -> EmptyElementPolicy? {
        guard let word = arguments[emptyElements.name] else { return nil }
        guard let policy = EmptyElementPolicy(word: word) else {
            throw .usage("--empty-elements takes one of \(EmptyElementPolicy.words), not \"\(word.prefix(40))\"")
        }
        return policy
    }
}

/// Profiles as files: looked at by the reader that the engine uses.
extension Command {
    static let profileCheck = Command(
        path: ["profile", "check"], operands: "FILE", summary: "would a phone take this profile, and what is odd in it",
        details:
            "FILE may be - for standard input. Exit status: 0 a phone takes it (warnings included), 1 it refuses it.",
        options: [
            .model, .emptyElements,
            .flag("recover", "for a file that is refused: show what could be read of it all the same"), .json,
        ]
    ) { (invocation) throws(CommandFailure) in
        let catalogue = Catalogue.of(try Phone.model(invocation.arguments))
        let policy = try Option.emptyElements(in: invocation.arguments) ?? .setsEmpty
        let file = try ProfileFile.read(invocation)
        let check: ProfileCheck
        switch file.document {
        case .success(let document):
            check = ProfileCheck(document, catalogue, warnings: warnings(of: document, catalogue, policy))
        case .failure(let error):
            let salvaged = invocation.arguments.has("recover") ? ProfileReader.salvage(file.bytes).document : nil
            check = ProfileCheck(refused: error, salvaged: salvaged, catalogue)
        }
        if invocation.arguments.has("json") {
            invocation.console.line(String(decoding: RecordCoding.encode(check), as: UTF8.self))
        } else {
            invocation.console.write(check.text(file.name))
        }
        return check.accepted ? .done : .failed
    }

    static let profileShow = Command(
        path: ["profile", "show"], operands: "FILE", summary: "the parameters of a profile, as the phone reads them",
        details: "FILE may be - for standard input. Values of secrets are masked.", options: [.model, .json]
    ) { (invocation) throws(CommandFailure) in
        let catalogue = Catalogue.of(try Phone.model(invocation.arguments))
        let file = try ProfileFile.read(invocation)
        let document = try file.accepted()
        let shown = ProfileContents(document, catalogue, warnings: warnings(of: document, catalogue, .setsEmpty))
        if invocation.arguments.has("json") {
            invocation.console.line(String(decoding: RecordCoding.encode(shown), as: UTF8.self))
        } else {
            for parameter in shown.parameters { invocation.console.line("\(parameter.name)=\(parameter.value)") }
            for warning in shown.warnings { invocation.console.complain("\(file.name): \(warning.message)\n") }
        }
        return .done
    }

    static let profileDiff = Command(
        path: ["profile", "diff"], operands: "FILE", summary: "what a profile would change on the phone",
        details: "FILE may be - for standard input.", options: [.emptyElements, .json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let policy = try Option.emptyElements(in: invocation.arguments)
        let file = try ProfileFile.read(invocation)
        _ = try file.accepted()
        let query = policy.map { "?empty_elements=\($0.word)" } ?? ""
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/profile/difference\(query)", body: file.bytes)
            return try invocation.print(bytes, as: ProfileDifferenceRecord.self) { difference in
                Report.changes(difference.changes) + difference.warnings.map { "warning: \($0.message)\n" }.joined()
            }
        }
    }

    /// What a phone from the factory would say of the profile.
    private static func warnings(
        of document: ProfileDocument, _ catalogue: Catalogue, _ policy: EmptyElementPolicy
    ) -> [ProfileWarning] {
        let application = ProfileApplication(
            of: document, to: Snapshot(catalogue: catalogue), emptyElements: policy)
        return ProfileWarning.inOrder(document.warnings + application.warnings)
    }
}

/// A profile in a file, as it was read.
struct ProfileFile: Sendable {
    /// Its name, for messages.
    var name: String
    /// What is in it.
    var bytes: [UInt8]
    /// What the engine's reader makes of it.
    var document: Result<ProfileDocument, ProfileFormatError>

    /// What the phone fetches at most; it refuses a longer body before it looks at it.
    private static let limit = TransferLimits().bodyBytes

    static func read(_ invocation: Invocation) throws(CommandFailure) -> ProfileFile {
        let operand = try invocation.operands(1...1, "FILE")[0]
        let name = operand == "-" ? "standard input" : operand
        let bytes = try InputFile.bytes(of: operand, invocation.console, limit: limit)
        guard bytes.count <= limit else {
            throw .failed("\(name) is larger than \(limit >> 20) MiB, which is more than a phone fetches")
        }
        do throws(ProfileFormatError) {
            return ProfileFile(name: name, bytes: bytes, document: .success(try ProfileReader.read(bytes)))
        } catch {
            return ProfileFile(name: name, bytes: bytes, document: .failure(error))
        }
    }

    /// The document, or why a phone refuses it.
    func accepted() throws(CommandFailure) -> ProfileDocument {
        switch document {
        case .success(let document): return document
        case .failure(let error): throw .failed("\(name) is refused: \(error)")
        }
    }
}

/// `onhook profile show --json`; keys are stable.
struct ProfileContents: Codable, Sendable {
    /// One element.
    struct Element: Codable, Sendable {
        var name: String
        var value: String
        @Nullable var ua: String?
        var line: Int

        init(_ entry: ProfileEntry, _ catalogue: Catalogue) {
            let isHidden = !entry.value.isEmpty && Masking.isSecretAnywhere(entry.name, in: catalogue)
            name = entry.name.text
            value = isHidden ? Masking.mask : Masking.editable(entry.value, of: entry.name, in: catalogue)
            ua = entry.access?.rawValue
            line = entry.line
        }
    }

    var root: String
    var parameters: [Element]
    var warnings: [WarningRecord]

    init(_ document: ProfileDocument, _ catalogue: Catalogue, warnings: [ProfileWarning]) {
        root = document.root
        parameters = document.entries.map { Element($0, catalogue) }
        self.warnings = warnings.map(WarningRecord.init)
    }
}

/// `onhook profile check --json`; keys are stable.
struct ProfileCheck: Codable, Sendable {
    /// Why a phone refuses it.
    struct Refusal: Codable, Hashable, Sendable {
        @Nullable var line: Int?
        @Nullable var column: Int?
        var message: String
    }

    /// Whether a phone takes it.
    var accepted: Bool
    /// How many parameters it sets; of a refused file none.
    var parameters: Int
    @Nullable var error: Refusal?
    /// What could be read of a refused file, with `--recover`: no phone takes any of it. Empty otherwise.
    var salvaged: [ProfileContents.Element]
    var warnings: [WarningRecord]

    /// A file that a phone takes.
    init(_ document: ProfileDocument, _ catalogue: Catalogue, warnings: [ProfileWarning]) {
        accepted = true
        parameters = document.entries.count
        salvaged = []
        error = nil
        self.warnings = warnings.map(WarningRecord.init)
    }

    /// A file that a phone refuses.
    init(refused error: ProfileFormatError, salvaged: ProfileDocument?, _ catalogue: Catalogue) {
        accepted = false
        parameters = 0
        self.salvaged = (salvaged?.entries ?? []).map { ProfileContents.Element($0, catalogue) }
        self.error = Refusal(line: error.line, column: error.column, message: "\(error)")
        warnings = (salvaged?.warnings ?? []).map(WarningRecord.init)
    }

    func text(_ file: String) -> String {
        var lines: [String] = []
        if let error { lines.append("\(file): refused: \(error.message)") }
        if !salvaged.isEmpty {
            lines.append(
                "\(file): \(Counted.words(salvaged.count, "parameter")) could be read of it, of which a phone takes none:"
            )
            lines += salvaged.map { "  line \($0.line)  \($0.name)=\($0.value)" }
        }
        lines += warnings.map { "\(file): \($0.message)" }
        if accepted {
            let odd = warnings.isEmpty ? "" : ", \(Counted.words(warnings.count, "warning"))"
            lines.append("\(file): a phone takes it: \(Counted.words(parameters, "parameter"))\(odd)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Numbers with their nouns.
enum Counted {
    /// `1 warning`, `2 warnings`.
    static func words(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
