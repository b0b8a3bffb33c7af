import Glibc
import Testing
import TestSupport
import Threading

@testable import HTTPServer

/// Answers with a closure.
struct ClosureHandler: RequestHandler {
    var limit: @Sendable (Request) -> Int? = { _ in nil }
    var body: @Sendable (Request) -> Answer

    init(limit: @escaping @Sendable (Request) -> Int? = { _ in nil }, _ body: @escaping @Sendable (Request) -> Answer) {
        self.limit = limit
        self.body = body
    }

    func respond(to request: Request) -> Answer { body(request) }
    func bodyLimit(for request: Request) -> Int? { limit(request) }
}

/// Runs blocking work on a thread of its own.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        BlockingThread.start { continuation.resume(returning: work()) }
    }
}

/// How many files lose their number while something is done. A number that is closed twice is somebody else's the second time: that of one
/// who opens files all the time, for instance.
func filesLost(while work: @escaping @Sendable () -> Void) async -> Int {
    let isOver = Locked(false)
    async let lost = onThread {
        var lost = 0
        while !isOver.withLock({ $0 }) {
            let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
            sched_yield()
            if close(file) != 0 { lost += 1 }
        }
        return lost
    }
    await onThread(work)
    isOver.withLock { $0 = true }
    return await lost
}

extension ServerLimits {
    /// Waits long for what a busy machine brings late.
    static var patient: ServerLimits {
        var limits = ServerLimits()
        limits.headerTime = .seconds(300)
        limits.idleTime = .seconds(300)
        return limits
    }
}

/// A server on loopback for the time of the body.
func withServer(
    limits: ServerLimits = .patient, tls: TLSIdentity? = nil, handler: any RequestHandler,
    _ body: (HTTPServer, UInt16) async throws -> Void
) async throws {
    let server = try HTTPServer(
        listeners: [.tcp(address: "127.0.0.1", port: 0, tls: tls)], limits: limits, handler: handler)
    let port = try #require(server.boundPort)
    do {
        try await body(server, port)
    } catch {
        await server.stop(grace: .zero)
        throw error
    }
    await server.stop()
}

struct NoConnection: Error {
    var code: Int32
}

/// A plain client socket. Everything waits 90 s at most, so that a hanging server fails a test instead of the run.
final class RawClient: Sendable {
    let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 90, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Everything is set by now, so that `deinit` closes the socket of one that throws as well.
        guard result == 0 else { throw NoConnection(code: errno) }
    }

    deinit { close(descriptor) }

    /// Ends the connection in both directions.
    func disconnect() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// What comes next, at most `size` bytes; empty at the end.
    func read(_ size: Int = 65_536) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: size)
        let count = recv(descriptor, &buffer, size, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    /// Everything up to the end of the connection.
    func readToEnd() -> String {
        var bytes: [UInt8] = []
        while true {
            let piece = read()
            guard !piece.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
    }

    /// Everything up to and including the text, or to the end of the connection.
    func read(through mark: String) -> String {
        var bytes: [UInt8] = []
        while !bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8) {
            // One byte at a time near the mark, so that nothing behind it is taken.
            let piece = read(available() > 1 << 16 ? 1 << 12 : 1)
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func available() -> Int32 {
        var count: Int32 = 0
        return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? count : 0
    }
}

/// What the server says to these bytes until it closes the connection.
func exchange(_ port: UInt16, _ bytes: [UInt8]) async throws -> String {
    let client = try RawClient(port: port)
    return await onThread {
        client.write(bytes)
        return client.readToEnd()
    }
}

func exchange(_ port: UInt16, _ text: String) async throws -> String {
    try await exchange(port, Array(text.utf8))
}

/// A program that has ended: its exit status and what it wrote on standard output.
struct Finished: Sendable {
    var status: Int32
    var output: [UInt8]
    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program by its name, with standard error thrown away.
func run(_ arguments: String...) async -> Finished { await run(arguments) }

func run(_ arguments: [String]) async -> Finished {
    let result: Finished? = await onThread {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var process: pid_t = 0
        let pointers = arguments.map { strdup($0) } + [nil]
        let failure = posix_spawnp(&process, arguments[0], &actions, nil, pointers, environ)
        for pointer in pointers { free(pointer) }
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        defer { close(ends[0]) }
        guard failure == 0 else { return nil }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(ends[0], &buffer, buffer.count)
            guard count > 0 else { break }
            output += buffer.prefix(count)
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return Finished(status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), output: output)
    }
    guard let result else {
        Issue.record("\(arguments[0]) is needed for this test")
        return Finished(status: -1, output: [])
    }
    return result
}

/// A fresh directory for the time of the body.
func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    defer { withExtendedLifetime(directory) {} }
    try await body(directory.path)
}

func contents(of path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
}

func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}
