internal import FlatProfile
internal import Glibc
public import HTTPServer
internal import Identity
internal import Pages
public import PhoneService

/// The web server of a phone: its listeners follow the configuration, whoever changes it.
///
/// A listener is opened before the one that it replaces is closed, and at the same place both share one socket, so that no connection is
/// lost. What was asked of the old one is answered; for a few seconds more it sends browsers on to the new one.
public actor WebServer {
    /// A listener at work.
    private struct Open {
        var endpoint: ListenerPlan.Endpoint
        var version: TLSIdentity.Version?
        /// The fingerprint of its certificate.
        var certificate: String?
        var server: HTTPServer
        var handler: MovableHandler

        var port: UInt16 { server.boundPort ?? endpoint.port }
        var destination: MovableHandler.Destination { .init(port: port, isTLS: endpoint.isTLS) }
    }

    private let service: PhoneService
    private let application: any RequestHandler
    private let options: ListenerOptions
    private let names: Set<String>
    private let limits: ServerLimits
    private let whenQuiet: (@Sendable () -> Void)?
    private let board: ListenerBoard
    private var utility: Open?
    private var redirect: Open?
    /// Those that were replaced and still answer, with what ends them.
    private var leaving: [(listener: Open, end: Task<Void, Never>)] = []
    private var retry: Task<Void, Never>?
    private var isStopped = false
    private var hasStarted = false

    /// How long a listener that was replaced sends browsers on.
    private static let farewell: Duration = .seconds(10)
    /// After how long a listener that could not be opened is tried again.
    private static let patience: Duration = .seconds(30)
    /// How often the web server's own certificate is looked at, besides at every event of the phone.
    private static let inspection: Duration = .seconds(6 * 3600)

    /// The web server of that phone; nothing is open yet. `names` are those of the phone, without its addresses.
    public init(
        _ service: PhoneService, _ application: any RequestHandler, options: ListenerOptions, names: Set<String>,
        board: ListenerBoard, limits: ServerLimits = ServerLimits(), whenQuiet: (@Sendable () -> Void)? = nil
    ) {
        self.service = service
        self.application = application
        self.options = options
        self.names = names
        self.board = board
        self.limits = limits
        self.whenQuiet = whenQuiet
        switch options.decision {
        case .commandLine(let address, let port, _):
            let host = address.contains(":") ? "[\(address)]" : address
            board.change { $0.decidedBy = "--listen \(host):\(port)" }
        case .handed: board.change { $0.decidedBy = "The socket of the service manager" }
        case .parameters: break
        }
    }

    /// Opens what the configuration asks for. Throws if nothing can be opened where the pages should be.
    public func start() async throws(WebServerFault) {
        await follow()
        hasStarted = true
        board.begin()
        if utility == nil, let fault = board.state.fault { throw WebServerFault(sentence: fault) }
    }

    /// Follows the configuration until the task is cancelled.
    public func run() async {
        await withTaskGroup { group in
            group.addTask { [service] in
                for await event in await service.watch() where event.mayMoveListeners { await self.follow() }
            }
            group.addTask { [service] in
                for await _ in service.certificates.changes { await self.follow() }
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.inspection)) != nil { await self.follow() }
            }
        }
    }

    /// Closes everything; what was asked is answered.
    public func stop() async {
        isStopped = true
        board.end()
        retry?.cancel()
        let open = [utility, redirect].compactMap(\.self)
        (utility, redirect) = (nil, nil)
        let ending = leaving.map(\.end)
        for task in ending { task.cancel() }
        await withTaskGroup { group in
            for listener in open { group.addTask { await listener.server.stop() } }
            for task in ending { group.addTask { await task.value } }
        }
    }

    // MARK: following

    /// Makes the listeners as the configuration wants them; what cannot be made is told, and the one before stays.
    private func follow() async {
        guard !isStopped else { return }
        let needsCertificate = ListenerPlan(service.snapshot, options).utility?.isTLS == true
        let credentials = needsCertificate ? await credentials() : nil
        guard !isStopped else { return }
        // What was configured meanwhile counts.
        let snapshot = service.snapshot
        let plan = ListenerPlan(snapshot, options)
        guard plan.utility?.isTLS != true || credentials != nil else { return await follow() }
        var replaced: [Open] = []
        var fault: String?
        do throws(WebServerFault) {
            let wanted = try plan.utility.map { (endpoint) throws(WebServerFault) in
                try open(
                    endpoint, endpoint.isTLS ? try credentials?.get() : nil, plan.minimumVersion,
                    as: handler(.utility), instead: utility)
            }
            if let wanted, wanted.server !== utility?.server { replaced += [utility].compactMap(\.self) }
            if wanted == nil { replaced += [utility].compactMap(\.self) }
            utility = wanted
        } catch {
            fault = error.sentence
        }
        let redirectFault = followRedirect(plan, &replaced)
        for listener in replaced { retire(listener) }
        for (listener, _) in leaving { sendOn(from: listener) }
        tell(snapshot, fault, redirectFault)
        tryAgain(if: fault != nil || redirectFault != nil)
    }

    private func handler(_ course: MovableHandler.Course) -> MovableHandler {
        MovableHandler(
            application, names: names, phone: .init(productName: service.identity.model.productName), course)
    }

    private func followRedirect(_ plan: ListenerPlan, _ replaced: inout [Open]) -> String? {
        guard let utility, utility.endpoint.isTLS, let wanted = plan.redirect, !wanted.isAtPlace(of: utility.endpoint)
        else {
            replaced += [redirect].compactMap(\.self)
            redirect = nil
            return nil
        }
        let destination = utility.destination
        do throws(WebServerFault) {
            let handler = handler(.redirection(destination))
            let open = try open(wanted, nil, plan.minimumVersion, as: handler, instead: redirect, besides: replaced)
            if let redirect, redirect.server !== open.server { replaced.append(redirect) }
            redirect = open
            open.handler.take(.redirection(destination))
            return nil
        } catch {
            replaced += [redirect].compactMap(\.self)
            redirect = nil
            return error.sentence
        }
    }

    /// The listener that is there already, or a new one: over the socket of one of ours that has the place, else over one of its own.
    private func open(
        _ endpoint: ListenerPlan.Endpoint, _ credentials: ClientCredentials?,
        _ version: TLSIdentity.Version, as handler: MovableHandler, instead present: Open?,
        besides replaced: [Open] = []
    ) throws(WebServerFault) -> Open {
        let version = endpoint.isTLS ? version : nil
        if let present, present.endpoint == endpoint, present.certificate == credentials?.certificate.fingerprint,
            present.version == version
        {
            return present
        }
        // Port 0 stays where it is while the process lives.
        let isInPlace = present.map { $0.endpoint.address == endpoint.address && $0.endpoint.port == endpoint.port }
        let holder =
            isInPlace == true
            ? present
            : ([utility, redirect].compactMap(\.self) + replaced + leaving.map(\.listener)).first {
                $0.endpoint.isAtPlace(of: endpoint)
            }
        let tls = credentials.map { TLSIdentity($0, version ?? .tls12) }
        do throws(ServerStartError) {
            let server: HTTPServer
            if let holder, let shared = try holder.server.sharedListener(tls: tls) {
                server = try HTTPServer(
                    listeners: [shared], limits: limits(of: handler), handler: handler, whenQuiet: whenQuiet)
                holder.server.stopAccepting()
            } else {
                server = try fresh(endpoint, tls, limits(of: handler), handler)
            }
            return Open(
                endpoint: endpoint, version: version, certificate: credentials?.certificate.fingerprint, server: server,
                handler: handler)
        } catch {
            throw WebServerFault(sentence: "\(error)")
        }
    }

    /// Who only sends browsers on needs no more than one thread.
    private func limits(of handler: MovableHandler) -> ServerLimits {
        var limits = limits
        if handler.isRedirection { limits.threads = 1 }
        return limits
    }

    /// A server over the sockets of the service manager, which stay its own and open, or over a socket of its own.
    private func fresh(
        _ endpoint: ListenerPlan.Endpoint, _ tls: TLSIdentity?, _ limits: ServerLimits, _ handler: MovableHandler
    ) throws(ServerStartError) -> HTTPServer {
        guard case .handed(let sockets, _) = options.decision, !handler.isRedirection else {
            return try server(endpoint, tls, limits, handler)
        }
        let listeners = sockets.map { Listener.socket(fcntl($0, F_DUPFD_CLOEXEC, 3), tls: tls) }
        return try HTTPServer(listeners: listeners, limits: limits, handler: handler, whenQuiet: whenQuiet)
    }

    /// All addresses are those of IPv6 and IPv4; a machine may have no IPv6 at all.
    private func server(
        _ endpoint: ListenerPlan.Endpoint, _ tls: TLSIdentity?, _ limits: ServerLimits, _ handler: MovableHandler
    ) throws(ServerStartError) -> HTTPServer {
        func listen(_ address: String) throws(ServerStartError) -> HTTPServer {
            try HTTPServer(
                listeners: [.tcp(address: address, port: endpoint.port, tls: tls)], limits: limits, handler: handler,
                whenQuiet: whenQuiet)
        }
        if let address = endpoint.address { return try listen(address) }
        do throws(ServerStartError) {
            return try listen("::")
        } catch .socket(_, call: "socket", _) {
            return try listen("0.0.0.0")
        }
    }

    private func credentials() async -> Result<ClientCredentials, WebServerFault> {
        do throws(ClientCredentialsError) {
            return .success(try await service.certificates.currentWebServer())
        } catch {
            return .failure(WebServerFault(sentence: "The web server has no certificate: \(error)."))
        }
    }

    private func tell(_ snapshot: Snapshot, _ fault: String?, _ redirectFault: String?) {
        let before = board.state
        board.change { state in
            state.revision = snapshot.revision
            state.utility = utility.map { Self.address(of: $0) }
            state.port = utility?.port
            state.isTLS = utility?.endpoint.isTLS ?? false
            state.redirect = redirect.map { Self.address(of: $0) }
            state.fault = fault
            state.redirectFault = redirectFault
        }
        let after = board.state
        // What `start` finds whoever started it tells.
        guard hasStarted else { return }
        if let fault, fault != before.fault { service.complain("the web server is not as configured: \(fault)") }
        if let redirectFault, redirectFault != before.redirectFault {
            service.complain("browsers without TLS are not redirected: \(redirectFault)")
        }
        guard before.utility != after.utility else { return }
        service.report(after.utility.map { "the web server listens on \($0) now" } ?? "the web server is switched off")
    }

    private static func address(of open: Open) -> String {
        var endpoint = open.endpoint
        endpoint.port = open.port
        let host = endpoint.address ?? "[::]"
        return
            "\(endpoint.isTLS ? "https" : "http")://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(open.port)"
    }

    private func retire(_ listener: Open) {
        listener.server.endEventStreams()
        let isSucceeded = utility != nil
        let end = Task {
            if isSucceeded { try? await Task.sleep(for: Self.farewell) }
            await listener.server.stop()
            leaving.removeAll { $0.listener.server === listener.server }
        }
        leaving.append((listener, end))
    }

    /// Who comes back to the same place finds the listener that is there now: only those who have to go elsewhere are told.
    private func sendOn(from listener: Open) {
        guard let destination = utility?.destination else { return }
        listener.handler.take(destination == listener.destination ? .utility : .moved(destination))
    }

    private func tryAgain(if hasFailed: Bool) {
        retry?.cancel()
        retry = nil
        guard hasFailed else { return }
        retry = Task {
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            await self.follow()
        }
    }

    /// The port where the pages are; nil while they are nowhere.
    public var boundPort: UInt16? { utility?.port }
}

/// Why the pages are nowhere.
public struct WebServerFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do, in a sentence.
    public var sentence: String

    /// The sentence.
    public var description: String { sentence }
}

extension PhoneEvent {
    /// Whether what happened may have changed the configuration, or the clock.
    fileprivate var mayMoveListeners: Bool {
        switch self {
        case .revised, .restarted, .resyncEnded: true
        default: false
        }
    }
}

extension TLSIdentity {
    fileprivate init(_ credentials: ClientCredentials, _ version: Version) {
        self.init(
            certificatePEM: String(decoding: credentials.chain, as: UTF8.self),
            keyPEM: String(decoding: credentials.key, as: UTF8.self), minimumVersion: version)
    }
}
