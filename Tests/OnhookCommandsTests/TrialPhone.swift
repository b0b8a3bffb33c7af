import Foundation
import TestSupport

/// A daemon of a trial: with a password, and spoken to as the machine's own login through its control socket.
final class TrialPhone: Sendable {
    static let password = "Trial-Password-1"

    let daemon: DaemonProcess
    let directory: TemporaryDirectory
    /// The state directory as the tests see it.
    let state: String

    /// Starts a daemon over a fresh state directory, or over one that is there already.
    ///
    /// - Parameter namespace: A command that is run before in a mount name space of the daemon's own, `$STATE` being its directory.
    init(
        in directory: TemporaryDirectory? = nil, options: [String] = [], environment: [String: String] = [:],
        namespace: String? = nil
    ) async throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        let state = directory.path(of: "state")
        let file = try directory.write(Self.password + "\n", to: "password")
        daemon = try await DaemonProcess(
            state: state,
            options: ["--model", "8841", "--mac", "000e08aabbcc", "--admin-password-file", file] + options,
            environment: environment.merging(["STATE": state]) { $1 },
            wrapper: namespace.map { ["unshare", "-m", "/bin/sh", "-c", $0 + #"; exec "$@""#, "sh"] } ?? [])
        self.state = namespace == nil ? state : "/proc/\(daemon.process)/root" + state
    }

    /// Ends the daemon in an orderly way.
    func stop() async throws {
        let status = try await daemon.end()
        guard status == 0 else { throw TestSupportError("the daemon ended with \(status): \(daemon.printed)") }
    }

    // MARK: JSON

    /// A request of the machine's own login.
    func ask(_ method: String, _ path: String, _ body: Any? = nil) async throws -> HTTPAnswer {
        let bytes = try body.map { Array(try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed)) }
        return try await HTTPExchange.send(
            method, path, toSocket: state + "/control.sock", headers: ["Content-Type: application/json"], body: bytes)
    }

    /// Sets parameters; the answer must be 200.
    func set(_ values: [String: String]) async throws {
        let answer = try await ask("PATCH", "/api/v1/parameters", values)
        guard answer.status == 200 else { throw TestSupportError("PATCH: \(answer.status) \(answer.body)") }
    }

    func status(attempts: Int = 20) async throws -> Status {
        try await ask("GET", "/api/v1/status?attempts=\(attempts)").decoded()
    }

    /// Resyncs, and answers the record of it.
    func resync(rule: String? = nil) async throws -> Resync {
        try await ask("POST", "/api/v1/resync", rule.map { ["rule": $0] } ?? [:]).decoded()
    }

    func value(of name: String) async throws -> String? {
        let parameter: Parameter = try await ask("GET", "/api/v1/parameters/\(name)").decoded()
        return parameter.value
    }

    struct Parameter: Decodable { var name: String, value: String?, is_set: Bool?, origin: String? }
    struct Next: Decodable, Equatable { var at: String, reason: String }
    struct Change: Decodable, Equatable { var name: String, old: String?, new: String? }
    struct Attempt: Decodable {
        var number: Int, trigger: String, rule: String, expanded: String, url: String?, http_status: Int?
        var outcome: String, error: String?, changed: [Change], revision: Int?, next: Next?
    }
    struct Status: Decodable { var revision: Int, next_resync: Next?, attempts: [Attempt] }
    struct Resync: Decodable { var succeeded: Bool, attempts: [Attempt], next_resync: Next? }

    // MARK: Pages

    /// A page as a script gets it that shows the administrator's password.
    func basic(
        _ method: String, _ path: String, headers: [String] = [], body: [UInt8]? = nil, password: String = password
    ) async throws -> HTTPAnswer {
        let credentials = Data("admin:\(password)".utf8).base64EncodedString()
        return try await HTTPExchange.send(
            method, path, to: daemon.port, headers: ["Authorization: Basic \(credentials)"] + headers, body: body)
    }

    /// Logs in as a browser does.
    func browser(password: String = password) async throws -> TrialBrowser {
        var browser = TrialBrowser(port: daemon.port)
        try await browser.logIn(password: password)
        return browser
    }
}

/// A browser: keeps cookies and sends forms with their token.
struct TrialBrowser: Sendable {
    let port: UInt16
    /// The address that it comes from, if not 127.0.0.1.
    var source: String?
    private(set) var cookies: [String: String] = [:]

    init(port: UInt16) { self.port = port }

    /// What the header line Cookie holds.
    var cookieLine: String { cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }

    mutating func get(_ path: String) async throws -> HTTPAnswer {
        try await send("GET", path, body: nil, headers: [])
    }

    mutating func post(
        _ path: String, _ fields: [(String, String)], origin: String? = nil
    ) async throws -> HTTPAnswer {
        try await send(
            "POST", path, body: Self.form(fields),
            headers: [
                "Content-Type: application/x-www-form-urlencoded", "Origin: \(origin ?? "http://127.0.0.1:\(port)")",
            ])
    }

    mutating func send(_ method: String, _ path: String, body: [UInt8]?, headers: [String]) async throws -> HTTPAnswer {
        let cookie = cookies.isEmpty ? [] : ["Cookie: " + cookies.map { "\($0)=\($1)" }.joined(separator: "; ")]
        let answer = try await HTTPExchange.send(
            method, path, to: port, from: source,
            headers: ["Accept: text/html", "Sec-Fetch-Site: same-origin"] + cookie + headers,
            body: body)
        for line in answer.head where line.lowercased().hasPrefix("set-cookie:") {
            let pair = line.dropFirst("set-cookie:".count).split(separator: ";")[0].split(separator: "=", maxSplits: 1)
            cookies[pair[0].trimmingCharacters(in: .whitespaces)] = pair.count > 1 ? String(pair[1]) : ""
        }
        return answer
    }

    mutating func logIn(password: String) async throws {
        let token = try await get("/login").hidden("csrf_token")
        let answer = try await post(
            "/login", [("csrf_token", token), ("username", "admin"), ("password", password)])
        guard answer.status == 303 else { throw TestSupportError("login: \(answer.status) \(answer.body)") }
    }

    /// Opens a tab and submits these fields with its token and revision.
    mutating func submit(
        _ path: String, _ fields: [(String, String)], origin: String? = nil
    ) async throws -> HTTPAnswer {
        let page = try await get(path)
        let own = [("csrf_token", try page.hidden("csrf_token")), ("revision", try page.hidden("revision"))]
        return try await post(path, own + fields, origin: origin)
    }

    static func form(_ fields: [(String, String)]) -> [UInt8] {
        let kept = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: kept) ?? "" }
        return Array(fields.map { "\(encoded($0))=\(encoded($1))" }.joined(separator: "&").utf8)
    }
}

extension HTTPAnswer {
    /// The value of a hidden field.
    func hidden(_ name: String) throws -> String {
        guard let field = body.range(of: "name=\"\(name)\"[^>]*value=\"[^\"]*\"", options: .regularExpression),
            let value = body[field].range(of: "value=\"[^\"]*\"", options: .regularExpression)
        else { throw TestSupportError("no field \(name) in the answer \(status): \(body.prefix(2000))") }
        return String(body[value].dropFirst("value=\"".count).dropLast())
    }

    /// The body as a record.
    func decoded<Record: Decodable>() throws -> Record {
        do {
            return try JSONDecoder().decode(Record.self, from: Data(bytes))
        } catch {
            throw TestSupportError("\(status) is no \(Record.self): \(body.prefix(2000)) (\(error))")
        }
    }
}
