import FlatProfile
import Foundation
import Host
import Identity
import Provisioning
import Store
import TestSupport
import Testing
import Threading
import Transfer

@testable import PhoneService

/// Firmware over real servers: nginx, tftpd, a server that lies; install programs that are run.
@Suite struct UpgradeTests {
    private static let old = "sip88xx.12-0-7MPP0201-66"
    private static let new = "sip88xx.12-0-8MPP0001-1"
    /// Larger than one piece that is read at once, and no multiple of it.
    private static let image = (0..<300_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    private let directory: TemporaryDirectory
    private var staged: String { directory.path(of: "state/firmware/staged.loads") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A phone with a place for firmware.
    private func phone(
        program: String? = nil, key: ReleaseKey? = nil, sizeLimit: Int = 1 << 20, isVersionGiven: Bool = false
    ) async throws -> TrialPhone {
        try await TrialPhone(
            in: directory,
            firmware: FirmwareSettings(
                directory: directory.path(of: "state/firmware"), installProgram: program, key: key,
                sizeLimit: sizeLimit, installTime: .seconds(20), isVersionGiven: isVersionGiven))
    }

    /// An nginx with the image under the name of the new load, and what else is given.
    private func server(_ files: [String: [UInt8]] = [:], lines: String = "") throws -> NginxServer {
        let server = try NginxServer(server: lines)
        try server.directory.write(Self.image, to: "root/\(Self.new).loads")
        for (name, bytes) in files { try server.directory.write(bytes, to: "root/" + name) }
        return server
    }

    private func url(_ server: NginxServer) -> String { "http://127.0.0.1:\(server.port)/\(Self.new).loads" }

    private func upgrade(_ phone: TrialPhone, _ url: String) async throws -> UpgradeRecord {
        try await phone.service.upgrade(to: url, from: "127.0.0.1", by: TrialPhone.admin).attempt
    }

    private func checksum(of bytes: [UInt8]) throws -> String {
        try FileChecksum(ofFile: try directory.write(bytes, to: "of")).hexadecimal
    }

    /// A program of the machine that installs; root and nobody else may write it.
    private func program(_ script: String) throws -> String {
        let path = try directory.write("#!/bin/sh\n" + script, to: "bin/install")
        for name in ["bin", "bin/install"] { chmod(directory.path(of: name), 0o755) }
        return path
    }

    /// What lies in the place for firmware.
    private var contents: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory.path(of: "state/firmware"))) ?? []).sorted()
    }

    @Test func aLoadIsFetchedCheckedStagedAndInstalled() async throws {
        let sum = try checksum(of: Self.image)
        let server = try server(["\(Self.new).loads.sha256": Array("\(sum)  \(Self.new).loads\n".utf8)])
        let program = try program(
            "cat > \(directory.path(of: "letter")); sha256sum < \"$1\" > \(directory.path(of: "seen")); echo first; echo done >&2\n"
        )
        let phone = try await phone(program: program)
        let events = await phone.service.watch()
        let record = try await upgrade(phone, url(server))
        #expect(record.result == "installed", "\(record.summary)")
        for await event in events { if case .restarted = event { break } }
        #expect(phone.service.reboots.entries.map(\.reason) == [.upgrade])
        #expect(record.outcome == "A")
        #expect(record.size == Self.image.count)
        #expect(record.sha256 == sum)
        #expect(record.checked == ["length", "checksum"])
        #expect(record.staged == staged)
        #expect(record.install_output == ["first", "done"])
        #expect(record.software_version_before == Self.old)
        #expect(record.software_version_after == Self.new)
        #expect(record.steps.map(\.result) == ["status 200", "status 200"])
        #expect(
            record.summary
                == "\(Self.new) is installed, whole by the checksum of the same server; its origin was not checked: no firmware key is set (--firmware-key)"
        )
        #expect(try directory.read("state/firmware/staged.loads") == Self.image)
        #expect(contents == ["staged.loads"])
        #expect(String(decoding: try directory.read("seen"), as: UTF8.self).hasPrefix(sum))
        let letter = try RecordCoding.decode(InstallLetter.self, from: try directory.read("letter"))
        #expect(letter.file == staged && letter.load == "\(Self.new).loads" && letter.url == url(server))
        #expect(
            letter.checked == ["length", "checksum"] && letter.sha256 == sum && letter.software_version == Self.old)
        #expect(phone.service.identity.softwareVersion == Self.new)
        let messages = try await phone.syslog.texts(2)
        #expect(messages[0].hasSuffix(" -- Requesting upgrade \(url(server))"), "\(messages[0])")
        #expect(messages[1].contains(" -- Successful upgrade \(url(server)) --"), "\(messages[1])")
        let again = try await upgrade(phone, url(server))
        #expect(again.result == "already-running" && again.steps.isEmpty)
        await phone.stop()
    }

    @Test func whatRunsIsKnownAfterARestartUnlessItIsGivenAnew() async throws {
        let server = try server()
        let first = try await phone(program: try program("exit 0\n"))
        _ = try await upgrade(first, url(server))
        await first.stop()
        let second = try await phone()
        #expect(second.service.identity.softwareVersion == Self.new)
        #expect(second.service.upgradeState.attempts.map(\.result) == ["installed"])
        await second.stop()
        let third = try await phone(isVersionGiven: true)
        #expect(third.service.identity.softwareVersion == Self.old)
        await third.stop()
        let fourth = try await phone()
        #expect(fourth.service.identity.softwareVersion == Self.old)
        await fourth.stop()
    }

    @Test func withoutAnInstallProgramTheLoadStaysStagedAndThePhoneRunsWhatItRan() async throws {
        let server = try server()
        let phone = try await phone()
        let record = try await upgrade(phone, url(server))
        #expect(record.result == "staged" && record.outcome == "A")
        #expect(record.summary.contains("no install program is configured (--install-program)"))
        #expect(phone.service.identity.softwareVersion == Self.old)
        #expect(contents == ["staged.loads"])
        await phone.stop()
    }

    @Test func aPhoneInMemoryTakesTheVersionsOfAllStagesAndKeepsNothing() async throws {
        let sum = try checksum(of: Self.image)
        let stages = ["sip88xx.12-0-8MPP0001-1", "sip88xx.12-1-0MPP0001-1", "sip88xx.14-0-1MPP0001-1"]
        let server = try NginxServer()
        for stage in stages { try server.directory.write(Self.image, to: "root/\(stage).loads") }
        let phone = try await TrialPhone()
        let rule = stages.map { "($SWVER lt \($0))? http://127.0.0.1:\(server.port)/\($0).loads" }
        let events = await phone.service.watch()
        try await phone.set(["Upgrade_Rule": rule.joined(separator: " | ")])
        var results: [String] = []
        for await event in events {
            guard case .upgraded(let record) = event else { continue }
            results.append("\(record.result) \(record.software_version_after)")
            #expect(record.staged == nil && record.sha256 == sum)
            if results.count == 3 { break }
        }
        #expect(results == stages.map { "pretended \($0)" })
        #expect(phone.service.upgradeState.next == nil)
        await phone.stop()
    }

    @Test func aLoadComesOverTFTPAsWell() async throws {
        let server = try TFTPServer(files: ["\(Self.new).loads": Self.image])
        let phone = try await phone()
        let record = try await upgrade(phone, "tftp://127.0.0.1:\(server.port)/\(Self.new).loads")
        #expect(record.result == "staged", "\(record.summary)")
        #expect(try directory.read("state/firmware/staged.loads") == Self.image)
        let missing = try await upgrade(phone, "tftp://127.0.0.1:\(server.port)/sip88xx.12-9-9MPP-1.loads")
        #expect(missing.outcome == "B" && missing.error?.hasPrefix("Download failed: ") == true)
        #expect(try directory.read("state/firmware/staged.loads") == Self.image)
        await phone.stop()
    }

    enum Forgery: String, CaseIterable {
        case none, changedLoad, foreignKey, cutSignature, noSignature
    }

    @Test(arguments: Forgery.allCases, ["ED25519", "EC"])
    func withAKeyOnlyWhatItsOwnerSignedIsTaken(forgery: Forgery, kind: String) async throws {
        let file = try directory.write(Self.image, to: "image")
        let key = try makeKey(kind, as: "key")
        let signer = forgery == .foreignKey ? try makeKey(kind, as: "other") : key
        let signature = try sign(file, by: signer, kind)
        var files: [String: [UInt8]] = [:]
        if forgery != .noSignature {
            files["\(Self.new).loads.sig"] = forgery == .cutSignature ? Array(signature.dropLast()) : signature
        }
        if forgery == .changedLoad { files["\(Self.new).loads"] = [1] + Self.image.dropFirst() }
        let server = try server(files)
        for isStaged in [true, false] {
            let phone =
                isStaged
                ? try await self.phone(key: try ReleaseKey(file: key.open))
                : try await TrialPhone(firmware: FirmwareSettings(key: try ReleaseKey(file: key.open)))
            let record = try await upgrade(phone, url(server))
            if forgery == .none {
                #expect(record.result == (isStaged ? "staged" : "pretended"), "\(record.summary)")
                #expect(record.checked == ["length", "signature"])
                #expect(record.summary.hasSuffix("authentic: signed by the owner of the firmware key"))
            } else {
                #expect(record.result == "failed" && record.outcome == "B", "\(record.summary)")
                #expect(record.error?.contains("sign") == true)
                #expect(contents.isEmpty)
                #expect(phone.service.identity.softwareVersion == Self.old)
            }
            if forgery == .noSignature { #expect(record.steps.count == 1) }
            await phone.stop()
        }
    }

    @Test func aWrongChecksumIsRefusedAndOneThatIsNoneIsPassedOver() async throws {
        let wrong = String(repeating: "0", count: 64)
        let server = try server(["\(Self.new).loads.sha256": Array("\(wrong)  \(Self.new).loads\n".utf8)])
        let phone = try await phone()
        let refused = try await upgrade(phone, url(server))
        #expect(refused.outcome == "B")
        let sum = try checksum(of: Self.image)
        #expect(refused.error?.contains("its SHA-256 is \(sum), not \(wrong)") == true)
        #expect(contents.isEmpty)
        try server.directory.write("<html>no such page</html>", to: "root/\(Self.new).loads.sha256")
        let taken = try await upgrade(phone, url(server))
        #expect(taken.result == "staged" && taken.checked == ["length"])
        #expect(taken.warnings.first?.contains("was passed over: line 1 of the checksum file is no SHA-256") == true)
        await phone.stop()
    }

    @Test func aLoadThatIsLargerThanTheLimitIsRefused() async throws {
        let server = try server()
        let phone = try await phone(sizeLimit: 300_000)
        let record = try await upgrade(phone, url(server))
        #expect(record.error?.hasPrefix("the load is larger than the limit") == true, "\(record.summary)")
        #expect(contents.isEmpty)
        await phone.stop()
    }

    @Test func aLoadThatIsCutShortIsRefusedAndTheOneBeforeItStays() async throws {
        let good = try server()
        let phone = try await phone()
        _ = try await upgrade(phone, url(good))
        let liar = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this".utf8))
        }
        let record = try await upgrade(
            phone, "http://127.0.0.1:\(liar.port)/sip88xx.12-9-9MPP0001-1.loads")
        #expect(record.outcome == "C")
        #expect(record.error?.contains("9 of 1000 bytes") == true, "\(record.summary)")
        #expect(try directory.read("state/firmware/staged.loads") == Self.image)
        #expect(contents == ["staged.loads"])
        await phone.stop()
    }

    @Test(arguments: [
        ("exit 3\n", "the install program exited with status 3"),
        ("echo no room >&2; exit 1\n", "the install program exited with status 1: no room"),
        ("kill -9 $$\n", "the install program was ended by signal 9"),
    ])
    func aProgramThatDoesNotInstallChangesNothing(script: String, error: String) async throws {
        let server = try server()
        let phone = try await phone(program: try program(script))
        let record = try await upgrade(phone, url(server))
        #expect(record.error == error)
        #expect(phone.service.identity.softwareVersion == Self.old)
        await phone.stop()
    }

    @Test func aProgramThatOthersMayChangeIsNotRun() async throws {
        let server = try server()
        let program = try program("touch \(directory.path(of: "ran"))\n")
        chmod(program, 0o757)
        let phone = try await phone(program: program)
        let record = try await upgrade(phone, url(server))
        #expect(record.error?.hasPrefix("the install program was not run: ") == true, "\(record.summary)")
        #expect(!FileManager.default.fileExists(atPath: directory.path(of: "ran")))
        await phone.stop()
    }

    @Test func theNameOfALoadIsNoCommand() async throws {
        let name = "sip88xx.12-0-8MPP0001-1;touch ran;$(touch ran)"
        let server = try NginxServer()
        try server.directory.write(Self.image, to: "root/\(name)")
        let phone = try await phone(program: try program("echo \"$1\"\n"))
        let record = try await upgrade(phone, "http://127.0.0.1:\(server.port)/\(name.replacing(" ", with: "%20"))")
        #expect(record.result == "installed", "\(record.summary)")
        #expect(record.install_output == [staged])
        await phone.stop()
    }

    @Test func aRehearsalFetchesAndChecksAndKeepsNothing() async throws {
        let server = try server()
        let phone = try await phone(program: try program("touch \(directory.path(of: "ran"))\n"))
        let outcome = try await phone.service.rehearseUpgrade(
            to: url(server), from: "127.0.0.1", by: TrialPhone.admin)
        #expect(outcome.succeeded && outcome.attempt.result == "checked")
        let sum = try checksum(of: Self.image)
        #expect(outcome.attempt.sha256 == sum)
        #expect(contents.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: directory.path(of: "ran")))
        #expect(phone.service.upgradeState.attempts.isEmpty)
        await phone.stop()
    }

    @Test func refusalsSayWhatToDo() async throws {
        let phone = try await phone()
        let user = Principal(.user, through: .web)
        await #expect(throws: UpgradeRefusal.notAllowed) {
            try await phone.service.upgrade(to: "http://h/a.loads", from: "h", by: user)
        }
        await #expect(throws: UpgradeRefusal.noRule) {
            try await phone.service.upgrade(from: "h", by: TrialPhone.admin)
        }
        await #expect(
            throws: UpgradeRefusal.badRule("column 1: there is no scheme \"file\": use tftp, http or https")
        ) {
            try await phone.service.upgrade(to: "file:///etc/passwd", from: "h", by: TrialPhone.admin)
        }
        try await phone.set(["Upgrade_Enable": "No"])
        await #expect(throws: UpgradeRefusal.disabled) {
            try await phone.service.upgrade(to: "http://h/a.loads", from: "h", by: TrialPhone.admin)
        }
        await phone.stop()
    }

    // MARK: Keys

    private func makeKey(_ kind: String, as name: String) throws -> (secret: String, open: String) {
        let (secret, open) = (directory.path(of: name + ".pem"), directory.path(of: name + ".pub"))
        let options = kind == "EC" ? ["-pkeyopt", "ec_paramgen_curve:P-256"] : []
        try ChildProcess.run(["openssl", "genpkey", "-algorithm", kind] + options + ["-out", secret])
        try ChildProcess.run(["openssl", "pkey", "-in", secret, "-pubout", "-out", open])
        return (secret, open)
    }

    private func sign(_ file: String, by key: (secret: String, open: String), _ kind: String) throws -> [UInt8] {
        let result = directory.path(of: "fw.sig")
        if kind == "EC" {
            try ChildProcess.run(["openssl", "dgst", "-sha256", "-sign", key.secret, "-out", result, file])
        } else {
            let digest = directory.path(of: "fw.sha512")
            try ChildProcess.run(["openssl", "dgst", "-sha512", "-binary", "-out", digest, file])
            try ChildProcess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key.secret, "-in", digest, "-out", result])
        }
        return try directory.read("fw.sig")
    }
}
