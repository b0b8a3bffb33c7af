import Foundation
import Testing
import TestSupport
import Threading

@testable import Transfer

@Suite struct ClientTests {
    @Test func servesManyAtOnce() async throws {
        let server = try NginxServer(files: ["p.cfg": "<flat-profile/>"])
        let client = try TransferClient(simultaneousTransfers: 64)
        let texts = await withTaskGroup(of: String?.self) { group in
            for number in 0..<1000 {
                group.addTask { await client.fetch(TransferRequest(url: .http(server.port, "/p.cfg?\(number)"))).text }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(texts == ["<flat-profile/>": 1000])
        await client.shutdown()
    }

    @Test func keepsConnectionsWhenTold() async throws {
        let connections = Locked(0)
        let server = try ScriptedServer { connection in
            connections.withLock { $0 += 1 }
            while connection.readRequest() != nil { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na") }
        }
        for (policy, count) in [(TransferClient.ConnectionPolicy.kept(4), 1), (.closed, 11)] {
            let client = try TransferClient(connections: policy)
            for _ in 0..<10 { #expect(await client.fetch(TransferRequest(url: .http(server.port))).text == "a") }
            await client.shutdown()
            #expect(connections.withLock { $0 } == count)
        }
    }

    @Test func breaksOffWhenTheTaskIsCancelled() async throws {
        let (closed, arrived) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            arrived.continuation.yield()
            connection.hold()
            closed.continuation.yield()
        }
        let client = try TransferClient()
        let task = Task { await client.fetch(TransferRequest(url: .http(server.port))) }
        _ = await arrived.stream.first { _ in true }
        task.cancel()
        #expect(await task.value.failure == .cancelled)
        // The server sees the end of the connection, too.
        _ = await closed.stream.first { _ in true }
        await client.shutdown()
    }

    @Test func refusesACancelledTask() async throws {
        let client = try TransferClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.fetch(TransferRequest(url: .http(1)))
        }
        #expect(await task.value == TransferReport(steps: [], result: .failure(.cancelled)))
        await client.shutdown()
    }

    @Test func cancelsWhatWaitsForItsTurn() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            arrived.continuation.yield()
            connection.hold()
        }
        let client = try TransferClient(simultaneousTransfers: 1)
        let first = Task { await client.fetch(TransferRequest(url: .http(server.port))) }
        _ = await arrived.stream.first { _ in true }
        let second = Task { await client.fetch(TransferRequest(url: .http(server.port))) }
        second.cancel()
        #expect(await second.value == TransferReport(steps: [], result: .failure(.cancelled)))
        first.cancel()
        #expect(await first.value.failure == .cancelled)
        await client.shutdown()
    }

    /// What fails at once must not deepen the stack from one waiting order to the next.
    @Test func endsALongLineOfBadOrders() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            arrived.continuation.yield()
            connection.hold()
        }
        let client = try TransferClient(simultaneousTransfers: 1)
        let first = Task { await client.fetch(TransferRequest(url: .http(server.port))) }
        _ = await arrived.stream.first { _ in true }
        let failures = await withTaskGroup(of: TransferFailure?.self) { group in
            for _ in 0..<20_000 { group.addTask { await client.fetch(TransferRequest(url: .http(0))).failure } }
            first.cancel()
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(failures == [.badURL("port 0 cannot be connected to"): 20_000])
        await client.shutdown()
    }

    @Test func failsEverythingAtShutdown() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            arrived.continuation.yield()
            connection.hold()
        }
        let silent = try ListeningSocket(.udp)
        let client = try TransferClient(simultaneousTransfers: 2)
        async let running = client.fetch(TransferRequest(url: .http(server.port)))
        _ = await arrived.stream.first { _ in true }
        async let lookingUp = client.fetch(
            TransferRequest(url: .http(80, host: "x.onhook.test"), resolver: .servers([loopback(silent.port)])))
        async let waiting = client.fetch(TransferRequest(url: .http(server.port)))
        await client.shutdown()
        #expect(await running.failure == .shutDown)
        #expect(await lookingUp.failure == .shutDown)
        #expect(await waiting.failure == .shutDown)
        #expect(await client.fetch(TransferRequest(url: .http(server.port))).failure == .shutDown)
        await client.shutdown()
    }

    /// In a process of its own, where only one client's thread is. The kernel tells what the thread waits for: epoll_wait(2) with a
    /// fourth argument of -1 ends by an event only.
    @Test(arguments: ["http", "tftp"])
    func sleepsWhileNothingIsUnderWay(scheme: String) async throws {
        await #expect(processExitsWith: .success) { [scheme] in
            let http = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
            let tftp = try ScriptedTFTPServer(serving: [97])
            let url = scheme == "tftp" ? TransferURL.tftp(tftp.port) : .http(http.port, host: "localhost")
            let client = try TransferClient()
            try #require(await client.fetch(TransferRequest(url: url)).text == "a")
            while try !ClientTests.threadWaitsForEver(named: "transfers") { await Task.yield() }
            await client.shutdown()
        }
    }

    static func threadWaitsForEver(named name: String) throws -> Bool {
        let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        let text = { (task: String, file: String) in
            (try? String(contentsOfFile: "/proc/self/task/\(task)/\(file)", encoding: .utf8)) ?? ""
        }
        let call = try #require(tasks.first { text($0, "comm") == name + "\n" }.map { text($0, "syscall") })
        let arguments = call.split(separator: " ").dropFirst().compactMap { UInt64($0.dropFirst(2), radix: 16) }
        return arguments.count > 3 && Int32(truncatingIfNeeded: arguments[3]) == -1
    }

    @Test func talksToAUnixSocket() async throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path(of: "control.sock")
        try directory.write("", to: "root/.keep")
        let configuration = try directory.write(
            """
            daemon off; user root; worker_processes 1; pid \(directory.path(of: "pid")); error_log stderr notice;
            events {}
            http {
                access_log off;
                client_body_temp_path \(directory.path(of: "c")); proxy_temp_path \(directory.path(of: "p"));
                fastcgi_temp_path \(directory.path(of: "f")); uwsgi_temp_path \(directory.path(of: "u"));
                scgi_temp_path \(directory.path(of: "s"));
                server {
                    listen unix:\(socket);
                    location /echo { return 422 "$request_method $content_type $content_length $http_user_agent $http_accept"; }
                }
            }
            """, to: "nginx.conf")
        let client = try TransferClient()
        await #expect(
            throws: TransferFailure.unreachable(Endpoint(address: socket, port: 0), reason: "No such file or directory")
        ) {
            try await client.local(socketPath: socket, path: "/")
        }
        let nginx = try ChildProcess(["nginx", "-p", directory.path, "-e", "stderr", "-c", configuration])
        #expect(nginx.printed(lineWith: "start worker process ") != nil)
        let response = try await client.local(
            socketPath: socket, method: "PATCH", path: "/echo?x=y", body: Array("{}".utf8))
        #expect(response.status == 422)
        #expect(String(decoding: response.body, as: UTF8.self) == "PATCH application/json 2  ")
        await client.shutdown()
    }

    @Test(arguments: [
        (
            TransferURL.http(80, "/a b"),
            TransferFailure.badURL("the path holds a blank or control character at position 3: write %20 for a blank")
        ),
        (
            .http(80, "/a\r\nX: y"),
            .badURL("the path holds a blank or control character at position 3: write %20 for a blank")
        ),
        (.http(80, "a"), .badURL("the path must begin with /")),
        (.http(80, host: ""), .badURL("the server is missing")),
        (.http(80, host: "a/b"), .badURL("a server's name has letters, digits, hyphens, underscores and dots only")),
        (
            .http(80, host: "user:secret@a"),
            .badURL("a server's name has letters, digits, hyphens, underscores and dots only")
        ),
        (.http(0), .badURL("port 0 cannot be connected to")),
    ])
    func refusesWhatIsNoURL(url: TransferURL, failure: TransferFailure) async throws {
        #expect(try await fetch(TransferRequest(url: url)) == TransferReport(steps: [], result: .failure(failure)))
    }

    @Test func refusesHeadersThatWouldBecomeTwo() async throws {
        let injected = TransferRequest(url: .http(80), userAgent: "a\r\nX: y")
        #expect(
            try await fetch(injected).failure
                == .badRequest("the value of the header User-Agent holds a control character"))
        let named = TransferRequest(url: .http(80), headers: [.init("X: y", "z")])
        #expect(
            try await fetch(named).failure
                == .badRequest("a header's name is empty or holds more than letters, digits and hyphens"))
        let put = TransferRequest(url: .tftp(69), method: .put([], contentType: "text/xml"))
        #expect(try await fetch(put).failure == .badRequest("TFTP can only fetch here, not send: use http or https"))
    }

    @Test(arguments: [
        (200, OutcomeClass.success), (204, .success), (299, .success), (300, .otherFailure), (303, .otherFailure),
        (400, .otherFailure), (401, .otherFailure), (403, .otherFailure), (404, .fileNotFound), (407, .otherFailure),
        (410, .otherFailure), (500, .otherFailure), (503, .otherFailure), (504, .otherFailure),
    ])
    func classifiesAStatus(status: Int, outcome: OutcomeClass) {
        #expect(OutcomeClass(status: status) == outcome)
        if outcome != .success { #expect(OutcomeClass(.failure(.status(status))) == outcome) }
    }

    @Test func ordersDeadlines() {
        var queue = DeadlineQueue<Int>()
        let now = ContinuousClock.now
        let order = (0..<200).map { ($0 * 73) % 200 }
        for number in order { queue.add(number, at: now + .seconds(number)) }
        #expect(queue.next == now)
        #expect(queue.takeDue(at: now - .seconds(1)) == nil)
        var taken: [Int] = []
        while let number = queue.takeDue(at: now + .seconds(99)) { taken.append(number) }
        #expect(taken == Array(0..<100))
        #expect(queue.count == 100)
    }
}
