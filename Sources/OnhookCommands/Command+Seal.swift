internal import Glibc
internal import Host
internal import ProfileFormat

/// Profiles sealed with a secret: made for a server, and opened again.
extension Command {
    private static let keys = """
        The key is the first one of these: the first line of --key-file, the variable ONHOOK_PROFILE_KEY, the first line of
        standard input. It is never taken from the command line, where every list of processes would show it.
        """

    private static let common: [Option] = [
        .taking("FILE", "output", "where to write; - is standard output"),
        .flag("force", "replace a file that is there already"),
        .taking("FILE", "key-file", "a file with the key in its first line"),
        .taking("KEY", "key", "is refused: keys do not stand on a command line"),
    ]

    static let profileSeal = Command(
        path: ["profile", "seal"], operands: "FILE", summary: "encrypt a profile for a server",
        details: """
            FILE may be - for standard input.

            --aes256cbc, the default, writes what `openssl enc -aes-256-cbc` writes; a rule opens it with [--key …]. It does not
            notice every change on the way. --aes128gcm (RFC 8188) does: the server must send it with the header
            `Content-Encoding: aes128gcm`, and the phone needs the key in IKM_HTTP_Encrypt_Content.

            \(keys)
            """,
        options: common + [
            .flag("aes256cbc", "seal as `openssl enc` does (default)"), .flag("aes128gcm", "seal as RFC 8188 has it"),
            .taking("NAME", "digest", "for --aes256cbc: md5 (default) or sha256, as `openssl enc -md`"),
            .flag("gzip", "compress it first"),
        ]
    ) { (invocation) throws(CommandFailure) in
        let job = try SealingJob(invocation)
        let scheme = try job.scheme() ?? .aes256cbc
        var options = SealedProfile.Options()
        options.isCompressed = invocation.arguments.has("gzip")
        if let digest = try job.digest(for: scheme) { options.digest = digest }
        let (content, key) = try job.read(limit: ProfileLimits.standard.size, scheme: { _ in scheme })
        // What is sealed may stand on a server for everybody.
        return try job.write(mode: 0o644) { () throws(SealError) in
            try SealedProfile.seal(content, with: key, options: options)
        }
    }

    static let profileOpen = Command(
        path: ["profile", "open"], operands: "FILE", summary: "decrypt a sealed profile",
        details: """
            FILE may be - for standard input. What was compressed with gzip is unpacked. Which of both ways it was sealed in
            is seen from the file, and so is the digest.

            \(keys)
            """,
        options: common + [
            .flag("aes256cbc", "it was sealed as `openssl enc` does"),
            .flag("aes128gcm", "it was sealed as RFC 8188 has it"),
        ]
    ) { (invocation) throws(CommandFailure) in
        let job = try SealingJob(invocation)
        let named = try job.scheme()
        let (file, key) = try job.read(
            limit: ProfileLimits.standard.packedSize, scheme: { named ?? SealedProfile.scheme(of: $0) })
        // A profile is sealed because of the secrets in it.
        return try job.write(mode: 0o600) { () throws(SealError) in try SealedProfile.open(file, with: key) }
    }
}

/// What `seal` and `open` have in common: a file and a key are read, a file is written.
private struct SealingJob {
    private let invocation: Invocation
    private let input: String
    private let output: String

    init(_ invocation: Invocation) throws(CommandFailure) {
        self.invocation = invocation
        guard invocation.arguments["key"] == nil else {
            throw SealingKey.refusal
        }
        input = try invocation.operands(1...1, "FILE")[0]
        guard let output = invocation.arguments["output"] else {
            throw .usage("--output is missing; - is standard output")
        }
        self.output = output
    }

    // MARK: What the command line says

    func scheme() throws(CommandFailure) -> SealScheme? {
        let named = SealScheme.allCases.filter { invocation.arguments.has($0.rawValue) }
        guard named.count < 2 else { throw .usage("--aes256cbc and --aes128gcm exclude each other") }
        return named.first
    }

    func digest(for scheme: SealScheme) throws(CommandFailure) -> KeyDigest? {
        guard let word = invocation.arguments["digest"] else { return nil }
        guard scheme == .aes256cbc else { throw .usage("--digest belongs to --aes256cbc") }
        guard let digest = KeyDigest(rawValue: word) else {
            throw .usage("--digest takes one of md5, sha256, not \"\(word.prefix(40))\"")
        }
        return digest
    }

    // MARK: Reading

    /// The file, and the key for the scheme that goes with it.
    func read(
        limit: Int, scheme: ([UInt8]) -> SealScheme
    ) throws(CommandFailure) -> (content: [UInt8], key: ProfileKey) {
        try check(output)
        let keyFile = invocation.arguments["key-file"]
        let variable =
            keyFile == nil ? invocation.environment[SealingKey.variable].flatMap { $0.isEmpty ? nil : $0 } : nil
        guard input != "-" || variable != nil || keyFile.map({ $0 != "-" }) ?? false else {
            throw .usage(
                "FILE is standard input, so the key cannot come from there too; use --key-file or \(SealingKey.variable)"
            )
        }
        if variable == nil, keyFile ?? "-" == "-", invocation.console.inputIsTerminal {
            throw .usage(
                "the key is missing, and standard input is a terminal, which would show it; "
                    + "use --key-file, the variable \(SealingKey.variable) or a pipe")
        }
        let content = try InputFile.bytes(of: input, invocation.console, limit: limit)
        guard content.count <= limit else {
            throw .failed(
                "\(SealingKey.name(of: input)) is larger than \(limit >> 20) MiB, which is more than a phone takes")
        }
        let secret =
            if let variable { Array(variable.utf8) } else {
                try SealingKey.firstLine(of: keyFile ?? "-", invocation.console)
            }
        do throws(SealError) {
            return (content, try ProfileKey(secret, for: scheme(content)))
        } catch {
            throw .failed("\(error)")
        }
    }

    // MARK: Writing

    func write(mode: UInt32, _ make: () throws(SealError) -> [UInt8]) throws(CommandFailure) -> ExitStatus {
        let bytes: [UInt8]
        do throws(SealError) {
            bytes = try make()
        } catch {
            throw .failed("\(SealingKey.name(of: input)): \(error)")
        }
        guard output != "-" else {
            try invocation.console.writeBytes(bytes)
            return .done
        }
        do throws(FileError) {
            let isForced = invocation.arguments.has("force")
            try FileWriting.atomically(output, bytes, mode: mode, existing: isForced ? .replaced : .kept)
            return .done
        } catch {
            throw error.cause.number == EEXIST ? existing : .failed("\(error)")
        }
    }

    private var existing: CommandFailure { .failed("\(output) exists already; --force replaces it") }

    /// Says early what would be refused at the end. Devices and links are never replaced: `/dev/null` is one, `/dev/stdout` the other.
    private func check(_ output: String) throws(CommandFailure) {
        var status = stat()
        guard output != "-", lstat(output, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .failed("\(output) is no regular file; use - and let the shell write there")
        }
        guard invocation.arguments.has("force") else { throw existing }
    }
}
