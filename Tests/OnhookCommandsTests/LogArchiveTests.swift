import Foundation
import TestSupport
import Testing

/// `/admin/log.tar`: the logs as the phone hands them out.
@Suite struct LogArchiveTests {
    @Test func holdsTheLatestLinesAndTheJournalsWithoutSecrets() async throws {
        let phone = try await TrialPhone()
        try await phone.set(["GPP_SA": "geheim-7", "Station_Name": "Front desk"])
        _ = try await phone.resync(rule: "[--key geheim-7 --uid u --pwd geheim-7]http://127.0.0.1:9/none.xml")
        for path in ["/admin/log.tar", "/log.tar"] {
            let answer = try await phone.basic("GET", path)
            #expect(answer.status == 200)
            let files = try TemporaryDirectory()
            try Data(answer.bytes).write(to: URL(fileURLWithPath: files.path(of: "log.tar")))
            let names = try ChildProcess.run(["tar", "-tf", files.path(of: "log.tar")]).split(separator: "\n")
            #expect(names.first == "messages" && names.count > 3 && Set(names).count == names.count)
            #expect(names.allSatisfy { !$0.hasPrefix("/") && !$0.contains("..") })
            try ChildProcess.run(["tar", "-xf", files.path(of: "log.tar"), "-C", files.path])
            let messages = String(decoding: try files.read("messages"), as: UTF8.self)
            #expect(messages.contains("http://127.0.0.1:9/none.xml"))
            let everything = String(decoding: answer.bytes, as: UTF8.self)
            #expect(!everything.contains("geheim-7"))
            #expect(everything.contains("one-time rule"))
        }
        // It is the administrator's, and nobody else's.
        #expect(try await HTTPExchange.send("GET", "/admin/log.tar", to: phone.daemon.port).status != 200)
        try await phone.stop()
    }
}
