import Foundation
import Glibc
import TestSupport
import Testing

@testable import OnhookCommands

@Suite struct UpgradeCommandTests {
    private static let old = "sip88xx.12-0-7MPP0201-66"
    private static let new = "sip88xx.12-0-8MPP0001-1"

    private func server(_ image: [UInt8] = Array("image".utf8), lines: String = "") throws -> NginxServer {
        let server = try NginxServer(server: lines)
        try server.directory.write(image, to: "root/\(Self.new).loads")
        return server
    }

    private func url(_ server: NginxServer) -> String { "http://127.0.0.1:\(server.port)/\(Self.new).loads" }

    @Test func upgradesAndTellsTheStory() async throws {
        let server = try server()
        let phone = try PhoneDirectory()
        let run = await phone.run("upgrade", url(server))
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.contains("checked   length\n"))
        #expect(run.output.contains("outcome   A, staged: \(Self.new) is staged, and no install program is configured"))
        let json = try await phone.run("upgrade", url(server), "--json").object
        #expect(json.keySet == Keys.upgradeOutcome)
        #expect((json["attempt"] as? [String: Any])?.keySet == Keys.upgrade)
        let status = try await phone.run("status", "--json").object
        let state = try #require(status["upgrade"] as? [String: Any])
        #expect(state.keySet == Keys.upgradeState)
        #expect((state["attempts"] as? [[String: Any]])?.map { $0["number"] as? Int } == [2, 1])
        #expect(state["software_version"] as? String == Self.old)
    }

    @Test func aDryRunKeepsNothing() async throws {
        let server = try server()
        let phone = try PhoneDirectory()
        let run = await phone.run("upgrade", url(server), "--dry-run")
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.hasPrefix("dry run   nothing is kept or installed\n"))
        #expect(run.output.contains("outcome   A, checked: \(Self.new) could be installed, whole by its length;"))
    }

    @Test func whatFailsEndsWithStatusOne() async throws {
        let server = try server()
        let phone = try PhoneDirectory()
        let missing = await phone.run("upgrade", "http://127.0.0.1:\(server.port)/sip88xx.12-9-9MPP-9.loads")
        #expect(missing.status == .failed)
        #expect(missing.output.contains("outcome   B, failed: Download failed: the server answered 404"))
        let nothing = await phone.run("upgrade")
        #expect(nothing.status == .failed)
        #expect(
            nothing.errors
                == "onhook: no address is given, and Upgrade Rule is empty: name the address of a load\n")
        let unreadable = await phone.run("upgrade", "ftp://h/a.loads")
        #expect(unreadable.status == .failed && isOneSentence(unreadable.errors))
    }

    @Test func theInstallProgramAndTheKeyOfTheCommandLineAreUsed() async throws {
        let server = try server()
        let phone = try PhoneDirectory()
        let directory = try TemporaryDirectory()
        let program = try directory.write("#!/bin/sh\necho installed \"$(basename \"$1\")\"\n", to: "install")
        chmod(program, 0o755)
        let run = await phone.run("upgrade", url(server), "--install-program", program)
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.contains("install   installed staged.loads\n"))
        let json = try await phone.run("status", "--json").object["upgrade"] as? [String: Any]
        let staged = (json?["attempts"] as? [[String: Any]])?.first?["staged"] as? String
        #expect(staged?.hasPrefix("/") == true, "an install program runs elsewhere: \(staged ?? "")")
        #expect(run.output.contains("software  \(Self.old) -> \(Self.new)\n"))
        #expect(try await phone.run("status", "--json").object["identity"].map { "\($0)".contains(Self.new) } == true)
        let open = await phone.run("upgrade", url(server), "--install-program", directory.path(of: "none"))
        #expect(open.status == .failed && open.errors.hasPrefix("onhook: --install-program: "))
        let key = await phone.run("upgrade", url(server), "--firmware-key", program)
        #expect(key.status == .failed && key.errors.hasPrefix("onhook: --firmware-key: "))
        let limit = await phone.run("upgrade", url(server), "--firmware-limit", "0")
        #expect(limit.status == .usage)
    }

    @Test func theDirectActionUpgradesOnceAndBrowsersAreAskedFirst() async throws {
        let server = try server()
        let phone = try await TrialPhone()
        let basic = Data("admin:\(TrialPhone.password)".utf8).base64EncodedString()
        let answer = try await HTTPExchange.send(
            "GET", "/admin/upgrade?\(url(server))", to: phone.daemon.port, headers: ["Authorization: Basic \(basic)"])
        #expect(answer.status == 200 && answer.body.contains("The phone upgrades as soon as no line is in use."))
        #expect(try await newest(1, of: phone)["result"] as? String == "staged")
        #expect(try await phone.value(of: "Upgrade_Rule") == "")
        let stranger = try await HTTPExchange.send("GET", "/admin/upgrade?\(url(server))", to: phone.daemon.port)
        #expect(stranger.status == 401)
        var browser = try await phone.browser()
        let page = try await browser.get("/admin/upgrade?\(url(server))")
        #expect(page.status == 200 && page.body.contains("Let the phone upgrade its firmware now?"))
        #expect(page.body.contains(url(server)))
        let token = ("csrf_token", try page.hidden("csrf_token"))
        #expect(try await browser.post("/admin/upgrade", [token, ("argument", url(server))]).status == 303)
        #expect(try await newest(2, of: phone)["requested_by"] as? String == "admin (web)")
        let downloads = try await browser.get("/status/downloads")
        #expect(downloads.body.contains("Firmware Upgrade Status 1") && downloads.body.contains("Succeeded <time"))
        #expect(try await browser.post("/upgrade", [("url", url(server))]).status == 403)
        #expect(try await browser.post("/upgrade", [token]).status == 422)
        let asked = try await browser.post("/upgrade", [token, ("url", url(server))])
        #expect(asked.status == 200 && asked.body.contains("Let the phone upgrade its firmware now?"))
        #expect(asked.body.contains(url(server)))
        #expect(try await upgrades(of: phone).count == 2, "the question upgrades nothing")
        let confirmed = [token, ("url", url(server)), ("confirm", try asked.hidden("confirm"))]
        #expect(try await browser.post("/upgrade", confirmed).status == 303)
        #expect(try await newest(3, of: phone)["result"] as? String == "staged")
        try await phone.set(["Upgrade_Enable": "No"])
        let refused = try await HTTPExchange.send(
            "GET", "/admin/upgrade?\(url(server))", to: phone.daemon.port, headers: ["Authorization: Basic \(basic)"])
        #expect(refused.status == 409)
        try await phone.stop()
    }

    @Test func aFullDiskIsToldAndChangesNothing() async throws {
        let server = try server([UInt8](repeating: 7, count: 9 << 20))
        let phone = try await TrialPhone(
            namespace: #"mkdir "$STATE" && mount -t tmpfs -o size=24m,mode=700 none "$STATE""#)
        let answer = try await phone.ask("POST", "/api/v1/upgrade", ["url": url(server)])
        let attempt = try #require((try answer.object)["attempt"] as? [String: Any])
        #expect(attempt["result"] as? String == "failed")
        #expect("\(attempt["error"] ?? "")".hasPrefix("the load needs 9437184 bytes, and the disk has "), "\(attempt)")
        try await phone.set(["Station_Name": "still serving"])
        #expect(try firmware(of: phone).isEmpty)
        try await phone.stop()
    }

    @Test func aKillLeavesTheOldLoadOrTheNewOneWhole() async throws {
        // Slow enough that a kill comes while the load does, however late it is.
        let loads = (0..<2).map { number in (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) } }
        let server = try NginxServer(
            server: "location /slow/ { rewrite ^/slow/(.*)$ /$1 break; limit_rate 20k; }")
        let names = ["sip88xx.13-0-0MPP0001-1.loads", "sip88xx.13-0-1MPP0001-1.loads"]
        for (name, load) in zip(names, loads) { try server.directory.write(load, to: "root/" + name) }
        let directory = try TemporaryDirectory()
        var seen: Set<[UInt8]> = []
        var leftovers = 0
        for round in 0..<10 {
            let phone = try await TrialPhone(in: directory)
            #expect(try firmware(of: phone).allSatisfy { $0 == "staged.loads" }, "round \(round)")
            let isKilled = round >= 2
            let url = "http://127.0.0.1:\(server.port)/\(isKilled ? "slow/" : "")\(names[round % 2])"
            async let answer = try? phone.ask("POST", "/api/v1/upgrade", ["url": url])
            let process = phone.daemon.process
            if isKilled {
                try await fetched(4_000 * (round - 1), by: phone)
            } else {
                _ = await answer
            }
            kill(process, SIGKILL)
            _ = await answer
            #expect(try await phone.daemon.end(by: SIGKILL) == 128 + 9)
            let files = try firmware(of: phone)
            leftovers += files.contains { $0 != "staged.loads" } ? 1 : 0
            let staged = try directory.read("state/firmware/staged.loads")
            #expect(loads.contains(staged), "round \(round): \(staged.count) bytes")
            seen.insert(staged)
        }
        #expect(seen.count == 2)
        #expect(leftovers > 0, "no kill came during a download")
    }

    /// The files in the phone's place for firmware.
    private func firmware(of phone: TrialPhone) throws -> [String] {
        let path = phone.state + "/firmware"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path)
    }

    /// Returns when so many bytes of a load have come, or the attempt has ended.
    private func fetched(_ bytes: Int, by phone: TrialPhone) async throws {
        var hasBegun = false
        try await until("\(bytes) bytes of the load") {
            let state = try await phone.ask("GET", "/api/v1/status?attempts=0").object["upgrade"] as? [String: Any]
            let running = state?["running"] as? [String: Any]
            defer { hasBegun = hasBegun || running != nil }
            return running?["bytes"] as? Int ?? -1 >= bytes || hasBegun && running == nil
        }
    }

    private func upgrades(of phone: TrialPhone) async throws -> [[String: Any]] {
        let answer = try await phone.ask("GET", "/api/v1/upgrades")
        return try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [[String: Any]] ?? []
    }

    /// The newest upgrade, once there are so many.
    private func newest(_ count: Int, of phone: TrialPhone) async throws -> [String: Any] {
        try await eventually("upgrade \(count)") {
            let list = try await upgrades(of: phone)
            return list.count >= count ? list[0] : nil
        }
    }
}

extension HTTPAnswer {
    fileprivate var object: [String: Any] {
        get throws {
            try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        }
    }
}
