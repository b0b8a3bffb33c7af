import Bench
import FlatProfile
import HTTPServer
import ProfileRules
import Spreadsheet
import TestSupport
import Threading

@testable import BenchUI

/// A bench with its pages, and a browser in front of it that keeps its cookies.
final class Room: Sendable {
    static let password = "Bench-Morning-7"

    let directory: TemporaryDirectory
    let store: SQLiteBenchStore
    let account: BenchAccount
    let application: BenchApplication
    private let cookies = Locked<[String: String]>([:])
    private let instant = Locked(ContinuousClock.now)

    init() async throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        store = try await SQLiteBenchStore.open(directory: directory.path(of: "bench"))
        account = BenchAccount(directory: directory.path(of: "bench"))
        let tokens = Locked(0)
        var configuration = BenchConfiguration(
            instance: "test", setupToken: "the-setup-token", person: "Maria", now: { Room.now }
        ) {
            tokens.withLock {
                $0 += 1
                return "token-of-forty-three-letters-and-number-\($0)"
            }
        }
        let instant = instant
        configuration.instant = { instant.withLock { $0 } }
        application = BenchApplication(store: store, account: account, configuration: configuration)
    }

    static let floor: JobName = {
        guard let name = JobName("floor-2") else { preconditionFailure("no name of a job") }
        return name
    }()

    static let now = Timestamp(unixSeconds: 1_795_000_000)

    /// A room in which somebody is logged in.
    static func entered() async throws -> Room {
        let room = try await Room()
        let page = await room.get("/setup")
        let answer = await room.post(
            "/setup",
            [
                ("csrf_token", page.token), ("new_password", password), ("new_password_confirm", password),
            ])
        guard answer.status == .seeOther else { throw TestSupportError("no way in: \(answer.text)") }
        return room
    }

    /// The clock by which sessions end goes on.
    func wait(_ time: Duration) { instant.withLock { $0 = $0.advanced(by: time) } }

    func forgetCookies() { cookies.withLock { $0 = [:] } }

    // MARK: Asking

    func get(_ target: String, headers: [(String, String)] = [], from peer: Peer = .address("127.0.0.1", port: 4000))
        async -> Response
    {
        await ask(.get, target, headers: headers, body: [], from: peer)
    }

    func post(
        _ target: String, _ fields: [(String, String)], headers: [(String, String)] = [],
        from peer: Peer = .address("127.0.0.1", port: 4000)
    ) async -> Response {
        let body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        return await ask(
            .post, target, headers: [("Content-Type", "application/x-www-form-urlencoded")] + headers,
            body: Array(body.utf8), from: peer)
    }

    /// A form with files, as browsers send it.
    func upload(_ target: String, _ fields: [(String, String)], files: [(String, String, [UInt8])]) async -> Response {
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array("--x--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for (name, file, bytes) in files {
            body += Array(
                "--x--x\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                    .utf8)
            body += bytes + [13, 10]
        }
        body += Array("--x--x--\r\n".utf8)
        return await ask(
            .post, target, headers: [("Content-Type", "multipart/form-data; boundary=x--x")], body: body,
            from: .address("127.0.0.1", port: 4000))
    }

    /// What the pages' forms carry.
    func token() async -> String { await get("/new-job").token }

    private func ask(
        _ method: Method, _ target: String, headers: [(String, String)], body: [UInt8], from peer: Peer
    ) async -> Response {
        var fields: [HeaderFields.Field] = []
        if !headers.contains(where: { $0.0 == "Host" }) { fields.append(.init(name: "Host", value: "127.0.0.1:8080")) }
        if !headers.contains(where: { $0.0 == "Accept" }) { fields.append(.init(name: "Accept", value: "text/html")) }
        let kept = cookies.withLock { $0 }
        if !kept.isEmpty {
            fields.append(
                .init(name: "Cookie", value: kept.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")))
        }
        fields += headers.map { HeaderFields.Field(name: $0.0, value: $0.1) }
        guard let request = Request(method: method, target: target, headers: fields, body: body, peer: peer) else {
            preconditionFailure("no request: \(target)")
        }
        let response = await application.respond(to: request).response()
        for cookie in response.headers.all("Set-Cookie") {
            let pair = cookie.text.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies.withLock { $0[String(pair[0])] = String(pair[1]) }
        }
        return response
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" + digits : digits)
        }.joined()
    }

    // MARK: Jobs

    static let template = Array("<flat-profile><Station_Name>{{name}}</Station_Name></flat-profile>".utf8)

    /// A job whose devices have these names.
    @discardableResult
    func job(_ name: String = "floor-2", names: [String]) async throws -> [Device] {
        guard let jobName = JobName(name) else { throw TestSupportError("no name: \(name)") }
        let job = Job(
            name: jobName, created: Room.now, author: "Maria",
            template: TemplateFile(name: "t.xml", bytes: Self.template),
            columns: [Column("Name", isSecret: false), Column("SIP Password", isSecret: true)])
        let devices = names.enumerated().map { number, name in
            Device(
                mac: MACAddress(bits: 0x000e_0800_0000 + UInt64(number + 1)), serialNumber: "FCH\(10_000 + number)",
                model: .standard, values: [Secret(name), Secret("hunter2-\(number)")], origin: .list(line: number + 2))
        }
        try await store.create(job, devices: devices)
        return devices
    }
}

extension Response {
    var text: String { String(decoding: body.bytes, as: UTF8.self) }

    /// The token of the first form.
    var token: String {
        guard let start = text.firstRange(of: "name=\"csrf_token\" value=\"") else { return "" }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    func header(_ name: HeaderName) -> String? { headers.all(name).first?.text }
}
