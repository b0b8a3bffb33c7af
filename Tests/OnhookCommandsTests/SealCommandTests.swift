import Foundation
import TestSupport
import Threading
import Testing

@testable import OnhookCommands

/// `onhook profile seal` and `onhook profile open`.
@Suite struct SealCommandTests {
    private let files: TemporaryDirectory
    private let plain: String
    private let sealed: String
    private let opened: String
    private static let text = Array("<flat-profile>\n<Resync_Periodic>3600</Resync_Periodic>\n</flat-profile>\n".utf8)
    private static let key = ["ONHOOK_PROFILE_KEY": "SecretPhrase1234"]

    init() throws {
        files = try TemporaryDirectory()
        plain = try files.write(Self.text, to: "profile.xml")
        sealed = files.path(of: "profile.cfg")
        opened = files.path(of: "opened.xml")
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    private func expectDone(_ run: CommandRun) {
        #expect(run.status == .done)
        #expect(run.output == "" && run.errors == "")
    }

    // MARK: Both ways

    @Test(arguments: [
        [], ["--aes256cbc"], ["--aes128gcm"], ["--digest", "md5"], ["--digest", "sha256", "--gzip"],
        ["--aes128gcm", "--gzip"],
    ])
    func opensWhatItSealed(options: [String]) async throws {
        expectDone(await CommandRun(["profile", "seal", plain, "--output", sealed] + options, environment: Self.key))
        let bytes = try files.read("profile.cfg")
        #expect(bytes.starts(with: "Salted__".utf8) == !options.contains("--aes128gcm"))
        #expect(mode(sealed) == 0o644)
        expectDone(await CommandRun(["profile", "open", sealed, "--output", opened], environment: Self.key))
        #expect(try files.read("opened.xml") == Self.text)
        #expect(mode(opened) == 0o600)
    }

    @Test(arguments: ["md5", "sha256"]) func agreesWithOpenSSL(digest: String) async throws {
        expectDone(
            await CommandRun(
                ["profile", "seal", plain, "--output", sealed, "--digest", digest], environment: Self.key))
        let enc = ["openssl", "enc", "-aes-256-cbc", "-md", digest, "-k", "SecretPhrase1234"]
        let theirs = files.path(of: "theirs")
        _ = try await BlockingThread.value { [sealed, plain, opened] in
            try ChildProcess.run(enc + ["-d", "-in", sealed, "-out", opened])
            try ChildProcess.run(enc + ["-in", plain, "-out", theirs])
        }
        #expect(try files.read("opened.xml") == Self.text)
        expectDone(
            await CommandRun(["profile", "open", theirs, "--output", opened, "--force"], environment: Self.key))
        #expect(try files.read("opened.xml") == Self.text)
    }

    @Test func sealsWithMD5UnlessToldOtherwise() async throws {
        expectDone(await CommandRun(["profile", "seal", plain, "--output", sealed], environment: Self.key))
        _ = try await BlockingThread.value { [sealed, opened] in
            try ChildProcess.run(
                ["openssl", "enc", "-d", "-aes-256-cbc", "-md", "md5", "-k", "SecretPhrase1234"]
                    + ["-in", sealed, "-out", opened])
        }
        #expect(try files.read("opened.xml") == Self.text)
    }

    @Test func readsAndWritesTheStandardStreams() async throws {
        let program = try BuiltProgram.path(of: "onhook")
        let pipe = #""$0" profile seal - --output - <"$1" | "$0" profile open - --output - >"$2""#
        _ = try await BlockingThread.value { [plain, opened] in
            try ChildProcess.run([
                "env", "ONHOOK_PROFILE_KEY=k", "bash", "-ceo", "pipefail", pipe, program, plain, opened,
            ])
        }
        #expect(try files.read("opened.xml") == Self.text)
    }

    // MARK: Keys

    @Test func takesTheKeyFromAFileBeforeTheEnvironmentBeforeStandardInput() async throws {
        let keyFile = try files.write("from the file\r\n", to: "key")
        let both = Self.key
        expectDone(
            await CommandRun(
                ["profile", "seal", plain, "--output", files.path(of: "1"), "--key-file", keyFile],
                input: Array("from standard input".utf8), environment: both))
        expectDone(
            await CommandRun(
                ["profile", "seal", plain, "--output", files.path(of: "2")], input: Array("from standard input".utf8),
                environment: both))
        expectDone(
            await CommandRun(
                ["profile", "seal", plain, "--output", files.path(of: "3")],
                input: Array("from standard input\n".utf8)))
        expectDone(
            await CommandRun(
                ["profile", "seal", plain, "--output", files.path(of: "4"), "--key-file", "-"],
                input: Array("from standard input\n".utf8), environment: both))
        for (name, key) in [
            ("1", "from the file"), ("2", "SecretPhrase1234"), ("3", "from standard input"),
            ("4", "from standard input"),
        ] {
            expectDone(
                await CommandRun(
                    ["profile", "open", files.path(of: name), "--output", opened, "--force"],
                    environment: ["ONHOOK_PROFILE_KEY": key]))
        }
    }

    @Test(arguments: ["seal", "open"], [["--key", "SecretPhrase1234"], ["--key=SecretPhrase1234"]])
    func takesNoKeyFromTheCommandLine(command: String, words: [String]) async throws {
        let run = await CommandRun(["profile", command, plain, "--output", sealed] + words, environment: Self.key)
        #expect(run.status == .usage)
        #expect(
            run.errors
                == "onhook profile \(command): a key is not taken from the command line, where every list of processes would "
                + "show it; use --key-file, the variable ONHOOK_PROFILE_KEY or standard input; "
                + "`onhook profile \(command) --help` tells more\n")
        #expect(access(sealed, F_OK) != 0)
    }

    @Test(arguments: [
        ("", "the key is empty; a sealed profile needs a secret"),
        ("\n", "the key is empty; a sealed profile needs a secret"),
        ("one\ntwo\n", "standard input holds more than one line; the key is one line of text"),
        ("one\u{0}", "standard input holds a NUL byte; the key is one line of text"),
        (String(repeating: "k", count: 16385), "the key is longer than 16384 bytes; choose a shorter one"),
        (String(repeating: "k", count: 30000), "the key is longer than 16384 bytes; choose a shorter one"),
    ])
    func refusesWhatIsNoKey(input: String, sentence: String) async throws {
        let run = await CommandRun(["profile", "seal", plain, "--output", sealed], input: Array(input.utf8))
        #expect(run.status == .failed)
        #expect(run.errors == "onhook: \(sentence)\n")
        #expect(access(sealed, F_OK) != 0)
    }

    @Test func asksForNoKeyThatATerminalWouldShow() async throws {
        let complaint = Locked("")
        var console = Console(
            write: { _ in }, complain: { text in complaint.withLock { $0 += text } },
            read: { (_: Int) throws(CommandFailure) -> [UInt8] in Array("seen".utf8) })
        console.inputIsTerminal = true
        let words = ["profile", "seal", plain, "--output", sealed]
        #expect(await Program.run(words, environment: [:], console: console) == .usage)
        #expect(
            complaint.withLock { $0 }
                == "onhook profile seal: the key is missing, and standard input is a terminal, which would show it; use "
                + "--key-file, the variable ONHOOK_PROFILE_KEY or a pipe; `onhook profile seal --help` tells more\n")
    }

    // MARK: Refusals

    @Test func oneSentenceForAWrongKeyAChangedAndACutFile() async throws {
        expectDone(
            await CommandRun(["profile", "seal", plain, "--output", sealed, "--aes128gcm"], environment: Self.key))
        let bytes = try files.read("profile.cfg")
        var changed = bytes
        changed[40] ^= 1
        let cases: [(name: String, bytes: [UInt8], key: String)] = [
            ("wrong key", bytes, "SecretPhrase1235"), ("changed", changed, "SecretPhrase1234"),
            ("cut", bytes.dropLast(3), "SecretPhrase1234"), ("header", Array(bytes.prefix(21)), "SecretPhrase1234"),
        ]
        for (name, bytes, key) in cases {
            let file = try files.write(bytes, to: "case")
            let run = await CommandRun(
                ["profile", "open", file, "--output", opened], environment: ["ONHOOK_PROFILE_KEY": key])
            #expect(run.status == .failed)
            #expect(
                run.errors
                    == "onhook: \(file): the file does not open: it was sealed with another key, or it was changed or cut off "
                    + "since, or it holds no profile; compare the keys and seal it again\n", "\(name)")
            #expect(access(opened, F_OK) != 0)
        }
    }

    @Test func overwritesOnlyWhenForced() async throws {
        try files.write("precious", to: "profile.cfg")
        let words = ["profile", "seal", plain, "--output", sealed]
        let run = await CommandRun(words, environment: Self.key)
        #expect(run.status == .failed)
        #expect(run.errors == "onhook: \(sealed) exists already; --force replaces it\n")
        #expect(try files.read("profile.cfg") == Array("precious".utf8))
        expectDone(await CommandRun(words + ["--force"], environment: Self.key))
        #expect(try files.read("profile.cfg").starts(with: "Salted__".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: files.path).sorted() == ["profile.cfg", "profile.xml"])
    }

    @Test func neverReplacesDevicesAndLinks() async throws {
        let link = files.path(of: "link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: plain)
        for path in ["/dev/null", link, files.path] {
            let run = await CommandRun(
                ["profile", "seal", plain, "--output", path, "--force"], environment: Self.key)
            #expect(run.status == .failed)
            #expect(run.errors == "onhook: \(path) is no regular file; use - and let the shell write there\n")
        }
        #expect(try files.read("profile.xml") == Self.text)
    }

    @Test(arguments: [
        (["profile", "seal"], "FILE is missing"),
        (["profile", "seal", "x"], "--output is missing; - is standard output"),
        (["profile", "open", "x"], "--output is missing; - is standard output"),
        (
            ["profile", "seal", "x", "--output", "y", "--aes256cbc", "--aes128gcm"],
            "--aes256cbc and --aes128gcm exclude each other"
        ),
        (
            ["profile", "seal", "x", "--output", "y", "--aes128gcm", "--digest", "md5"],
            "--digest belongs to --aes256cbc"
        ),
        (
            ["profile", "seal", "x", "--output", "y", "--digest", "sha1"],
            "--digest takes one of md5, sha256, not \"sha1\""
        ),
        (
            ["profile", "seal", "-", "--output", "/nonexistent/y"],
            "FILE is standard input, so the key cannot come from there too; use --key-file or ONHOOK_PROFILE_KEY"
        ),
    ])
    func saysWhatIsWrongWithTheCommandLine(words: [String], sentence: String) async throws {
        let run = await CommandRun(words)
        #expect(run.status == .usage)
        let command = words.prefix(2).joined(separator: " ")
        #expect(run.errors == "onhook \(command): \(sentence); `onhook \(command) --help` tells more\n")
    }

    @Test func saysWhatIsWrongWithTheFile() async throws {
        let junk = try files.write("hello", to: "junk")
        let missing = files.path(of: "missing")
        let cases = [
            (
                ["seal", junk],
                "\(junk): the content is no profile: this is text without any XML element; "
                    + "expected a profile with flat-profile"
            ),
            (
                ["open", plain],
                "\(plain): the file is not sealed, but a profile as it stands; remove the key from the rule (or "
                    + "Content-Encoding: aes128gcm from the answer), or seal the file"
            ),
            (["seal", missing], "\(missing) cannot be opened: No such file or directory"),
        ]
        for (words, sentence) in cases {
            let run = await CommandRun(["profile"] + words + ["--output", sealed], environment: Self.key)
            #expect(run.status == .failed)
            #expect(run.errors == "onhook: \(sentence)\n")
            #expect(access(sealed, F_OK) != 0)
        }
    }

    @Test func saysThatAFileIsTooLarge() async throws {
        let large = try files.write([UInt8](repeating: 0x20, count: (16 << 20) + 1), to: "large")
        let run = await CommandRun(["profile", "open", large, "--output", opened], environment: Self.key)
        #expect(run.status == .failed)
        #expect(run.errors == "onhook: \(large) is larger than 16 MiB, which is more than a phone takes\n")
    }

    @Test func saysWhereItCannotWrite() async throws {
        let path = files.path(of: "no/such/directory/file")
        let run = await CommandRun(["profile", "seal", plain, "--output", path], environment: Self.key)
        #expect(run.status == .failed)
        #expect(run.errors == "onhook: Cannot create \(path): No such file or directory\n")
    }

    /// The program as a process: the key is in no argument and in no line that it prints.
    @Test func runsAsAProgram() async throws {
        let seal = try await OnhookRun(["profile", "seal", plain, "--output", sealed], input: "SecretPhrase1234\n")
        #expect(seal.status == 0 && seal.output == "" && seal.errors == "")
        let open = try await OnhookRun(["profile", "open", sealed, "--output", "-"], environment: Self.key)
        #expect(open.status == 0 && open.errors == "")
        #expect(Array(open.output.utf8) == Self.text)
        let wrong = try await OnhookRun(["profile", "open", sealed, "--output", "-"], input: "wrong")
        #expect(wrong.status == 1 && wrong.output == "")
        let help = try await OnhookRun(["profile", "--help"])
        #expect(help.output.contains("profile seal FILE") && help.output.contains("profile open FILE"))
    }
}
