import Foundation
import Glibc
import Testing
import TestSupport
import Threading

/// Clients that hold on to connections, memory or time; while they do, others get their page.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SlowClientTests {
    /// Where the slow ones come from, beside 127.0.0.1 for everybody else.
    private static func address(_ number: Int) -> String { "127.0.1.\(1 + number)" }

    /// Asks for a page as somebody else does, several times: each comes before the slow ones are cut off, which is after ten seconds.
    private func expectOthersAreServed(by phone: TrialPhone, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        for _ in 0..<5 {
            let start = ContinuousClock.now
            let page = try await HTTPExchange.send("GET", "/login", to: phone.daemon.port, within: 30)
            #expect(page.status == 200 && page.body.contains("</html>"), sourceLocation: sourceLocation)
            #expect(ContinuousClock.now - start < .seconds(9), sourceLocation: sourceLocation)
        }
    }

    /// Sends a byte more on each connection every 50 ms until the server has ended all of them.
    private func trickle(_ connections: [RawConnection], until rounds: Int = 1200) async throws -> Int {
        try await BlockingThread.value {
            var open = connections
            // Each is ended after 10 s for its header or 30 s for its body; 1,200 rounds are a minute at least.
            for _ in 0..<rounds where !open.isEmpty {
                open.removeAll { !$0.send([UInt8(ascii: "a")]) }
                usleep(50_000)
            }
            return open.count
        }
    }

    @Test func headersAndBodiesThatTrickleEndAndOthersAreServedMeanwhile() async throws {
        let phone = try await TrialPhone()
        let port = phone.daemon.port
        let heads = try (0..<100).map { _ in try RawConnection(port: port, from: Self.address(0)) }
        let bodies = try (0..<100).map { _ in try RawConnection(port: port, from: Self.address(1)) }
        for head in heads { head.send(Array("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ".utf8)) }
        let form = "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        for body in bodies { body.send(Array("\(form)Content-Length: 100000\r\n\r\nusername=".utf8)) }
        async let left = trickle(heads + bodies)
        try await expectOthersAreServed(by: phone)
        #expect(try await left == 0)
        try await expectOthersAreServed(by: phone)
        try await phone.stop()
    }

    @Test func twoThousandIdleConnectionsLeaveOthersTheirPage() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // As systemd starts services: 1,024 files, unless the service asks for more.
        let phone = try await TrialPhone(namespace: "ulimit -S -n 1024")
        let port = phone.daemon.port
        var idle: [RawConnection] = []
        for number in 0..<2000 {
            idle.append(try RawConnection(port: port, from: Self.address(number / 125)))
            if number % 500 == 499 { try await expectOthersAreServed(by: phone) }
        }
        // One address alone gets no more than its share.
        let greedy = try (0..<300).map { _ in try RawConnection(port: port, from: Self.address(40)) }
        try await expectOthersAreServed(by: phone)
        withExtendedLifetime((idle, greedy)) {}
        try await phone.stop()
    }

    /// The library asks again and again whether more of a handshake has come, if it is told to use epoll: two threads for ten seconds.
    @Test func handshakesThatStopHalfwayCostNoProcessorTime() async throws {
        let phone = try await TrialPhone(options: ["--tls"])
        let start = ContinuousClock.now
        let before = try processorTime(of: phone)
        let halves = try (0..<20).map { _ in try RawConnection(port: phone.daemon.port, from: Self.address(0)) }
        for half in halves { half.send([0x16, 0x03, 0x01, 0x02, 0x00]) }
        // Until the server has ended them.
        for half in halves { #expect(try await BlockingThread.value { half.readToEnd() }.isClosed) }
        #expect(try processorTime(of: phone) - before < (ContinuousClock.now - start) / 4)
        try await phone.stop()
    }

    @Test func clientsThatNeverReadLeaveOthersTheirPage() async throws {
        let phone = try await TrialPhone()
        let browser = try await phone.browser()
        let request = Array(
            "GET /voice/phone HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: \(browser.cookieLine)\r\n\r\n"
                .utf8)
        let deaf = try (0..<50).map { _ in try RawConnection(port: phone.daemon.port, from: Self.address(2), within: 1)
        }
        try await BlockingThread.value {
            for client in deaf { for _ in 0..<40 { client.send(request) } }
        }
        try await expectOthersAreServed(by: phone)
        let memory = try residentKilobytes(of: phone)
        #expect(memory < 400_000, "\(memory) kB")
        withExtendedLifetime(deaf) {}
        try await phone.stop()
    }

    @Test func tenThousandWrongLoginsCostNoMemoryAndLockNobodyElseOut() async throws {
        let phone = try await TrialPhone()
        let port = phone.daemon.port
        let form = Array("username=admin&password=wrong".utf8)
        func guess(_ password: String, from source: String?) async throws -> Int {
            let body = Array("username=admin&password=\(password)".utf8)
            return try await HTTPExchange.send(
                "POST", "/login", to: port, from: source, headers: ["Content-Type: application/x-www-form-urlencoded"],
                body: body
            ).status
        }
        for _ in 0..<20 { _ = try await guess("wrong", from: Self.address(3)) }
        let before = try residentKilobytes(of: phone)
        let request =
            Array(
                "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.count)\r\n\r\n"
                    .utf8) + form
        let refused = try await BlockingThread.value {
            var refused = 0
            for round in 0..<100 {
                let connection = try RawConnection(port: port, from: "127.0.1.\(4 + round % 2)", within: 60)
                connection.send(Array([[UInt8]](repeating: request, count: 99).joined()))
                connection.send(
                    Array(
                        String(decoding: request, as: UTF8.self).replacing("Host:", with: "Connection: close\r\nHost:")
                            .utf8))
                refused += String(decoding: connection.read(), as: UTF8.self).ranges(of: "HTTP/1.1 429 ").count
            }
            return refused
        }
        // Two addresses: five free tries each, and a few whose short waits passed on a busy machine.
        #expect(refused > 9900)
        let after = try residentKilobytes(of: phone)
        #expect(after < before + 50_000, "\(before) kB, then \(after) kB")
        #expect(try await guess(TrialPhone.password, from: "127.0.1.4") == 429)
        #expect(try await guess(TrialPhone.password, from: nil) == 303)
        try await phone.stop()
    }

    @Test func aFormOfTenMebibytesIsRefusedAndChangesNothing() async throws {
        let phone = try await TrialPhone()
        let browser = try await phone.browser()
        let revision = try await phone.status().revision
        let body = Array("GPP_A=".utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: 10 << 20)
        for path in ["/login", "/voice/provisioning", "/setup", "/api/v1/resync"] {
            let answer = try await HTTPExchange.send(
                "POST", path, to: phone.daemon.port,
                headers: ["Content-Type: application/x-www-form-urlencoded", "Cookie: \(browser.cookieLine)"],
                body: body)
            #expect(answer.status == 413, "\(path)")
            try await expectOthersAreServed(by: phone)
        }
        #expect(try await phone.status().revision == revision)
        try await phone.stop()
    }

    /// User and system time of the daemon with all its threads (proc(5), `stat`).
    private func processorTime(of phone: TrialPhone) throws -> Duration {
        let stat = try String(contentsOfFile: "/proc/\(phone.daemon.process)/stat", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = try #require(Int(fields[safe: 11] ?? "")) + #require(Int(fields[safe: 12] ?? ""))
        return .seconds(ticks) / sysconf(Int32(_SC_CLK_TCK))
    }

    private func residentKilobytes(of phone: TrialPhone) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(phone.daemon.process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.split(separator: " ")[safe: 1] ?? ""))
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
