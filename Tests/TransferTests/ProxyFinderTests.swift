import TestSupport
import Testing
import Threading

@testable import Transfer

@Suite struct ProxyFinderTests {
    private static let account = TransferRequest.Credentials(user: "phone", password: "a secret")
    private static let scriptURL = TransferURL.http(8000, "/proxy.pac", host: "pac.onhook.test")

    private static func proxy(_ host: String, _ port: UInt16) -> TransferRoute {
        .proxy(TransferProxy(host: host, port: port, credentials: account))
    }

    static let answers: [(String, [TransferRoute])] = [
        ("DIRECT", [.direct]), ("", [.direct]), (" ; ", [.direct]), ("direct;", [.direct]),
        ("PROXY a.onhook.test:8080; DIRECT", [proxy("a.onhook.test", 8080), .direct]),
        ("proxy\ta:1;PROXY b:2 ; Http c:3", [proxy("a", 1), proxy("b", 2), proxy("c", 3)]),
        ("PROXY a", [proxy("a", 80)]), ("PROXY [2001:db8::1]:3128", [proxy("2001:db8::1", 3128)]),
        ("PROXY [2001:db8::1]", [proxy("2001:db8::1", 80)]),
        ("SOCKS s:1080; HTTPS t:443; PROXY a:1; QUIC q:1", [proxy("a", 1)]), ("FOO; PROXY a:1", [proxy("a", 1)]),
        ("PROXY a:99999; PROXY a:0; PROXY :80; PROXY a b; PROXY; PROXY u@a:1; DIRECT x; PROXY ok:1", [proxy("ok", 1)]),
        (
            String(repeating: "PROXY a:1;", count: 1000),
            Array(repeating: proxy("a", 1), count: 16)
        ),
    ]

    @Test(arguments: answers)
    func readsAnAnswer(answer: String, routes: [TransferRoute]) throws {
        #expect(try ProxyDecision.routes(in: answer, credentials: Self.account) == routes)
    }

    @Test(arguments: [
        ("undefined", ProxyScriptFailure.nonsense("undefined")), ("null", .nonsense("null")), ("7", .nonsense("7")),
        ("[object Object]", .nonsense("[object Object]")), ("SOCKS s:1080", .nothingUsable("SOCKS s:1080")),
        ("PROXY a:0", .nothingUsable("PROXY a:0")), ("a\u{1b}[2J\nb", .nonsense("a?[2J?b")),
        (String(repeating: "x", count: 5000), .nonsense(String(repeating: "x", count: 200) + "…")),
    ])
    func refusesAnAnswerWithoutUse(answer: String, failure: ProxyScriptFailure) {
        #expect(throws: failure) { try ProxyDecision.routes(in: answer, credentials: nil) }
    }

    @Test(arguments: [
        (TransferURL.http(80, "/a?b=c#d", host: "x.test"), "http://x.test/a?b=c"),
        (.http(8080, "/it's\\ü", host: "x.test"), "http://x.test:8080/it%27s%5C%C3%BC"),
        // The path of https stays with us: it may hold secrets.
        (.https(443, "/secret?token=1", host: "x.test"), "https://x.test/"),
        (.https(8443, "/secret", host: "::1"), "https://[::1]:8443/"),
    ])
    func showsAScriptNoMoreThanBrowsersDo(url: TransferURL, text: String) {
        #expect(url.forScripts == text)
    }

    /// A finder with doubles: what is fetched from where, and what the script answers.
    private func finder(
        _ source: AutomaticProxy.Source, fallback: AutomaticProxy.Fallback = .direct,
        files: [TransferURL: Result<String, TransferFailure>], asked: Locked<[String]> = Locked([]),
        answer: @escaping ProxyFinder.Evaluator = { .success(String(decoding: $0.script, as: UTF8.self)) }
    ) -> ProxyFinder {
        ProxyFinder(
            settings: .automatic(AutomaticProxy(source: source, credentials: Self.account, fallback: fallback)),
            template: TransferRequest(url: .http(80)),
            fetch: { request in
                asked.withLock { $0.append(request.url.description) }
                let result = (files[request.url] ?? .failure(.status(404))).map { text in
                    TransferResponse(
                        status: 200, body: Array(text.utf8), url: request.url,
                        endpoint: Endpoint(address: "192.0.2.1", port: 80))
                }
                return TransferReport(steps: [], result: result)
            }, evaluate: answer)
    }

    @Test func asksTheScriptForEachURLButFetchesItOnce() async {
        let asked = Locked<[String]>([])
        let finder = finder(.script(Self.scriptURL), files: [Self.scriptURL: .success("PROXY a:1")], asked: asked) {
            .success("PROXY \($0.host):1")
        }
        for host in ["x", "y"] {
            #expect(
                await finder.decide(for: .http(80, host: host))
                    == ProxyDecision(routes: [Self.proxy(host, 1)], script: Self.scriptURL, answer: "PROXY \(host):1"))
        }
        #expect(asked.withLock { $0 } == [Self.scriptURL.description])
        #expect(await finder.decide(for: .tftp(69)) == ProxyDecision(routes: [.direct]))
    }

    @Test(arguments: [
        (Optional(TransferURL.http(80, "/252", host: "x.test")), Optional("corp.test"), ["http://x.test/252"]),
        (nil, "corp.test", ["http://wpad.corp.test/wpad.dat"]), (nil, ".corp.test", ["http://wpad.corp.test/wpad.dat"]),
        (.http(80, "/gone", host: "x.test"), "corp.test", ["http://x.test/gone", "http://wpad.corp.test/wpad.dat"]),
        // Names above the domain are nobody's business.
        (nil, "gone.corp.test", ["http://wpad.gone.corp.test/wpad.dat"]), (nil, nil, []), (nil, "", []),
    ])
    func looksWhereTheNetworkSays(option252: TransferURL?, domain: String?, places: [String]) async {
        let asked = Locked<[String]>([])
        let finder = finder(
            .discovery(option252: option252, domain: domain),
            files: [
                .http(80, "/252", host: "x.test"): .success("DIRECT"),
                .http(80, "/wpad.dat", host: "wpad.corp.test"): .success("DIRECT"),
            ], asked: asked)
        _ = await finder.decide(for: .http(80))
        #expect(asked.withLock { $0 } == places)
    }

    @Test(arguments: [
        (ProxyScriptFailure.notFetched(scriptURL, .status(404)), Result<String, TransferFailure>.failure(.status(404))),
        (.tooLong(limit: 1 << 20), .failure(.tooLarge(limit: 1 << 20))), (.notText, .success("a\0b")),
        (.nonsense("undefined"), .success("undefined")), (.nothingUsable("SOCKS a:1"), .success("SOCKS a:1")),
    ])
    func goesDirectOrFailsWithoutAUsableAnswer(
        failure: ProxyScriptFailure, file: Result<String, TransferFailure>
    ) async {
        for fallback in [AutomaticProxy.Fallback.direct, .failure] {
            let decision = await finder(.script(Self.scriptURL), fallback: fallback, files: [Self.scriptURL: file])
                .decide(for: .http(80))
            #expect(decision.failure == failure)
            #expect(decision.routes == (fallback == .direct ? [.direct] : []))
        }
    }

    @Test func failsTheTransferIfToldSo() async throws {
        var request = TransferRequest(url: .http(80, host: "a.onhook.test"))
        request.proxyFinder = finder(.discovery(option252: nil, domain: nil), fallback: .failure, files: [:])
        let report = try await fetch(request)
        #expect(report.failure == .proxyScript(.nowhereToLook))
        #expect(report.steps.map(\.decision) == [ProxyDecision(routes: [], failure: .nowhereToLook)])
        #expect(OutcomeClass(report.result) == .otherFailure)
    }

    /// The client has one turn only: the fetch of the script must not wait for the transfer that waits for it.
    @Test func fetchesTheScriptWithTheSameClient() async throws {
        let script = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nscript"])
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let client = try TransferClient(simultaneousTransfers: 1)
        let questions = Locked<[ProxyFinder.Question]>([])
        var request = TransferRequest(url: .http(server.port))
        request.proxyFinder = ProxyFinder(
            settings: .automatic(AutomaticProxy(source: .script(.http(script.port)))),
            template: request, fetch: client.fetch,
            evaluate: { question in
                questions.withLock { $0.append(question) }
                return .success("DIRECT")
            })
        let report = await client.fetch(request)
        #expect(report.text == "a")
        #expect(
            report.steps.map(\.decision) == [
                ProxyDecision(routes: [.direct], script: .http(script.port), answer: "DIRECT")
            ])
        #expect(
            questions.withLock { $0 } == [
                ProxyFinder.Question(
                    script: Array("script".utf8), url: "http://127.0.0.1:\(server.port)/p.cfg", host: "127.0.0.1")
            ])
        await client.shutdown()
    }

    @Test func fetchesTheScriptByTFTP() async throws {
        let tftp = try ScriptedTFTPServer(serving: Array("DIRECT".utf8))
        let server = try NginxServer(files: ["p.cfg": "a"])
        let client = try TransferClient()
        var request = TransferRequest(url: .http(server.port))
        request.proxyFinder = ProxyFinder(
            settings: .automatic(AutomaticProxy(source: .script(.tftp(tftp.port, "/proxy.pac")))), template: request,
            fetch: client.fetch, evaluate: { .success(String(decoding: $0.script, as: UTF8.self)) })
        let report = await client.fetch(request)
        #expect(report.text == "a")
        #expect(report.steps.map(\.decision?.answer) == ["DIRECT"])
        #expect(tftp.requestedNames == ["proxy.pac"])
        await client.shutdown()
    }

    /// The list speaks of the servers that the phone works with.
    @Test func fetchesTheScriptFromAServerThatIsNotListed() async throws {
        let script = try ScriptedServer(
            answers: ["HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nDIRECT"], address: "127.0.0.2")
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let client = try TransferClient()
        var request = TransferRequest(url: .http(server.port), accessDomains: AccessDomains("127.0.0.1"))
        request.proxyFinder = ProxyFinder(
            settings: .automatic(AutomaticProxy(source: .script(.http(script.port, host: "127.0.0.2")))),
            template: request, fetch: client.fetch,
            evaluate: { .success(String(decoding: $0.script, as: UTF8.self)) })
        let report = await client.fetch(request)
        #expect(report.text == "a")
        #expect(report.steps.map(\.decision?.failure) == [nil])
        await client.shutdown()
    }

    @Test func triesTheNextProxyWhenOneIsNotThere() async throws {
        let gone = try ListeningSocket.freePort()
        let squid = try await BlockingThread.value { try SquidProxy() }
        let server = try NginxServer(files: ["p.cfg": "a"])
        var request = TransferRequest(url: .http(server.port))
        request.proxyFinder = finder(
            .script(Self.scriptURL),
            files: [Self.scriptURL: .success("PROXY 127.0.0.1:\(gone); SOCKS a:1; PROXY 127.0.0.1:\(squid.port)")])
        let report = try await fetch(request)
        #expect(report.text == "a")
        #expect(report.steps.map(\.proxy) == ["127.0.0.1:\(gone)", "127.0.0.1:\(squid.port)"])
        #expect(report.steps.map(\.failure) == [.refused(loopback(gone)), nil])
        #expect(report.steps.map { $0.decision == nil } == [false, true])
    }

    /// Each server has its own answer.
    @Test func asksAgainForARedirect() async throws {
        let server = try NginxServer(files: ["p.cfg": "a"])
        let squid = try await BlockingThread.value { try SquidProxy(hosts: ["b.onhook.test": "127.0.0.1"]) }
        let first = try ScriptedServer(answers: [
            "HTTP/1.1 302 Found\r\nLocation: http://b.onhook.test:\(server.port)/p.cfg\r\nContent-Length: 0\r\n\r\n"
        ])
        var request = TransferRequest(url: .http(first.port))
        request.proxyFinder = finder(.script(Self.scriptURL), files: [Self.scriptURL: .success("x")]) { question in
            .success(question.host == "b.onhook.test" ? "PROXY 127.0.0.1:\(squid.port)" : "DIRECT")
        }
        let report = try await fetch(request)
        #expect(report.text == "a")
        #expect(report.steps.map(\.proxy) == [nil, "127.0.0.1:\(squid.port)"])
    }

    @Test func endsWhenItsTaskIsCancelled() async throws {
        let began = AsyncStream<Void>.makeStream()
        let wasCancelled = Locked(false)
        let client = try TransferClient()
        var request = TransferRequest(url: .http(80))
        request.proxyFinder = finder(.script(Self.scriptURL), files: [Self.scriptURL: .success("x")]) { _ in
            began.continuation.yield()
            do { try await Task.sleep(for: .seconds(1000)) } catch { wasCancelled.withLock { $0 = true } }
            return .success("DIRECT")
        }
        let task = Task { [request] in await client.fetch(request) }
        _ = await began.stream.first { _ in true }
        task.cancel()
        #expect(await task.value.failure == .cancelled)
        while !wasCancelled.withLock({ $0 }) { await Task.yield() }
        await client.shutdown()
    }

    @Test func countsAgainstTheWholeTime() async throws {
        var request = TransferRequest(url: .http(80), limits: .with { $0.total = .milliseconds(200) })
        request.proxyFinder = finder(.script(Self.scriptURL), files: [Self.scriptURL: .success("x")]) { _ in
            try? await Task.sleep(for: .seconds(1000))
            return .success("DIRECT")
        }
        #expect(try await fetch(request).failure == .totalTimeout(after: .milliseconds(200)))
    }
}
