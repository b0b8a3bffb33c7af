import Foundation
import TestSupport
import Testing

/// Files that go out and come back, by the built program: backups, profiles, certificates; and the search.
@Suite struct BackupCommandTests {
    private let directory: TemporaryDirectory
    private var state: String { directory.path(of: "state") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func run(_ words: String..., input: String = "") async throws -> OnhookRun {
        try await OnhookRun(words + ["--state", state], input: input)
    }

    private func serveOnce() async throws {
        try await DaemonProcess(state: state).end()
    }

    @Test(arguments: [false, true])
    func aBackupComesBack(isServed: Bool) async throws {
        var daemon: DaemonProcess? = try await DaemonProcess(state: state)
        if !isServed {
            try await daemon?.end()
            daemon = nil
        }
        let file = directory.path(of: "phone.onhook")
        #expect(try await run("param", "set", "GPP_A=kept").status == 0)
        #expect(try await run("backup", file, input: "correct horse battery\n").status == 0)
        #expect(try ChildProcess.run(["stat", "-c", "%a", file]) == "600\n")
        let again = try await run("backup", file, input: "correct horse battery\n")
        #expect(again.status == 1 && again.errors == "onhook: \(file) exists already; --force replaces it\n")
        #expect(try await run("backup", file, "--force", input: "correct horse battery\n").status == 0)
        #expect(try await run("backup", directory.path(of: "x"), input: "short\n").status == 1)
        #expect(try await run("backup", directory.path(of: "x"), "--pass-phrase", "correct horse battery").status == 2)
        #expect(try await run("param", "set", "GPP_A=lost", "GPP_B=new").status == 0)

        let dry = try await run("restore-backup", file, "--dry-run", input: "correct horse battery\n")
        #expect(dry.status == 0 && dry.output.hasSuffix("nothing was changed (--dry-run)\n"))
        #expect(
            dry.output.contains("GPP_A: \"lost\" -> \"kept\"  [Applies now]\n")
                && dry.output.contains("GPP_B: \"new\" -> default  [Applies now]\n"), "\(dry.output)")
        #expect(try await run("param", "get", "GPP_A").output == "lost\n")
        let wrong = try await run("restore-backup", file, input: "another pass phrase\n")
        #expect(wrong.status == 1 && isOneSentence(wrong.errors))
        let restored = try await run("restore-backup", file, input: "correct horse battery\n")
        #expect(restored.status == 0 && restored.output.hasSuffix("restored\n"))
        #expect(try await run("param", "get", "GPP_A").output == "kept\n")
        #expect(try await run("param", "get", "GPP_B").output == "\n")

        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: directory.path(of: "broken.onhook")))
        let broken = try await run(
            "restore-backup", directory.path(of: "broken.onhook"), input: "correct horse battery\n")
        #expect(broken.status == 1 && isOneSentence(broken.errors))
        #expect(try await run("param", "get", "GPP_A").output == "kept\n")
        try await daemon?.end()
    }

    @Test func aProfileIsImportedAsItWasShown() async throws {
        try await serveOnce()
        let file = try directory.write(
            "<flat-profile><GPP_A>from a file</GPP_A><Resync_Perodic>1</Resync_Perodic></flat-profile>", to: "desk.xml")
        let dry = try await run("profile", "import", file, "--dry-run")
        #expect(dry.status == 0)
        #expect(dry.output.hasPrefix("GPP_A: default -> \"from a file\"  [Applies now]\n"), "\(dry.output)")
        #expect(dry.output.contains("\nwarning: line 1, Resync_Perodic:"))
        #expect(dry.output.hasSuffix("nothing was changed (--dry-run)\n"))
        #expect(try await run("param", "get", "GPP_A").output == "\n")
        #expect(try await run("profile", "import", file).status == 0)
        #expect(try await run("param", "get", "GPP_A").output == "from a file\n")
        #expect(try await run("history", "list").output.contains("desk.xml"))
        let bad = try directory.write("<flat-profile><GPP_A>a & b</GPP_A></flat-profile>", to: "bad.xml")
        let refused = try await run("profile", "import", bad)
        #expect(refused.status == 1 && refused.errors.contains("line 1"))
        #expect(try await run("param", "get", "GPP_A").output == "from a file\n")
    }

    @Test func aCertificateIsInstalledShownUsedAndDeleted() async throws {
        try await serveOnce()
        let pair = try Certificates.selfSigned(commonName: "phone.example", names: ["DNS:phone.example"])
        let file = try directory.write(pair.certificate + pair.key, to: "phone.pem")
        let installed = try await run("certificate", "install", file, "--use", "provisioning", "--json")
        #expect(installed.status == 0)
        let record = try #require(
            try JSONSerialization.jsonObject(with: Data(installed.output.utf8)) as? [String: Any])
        let id = try #require(record["id"] as? String)
        #expect(record["uses"] as? [String] == ["provisioning"])
        #expect(!installed.output.contains("PRIVATE"))
        #expect(try await run("certificate", "list").output.contains("phone.example"))
        #expect(try await run("certificate", "show", id).output.contains("phone.example"))
        #expect(try await run("certificate", "use", id, "web-server").status == 0)
        #expect(try await run("certificate", "delete", id).status == 0)
        let gone = try await run("certificate", "show", id)
        #expect(gone.status == 1 && isOneSentence(gone.errors))
        let none = try await run("certificate", "install", try directory.write("no certificate", to: "none.pem"))
        #expect(none.status == 1 && isOneSentence(none.errors))
    }

    @Test func theListIsSearchedTheBestFirst() async throws {
        try await serveOnce()
        #expect(try await run("param", "set", "GPP_A=needle").status == 0)
        #expect(try await run("param", "set", input: "GPP_SA=needle\n").status == 0)
        #expect(try await run("param", "list", "--search", "resync periodic").output.hasPrefix("Resync_Periodic="))
        // A secret is not found by its value.
        #expect(try await run("param", "list", "--search", "needle").output == "GPP_A=needle\n")
        #expect(try await run("param", "list", "--search", "needle", "--changed", "--json").output.contains("GPP_A"))
        #expect(try await run("param", "list", "--search", "no such words at all").output.isEmpty)
        #expect(try await run("param", "list", "--search", String(repeating: "x", count: 101)).status == 1)
    }
}
