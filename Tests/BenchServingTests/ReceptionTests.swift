import Bench
import FlatProfile
import Foundation
import Glibc
import ProfileFormat
import TestSupport
import Testing
import Threading

@testable import BenchServing

@Suite struct ReceptionTests {
    private static let report = Array(
        """
        <?xml version="1.0"?><device><flat-profile><Station_Name>Phone 1</Station_Name>
        <Password_1_>*************</Password_1_><Display_Name_1_>pin-other</Display_Name_1_>
        <Resync_Periodic>3600</Resync_Periodic></flat-profile></device>
        """.utf8)

    @Test(arguments: ["POST", "PUT"])
    func comparesAReportWithWhatWasServed(method: String) async throws {
        let bench = try await TestBench(job())
        let answer = try await bench.send(
            method, "/report/000e08aabb01.xml", headers: ["Content-Type: application/x-www-form-urlencoded"],
            body: Self.report)
        #expect(answer.status == 204)
        let event = try await bench.events(1)[0]
        #expect(event.kind == .reported && event.device == mac(1) && !event.isGood)
        #expect(
            event.text
                == "\(mac(1)) sent a report of changes: 1 parameter as served, 2 differ: Display_Name_1_ (secret); Resync_Periodic is “3600” where “86400” was served, 1 hidden"
        )
        let detail = try #require(EventDetail(json: event.detail))
        #expect(detail.equal == 1 && detail.different == 2 && detail.missing == 0 && detail.method == method)
        #expect(detail.differences?.first == .init(parameter: "Display_Name_1_", served: nil, reported: nil))
        #expect(!(event.text + event.detail).contains("pin-"))
        await bench.end()
    }

    @Test func readsReportsThatAreCompressedChunkedOrOfTheStatus() async throws {
        let bench = try await TestBench(job())
        let good = Array("<flat-profile><Station_Name>Phone 1</Station_Name></flat-profile>".utf8)
        let packed = try await bench.send(
            "PUT", "/r", userAgent: 1, headers: ["Content-Encoding: gzip"], body: ProfileWriter.gzip(good))
        #expect(packed.status == 204)
        let chunked = try await HTTPExchange.send(
            Array(
                "POST /r HTTP/1.1\r\nHost: x\r\nUser-Agent: Cisco-CP-8841-3PCC/11.0 (000e08aabb01)\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .utf8) + Array(String(good.count, radix: 16).utf8) + Array("\r\n".utf8) + good
                + Array("\r\n0\r\n\r\n".utf8), to: bench.port)
        #expect(chunked.status == 204)
        let status = try await bench.send(
            "POST", "/status", userAgent: 1, body: Array("<flat-status><a>b</a></flat-status>".utf8))
        #expect(status.status == 204)
        let events = try await bench.events(3)
        #expect(events.allSatisfy { $0.kind == .reported && $0.isGood && $0.device == mac(1) })
        #expect(events[2].text == "\(mac(1)) sent a status report (flat-status, 35 bytes)")
        await bench.end()
    }

    @Test func refusesWhatIsNoReportAndStaysAlive() async throws {
        let bench = try await TestBench(job())
        let stranger = try await bench.send("POST", "/report", body: Self.report)
        #expect(stranger.status == 403 && stranger.body.contains("put $MA into the address"))
        let entities =
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><flat-profile><Station_Name>&b;&f;</Station_Name></flat-profile>"
        let deep = String(repeating: "<a>", count: 100_000)
        let bomb = ProfileWriter.gzip([UInt8](repeating: 0x20, count: 32 << 20))
        for (body, headers) in [
            (Array(entities.utf8), []), (Array(deep.utf8), []), (bomb, ["Content-Encoding: gzip"]), (bomb, []),
            (Array("{}".utf8), []), ([], []), ([0, 1, 2, 255], []), (Array("<flat-profile>".utf8), []),
            (Self.report, ["Content-Encoding: br"]), (Self.report, ["Content-Encoding: gzip"]),
        ] as [([UInt8], [String])] {
            let answer = try await bench.send("POST", "/report", userAgent: 1, headers: headers, body: body)
            #expect(answer.status == 400, "\(body.prefix(20)): \(answer.status) \(answer.body)")
            #expect(!answer.body.contains("root:"))
        }
        let large = [UInt8](repeating: 0x20, count: 10 << 20)
        #expect(try await bench.send("PUT", "/report", userAgent: 1, body: large).status == 413)
        let events = try await bench.events(12)
        #expect(events[0].device == nil)
        #expect(
            events.dropFirst().allSatisfy { $0.kind == .refused && $0.device == mac(1) && $0.text.utf8.count < 700 })
        #expect(events[11].text.contains("more than 4 MiB"))
        #expect(try await bench.send("GET", "/8841-3PCC.xml", userAgent: 1).status == 200)
        await bench.end()
    }

    @Test func keepsProblemReportsUnderNamesOfItsOwn() async throws {
        let bench = try await TestBench(job())
        let archive = ProfileWriter.gzip(Array("tar".utf8))
        let form = { (name: String, device: String) -> [UInt8] in
            Array(
                "--b\r\nContent-Disposition: form-data; name=\"devicename\"\r\n\r\n'\(device)'\r\n--b\r\nContent-Disposition: form-data; name=\"serialno\"\r\n\r\nX\r\n--b\r\nContent-Disposition: form-data; name=\"prt_file\"; filename=\"\(name)\"\r\nContent-Type: application/x-gzip\r\n\r\n"
                    .utf8) + archive + Array("\r\n--b--\r\n".utf8)
        }
        let type = ["Content-Type: multipart/form-data; boundary=b"]
        for name in ["probrep-20141021-162840.tar.gz", "../../../etc/cron.d/x", "a\u{202e}b"] {
            let answer = try await bench.send(
                "POST", "/prt", headers: type, body: form(name, "SEP000E08AABB02"))
            #expect(answer.status == 204)
        }
        #expect(try await bench.send("PUT", "/x/../prt.tar.gz", userAgent: 1, body: archive).status == 400)
        #expect(try await bench.send("PUT", "/prt/probrep.tar.gz", userAgent: 1, body: archive).status == 204)
        #expect(try await bench.send("PUT", "/prt.tar.gz", userAgent: 1, body: Array("x".utf8)).status == 415)
        #expect(try await bench.send("POST", "/prt", userAgent: 1, headers: type, body: Array("x".utf8)).status == 400)
        let events = try await bench.events(6)
        let kept = events.filter { $0.kind == .reported }
        #expect(kept.map(\.device) == [mac(2), mac(2), mac(2), mac(1)])
        let names = kept.compactMap { EventDetail(json: $0.detail)?.file }
        let directory = bench.directory.path(of: "bench/serving/floor-2/problem-reports")
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: directory)) == Set(names) && names.count == 4)
        #expect(names.allSatisfy { $0.hasPrefix("000e08aabb0") && $0.hasSuffix(".tar.gz") && !$0.contains("/") })
        #expect(try bench.directory.read("bench/serving/floor-2/problem-reports/" + names[0]) == archive)
        await bench.end()
    }

    @Test func saysThatAFullDiskKeepsNoProblemReport() async throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let bench = try await TestBench(job(), path: disk.path + "/bench")
        try disk.fill()
        var noise = [UInt8](repeating: 0, count: 200_000)
        for index in noise.indices { noise[index] = UInt8.random(in: 0...255) }
        let answer = try await bench.send("PUT", "/prt.tar.gz", userAgent: 1, body: [0x1f, 0x8b] + noise)
        #expect(answer.status == 507)
        disk.free()
        let event = try await bench.events(1)[0]
        #expect(event.kind == .reported && !event.isGood && event.text.contains("it cannot be kept"))
        await bench.end()
    }

    // MARK: Syslog

    private func send(_ messages: [[UInt8]], to port: UInt16) throws {
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(socket) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        for message in messages {
            _ = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(socket, message, message.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    @Test func takesWhatPhonesSayAboutTheirProvisioning() async throws {
        let bench = try await TestBench(job())
        try send(
            [
                "<133>Aug 13 06:12:38 CP-8841-3PCC 00:0e:08:aa:bb:01 -- Requesting resync http://x/y",
                "<133>Aug 13 06:12:39 CP-8841-3PCC 00:0e:08:aa:bb:01 -- Successful resync http://x/y",
                "<131>Aug 13 06:12:39 CP-8841-3PCC 00:0e:08:aa:bb:02 -- Resync failed: \u{1b}[2J Download failed",
                "<131>Aug 13 06:12:39 CP-8841-3PCC 00:0e:08:aa:bb:ff -- Resync failed: x",
            ].map { Array($0.utf8) } + [[0xff, 0xfe], []], to: bench.syslogPort)
        let events = try await bench.events(2)
        #expect(events.map(\.device) == [mac(1), mac(2)] && events.map(\.isGood) == [true, false])
        #expect(events[1].text == "\(mac(2)) said: CP-8841-3PCC \(mac(2)) -- Resync failed: ?[2J Download failed")
        try await until("all lines are in the file") {
            let text = String(decoding: try bench.directory.read("bench/serving/floor-2/syslog.log"), as: UTF8.self)
            return text.split(separator: "\n").count == 5 && text.contains(" 127.0.0.1 00:0e:08:aa:bb:01 CP-8841-3PCC")
        }
        await bench.end()
    }

    @Test func floodsOfSyslogDoNotReachTheDiskNorTheFiles() async throws {
        let bench = try await TestBench(job())
        let message = Array("<13>".utf8) + [UInt8](repeating: 0x78, count: 4000)
        for _ in 0..<100 { try send([[UInt8]](repeating: message, count: 100), to: bench.syslogPort) }
        #expect(try await bench.send("GET", "/8841-3PCC.xml", userAgent: 1).status == 200)
        try await until("it says so") {
            try send([message], to: bench.syslogPort)
            return bench.said.withLock { $0 }.contains { $0.contains("messages of syslog were thrown away") }
        }
        let size = try bench.directory.read("bench/serving/floor-2/syslog.log").count
        #expect(size < 2_000_000)
        await bench.end()
    }

    @Test func saysWhoHasThePortOfSyslog() async throws {
        let bench = try await TestBench(job())
        var plan = ServingPlan(directory: bench.directory.path(of: "bench"))
        plan.syslog = .init(address: "127.0.0.1", port: bench.syslogPort)
        do {
            _ = try await BenchServer.start(bench.job.name, in: bench.store, plan) { _ in }
            Issue.record("two have one port")
        } catch {
            #expect("\(error)".hasPrefix("UDP port \(bench.syslogPort) for syslog belongs to "))
            #expect("\(error)".contains("(process \(getpid()))"))
        }
        await bench.end()
    }
}
