import Bench
import FlatProfile
import HTTPServer
import Testing

@testable import BenchUI

/// What stands in device lists is written by others.
@Suite struct HostileTextTests {
    static let names = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "<!--tiles-->",
        "{{LINK}}", "</ul></main>", "=HYPERLINK(\"http://evil.example\")", "\u{202e}gnp.exe", "a\u{2028}b",
    ]

    @Test func namesOfDevicesNeverBecomeMarkup() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: Self.names)
        let plain = try await Room.entered()
        try await plain.job(names: Self.names.map { _ in "x" })
        for path in [
            "/jobs/floor-2", "/jobs/floor-2/board", "/jobs/floor-2/report",
            "/jobs/floor-2/devices/\(devices[0].mac.lowercase)",
            "/jobs/floor-2/scan", "/jobs/floor-2/board?q=%22%3E%3Cscript%3E", "/jobs/floor-2/board?state=%3Cscript%3E",
        ] {
            let (hostile, harmless) = (await room.get(path).text, await plain.get(path).text)
            #expect(hostile.count { $0 == "<" } == harmless.count { $0 == "<" } || path.contains("?"), "\(path)")
            #expect(!hostile.contains("<script>alert"), "\(path)")
            #expect(!hostile.contains("<img src=x"), "\(path)")
        }
    }

    @Test func whatAScannerTypesNeverBecomesMarkup() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        let token = await room.token()
        _ = await room.post("/jobs/floor-2/scan", [("csrf_token", token), ("scan", "<script>alert(1)</script>")])
        #expect(!(await room.get("/jobs/floor-2/scan").text.contains("<script>alert")))
    }

    @Test func secretsAreOnNoPageAndInNoFile() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: ["Anna", "Bob"])
        for path in [
            "/jobs/floor-2", "/jobs/floor-2/board", "/jobs/floor-2/report", "/jobs/floor-2/report.csv",
            "/jobs/floor-2/devices.csv", "/jobs/floor-2/devices/\(devices[1].mac.lowercase)",
        ] {
            let answer = await room.get(path)
            #expect(answer.status == .ok, "\(path)")
            #expect(!answer.text.contains("hunter2"), "\(path)")
        }
    }

    @Test func aSpreadsheetProgramTakesNoNameForAFormula() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["=HYPERLINK(\"http://evil.example\")", "@x", "+1", "Anna"])
        let table = await room.get("/jobs/floor-2/report.csv").text
        for line in table.split(separator: "\r\n") {
            for field in line.split(separator: ",") {
                #expect(!"=+@".contains(field.drop { $0 == "\"" }.first ?? " "), "\(field)")
            }
        }
    }

    @Test func aFileIsNamedByTheJobAloneAndNotShown() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        for (path, name) in [
            ("template", "floor-2-template.xml"), ("devices.csv", "floor-2-devices.csv"),
            ("report.csv", "floor-2-report.csv"),
        ] {
            let answer = await room.get("/jobs/floor-2/\(path)")
            #expect(answer.header("Content-Disposition") == "attachment; filename=\"\(name)\"")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
        }
    }
}
