internal import FoundationEssentials
internal import Glibc
internal import Host
internal import Notation
internal import PhoneService
internal import Store

extension Option {
    fileprivate static let passPhraseFile: Option = .taking(
        "FILE", "pass-phrase-file", "a file with the pass phrase in its first line (default: standard input)")
    fileprivate static let refusedPassPhrase: Option = .taking(
        "TEXT", "pass-phrase", "is refused: pass phrases do not stand on a command line")
}

/// One file with everything, and its way back.
extension Command {
    private static let passPhraseHelp = """
        The pass phrase is the first line of --pass-phrase-file, else of standard input. It is never taken from the command line,
        where every list of processes would show it.
        """

    static let backup = Command(
        path: ["backup"], operands: "FILE", summary: "write all that makes this phone into one sealed file",
        details: """
            In it are the values with who set them and when, passwords and keys, the state of onboarding and certificates; not the
            history before that, logs and firmware. FILE may be - for standard output.

            \(passPhraseHelp)
            """,
        options: [.flag("force", "replace a file that is there already"), .passPhraseFile, .refusedPassPhrase]
            + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let output = try invocation.operands(1...1, "FILE")[0]
        let phrase = try passPhrase(invocation)
        let file = try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            try await phone.send(
                "POST", "/api/v1/backup", body: RecordCoding.encode(["pass_phrase": phrase]), takes: .long)
        }
        guard output != "-" else {
            try invocation.console.writeBytes(file)
            return .done
        }
        do throws(FileError) {
            let isForced = invocation.arguments.has("force")
            try FileWriting.atomically(output, file, mode: 0o600, existing: isForced ? .replaced : .kept)
            return .done
        } catch {
            throw error.cause.number == EEXIST
                ? .failed("\(output) exists already; --force replaces it") : .failed("\(error)")
        }
    }

    static let restoreBackup = Command(
        path: ["restore-backup"], operands: "FILE", summary: "restore a backup",
        details: """
            The backup is checked completely before anything is changed. With --dry-run nothing is: it shows what would change. The
            passwords of admin and user stay as they are, unless the phone has none. Certificates count from the next start on.

            \(passPhraseHelp)
            """,
        options: [
            .taking(
                "WHICH", "identity",
                "for a backup of another phone: keep this phone's certificates, or take those of the backup"),
            .flag("dry-run", "show what would change, and change nothing"), .confirmWithin, .passPhraseFile,
            .refusedPassPhrase, .json,
        ] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let input = try invocation.operands(1...1, "FILE")[0]
        let choice = try invocation.arguments["identity"].map { (word) throws(CommandFailure) in
            guard let choice = BackupIdentity(rawValue: word) else {
                throw .usage("--identity takes keep or take, not \"\(word.prefix(40))\"")
            }
            return choice
        }
        guard input != "-" || invocation.arguments["pass-phrase-file"].map({ $0 != "-" }) ?? false else {
            throw .usage(
                "FILE is standard input, so the pass phrase cannot come from there too; use --pass-phrase-file")
        }
        let phrase = try passPhrase(invocation)
        let file = try InputFile.bytes(of: input, invocation.console, limit: PhoneService.uploadLimit)
        guard file.count <= PhoneService.uploadLimit else {
            throw .failed("\(input) is larger than \(PhoneService.uploadLimit >> 20) MiB, which no backup is")
        }
        let isDry = invocation.arguments.has("dry-run")
        let window = try invocation.confirmWithin
        return try await PhoneClient.with(invocation, for: isDry ? .readOnly : .readWrite) {
            (phone) throws(CommandFailure) in
            let body = RecordCoding.encode(["pass_phrase": phrase, "file": Data(file).base64EncodedString()])
            var bytes = try await phone.send("POST", "/api/v1/backup/open", body: body, takes: .long)
            if !isDry {
                let opened = try Report.decode(RestoreRecord.self, bytes)
                let wish = RestoreWish(restore: opened.restore, identity: choice, confirm_within: window)
                bytes = try await phone.send("POST", "/api/v1/backup/restore", body: RecordCoding.encode(wish))
            }
            return try invocation.print(bytes, as: RestoreRecord.self) { text(of: $0, isDry: isDry) }
        }
    }

    private static func text(of record: RestoreRecord, isDry: Bool) -> String {
        let phone = "\(record.identity.product_name) \(record.identity.mac)\(record.same_phone ? ", this phone" : "")"
        return "backup of \(phone), \(record.created)\n"
            + (isDry ? Report.preview(record.changes, record.effects) : Report.changes(record.changes.map(\.change)))
            + record.warnings.map { "warning: \($0.message)\n" }.joined()
            + (isDry ? "nothing was changed (--dry-run)\n" : "restored\n")
    }

    private static func passPhrase(_ invocation: Invocation) throws(CommandFailure) -> String {
        guard invocation.arguments["pass-phrase"] == nil else {
            throw .usage(
                "a pass phrase is not taken from the command line, where every list of processes would show it; "
                    + "use --pass-phrase-file or standard input")
        }
        let file = invocation.arguments["pass-phrase-file"] ?? "-"
        guard file != "-" || !invocation.console.inputIsTerminal else {
            throw .usage(
                "the pass phrase is missing, and standard input is a terminal, which would show it; "
                    + "use --pass-phrase-file or a pipe")
        }
        let bytes = try InputFile.bytes(of: file, invocation.console, limit: 16 << 10)
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard let phrase = String(validating: line, as: UTF8.self), !phrase.isEmpty else {
            throw .failed("\(file == "-" ? "standard input" : file) holds no pass phrase in its first line")
        }
        return phrase
    }
}

/// A profile from a file, applied on the spot.
extension Command {
    static let profileImport = Command(
        path: ["profile", "import"], operands: "FILE", summary: "apply a profile from a file",
        details: """
            FILE may be - for standard input: XML, or compressed with gzip; `onhook profile open` opens a sealed one. With --dry-run
            nothing is changed: it shows what would be.
            """,
        options: [.flag("dry-run", "show what would change, and change nothing"), .confirmWithin, .json]
            + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let file = try ProfileFile.read(invocation)
        _ = try file.accepted()
        let name = file.name.split(separator: "/").last.map(String.init) ?? "profile"
        let isDry = invocation.arguments.has("dry-run")
        let query = try invocation.confirmWithin.map { "?confirm_within=\($0)" } ?? ""
        return try await PhoneClient.with(invocation, for: isDry ? .readOnly : .readWrite) {
            (phone) throws(CommandFailure) in
            let path = "/api/v1/profile/import?name=\(name.percentEncoded())"
            let bytes = try await phone.send("POST", path, body: file.bytes, takes: .long)
            let proposal = try Report.decode(ProposalRecord.self, bytes)
            if !isDry, !proposal.proposal.isEmpty {
                _ = try await phone.send("POST", "/api/v1/proposals/\(proposal.proposal)/apply\(query)")
            }
            return try invocation.print(bytes, as: ProposalRecord.self) { record in
                (isDry ? Report.preview(record.changes, record.effects) : Report.changes(record.changes.map(\.change)))
                    + record.warnings.map { "warning: \($0.message)\n" }.joined()
                    + (isDry ? "nothing was changed (--dry-run)\n" : "")
            }
        }
    }
}

/// What is to be restored, and how.
private struct RestoreWish: Encodable {
    var restore: String
    var identity: BackupIdentity?
    var confirm_within: Int?
}
