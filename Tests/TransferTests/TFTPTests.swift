import TestSupport
import Testing

@testable import Transfer

@Suite struct TFTPTests {
    @Test(arguments: [0, 1, 511, 512, 513, 1427, 1428, 1429, 300_000])
    func fetchesFromTftpd(size: Int) async throws {
        let bytes = noise(size)
        let server = try TFTPServer(files: ["dir/p.cfg": bytes])
        for blockSize in [1428, nil, 8192] {
            let report = try await fetch(
                TransferRequest(url: .tftp(server.port, "/dir/p.cfg"), tftpBlockSize: blockSize))
            #expect(report.response?.body == bytes)
            #expect(report.failure == nil)
            #expect(report.response?.endpoint == loopback(server.port))
        }
    }

    /// 80,000 blocks: the number of a block has 16 bits and begins again.
    @Test func countsOnAfter65535Blocks() async throws {
        let bytes = noise(80_000 * 128)
        let server = try TFTPServer(files: ["big": bytes])
        let report = try await fetch(TransferRequest(url: .tftp(server.port, "/big"), tftpBlockSize: 128))
        #expect(report.response?.body == bytes)
    }

    @Test(arguments: [0, 512, 1000])
    func fetchesFromAServerWithoutOptions(size: Int) async throws {
        let bytes = noise(size)
        let server = try ScriptedTFTPServer(serving: bytes)
        let report = try await fetch(TransferRequest(url: .tftp(server.port)))
        #expect(report.response?.body == bytes)
        #expect(server.requestedNames == ["p.cfg"])
    }

    /// Lost: the first answer, a block in between, and the last one.
    @Test(arguments: [[0], [1], [3]] as [Set<Int>])
    func asksAgainForWhatWasLost(lost: Set<Int>) async throws {
        let bytes = noise(1300)
        let server = try ScriptedTFTPServer(serving: bytes, .losing(lost))
        // The library's intervals follow from the limits: with these it repeats every second or two.
        let limits = TransferLimits.with {
            $0.connect = .seconds(6)
            $0.total = .seconds(9)
        }
        let report = try await fetch(TransferRequest(url: .tftp(server.port), limits: limits))
        #expect(report.response?.body == bytes)
    }

    @Test func tellsAMissingFile() async throws {
        let server = try TFTPServer(files: [:])
        let report = try await fetch(TransferRequest(url: .tftp(server.port)))
        #expect(report.failure == .tftpFileNotFound("File not found"))
        #expect(OutcomeClass(report.result) == .fileNotFound)
    }

    /// The library has one result for 0 and 4. After 8, "options refused", the request is repeated without options.
    @Test(arguments: [
        (0, 0, 1), (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 0, 1), (5, 5, 1), (6, 6, 1), (7, 7, 1), (8, 8, 2),
    ])
    func tellsTheServersError(sent: UInt16, told: Int, requests: Int) async throws {
        let server = try ScriptedTFTPServer(.error(code: sent, message: "no way"))
        let report = try await fetch(TransferRequest(url: .tftp(server.port)))
        #expect(report.failure == .tftp(code: told, message: "no way"))
        #expect(server.requestedNames.count == requests)
        #expect(report.steps.count == requests)
    }

    @Test func givesUpASilentServer() async throws {
        let server = try ScriptedTFTPServer(.silent)
        let limits = TransferLimits.with { $0.connect = .milliseconds(300) }
        let report = try await fetch(TransferRequest(url: .tftp(server.port), limits: limits))
        #expect(report.failure == .connectTimeout(loopback(server.port), after: .milliseconds(300)))
    }

    @Test func givesUpAServerThatStops() async throws {
        let server = try ScriptedTFTPServer(serving: noise(2000), .hangingAfterFirstBlock)
        let limits = TransferLimits.with { $0.idle = .milliseconds(300) }
        let report = try await fetch(TransferRequest(url: .tftp(server.port), limits: limits))
        #expect(report.failure == .idleTimeout(after: .milliseconds(300)))
    }

    @Test func stopsAtTheLimit() async throws {
        let server = try TFTPServer(files: ["big": noise(100_000)])
        let limits = TransferLimits.with { $0.bodyBytes = 50_000 }
        let report = try await fetch(TransferRequest(url: .tftp(server.port, "/big"), limits: limits))
        #expect(report.failure == .tooLarge(limit: 50_000))
    }

    @Test(arguments: [
        ("/a?b;mode=netascii", "a?b;mode=netascii"), ("/a%20b", "a b"), ("//x/y", "/x/y"), ("/a#b", "a#b"),
    ])
    func asksForTheNameAsTheLibraryOfThePhoneWould(path: String, name: String) async throws {
        let server = try ScriptedTFTPServer(serving: [1])
        let report = try await fetch(TransferRequest(url: .tftp(server.port, path)))
        #expect(report.response?.body == [1])
        #expect(server.requestedNames == [name])
    }
}
