internal import FlatProfile
internal import Glibc
internal import Host
internal import HTTPServer
internal import PhoneService
internal import Store
internal import Transfer
internal import WebUI

/// Where a command finds its phone: a daemon behind its control socket, or the store itself. Both take the same JSON requests.
enum PhoneClient: Sendable {
    /// The daemon that serves the directory.
    case daemon(socket: String, TransferClient)
    /// The phone in this process, over the store that nobody serves.
    case here(Phone)

    static let options: [Option] = [
        .taking("DIR", "state", "the phone's state directory (default \(StateDirectory.standardPath))"),
        .taking("PATH", "control", "the control socket of a running daemon (default DIR/control.sock)"),
    ]

    /// How long a daemon may take for an answer.
    enum Patience {
        /// It answers at once, from memory or disk.
        case short
        /// It asks other servers first, which may hang, one after the other.
        case long
    }

    /// Does something with the phone, and puts it down again.
    static func with<Result: Sendable>(
        _ invocation: Invocation, for access: StoreAccess = .readOnly,
        _ body: (PhoneClient) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        if let socket = invocation.arguments["control"] {
            return try await talking(to: socket, body)
        }
        let directory = invocation.arguments["state"] ?? StateDirectory.standardPath
        guard directory != ":memory:" else {
            throw .usage("a phone in memory is reached by its control socket only: name it with --control PATH")
        }
        let socket = directory + "/control.sock"
        if ControlSocket.answers(at: socket) {
            return try await talking(to: socket, body)
        }
        guard Glibc.access(directory, F_OK) == 0 || errno != ENOENT else {
            throw .failed(
                "\(directory) does not exist; `onhook serve --state \(directory)` makes it, or name another with --state"
            )
        }
        return try await using(try await Phone.open(directory: directory, for: access, invocation), body)
    }

    /// Does something with a phone of this process, and puts it down again.
    static func using<Result: Sendable>(
        _ phone: Phone, _ body: (PhoneClient) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        do throws(CommandFailure) {
            let result = try await body(.here(phone))
            await phone.close()
            return result
        } catch {
            await phone.close()
            throw error
        }
    }

    private static func talking<Result: Sendable>(
        to socket: String, _ body: (PhoneClient) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        let client: TransferClient
        do throws(TransferFailure) {
            client = try TransferClient()
        } catch {
            throw .failed("\(error)")
        }
        do throws(CommandFailure) {
            let result = try await body(.daemon(socket: socket, client))
            await client.shutdown()
            return result
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// Sends a request; its JSON answer, or the failure that it tells of.
    func send(
        _ method: String, _ path: String, body: [UInt8] = [], takes patience: Patience = .short
    ) async throws(CommandFailure) -> [UInt8] {
        let (status, bytes) = try await exchange(method, path, body, patience)
        guard (200..<300).contains(status) else { throw .failed(Self.sentence(of: bytes, status)) }
        return bytes
    }

    private func exchange(
        _ method: String, _ path: String, _ body: [UInt8], _ patience: Patience
    ) async throws(CommandFailure) -> (Int, [UInt8]) {
        switch self {
        case .daemon(let socket, let client):
            var limits = TransferLimits()
            if patience == .long {
                // Four rules may each take the 300 seconds of a transfer; a day is "as long as it takes".
                limits.idle = .seconds(86_400)
                limits.total = .seconds(86_400)
            }
            do throws(TransferFailure) {
                let response = try await client.local(
                    socketPath: socket, method: method, path: path, body: body, limits: limits)
                return (response.status, response.body)
            } catch {
                throw .failed("the daemon at \(socket) does not answer: \(error)")
            }
        case .here(let phone):
            return await phone.answer(method, path, body)
        }
    }

    /// Asks for something that may not exist; nil if it does not.
    func find<Record: Decodable>(
        _: Record.Type, _ path: String
    ) async throws(CommandFailure) -> Record? {
        let (status, bytes) = try await exchange("GET", path, [], .short)
        guard status != 404 else { return nil }
        guard (200..<300).contains(status) else { throw .failed(Self.sentence(of: bytes, status)) }
        return try Report.decode(Record.self, bytes)
    }

    /// Sends a request; its answer as a record.
    func ask<Record: Decodable>(
        _: Record.Type, _ method: String, _ path: String, body: [UInt8] = []
    ) async throws(CommandFailure) -> Record {
        try Report.decode(Record.self, try await send(method, path, body: body))
    }

    private static func sentence(of bytes: [UInt8], _ status: Int) -> String {
        if let refusal = try? RecordCoding.decode(Refusal.self, from: bytes) { return refusal.error }
        return "the phone answered with status \(status)"
    }

    private struct Refusal: Decodable {
        var error: String
    }
}

/// Whether a daemon listens at a socket.
enum ControlSocket {
    static func answers(at path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, length) == 0 }
        }
    }
}

extension PhoneClient {
    /// Whether the command line or the environment names a phone that lasts, or there is one in the standard place.
    static func isNamed(in invocation: Invocation) -> Bool {
        if invocation.arguments["control"] != nil { return true }
        if let directory = invocation.arguments["state"] { return directory != ":memory:" }
        return access(StateDirectory.standardPath, R_OK | X_OK) == 0
    }

    /// A phone that comes from the factory and is forgotten afterwards.
    static func withFactoryPhone<Result: Sendable>(
        _ invocation: Invocation, _ body: (PhoneClient) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        try await using(try await Phone.inMemory(invocation), body)
    }

    /// Does something while the phone's engine runs: a daemon's does anyway, that of a store without daemon for this command, without
    /// the resync of a start.
    func whileRunning<Result: Sendable>(
        _ body: () async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        guard case .here(let phone) = self else { return try await body() }
        let engine = Task { await phone.service.runOnRequest() }
        do throws(CommandFailure) {
            let result = try await body()
            engine.cancel()
            await engine.value
            return result
        } catch {
            engine.cancel()
            await engine.value
            throw error
        }
    }
}
