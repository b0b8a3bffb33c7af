import Glibc
import TestSupport
import Testing
import Threading

@testable import Transfer

@Suite struct BodyFileTests {
    /// An open file in a directory of its own; it is closed with this object.
    private final class File {
        let directory: TemporaryDirectory
        let descriptor: Int32

        init() throws {
            directory = try TemporaryDirectory()
            descriptor = open(try directory.write("", to: "body"), O_WRONLY)
        }

        deinit { close(descriptor) }

        var bytes: [UInt8] { get throws { try directory.read("body") } }
    }

    private func fetch(
        _ url: TransferURL, into descriptor: Int32, _ told: Locked<[Told]> = Locked([]),
        limits: TransferLimits = TransferLimits()
    ) async throws -> TransferReport {
        var request = TransferRequest(url: url, limits: limits)
        request.destination = .file(
            BodyFile(descriptor: descriptor) { bytes, total in told.withLock { $0.append(Told(bytes, total)) } })
        return try await TransferTests.fetch(request)
    }

    private struct Told: Equatable {
        var bytes: Int
        var total: Int?
        init(_ bytes: Int, _ total: Int?) { (self.bytes, self.total) = (bytes, total) }
    }

    @Test func writesALargeFileOfNginxAndTellsHowFarItIs() async throws {
        let bytes = noise(12 << 20)
        let server = try NginxServer()
        try server.directory.write(bytes, to: "root/firmware.bin")
        let (file, told) = (try File(), Locked<[Told]>([]))
        let limits = TransferLimits.with { $0.bodyBytes = 64 << 20 }
        let report = try await fetch(.http(server.port, "/firmware.bin"), into: file.descriptor, told, limits: limits)
        #expect(report.failure == nil)
        #expect(report.response?.body == [])
        #expect(report.response?.bytes == bytes.count)
        #expect(report.steps.map(\.bytes) == [bytes.count])
        #expect(try file.bytes == bytes)
        let counts = told.withLock { $0 }
        #expect(counts.last == Told(bytes.count, bytes.count))
        #expect(counts.allSatisfy { $0.total == bytes.count })
        #expect(counts.map(\.bytes) == counts.map(\.bytes).sorted())
    }

    @Test(arguments: [0, 1428, 300_000])
    func writesAFileOfTftpd(size: Int) async throws {
        let bytes = noise(size)
        let server = try TFTPServer(files: ["firmware.bin": bytes])
        let (file, told) = (try File(), Locked<[Told]>([]))
        let report = try await fetch(.tftp(server.port, "/firmware.bin"), into: file.descriptor, told)
        #expect(report.failure == nil)
        #expect(try file.bytes == bytes)
        #expect(told.withLock { $0 }.last == (size == 0 ? nil : Told(size, size)))
    }

    @Test func tellsNoTotalThatTheServerDidNotTell() async throws {
        let server = try ScriptedServer(answers: [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        ])
        let (file, told) = (try File(), Locked<[Told]>([]))
        let report = try await fetch(.http(server.port), into: file.descriptor, told)
        #expect(report.response?.bytes == 3)
        #expect(told.withLock { $0 } == [Told(3, nil)])
    }

    /// Bodies of other answers must not end up in front of it.
    @Test func writesTheFinalAnswerOnly() async throws {
        let server = try NginxServer(
            files: ["b.cfg": "b"], server: "location = /a.cfg { return 302 /b.cfg; } location = /c { return 404 no; }")
        let file = try File()
        #expect(try await fetch(.http(server.port, "/a.cfg"), into: file.descriptor).failure == nil)
        #expect(try file.bytes == Array("b".utf8))
        let other = try File()
        #expect(try await fetch(.http(server.port, "/c"), into: other.descriptor).failure == .status(404))
        #expect(try other.bytes == [])
    }

    @Test(arguments: ["http", "tftp"])
    func stopsAtTheLimit(scheme: String) async throws {
        let http = try NginxServer()
        try http.directory.write(noise(200_000), to: "root/big")
        let tftp = try TFTPServer(files: ["big": noise(200_000)])
        let url = scheme == "http" ? TransferURL.http(http.port, "/big") : .tftp(tftp.port, "/big")
        let file = try File()
        let report = try await fetch(url, into: file.descriptor, limits: .with { $0.bodyBytes = 100_000 })
        #expect(report.failure == .tooLarge(limit: 100_000))
        #expect(try file.bytes.count <= 100_000)
    }

    @Test(arguments: ["http", "tftp"])
    func tellsAFullDisk(scheme: String) async throws {
        let http = try NginxServer(files: ["f": "abc"])
        let tftp = try TFTPServer(files: ["f": noise(5000)])
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let url = scheme == "http" ? TransferURL.http(http.port, "/f") : .tftp(tftp.port, "/f")
        let report = try await fetch(url, into: full)
        #expect(report.failure == .storageFull)
        #expect(OutcomeClass(report.result) == .otherFailure)
    }

    @Test func tellsAFileThatCannotBeWritten() async throws {
        let server = try NginxServer(files: ["f": "abc"])
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(
            try await fetch(.http(server.port, "/f"), into: file).failure
                == .cannotStore(reason: "Bad file descriptor"))
    }

    @Test func tellsAFileThatWasCutOff() async throws {
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"])
        let file = try File()
        #expect(
            try await fetch(.http(server.port), into: file.descriptor).failure == .partialBody(expected: 100, got: 3))
    }
}
