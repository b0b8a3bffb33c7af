internal import FlatProfile
internal import Glibc
internal import PhoneService
internal import ProfileFormat

/// Profiles as files: looked at by the reader that the engine uses.
extension Command {
    private static let modelOption: Option = .taking("PN", "model", "the model that would read it (default 8841)")

    static let profileCheck = Command(
        path: ["profile", "check"], operands: "FILE", summary: "would a phone take this profile, and what is odd in it",
        details:
            "FILE may be - for standard input. Exit status: 0 a phone takes it (warnings included), 1 it refuses it.",
        options: [
            modelOption, .flag("recover", "for a file that is refused: show what could be read of it all the same"),
            .json,
        ]
    ) { (invocation) throws(CommandFailure) in
        let file = try ProfileFile.read(invocation)
        let check: ProfileCheck
        switch file.document {
        case .success(let document):
            check = ProfileCheck(document, warnings: try warnings(of: document, invocation), error: nil)
        case .failure(let error):
            let salvaged = invocation.arguments.has("recover") ? ProfileReader.salvage(file.bytes).document : nil
            check = ProfileCheck(salvaged, warnings: [], error: error)
        }
        if invocation.arguments.has("json") {
            invocation.console.line(String(decoding: RecordCoding.encode(check), as: UTF8.self))
        } else {
            invocation.console.write(check.text(file.name))
        }
        return check.error == nil ? .done : .failed
    }

    static let profileShow = Command(
        path: ["profile", "show"], operands: "FILE", summary: "the parameters of a profile, as the phone reads them",
        details: "FILE may be - for standard input. Values of secrets are masked.", options: [modelOption, .json]
    ) { (invocation) throws(CommandFailure) in
        let file = try ProfileFile.read(invocation)
        let document = try file.accepted()
        let shown = ProfileContents(
            document, catalogue: try catalogue(invocation), warnings: try warnings(of: document, invocation))
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
        details: "FILE may be - for standard input.", options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let file = try ProfileFile.read(invocation)
        _ = try file.accepted()
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/profile/difference", body: file.bytes)
            return try invocation.print(bytes, as: ProfileDifferenceRecord.self) { difference in
                Report.changes(difference.changes) + difference.warnings.map { "warning: \($0.message)\n" }.joined()
            }
        }
    }

    private static func catalogue(_ invocation: Invocation) throws(CommandFailure) -> Catalogue {
        guard let name = invocation.arguments["model"] else { return Catalogue.of(.standard) }
        guard let model = Model(named: name) else {
            throw .usage("\"\(name)\" is no model; there are \(Model.all.map(\.number).joined(separator: ", "))")
        }
        return Catalogue.of(model)
    }

    /// What a phone from the factory would say of the profile.
    private static func warnings(
        of document: ProfileDocument, _ invocation: Invocation
    ) throws(CommandFailure) -> [ProfileWarning] {
        let application = ProfileApplication(of: document, to: Snapshot(catalogue: try catalogue(invocation)))
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

    /// More than a phone would take: the reader says so with its own sentence.
    private static let limit = (64 << 20) + 1

    static func read(_ invocation: Invocation) throws(CommandFailure) -> ProfileFile {
        let name = try invocation.operands(1...1, "FILE")[0]
        let file = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .failed("\(name) cannot be opened: \(String(cString: strerror(errno)))") }
        defer { if name != "-" { close(file) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < limit {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .failed("\(name) cannot be read: \(String(cString: strerror(errno)))") }
            guard count > 0 else { break }
            bytes += buffer[..<count]
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
        case .failure(let error): throw .failed("\(name): \(error)")
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
    }

    /// One warning.
    struct Warning: Codable, Sendable {
        var line: Int
        @Nullable var name: String?
        var message: String

        init(_ warning: ProfileWarning) {
            line = warning.line
            name = warning.name?.text
            message = warning.description
        }
    }

    var root: String
    var parameters: [Element]
    var warnings: [Warning]

    init(_ document: ProfileDocument, catalogue: Catalogue, warnings: [ProfileWarning]) {
        root = document.root
        parameters = document.entries.map { entry in
            let isSecret = catalogue[entry.name]?.isSecret ?? false
            return Element(
                name: entry.name.text, value: isSecret && !entry.value.isEmpty ? "********" : entry.value,
                ua: entry.access?.rawValue, line: entry.line)
        }
        self.warnings = warnings.map(Warning.init)
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
    /// How many elements were read; of a refused file only with `--recover`.
    var parameters: Int
    @Nullable var error: Refusal?
    var warnings: [ProfileContents.Warning]

    init(_ document: ProfileDocument?, warnings: [ProfileWarning], error: ProfileFormatError?) {
        accepted = error == nil
        parameters = document?.entries.count ?? 0
        self.error = error.map { Refusal(line: $0.line, column: $0.column, message: "\($0)") }
        self.warnings = warnings.map(ProfileContents.Warning.init)
    }

    func text(_ file: String) -> String {
        var lines: [String] = []
        if let error {
            lines.append("\(file): refused: \(error.message)")
            if parameters > 0 {
                lines.append("\(file): \(parameters) parameters could be read of it; a phone takes none of them")
            }
        }
        lines += warnings.map { "\(file): \($0.message)" }
        if accepted {
            let odd = warnings.isEmpty ? "" : ", \(warnings.count) warnings"
            lines.append("\(file): a phone takes it: \(parameters) parameters\(odd)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
