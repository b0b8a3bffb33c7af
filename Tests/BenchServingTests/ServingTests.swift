import Bench
import FlatProfile
import Foundation
import Glibc
import HTTPServer
import Host
import ProfileFormat
import ProfileRules
import TestSupport
import Testing
import Threading

@testable import BenchServing

/// A bench that serves on loopback, in a fresh directory.
final class TestBench: Sendable {
    let directory: TemporaryDirectory
    let store: SQLiteBenchStore
    let job: Job
    let server: BenchServer
    let said = Locked<[String]>([])
    private let run: Task<Void, Never>
    var port: UInt16 { UInt16(server.addresses.http?.split(separator: ":").last ?? "") ?? 0 }
    var syslogPort: UInt16 { UInt16(server.addresses.syslog?.split(separator: ":").last ?? "") ?? 0 }

    init(
        _ job: Job, devices: ClosedRange<UInt64> = 1...3, directory: TemporaryDirectory? = nil, path: String? = nil,
        tls: TLSIdentity? = nil
    ) async throws {
        let isNew = directory == nil
        self.directory = try directory ?? TemporaryDirectory()
        self.job = job
        let path = path ?? self.directory.path(of: "bench")
        store = try await SQLiteBenchStore.open(directory: path)
        if isNew {
            try await store.create(job, devices: devices.map { device($0, serial: "FCH2305DMH\($0)") })
        }
        var plan = ServingPlan(directory: path)
        plan.http = .init(address: "127.0.0.1", port: 0)
        plan.syslog = .init(address: "127.0.0.1", port: 0)
        if let tls { plan.https = (.init(address: "127.0.0.1", port: 0), tls) }
        let said = said
        let server = try await BenchServer.start(job.name, in: store, plan) { text in said.withLock { $0.append(text) }
        }
        self.server = server
        run = Task { await server.run { _, _ in true } }
    }

    func end() async {
        run.cancel()
        await run.value
        await server.stop()
        await store.close()
    }

    func send(
        _ method: String, _ path: String, userAgent: UInt64? = nil, headers: [String] = [], body: [UInt8]? = nil
    ) async throws -> HTTPAnswer {
        let agent = userAgent.map { ["User-Agent: Cisco-CP-8841-3PCC/11.0 (\(mac($0).lowercase))"] } ?? []
        return try await HTTPExchange.send(method, path, to: port, headers: agent + headers, body: body)
    }

    /// Waits until that many events besides the job's own are in the store.
    func events(_ count: Int) async throws -> [BenchEvent] {
        try await eventually("\(count) events") {
            let events = try await store.events(of: job.name, after: 0, limit: 10_000).filter { $0.kind != .created }
            return events.count >= count ? events : nil
        }
    }
}

@Suite struct ServingTests {
    @Test(arguments: ["plain", "gzip", "aes256cbc", "aes128gcm"])
    func servesADevicesProfileInEveryForm(word: String) async throws {
        let delivery: Delivery =
            switch word {
            case "gzip": .gzip
            case "aes256cbc": .sealed(.init(scheme: .aes256cbc, key: Secret("schluessel")))
            case "aes128gcm": .sealed(.init(scheme: .aes128gcm, key: Secret("schluessel")))
            default: .plain
            }
        let bench = try await TestBench(job(delivery: delivery))
        let answer = try await bench.send("GET", "/8841-3PCC.xml", userAgent: 2)
        #expect(answer.status == 200)
        #expect(
            answer.header("Content-Type")
                == ["plain": "text/xml; charset=utf-8", "gzip": "application/gzip"][
                    word, default: "application/octet-stream"])
        #expect(answer.header("Content-Encoding") == (word == "aes128gcm" ? "aes128gcm" : nil))
        let keys = AnswerKeys(
            passPhrase: word == "aes256cbc" ? "schluessel" : nil,
            keyingMaterial: word == "aes128gcm" ? "schluessel" : "")
        let document = try ProfileReader.read(
            answer.bytes, contentEncoding: answer.header("Content-Encoding"), keys: keys)
        #expect(document.entries.first?.value == "Phone 2")
        let tag = try #require(answer.header("ETag"))
        let known = try await bench.send("GET", "/8841-3PCC.xml", userAgent: 2, headers: ["If-None-Match: \(tag)"])
        #expect(known.status == 304 && known.bytes.isEmpty && known.header("ETag") == tag)
        let head = try await bench.send("HEAD", "/8841-3PCC.xml", userAgent: 2)
        #expect(head.status == 200 && head.bytes.isEmpty)
        #expect(head.header("Content-Length") == "\(answer.bytes.count)")
        let events = try await bench.events(2)
        #expect(events.map(\.kind) == [.fetched, .fetched] && events.allSatisfy { $0.device == mac(2) && $0.isGood })
        let detail = try #require(EventDetail(json: events[0].detail))
        #expect(detail.status == 200 && detail.bytes == answer.bytes.count && detail.matched_by == "user-agent")
        #expect(detail.user_agent == "Cisco-CP-8841-3PCC/11.0 (000e08aabb02)" && detail.carrier == "http")
        #expect(events[1].text.contains("has /8841-3PCC.xml already again, for the 2nd time"))
        #expect(!events.contains { ($0.text + $0.detail).contains("geheim") })
        await bench.end()
    }

    @Test func noPathOfADiskIsEverServed() async throws {
        let bench = try await TestBench(job())
        for path in [
            "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/....//etc/passwd",
            "//etc/passwd", "/etc/passwd", "/bench.db", "/00-0e-08-aa-bb-01/../bench.db", "/%00", "/8841-3PCC.xml%00",
            "/00-0e-08-aa-bb-01//8841-3PCC.xml", "/\\..\\bench.db", "/%252e%252e/etc/passwd", "/",
            "/" + String(repeating: "a", count: 7000),
        ] {
            let answer = try await bench.send("GET", path, userAgent: 1)
            #expect((400..<500).contains(answer.status), "\(path): \(answer.status)")
            #expect(!answer.body.contains("root:") && !answer.body.contains("SQLite"))
        }
        // What is written otherwise, but means the same, is served: devices may escape what needs no escape.
        #expect(try await bench.send("GET", "/%38841-3PCC.xml", userAgent: 1).status == 200)
        await bench.end()
    }

    @Test func answersStrangersWithASentenceAndShowsThem() async throws {
        let bench = try await TestBench(job())
        let stranger = try await bench.send("GET", "/8841-3PCC.xml", userAgent: 0xff)
        #expect(stranger.status == 403)
        #expect(stranger.body == "The job of this bench has no device 00:0e:08:aa:bb:ff; scan it first.\n")
        let nobody = try await bench.send("GET", "/8841-3PCC.xml")
        #expect(nobody.status == 403 && nobody.body.hasPrefix("Nothing says which device asks"))
        let nothing = try await bench.send("GET", "/nothing.xml", userAgent: 1)
        #expect(nothing.status == 404 && nothing.body == "No device has a file of that name; yours is 8841-3PCC.xml.\n")
        let other = try await bench.send("GET", "/00-0e-08-aa-bb-02/8841-3PCC.xml", userAgent: 1)
        #expect(other.status == 403 && !other.body.contains("bb:02"))
        let deleted = try await bench.send("DELETE", "/8841-3PCC.xml")
        #expect(deleted.status == 405 && deleted.header("Allow") == "GET, HEAD, POST, PUT")
        let events = try await bench.events(4)
        #expect(events.map(\.kind) == [.refused, .refused, .refused, .wrongFile])
        #expect(events.map(\.device) == [nil, nil, mac(1), mac(1)])
        #expect(EventDetail(json: events[0].detail)?.other == "00:0e:08:aa:bb:ff")
        #expect(EventDetail(json: events[3].detail)?.owner == "00:0e:08:aa:bb:02")
        await bench.end()
    }

    @Test func aFloodOfRefusalsIsBoundedAndCounted() async throws {
        let bench = try await TestBench(job())
        for _ in 0..<400 { _ = try await bench.send("GET", "/x", userAgent: 0xff) }
        _ = try await bench.send("GET", "/8841-3PCC.xml", userAgent: 1)
        let events = try await eventually("the fetch") {
            let events = try await bench.events(1)
            return events.contains { $0.kind == .fetched } ? events : nil
        }
        // 200 at once, and five a second.
        #expect(events.count < 390)
        #expect(
            bench.said.withLock { $0 }.contains { $0.contains("refused requests were answered but not written down") })
        await bench.end()
    }

    @Test func takesUpWhereItWas() async throws {
        let bench = try await TestBench(job())
        _ = try await bench.send("GET", "/8841-3PCC.xml", userAgent: 1)
        _ = try await bench.events(1)
        await bench.end()
        let again = try await TestBench(bench.job, directory: bench.directory)
        _ = try await again.send("GET", "/8841-3PCC.xml", userAgent: 1)
        #expect(try await again.events(2)[1].text.contains("again, for the 2nd time"))
        await again.end()
    }

    @Test func servesDevicesThatAreScannedMeanwhile() async throws {
        let bench = try await TestBench(job())
        #expect(try await bench.send("GET", "/8841-3PCC.xml", userAgent: 9).status == 403)
        let event = BenchEvent(.added, at: noon, device: mac(9))
        _ = try await bench.store.add(device(9), to: bench.job.name, event: event)
        try await until("the device is served") {
            try await bench.send("GET", "/8841-3PCC.xml", userAgent: 9).status == 200
        }
        var changed = device(9)
        changed.values[0] = Secret("Other name")
        try await bench.store.update(changed, of: bench.job.name, event: BenchEvent(.changed, at: noon, device: mac(9)))
        try await until("the new name is served") {
            try await bench.send("GET", "/8841-3PCC.xml", userAgent: 9).body.contains("Other name")
        }
        await bench.end()
    }

    @Test func servesOnWhileTheDiskIsFullAndKeepsTheEvents() async throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let bench = try await TestBench(job(), path: disk.path + "/bench")
        try disk.fill()
        for _ in 0..<50 {
            #expect(try await bench.send("GET", "/8841-3PCC.xml", userAgent: 1).status == 200)
        }
        try await until("it says so") {
            bench.said.withLock { $0 }.contains { $0.hasPrefix("events cannot be written and wait in memory") }
        }
        disk.free()
        let events = try await bench.events(50)
        #expect(events.count(where: { $0.kind == .fetched }) == 50)
        await bench.end()
    }

    @Test func servesTenThousandDevicesOverTLSToo() async throws {
        let pair = try Certificates().certificate(commonName: "bench", names: ["IP:127.0.0.1"])
        let bench = try await TestBench(
            job(layout: .shared, fileNames: ["$MA.cfg", "Cisco/$MA.cfg"]), devices: 1...10_000,
            tls: TLSIdentity(certificatePEM: pair.certificate, keyPEM: pair.key))
        let last = MACAddress(bits: mac(0).bits + 10_000)
        let https = try #require(bench.server.addresses.https)
        let file = try await BlockingThread.value {
            try ChildProcess.run(["curl", "-sk", "\(https)/Cisco/\(last.lowercase).cfg"])
        }
        #expect(file.contains("Phone 10000"))
        #expect(try await bench.events(1)[0].text.contains("by https"))
        await bench.end()
    }
}
