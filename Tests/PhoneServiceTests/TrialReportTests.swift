import FlatProfile
import Foundation
import ProfileFormat
import Provisioning
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// A collector of reports: a real nginx that stores what is put, each under the name of its URL.
private struct Collector {
    let nginx: NginxServer

    init() throws {
        nginx = try NginxServer(
            files: ["reports/.keep": ""],
            server: """
                location /reports/ { dav_methods PUT; client_max_body_size 8m; }
                """)
    }

    func url(_ name: String) -> String { "http://127.0.0.1:\(nginx.port)/reports/\(name)" }
    func bytes(_ name: String) throws -> [UInt8] { try nginx.directory.read("root/reports/\(name)") }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}

@Suite struct TrialReportTests {
    @Test func putsWhatAnotherPhoneCanRead() async throws {
        let collector = try Collector()
        let phone = try await TrialPhone()
        try await phone.set([
            "Report_Rule": collector.url("$MA.xml") + " [--status] " + collector.url("status.xml"),
            "HTTP_Report_Method": "PUT", "Station_Name": "Empfang <1> & \"2\"", "GPP_SA": "hidden",
        ])
        let outcome = try await phone.service.reportToServer(by: TrialPhone.admin)
        #expect(outcome.succeeded)
        #expect(outcome.reports.map(\.contents) == ["configuration", "status"])
        #expect(outcome.reports.map(\.http_status) == [201, 201])
        #expect(outcome.reports.map(\.trigger) == ["request", "request"])
        #expect(outcome.reports.map(\.requested_by) == ["admin (web)", "admin (web)"])

        let report = try collector.bytes("000e08aabbcc.xml")
        #expect(outcome.reports.first?.sent_bytes == report.count)
        #expect(report == phone.service.exportedConfiguration())
        #expect(!String(decoding: report, as: UTF8.self).contains("hidden"))
        let difference = try await phone.service.difference(ofProfile: report, emptyElements: .setsEmpty)
        #expect(difference.changes == [])

        let status = try collector.text("status.xml")
        try await BlockingThread.value {
            let files = try TemporaryDirectory()
            try ChildProcess.run(["xmllint", "--noout", files.write(status, to: "status.xml")])
        }
        #expect(status.contains("<Product_Name>CP-8841-3PCC</Product_Name>"))
        #expect(status.contains("<PRT_Status>\n<PRT_Generation_Status/>"))
        #expect(status.contains("<MAC_Address>00:0e:08:aa:bb:cc</MAC_Address>"))
        await phone.stop()
    }

    @Test func aDeltaGoesOnAfterARestart() async throws {
        let collector = try Collector()
        let phone = try await TrialPhone()
        try await phone.set([
            "Report_Rule": "[--delta]" + collector.url("delta.xml"), "HTTP_Report_Method": "PUT",
            "Report_To_Server": "Periodically", "Station_Name": "Reception", "GPP_A": "1",
        ])
        #expect(try await phone.service.reportToServer(by: TrialPhone.admin).succeeded)
        let first = try collector.text("delta.xml")
        #expect(first.contains(">Reception</Station_Name>"))
        // From the factory on, only what differs.
        #expect(!first.contains("<Station_Display_Name"))
        try await phone.set(["GPP_A": "2"])
        try await phone.set(["GPP_A": "3", "GPP_B": "new"])
        let again = try await phone.restarted()
        let outcome = try await again.service.reportToServer(by: TrialPhone.admin)
        #expect(outcome.reports.map(\.parameters) == [2])
        #expect(outcome.reports.map(\.since_revision) == [2])
        #expect(outcome.reports.map(\.number) == [2])
        let second = try collector.text("delta.xml")
        #expect(second.contains(">3</GPP_A>"))
        #expect(second.contains(">new</GPP_B>"))
        #expect(!second.contains("Station_Name"))
        // A value that went back to its default is a change as well.
        try await again.set(["GPP_B": ""])
        _ = try await again.service.reportToServer(by: TrialPhone.admin)
        #expect(try collector.text("delta.xml").contains("<GPP_B ua=\"na\"/>"))
        await again.stop()
    }

    @Test func sealedReportsOpenWithTheProgramsOfOthers() async throws {
        let collector = try Collector()
        let phone = try await TrialPhone()
        try await phone.set([
            "Report_Rule": "[--key \"a pass phrase\"] " + collector.url("key") + " " + collector.url("ikm"),
            "HTTP_Report_Method": "PUT",
        ])
        try await phone.set(["IKM_HTTP_Encrypt_Content": "IKM text of a parameter"])
        let outcome = try await phone.service.reportToServer(by: TrialPhone.admin)
        #expect(outcome.reports.map(\.seal) == ["aes256cbc", "aes128gcm"])
        let (key, keyed) = (try collector.bytes("key"), try collector.bytes("ikm"))
        let open = try await BlockingThread.value {
            try [OpenSSLProgram.enc(["-d", "-md", "md5", "-k", "a pass phrase"], key)]
                + HTTPECE().decrypt([keyed], key: "IKM text of a parameter")
        }
        #expect(open.map { $0 == phone.service.exportedConfiguration() } == [true, true])
        await phone.stop()
    }

    @Test func postsTheRawDocumentAsPhonesLabelIt() async throws {
        let seen = Locked<[String]>([])
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                seen.withLock { $0.append(request) }
                let isKnown = request.contains("\r\nAuthorization: Digest ")
                connection.send(
                    isKnown
                        ? "HTTP/1.1 204 No Content\r\n\r\n"
                        : "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"
                            + "Content-Length: 0\r\n\r\n")
            }
        }
        let phone = try await TrialPhone()
        try await phone.set([
            "Report_Rule": "[--uid phone --pwd \"a b\"]http://127.0.0.1:\(server.port)/report_upload.php?mac=$MA",
            "Station_Name": "tone+350",
        ])
        let outcome = try await phone.service.reportToServer(by: TrialPhone.admin)
        #expect(outcome.reports.map(\.http_status) == [204])
        let request = try #require(seen.withLock { $0.last })
        #expect(request.hasPrefix("POST /report_upload.php?mac=000e08aabbcc HTTP/1.1\r\n"))
        #expect(request.contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n"))
        #expect(request.contains("\r\nUser-Agent: Cisco-CP-8841-3PCC/12.0.7 (000e08aabbcc)\r\n"))
        #expect(request.contains("\r\n\r\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<device>\n<flat-profile>"))
        #expect(request.contains(">tone+350</Station_Name>"))
        await phone.stop()
    }

    @Test func aReportThatFailsIsNotRetriedAndIsTold() async throws {
        let requests = Locked(0)
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                requests.withLock { $0 += 1 }
                connection.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let phone = try await TrialPhone()
        try await phone.set(["Report_Rule": "http://127.0.0.1:\(server.port)/x"])
        let outcome = try await phone.service.reportToServer(by: TrialPhone.admin)
        #expect(!outcome.succeeded)
        #expect(outcome.reports.map(\.outcome) == ["C"])
        #expect(outcome.reports.first?.error?.hasPrefix("Upload failed: ") == true)
        #expect(outcome.next_report == nil)
        #expect(requests.withLock { $0 } == 1)
        #expect(phone.service.reportState.last == outcome.reports.first)
        #expect(phone.log.withLock { $0.contains { $0.hasPrefix("report 1 (rule 1, request): http://127.0.0.1:") } })
        await phone.stop()
    }

    @Test func aLocalChangeMakesAReportDueAndAProfileDoesNot() async throws {
        let server = try NginxServer(files: ["a.xml": "<flat-profile><GPP_A>1</GPP_A></flat-profile>"])
        let phone = try await TrialPhone()
        try await phone.set([
            "Report_Rule": "http://127.0.0.1:\(server.port)/x", "Report_To_Server": "On Local Change",
            "Upload_Delay_On_Local_Change": "900",
        ])
        // That was a local change itself; a report that is accepted would take it away, so the rule is taken away.
        try await phone.set(["Report_Rule": ""])
        _ = try await phone.resync(by: "http://127.0.0.1:\(server.port)/a.xml")
        #expect(phone.store.snapshot["GPP_A"] == "1")
        #expect(phone.service.nextReport == nil)
        try await phone.set(["Report_Rule": "http://127.0.0.1:\(server.port)/x"])
        while phone.service.nextReport == nil { await Task.yield() }
        #expect(phone.service.nextReport?.reason.contains("Upload_Delay_On_Local_Change") == true)
        await phone.stop()
    }

    @Test(.timeLimit(.minutes(5))) func goesOnAfterARestartOfThePhone() async throws {
        let collector = try Collector()
        let phone = try await TrialPhone()
        try await phone.set([
            "Report_Rule": collector.url("x"), "HTTP_Report_Method": "PUT", "Report_To_Server": "On Local Change",
        ])
        #expect(try await phone.service.reportToServer(by: TrialPhone.admin).reports.map(\.number) == [1])
        let events = await phone.service.watch()
        try phone.service.reboot(by: TrialPhone.admin)
        for await event in events where event == .restarted { break }
        #expect(try await phone.service.reportToServer(by: TrialPhone.admin).reports.map(\.number) == [2])
        #expect(phone.service.nextReport == nil)
        try await phone.set(["Upload_Delay_On_Local_Change": "900"])
        while phone.service.nextReport == nil { try await Task.sleep(for: .milliseconds(10)) }
        await phone.stop()
    }

    @Test func withoutARuleNothingIsAsked() async throws {
        let phone = try await TrialPhone()
        await #expect(throws: ReportRefusal.noRule) { try await phone.service.reportToServer(by: TrialPhone.admin) }
        #expect(throws: ReportRefusal.noRule) { try phone.service.startReport(by: TrialPhone.admin) }
        await phone.stop()
    }
}
