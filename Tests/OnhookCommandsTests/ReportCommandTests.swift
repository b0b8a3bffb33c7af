import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

@Suite struct ReportCommandTests {
    private static let collector = "location /reports/ { dav_methods PUT; client_max_body_size 8m; }"

    @Test func reportsAndTellsTheStory() async throws {
        let server = try NginxServer(files: ["reports/.keep": ""], server: Self.collector)
        let phone = try PhoneDirectory()
        let url = "http://127.0.0.1:\(server.port)/reports"
        _ = await phone.run(
            "param", "set", "HTTP_Report_Method=PUT", "Station_Name=Reception",
            "Report_Rule=[--delta --key geheim]\(url)/$MA.enc [--status]\(url)/status.xml")
        let run = await phone.run("report")
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.contains("rule      Report_Rule, rule 1: [--delta --key ********]\(url)/$MA.enc\n"))
        #expect(run.output.contains("sent      delta of 3 parameters since revision 0, "))
        #expect(run.output.contains(" bytes, sealed by aes256cbc\n"))
        #expect(run.output.contains("outcome   A, sent\n"))
        #expect(!run.output.contains("geheim"))
        #expect(
            String(decoding: try server.directory.read("root/reports/status.xml"), as: UTF8.self).contains(
                "<flat-status>"))

        let again = try await phone.run("report", "--json").object
        #expect(again.keySet == Keys.reportOutcome)
        let reports = try #require(again["reports"] as? [[String: Any]])
        #expect(reports.map(\.keySet) == [Keys.report, Keys.report])
        #expect(reports[0]["parameters"] as? Int == 0)
        #expect(reports.map { $0["number"] as? Int } == [3, 4])
        let status = try await phone.run("status", "--json").object
        #expect((status["report"] as? [String: Any])?["last"] as? [String: Any] != nil)
        #expect(await phone.run("status").output.contains("last report    "))
    }

    @Test func aReportThatIsNotTakenFails() async throws {
        let server = try NginxServer()
        let phone = try PhoneDirectory()
        let none = await phone.run("report")
        #expect(none.status == .failed)
        #expect(
            none.errors
                == "onhook: Report Rule is empty: write on Voice > Provisioning where reports go, such as http://server/$MA.xml\n"
        )
        _ = await phone.run("param", "set", "Report_Rule=http://127.0.0.1:\(server.port)/nowhere")
        let run = await phone.run("report")
        #expect(run.status == .failed)
        #expect(run.output.contains(", failed: Upload failed: "))
        #expect(await phone.run("report", "now").status == .usage)
    }

    @Test func aProblemReportIsWrittenToAFileOnce() async throws {
        let phone = try PhoneDirectory()
        let file = phone.directory.path(of: "prt.tar.gz")
        let run = await phone.run("problem-report", "no dial tone", "--output", file)
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.contains("outcome   kept\n"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let contents = try await BlockingThread.value { try ChildProcess.run(["tar", "-xOzf", file]) }
        #expect(contents.contains("Problem: no dial tone\n"))
        let again = await phone.run("problem-report", "--output", file)
        #expect(again.status == .failed)
        #expect(again.errors == "onhook: \(file) exists already\n")
        let json = try await phone.run("problem-report", "--json").object
        #expect(json.keySet == Keys.problemReport)
        #expect(json["number"] as? Int == 3)
        #expect(json["result"] as? String == "kept")
        #expect(await phone.run("status").output.contains("last PRT       "))
    }

    @Test func aProblemReportThatIsNotTakenFailsAndIsKept() async throws {
        let server = try NginxServer(server: "location /prt { return 500; }")
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "PRT_Upload_Rule=http://127.0.0.1:\(server.port)/prt")
        let file = phone.directory.path(of: "prt.tar.gz")
        let run = await phone.run("problem-report", "--output", file)
        #expect(run.status == .failed)
        #expect(run.output.contains("outcome   not-uploaded: Upload failed: "))
        #expect(FileManager.default.fileExists(atPath: file))
    }
}
