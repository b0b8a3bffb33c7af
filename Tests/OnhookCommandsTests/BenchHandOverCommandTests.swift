import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook bench labels` and `onhook bench report`.
@Suite struct BenchHandOverCommandTests {
    private let files: TemporaryDirectory
    private let environment: [String: String]

    init() async throws {
        files = try TemporaryDirectory()
        environment = ["ONHOOK_BENCH_STORE": files.path(of: "bench")]
        let template = try files.write(
            """
            <flat-profile>
              <Station_Name>{{name}}</Station_Name>
              <Password_1_>{{sip password}}</Password_1_>
            </flat-profile>
            """, to: "profile.xml")
        let devices = try files.write(
            """
            MAC,SN,PN,Name,SIP Password
            00:0e:08:aa:bb:01,FCH2305DMH1,8841,Anna & Co,geheim-1
            00:0e:08:aa:bb:02,FCH2305DMH2,8851,Bob,geheim-2

            """, to: "devices.csv")
        let made = await run("new", "floor-2", "--template", template, "--devices", devices)
        try #require(made.status == .done)
    }

    private func run(_ words: String...) async -> CommandRun {
        await CommandRun(["bench"] + words, environment: environment)
    }

    @Test func labelsAreAPageOrPictures() async throws {
        let page = await run("labels", "floor-2")
        #expect(page.status == .done && page.errors == "")
        #expect(page.output.hasPrefix("<!DOCTYPE html>") && page.output.contains("Anna &amp; Co"))
        let directory = files.path(of: "labels")
        let pictures = await run("labels", "floor-2", "--format", "svg", "--output", directory)
        #expect(pictures.output == "2 labels written below \(directory)\n")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == [
                "000e08aabb01.svg", "000e08aabb02.svg",
            ])
        let one = await run("labels", "floor-2", "--format", "svg", "--device", "000E08AABB02", "--sheet", "62x29mm")
        #expect(one.output.contains("width=\"62mm\" height=\"29mm\"") && one.output.contains("MAC:000E08AABB02"))
        let file = files.path(of: "labels.html")
        #expect(await run("labels", "floor-2", "--output", file).output == "2 labels written to \(file)\n")
        let record = try await run("report", "floor-2", "--json").object
        let rows = try #require(record["devices"] as? [[String: Any]])
        #expect(rows.allSatisfy { ($0["labelled"] as? [String: Any])?["good"] as? Bool == true })
    }

    @Test func theReportHasThreeForms() async throws {
        let page = await run("report", "floor-2")
        #expect(page.output.contains("<h1>floor-2</h1>") && page.status == .done)
        let table = await run("report", "floor-2", "--format", "csv")
        #expect(table.output.hasPrefix("number,mac,serial_number") && table.output.split(separator: "\r\n").count == 3)
        let one = try await run("report", "floor-2", "--format", "json", "--device", "000e08aabb01").object
        #expect((one["devices"] as? [Any])?.count == 1)
        let file = files.path(of: "report.html")
        #expect(await run("report", "floor-2", "--output", file).output == "report of floor-2 written to \(file)\n")
        for run in [page, table] { #expect(!(run.output + run.errors).contains("geheim")) }
    }

    @Test func commandLinesThatMakeNoSenseAreRefused() async throws {
        for words in [
            ["labels"], ["labels", "floor-2", "--format", "pdf"], ["labels", "floor-2", "--format", "svg"],
            ["labels", "floor-2", "--sheet", "9x9"], ["labels", "floor-2", "--used", "24"],
            ["labels", "floor-2", "--device", "nobody"], ["report", "floor-2", "--format", "pdf"],
        ] {
            let run = await CommandRun(["bench"] + words, environment: environment)
            #expect(run.status == .usage && run.output.isEmpty, "\(words)")
        }
        let stranger = await run("labels", "floor-2", "--device", "00:0e:08:00:00:01")
        #expect(stranger.status == .failed)
        #expect(stranger.errors.contains("job floor-2 has no device 00:0e:08:00:00:01"))
        #expect(await run("report", "floor-2", "--output", "/proc/none/report.html").status == .failed)
        #expect(await run("labels", "floor-2", "--format", "svg", "--output", "/proc/none/x").status == .failed)
        #expect(await run("report", "floor-9").errors.contains("there is no job floor-9; did you mean floor-2?"))
    }
}
