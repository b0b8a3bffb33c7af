import Synchronization
import Testing

@testable import HTTPServer

/// Lets tasks wait until it is opened, whether or not they are cancelled.
private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    init() { (stream, continuation) = AsyncStream.makeStream() }
    func open() { continuation.finish() }
    func pass() async { for await _ in stream {} }
}

@Suite struct StopTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func waitsForAnswersUnderWayAndRefusesNewRequests() async throws {
        let (entered, gates) = AsyncStream<CheckedContinuation<Void, Never>>.makeStream()
        let handler = ClosureHandler { _ in
            .later {
                await withCheckedContinuation { _ = gates.yield($0) }
                return .text("done")
            }
        }
        let server = try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: handler)
        let port = try #require(server.boundPort)
        let clients = try (0..<20).map { _ in try RawClient(port: port) }
        for client in clients { client.write(get) }
        var waiting: [CheckedContinuation<Void, Never>] = []
        for await continuation in entered {
            waiting.append(continuation)
            if waiting.count == clients.count { break }
        }
        async let stopped: Void = server.stop()
        while (try? RawClient(port: port)) != nil, !server.isStopping { await Task.yield() }
        for continuation in waiting { continuation.resume() }
        await stopped
        for client in clients {
            let answer = await onThread { client.readToEnd() }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\ndone"), "\(answer)")
        }
        #expect((try? RawClient(port: port)) == nil)
    }

    @Test func givesUpOnAnswersAfterTheGracePeriod() async throws {
        let (entered, enter) = AsyncStream<Void>.makeStream()
        let (left, leave) = AsyncStream<Bool>.makeStream()
        let handler = ClosureHandler { _ in
            .later {
                enter.yield()
                try? await Task.sleep(for: .seconds(3600))
                leave.yield(Task.isCancelled)
                return .text("late")
            }
        }
        let server = try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: handler)
        let client = try RawClient(port: try #require(server.boundPort))
        client.write(get)
        for await _ in entered { break }
        await server.stop(grace: .zero)
        let answer = await onThread { client.readToEnd() }
        #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
        for await wasCancelled in left {
            #expect(wasCancelled)
            break
        }
    }

    @Test func stopsTwiceAndFromSeveralTasks() async throws {
        let server = try HTTPServer(
            listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: ClosureHandler { _ in .now(.text("")) })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await server.stop() } }
        }
        await server.stop()
    }

    @Test func stopsWhileRequestsPourIn() async throws {
        let handler = ClosureHandler { request in
            request.path == "/now" ? .now(.text("a")) : .later { .text("b") }
        }
        let server = try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: handler)
        let port = try #require(server.boundPort)
        let (answers, count) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask {
                    guard let client = try? RawClient(port: port) else { return }
                    await onThread {
                        let path = number.isMultiple(of: 2) ? "/now" : "/later"
                        while client.write("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"), !client.read().isEmpty {
                            count.yield()
                        }
                    }
                }
            }
            var seen = 0
            for await _ in answers {
                seen += 1
                if seen == 500 { break }
            }
            await server.stop()
        }
    }

    @Test func dropsTheAnswerForAClientThatIsGone() async throws {
        let gate = Gate()
        let (entered, enter) = AsyncStream<Void>.makeStream()
        let handler = ClosureHandler { request in
            guard request.path == "/" else { return .now(.text("still here")) }
            return .later {
                enter.yield()
                await gate.pass()
                return .text("nobody reads this")
            }
        }
        try await withServer(handler: handler) { _, port in
            var client: RawClient? = try RawClient(port: port)
            client?.write(get)
            for await _ in entered { break }
            client = nil
            gate.open()
            let answer = try await exchange(port, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.hasSuffix("still here"))
        }
    }

    @Test func stopsInTheBackgroundWhenLetGo() async throws {
        let bytes = StaticBytes([1])
        weak var weakBytes: StaticBytes?
        weakBytes = bytes
        var server: HTTPServer? = try HTTPServer(
            listeners: [.tcp(address: "127.0.0.1", port: 0)],
            handler: ClosureHandler { _ in .now(Response(body: .static(bytes))) })
        let port = try #require(server?.boundPort)
        let answer = try await exchange(port, "GET / HTTP/1.0\r\n\r\n")
        #expect(answer.hasSuffix("\u{1}"))
        server = nil
        while (try? RawClient(port: port)) != nil { await Task.yield() }
        #expect(weakBytes != nil)
    }
}
