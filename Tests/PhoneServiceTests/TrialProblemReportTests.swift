import FlatProfile
import Foundation
import Host
import Provisioning
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// A server that takes problem reports as the sample script of the guide does, and answers what the test wants.
private final class Receiver: Sendable {
    let server: ScriptedServer
    private let seen: Locked<[[UInt8]]>

    init(answer: String = "HTTP/1.1 204 No Content\r\n\r\n") throws {
        let seen = Locked<[[UInt8]]>([])
        server = try ScriptedServer { connection in
            while let request = connection.readRequestBytes() {
                seen.withLock { $0.append(request) }
                connection.send(answer)
            }
        }
        self.seen = seen
    }

    var url: String { "http://127.0.0.1:\(server.port)/prt.php" }
    var requests: [[UInt8]] { seen.withLock { $0 } }

    /// The method and the head of the last request, and its form as Python's own parser reads it: name, file name, value in base 64.
    func last() async throws -> (head: String, form: [[String]]) {
        let request = try #require(requests.last)
        let end = try #require(request.firstRange(of: Array("\r\n\r\n".utf8)))
        let head = String(decoding: request[..<end.lowerBound], as: UTF8.self)
        let printed = try await BlockingThread.value {
            let files = try TemporaryDirectory()
            let head = head.split(separator: "\r\n").dropFirst().joined(separator: "\r\n") + "\r\n\r\n"
            let message = try files.write(Array(head.utf8) + request[end.upperBound...], to: "message")
            return try ChildProcess.run([
                "python3", "-c",
                """
                import base64, email, email.policy, sys
                message = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.HTTP)
                for part in message.iter_parts():
                    name = part.get_param("name", header="content-disposition")
                    print(name, part.get_filename(), base64.b64encode(part.get_payload(decode=True)).decode() or "-")
                """, message,
            ])
        }
        return (head, printed.split(separator: "\n").map { $0.split(separator: " ").map(String.init) })
    }
}

private func unpacked(_ bytes: [UInt8]) async throws -> (names: [String], text: String) {
    try await BlockingThread.value {
        let files = try TemporaryDirectory()
        let archive = try files.write(bytes, to: "x.tar.gz")
        let names = try ChildProcess.run(["tar", "-tzf", archive]).split(separator: "\n").map(String.init)
        return (names, try ChildProcess.run(["tar", "-xOzf", archive]))
    }
}

private func text(_ base64: String) -> String { String(decoding: Data(base64Encoded: base64) ?? Data(), as: UTF8.self) }

@Suite struct TrialProblemReportTests {
    @Test(arguments: ["POST", "PUT"])
    func uploadsTheFormOfTheGuide(method: String) async throws {
        let receiver = try Receiver()
        let phone = try await TrialPhone()
        try await phone.set([
            "PRT_Upload_Rule": receiver.url + "?m=$MA", "PRT_Upload_Method": method, "Station_Display_Name": "Empfang",
            "PRT_HTTP_Header": "X-Tenant", "PRT_HTTP_Header_Value": "a=1,b",
        ])
        let record = await phone.service.makeProblemReport("no ring", by: TrialPhone.admin)
        #expect(record.result == "uploaded")
        #expect(record.error == nil)
        #expect(record.http_status == 204)
        let name = try #require(record.file)
        #expect(name.wholeMatch(of: /probrep-20\d{6}-\d{6}\.tar\.gz/) != nil)
        let (head, form) = try await receiver.last()
        #expect(head.hasPrefix("\(method) /prt.php?m=000e08aabbcc HTTP/1.1\r\n"))
        #expect(head.contains("\r\nX-Tenant: a=1,b"))
        #expect(form.map { $0[0] } == ["devicename", "serialno", "username", "prt_file"])
        #expect(form.map { $0[1] } == ["None", "None", "None", name])
        #expect(form.prefix(3).map { text($0[2]) } == ["SEP000E08AABBCC", "FCH0000TEST", "Empfang"])
        let file = try #require(Data(base64Encoded: form[3][2]))
        #expect(record.size == file.count)
        let (names, contents) = try await unpacked(Array(file))
        let stem = String(name.dropLast(".tar.gz".count))
        #expect(
            names
                == [
                    "about.txt", "status.xml", "configuration.xml", "resyncs.json", "upgrades.json",
                    "authorities.json", "onboarding.json", "reports.json", "problem-reports.json", "history.json",
                    "log.txt", "network.txt",
                ].map { "\(stem)/\($0)" })
        #expect(contents.contains("Problem: no ring\n"))
        #expect(contents.contains("Started by: admin (web)\n"))
        #expect(contents.contains("lo: up"))
        #expect(try await phone.service.problemReportFile()?.bytes == Array(file))
        #expect(phone.service.lastProblemReport == record)
        await phone.stop()
    }

    @Test func itsRecordsAreJSONForEverybody() async throws {
        let phone = try await TrialPhone()
        try await phone.set(["Report_Rule": "http://127.0.0.1:1/x"])
        for _ in 1...2 {
            _ = try await phone.resync(by: "http://127.0.0.1:1/x.xml")
            _ = try await phone.service.reportToServer(by: TrialPhone.admin)
            _ = await phone.service.makeProblemReport(by: TrialPhone.admin)
        }
        let file = try #require(try await phone.service.problemReportFile())
        let printed = try await BlockingThread.value {
            let files = try TemporaryDirectory()
            let archive = try files.write(file.bytes, to: "x.tar.gz")
            return try ChildProcess.run([
                "python3", "-c",
                """
                import json, sys, tarfile
                with tarfile.open(sys.argv[1]) as archive:
                    for member in archive:
                        if member.name.endswith(".json"):
                            records = json.load(archive.extractfile(member))
                            print(member.name.split("/")[1], [record["number"] for record in records])
                """, archive,
            ])
        }
        #expect(
            // What onboarding does at the start stands there, or not yet.
            printed.split(separator: "\n").filter { !$0.hasPrefix("onboarding.json [") } == [
                "resyncs.json [2, 1]", "upgrades.json []", "authorities.json []", "reports.json [2, 1]",
                "problem-reports.json [1]", "history.json [3, 2, 1]",
            ])
        await phone.stop()
    }

    @Test func anEmptyRuleKeepsTheFileOnThePhone() async throws {
        let phone = try await TrialPhone()
        #expect(try await phone.service.problemReportFile() == nil)
        let record = await phone.service.makeProblemReport(by: TrialPhone.admin)
        #expect(record.result == "kept")
        #expect(record.uploadStatus == "Kept on the phone: PRT Upload Rule is empty")
        #expect(record.generationStatus().hasPrefix("Succeeded on "))
        #expect(record.generationStatus().hasSuffix(", started by admin (web)"))
        let again = try await phone.restarted()
        let file = try #require(try await again.service.problemReportFile())
        #expect(file.name == record.file)
        #expect(file.bytes.count == record.size)
        let status = String(decoding: again.service.statusDocument(), as: UTF8.self)
        #expect(status.contains("<PRT_Generation_Status>\(record.generationStatus())</PRT_Generation_Status>"))
        await again.stop()
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "uploaded"),
        ("HTTP/1.1 204 No Content\r\n\r\n", "uploaded"),
        ("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", "uploaded"),
        ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "not-uploaded"),
        ("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "not-uploaded"),
    ])
    func everyStatusOfSuccessIsOne(answer: String, result: String) async throws {
        let receiver = try Receiver(answer: answer)
        let phone = try await TrialPhone()
        try await phone.set(["PRT_Upload_Rule": receiver.url])
        let record = await phone.service.makeProblemReport(by: TrialPhone.admin)
        #expect(record.result == result)
        #expect((record.error == nil) == (result == "uploaded"))
        #expect(try await phone.service.problemReportFile()?.name == record.file)
        await phone.stop()
    }

    @Test(arguments: [("X-A", ""), ("", "12"), ("", "")])
    func theHeaderNeedsBothItsParts(name: String, value: String) async throws {
        let receiver = try Receiver()
        let phone = try await TrialPhone()
        try await phone.set([
            "PRT_Upload_Rule": receiver.url, "PRT_HTTP_Header": name, "PRT_HTTP_Header_Value": value,
            "User_ID_1_": "4711",
        ])
        let record = await phone.service.makeProblemReport(by: TrialPhone.admin)
        #expect(record.result == "uploaded")
        #expect(record.warnings.isEmpty == (name.isEmpty && value.isEmpty))
        let (head, form) = try await receiver.last()
        #expect(!head.contains("X-A"))
        // Without a name on the screen it is that of the first extension.
        #expect(text(form[2][2]) == "4711")
        await phone.stop()
    }

    @Test(arguments: [
        ("prt-string1-$MACRO", "prt-string1-_MACRO"), ("desk-$MA.tar.gz", "desk-000e08aabbcc"),
        ("../../etc/$PN", "_.._etc_CP-8841-3PCC"), ("-rf x", "rf_x"), ("Größe", "Gr__e"), ("", "probrep"),
    ])
    func theNameIsMadeOfItsTemplate(template: String, stem: String) async throws {
        let phone = try await TrialPhone()
        try await phone.set(["PRT_Name": template])
        let file = try #require(await phone.service.makeProblemReport(by: TrialPhone.admin).file)
        #expect(file.dropLast("-20261120-103000.tar.gz".count) == stem, "\(file)")
        await phone.stop()
    }

    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func aCrashIsReportedIfToldSo(isWanted: Bool) async throws {
        let phone = try await TrialPhone()
        try await phone.set(["PRT_Upload_at_Crash": isWanted ? "Yes" : "No"])
        let directory = phone.directory
        await phone.stop()
        // An end in order is none.
        let second = try await TrialPhone(in: directory)
        await second.stop()
        #expect(!second.noticedACrash)
        // What a killed process leaves behind.
        let store = try await SQLiteStore.open(
            directory: directory.path(of: "state"), catalogue: Catalogue.of(TrialPhone.identity.model))
        try await store.setState("process.boot", Array(try #require(SystemClock().bootID()).utf8))
        await store.close()
        let third = try await TrialPhone(in: directory)
        while !third.noticedACrash || (isWanted && third.service.lastProblemReport == nil) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(third.service.lastProblemReport?.trigger == (isWanted ? "crash" : nil))
        await third.stop()
    }

    @Test func aServerThatIsNotThereIsToldAndTheFileIsKept() async throws {
        let port = try ListeningSocket(.udp).port
        let phone = try await TrialPhone()
        try await phone.set(["PRT_Upload_Rule": "http://127.0.0.1:\(port)/x"])
        let record = await phone.service.makeProblemReport(by: TrialPhone.admin)
        #expect(record.result == "not-uploaded")
        #expect(record.uploadStatus.hasPrefix("Failed: http://127.0.0.1:\(port)/x: Upload failed: "))
        #expect(try await phone.service.problemReportFile() != nil)
        await phone.stop()
    }
}

extension TrialPhone {
    fileprivate var noticedACrash: Bool {
        log.withLock { $0.contains("the process before this one did not come to its end in order") }
    }

    /// A server that takes a report and never answers, and what tells that it has one.
    private static func silentServer() throws -> (server: ScriptedServer, requests: AsyncStream<Void>) {
        let (requests, asked) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            asked.yield()
            connection.hold()
        }
        return (server, requests)
    }

    /// What was begun before must not come back with its record and its file.
    @Test(.timeLimit(.minutes(5))) func aFactoryResetGivesUpAReportThatIsBeingUploaded() async throws {
        let (server, requests) = try Self.silentServer()
        let phone = try await TrialPhone()
        try await phone.set(["PRT_Upload_Rule": "http://127.0.0.1:\(server.port)/prt"])
        async let report = phone.service.makeProblemReport("private matters", by: TrialPhone.admin)
        for await _ in requests { break }
        try await phone.service.factoryReset(by: TrialPhone.admin)
        let record = await report
        #expect(record.error?.contains("cancelled") == true, "\(record.result): \(record.error ?? "")")
        #expect(phone.service.lastProblemReport == nil)
        #expect(try await phone.service.problemReportFile() == nil)
        #expect(await phone.service.makeProblemReport(by: TrialPhone.admin).result == "kept")
        #expect(try await phone.service.problemReportFile() != nil)
        await phone.stop()
    }

    @Test(.timeLimit(.minutes(5))) func theEndOfThePhoneWaitsForNoServerThatTakesAReport() async throws {
        let (server, requests) = try Self.silentServer()
        let phone = try await TrialPhone()
        try await phone.set(["PRT_Upload_Rule": "http://127.0.0.1:\(server.port)/prt"])
        async let report = phone.service.makeProblemReport(by: TrialPhone.admin)
        for await _ in requests { break }
        await phone.stop()
        let record = await report
        #expect(record.error == "Upload failed: the transfer was cancelled")
    }
}
