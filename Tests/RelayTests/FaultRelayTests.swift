import Threading
@testable import Relay
import TestSupport
import Testing
import Transfer

@Suite struct FaultRelayTests {
    private let client: TransferClient
    private let nginx: NginxServer

    init() throws {
        client = try TransferClient()
        nginx = try NginxServer(files: [
            "a.xml": "<flat-profile><GPP_A>{{version}}</GPP_A></flat-profile>",
            "large.xml": String(repeating: "x", count: 200_000),
        ])
    }

    private func relay(_ faults: [RelayFault] = [], change: Double = 0) throws -> FaultRelay {
        try FaultRelay(
            to: .init(address: "127.0.0.1", port: nginx.port), faults: faults, changeShare: change, seed: 1)
    }

    private func fetch(_ relay: FaultRelay, _ path: String = "/a.xml", idle: Duration? = nil) async -> TransferReport {
        var request = TransferRequest(
            url: TransferURL(scheme: .http, host: "127.0.0.1", port: relay.port, path: path), userAgent: "test")
        if let idle { request.limits.idle = idle }
        return await client.fetch(request)
    }

    private func text(_ report: TransferReport) throws -> String {
        String(decoding: try report.result.get().body, as: UTF8.self)
    }

    @Test func whatHasNoFaultGoesThroughUnchanged() async throws {
        let relay = try relay()
        #expect(try text(await fetch(relay)).contains("{{version}}"))
        #expect(try text(await fetch(relay, "/large.xml")).count == 200_000)
        #expect(await fetch(relay, "/none.xml").result == .failure(.status(404)))
        #expect(relay.counts.requests == 3)
        #expect(relay.counts.faulty == 0)
        relay.stop()
    }

    @Test func manyAtOnceAreServed() async throws {
        let relay = try relay()
        let sizes = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<100 { group.addTask { try? await fetch(relay, "/large.xml").result.get().body.count } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes == Array(repeating: 200_000, count: 100))
        relay.stop()
    }

    @Test func theRelayAnswersWithAStatus() async throws {
        let relay = try relay([RelayFault(.status(503, retryAfter: 17))])
        let report = await fetch(relay)
        #expect(report.result == .failure(.status(503)))
        #expect(report.steps.last?.retryAfter == .seconds(17))
        relay.stop()
    }

    @Test(arguments: [0, 5, 300])
    func aConnectionIsReset(afterBytes count: Int) async throws {
        let relay = try relay([RelayFault(.reset(afterBytes: count))])
        let result = await fetch(relay, "/large.xml").result
        #expect(throws: TransferFailure.self) { try result.get() }
        relay.stop()
    }

    @Test func aServerThatIsAwayClosesConnections() async throws {
        let relay = try relay([RelayFault(.away)])
        #expect(await fetch(relay).result == .failure(.connectionClosed))
        relay.stop()
    }

    @Test func aSilentServerIsGivenUp() async throws {
        let relay = try relay([RelayFault(.silent)])
        #expect(
            await fetch(relay, idle: .milliseconds(200)).result == .failure(.idleTimeout(after: .milliseconds(200))))
        relay.stop()
    }

    @Test func latencyAndSlownessTakeTime() async throws {
        let clock = ContinuousClock()
        let late = try relay([RelayFault(.latency(.milliseconds(300)))])
        var duration = try await clock.measure { _ = try text(await fetch(late)) }
        #expect(duration >= .milliseconds(300))
        late.stop()
        let slow = try relay([RelayFault(.slow(bytesPerSecond: 100_000))])
        duration = try await clock.measure {
            let body = try text(await fetch(slow, "/large.xml"))
            #expect(body.count == 200_000)
        }
        #expect(duration >= .seconds(1))
        slow.stop()
    }

    @Test func faultsBeginAndEndWhenTheyShould() async throws {
        let relay = try relay([RelayFault(.status(500, retryAfter: nil), until: .milliseconds(400))])
        #expect(await fetch(relay).result == .failure(.status(500)))
        try await until("the fault is over") { (try? await fetch(relay).result.get()) != nil }
        relay.stop()
    }

    @Test func placesHoldTheNumberThatTheShareAsksFor() async throws {
        let always = try relay(change: 1)
        #expect(try text(await fetch(always)) == "<flat-profile><GPP_A>00000000002</GPP_A></flat-profile>")
        #expect(try text(await fetch(always)) == "<flat-profile><GPP_A>00000000003</GPP_A></flat-profile>")
        // Another phone counts for itself.
        #expect(
            try text(await fetch(always, "/a.xml?x=1")) == "<flat-profile><GPP_A>00000000004</GPP_A></flat-profile>")
        always.stop()
    }

    @Test func aServerThatDoesNotListenIsTold() async throws {
        let free = try ListeningSocket(.udp).port
        let relay = try FaultRelay(to: .init(address: "127.0.0.1", port: free))
        let result = await fetch(relay).result
        #expect(throws: TransferFailure.self) { try result.get() }
        #expect(relay.counts.unreachable == 1)
        relay.stop()
    }

    @Test func whatIsNoAddressIsRefused() throws {
        #expect(throws: FaultRelay.StartError.self) { try FaultRelay(to: .init(address: "localhost", port: 1)) }
    }

    @Test func bytesThatAreNoRequestHarmNobody() async throws {
        let relay = try relay()
        for bytes in [
            "", "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "\u{16}\u{3}\u{1}",
            String(repeating: "x", count: 100_000),
        ] {
            let port = relay.port
            try await BlockingThread.value {
                let connection = try RawConnection(port: port, within: 2)
                _ = connection.send(Array(bytes.utf8))
            }
        }
        #expect(try text(await fetch(relay)).contains("GPP_A"))
        relay.stop()
    }
}

@Suite struct PlaceRewriterTests {
    @Test(arguments: 1...12)
    func aPlaceIsFoundHoweverTheBytesCome(size: Int) {
        let text = Array("<a>{{version}}</a>{{{version}}{{versio}{{version}}".utf8)
        var rewriter = PlaceRewriter(version: 42)
        var output: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: size) {
            output += rewriter.pass(text[start..<min(text.count, start + size)])
        }
        output += rewriter.finish()
        #expect(String(decoding: output, as: UTF8.self) == "<a>00000000042</a>{00000000042{{versio}00000000042")
        #expect(output.count == text.count)
    }
}
