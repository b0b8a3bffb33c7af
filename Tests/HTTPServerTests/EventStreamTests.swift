import Synchronization
import Testing

@testable import HTTPServer

@Suite struct EventStreamTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [
        (ServerSentEvent(data: "a"), "data: a\n\n"),
        (ServerSentEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
        (ServerSentEvent(data: ""), "data: \n\n"),
        (
            ServerSentEvent(event: "e\nv", data: "{}", id: "7\r\ndata: x", retry: .milliseconds(1500)),
            "id: 7data: x\nevent: ev\nretry: 1500\ndata: {}\n\n"
        ),
    ])
    func writesEvents(event: ServerSentEvent, text: String) {
        #expect(event.text == text)
    }

    /// The stream without the comments that keep it alive, which a busy machine has time for.
    private func events(in text: String) -> String { text.replacing(":\n\n", with: "") }

    @Test func sendsEventsToCurlUntilTheStreamEnds() async throws {
        let handler = ClosureHandler { _ in
            .now(
                .events(
                    EventStream { sink in
                        for number in 1...200 {
                            sink(ServerSentEvent(data: "\(number)"))
                            await Task.yield()
                        }
                    }))
        }
        let expected = (1...200).map { "data: \($0)\n\n" }.joined()
        try await withIdentity { identity, certificate in
            try await withServer(tls: identity, handler: handler) { _, port in
                let answer = await run(
                    "curl", "-sS", "-N", "--noproxy", "*", "--max-time", "120", "--cacert", certificate,
                    "https://127.0.0.1:\(port)/")
                #expect(events(in: answer.text) == expected)
            }
        }
        try await withServer(handler: handler) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            #expect(
                events(in: await run("curl", "-sS", "-N", "--noproxy", "*", "--max-time", "120", url).text) == expected)
            #expect(
                events(
                    in: await run("curl", "-sS", "-N", "--http1.0", "--noproxy", "*", "--max-time", "120", url).text)
                    == expected)
            let head = await run("curl", "-sS", "-I", "--noproxy", "*", "--max-time", "120", url).text
            #expect(head.contains("Content-Type: text/event-stream\r\n"))
        }
    }

    @Test func endsStreamsAtStop() async throws {
        let (sinks, started) = AsyncStream<Void>.makeStream()
        let (ends, ended) = AsyncStream<Void>.makeStream()
        let handler = ClosureHandler { _ in
            .now(
                .events(
                    EventStream { sink in
                        sink(ServerSentEvent(data: "hello"))
                        started.yield()
                        try? await Task.sleep(for: .seconds(3600))
                        ended.yield()
                    }))
        }
        let server = try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: handler)
        let port = try #require(server.boundPort)
        let clients = try (0..<10).map { _ in try RawClient(port: port) }
        for client in clients { client.write(get) }
        var count = 0
        for await _ in sinks {
            count += 1
            if count == clients.count { break }
        }
        await server.stop()
        for client in clients {
            let answer = await onThread { client.readToEnd() }
            #expect(answer.contains("data: hello\n\n") && answer.hasSuffix("0\r\n\r\n"), "\(answer)")
        }
        for await _ in ends {
            count -= 1
            if count == 0 { break }
        }
    }

    @Test func noticesByItsHeartbeatThatAClientIsGone() async throws {
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let handler = ClosureHandler { _ in
            var stream = EventStream { sink in
                sink(ServerSentEvent(data: "hello"))
                try? await Task.sleep(for: .seconds(3600))
                ended.yield(Task.isCancelled)
            }
            stream.heartbeat = .milliseconds(20)
            return .now(.events(stream))
        }
        try await withServer(handler: handler) { _, port in
            let client = try RawClient(port: port)
            let answer = await onThread {
                client.write(get)
                return client.read(through: "data: hello\n\n") + client.read(through: "\r\n:\n\n")
            }
            #expect(answer.contains("data: hello\n\n") && answer.hasSuffix("\r\n:\n\n"))
            client.disconnect()
            for await wasCancelled in ends {
                #expect(wasCancelled)
                break
            }
        }
    }

    @Test func survivesAClientThatVanishesFromAnEncryptedStream() async throws {
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let handler = ClosureHandler { request in
            guard request.path == "/" else { return .now(.text("alive")) }
            var stream = EventStream { sink in
                while sink(ServerSentEvent(data: "tick")), !Task.isCancelled { await Task.yield() }
                ended.yield(true)
            }
            stream.heartbeat = .milliseconds(5)
            return .now(.events(stream))
        }
        try await withIdentity { identity, certificate in
            try await withServer(tls: identity, handler: handler) { _, port in
                let base = "https://127.0.0.1:\(port)/"
                let cut = await run(
                    "curl", "-sS", "-N", "--noproxy", "*", "--max-time", "0.3", "--cacert", certificate, base)
                #expect(cut.status == 28)
                for await _ in ends { break }
                let alive = await run(
                    "curl", "-sS", "--noproxy", "*", "--max-time", "120", "--cacert", certificate, base + "alive")
                #expect(alive.text == "alive")
            }
        }
    }

    @Test func keepsTheLatestEventForASlowClient() async throws {
        let (dones, done) = AsyncStream<Void>.makeStream()
        let handler = ClosureHandler { _ in
            var stream = EventStream { sink in
                for number in 1...1000 {
                    sink(ServerSentEvent(data: "\(number) " + String(repeating: "x", count: 9000)))
                }
                sink(ServerSentEvent(data: "the latest"))
                done.yield()
            }
            stream.bufferSize = 20_000
            return .now(.events(stream))
        }
        try await withServer(handler: handler) { _, port in
            let client = try RawClient(port: port)
            client.write("GET / HTTP/1.0\r\n\r\n")
            for await _ in dones { break }
            let answer = await onThread { client.readToEnd() }
            #expect(answer.hasSuffix("data: the latest\n\n"))
            #expect(answer.utf8.count < 15_000_000)
        }
    }

    @Test func closesTheStreamOfASlowClientIfAsked() async throws {
        let (dones, done) = AsyncStream<Bool>.makeStream()
        let handler = ClosureHandler { _ in
            var stream = EventStream { sink in
                var isOpen = true
                for _ in 1...5000 where isOpen {
                    isOpen = sink(ServerSentEvent(data: String(repeating: "x", count: 9000)))
                }
                done.yield(isOpen)
            }
            stream.bufferSize = 20_000
            stream.overflow = .close
            return .now(.events(stream))
        }
        try await withServer(handler: handler) { _, port in
            let client = try RawClient(port: port)
            client.write(get)
            for await isOpen in dones {
                #expect(!isOpen)
                break
            }
            let answer = await onThread { client.read(through: "0\r\n\r\n") }
            #expect(answer.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func limitsTheNumberOfStreams() async throws {
        var limits = ServerLimits.patient
        limits.eventStreams = 2
        let handler = ClosureHandler { _ in
            .now(
                .events(
                    EventStream { sink in
                        sink(ServerSentEvent(data: "hello"))
                        try? await Task.sleep(for: .seconds(3600))
                    }))
        }
        try await withServer(limits: limits, handler: handler) { _, port in
            let clients = try (0..<2).map { _ in try RawClient(port: port) }
            for client in clients {
                let answer = await onThread {
                    client.write(get)
                    return client.read(through: "hello")
                }
                #expect(answer.hasPrefix("HTTP/1.1 200"))
            }
            let refused = try await exchange(port, get)
            #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("There are 2 event streams already"))
        }
    }

    @Test func sendsASequence() async throws {
        let handler = ClosureHandler { _ in
            let (stream, continuation) = AsyncStream<ServerSentEvent>.makeStream()
            continuation.yield(ServerSentEvent(data: "1"))
            continuation.yield(ServerSentEvent(data: "2"))
            continuation.finish()
            var events = EventStream(stream)
            events.heartbeat = .seconds(3600)
            return .now(.events(events))
        }
        try await withServer(handler: handler) { _, port in
            let answer = try await exchange(port, "GET / HTTP/1.0\r\n\r\n")
            #expect(answer.hasSuffix("\r\n\r\ndata: 1\n\ndata: 2\n\n"))
        }
    }

    /// A page that is reloaded leaves its stream behind; whoever comes then must not pay for those who have left.
    @Test func countsNoStreamWhoseClientHasLeft() async throws {
        var limits = ServerLimits.patient
        limits.eventStreams = 2
        limits.connectionsPerAddress = 8
        let handler = ClosureHandler { _ in
            var stream = EventStream { sink in
                sink(ServerSentEvent(data: "hello"))
                try? await Task.sleep(for: .seconds(3600))
            }
            stream.heartbeat = .seconds(3600)
            return .now(.events(stream))
        }
        try await withServer(limits: limits, handler: handler) { _, port in
            for _ in 0..<40 {
                let client = try RawClient(port: port)
                let answer = await onThread {
                    client.write(get)
                    return client.read(through: "\n\n")
                }
                try #require(answer.contains("data: hello\n\n"), "\(answer)")
                client.disconnect()
            }
            let staying = try (0..<2).map { _ in try RawClient(port: port) }
            for client in staying {
                let answer = await onThread {
                    client.write(get)
                    return client.read(through: "\n\n")
                }
                #expect(answer.contains("data: hello\n\n"), "\(answer)")
            }
            #expect(try await exchange(port, get).hasPrefix("HTTP/1.1 503 "), "those who stay count")
        }
    }
}
