@preconcurrency internal import Dispatch
internal import FlatProfile
internal import Glibc
internal import Host
internal import HTTPServer
internal import Identity
internal import PhoneService
internal import WebUI

extension Command {
    static let serve = Command(
        path: ["serve"], summary: "run the phone: its web utility and its provisioning",
        details: """
            Prints one line, `onhook: listening on http://ADDR:PORT`, when it is ready. Ends on SIGTERM and SIGINT.
            Without a password the first one is set on the page /setup: from this machine, or with the token that is printed.
            """,
        options: [
            .taking(
                "ADDR:PORT", "listen", "where the web utility listens; port 0 takes a free one (default 127.0.0.1:8080)"
            ),
            .taking("DIR", "state", "the state directory, or :memory: (default \(StateDirectory.standardPath))"),
            .taking("PATH", "control", "the control socket (default DIR/control.sock; none for :memory:)"),
            .taking(
                "FD", "ready-fd",
                "a descriptor, 3 or more, that gets the web utility's address in one line when it answers"),
            .taking("NAME", "host-name", "a name by which browsers may address the phone; may be repeated"),
            .taking(
                "FILE", "admin-password-file",
                "sets the administrator's password, if none is set, to the first line of FILE"),
            .taking(
                "DIR", "hooks",
                "programs that follow the configuration (default \(HookPlace.standardDirectory), if it exists)"),
            .emptyElements,
            .taking(
                "SECONDS", "confirm-window",
                "how long a change of the web pages that may lock its author out waits for its confirmation before it is taken back (10 to 3600, default 90; 0: it needs none)"
            ),
            .taking(
                "METHOD", "script-login",
                "how scripts log in: basic (default; over TLS or on this machine only), digest, or none: not at all"),
            .flag(
                "address-logins",
                "direct actions take &xuser=NAME&xpassword=PASSWORD at the end of their address, over HTTP too"),
        ] + Phone.placeOptions + Phone.firmwareOptions + Phone.identityOptions
    ) { (invocation) throws(CommandFailure) in
        guard invocation.arguments.operands.isEmpty else { throw .usage("it takes options only") }
        let ready = try invocation.arguments["ready-fd"].map { (text) throws(CommandFailure) in
            try ReadyDescriptor(text)
        }
        let listener = try Daemon.listener(invocation.arguments["listen"] ?? "127.0.0.1:8080")
        let directory = invocation.arguments["state"] ?? StateDirectory.standardPath
        let isInMemory = directory == ":memory:"
        let control = invocation.arguments["control"] ?? (isInMemory ? nil : directory + "/control.sock")
        let hooks = Phone.hooks(control: control, invocation.arguments)
        let phone =
            isInMemory
            ? try await Phone.inMemory(invocation, hooks: hooks, log: .info)
            : try await Phone.serve(directory: directory, hooks: hooks, invocation)
        do throws(CommandFailure) {
            try await Daemon.setPassword(invocation.arguments["admin-password-file"], phone, invocation.console)
            try await Daemon.run(phone, listener, control: control, ready, invocation)
            await phone.close()
            return .done
        } catch {
            await phone.close()
            throw error
        }
    }
}

extension Option {
    /// How changes of the pages are confirmed, as the command line says.
    static func confirmation(in arguments: Arguments) throws(CommandFailure) -> ConfirmationSettings {
        switch arguments["confirm-window"] {
        case nil: return ConfirmationSettings()
        case "0": return ConfirmationSettings(window: nil)
        case let text?:
            guard let window = ConfirmationSettings.window(text) else {
                throw .usage("--confirm-window: \(ConfirmationSettings.windowFault), or 0")
            }
            return ConfirmationSettings(window: window)
        }
    }

    /// How scripts log in, as the command line says.
    static func scriptLogin(in arguments: Arguments) throws(CommandFailure) -> ScriptLogin {
        let word = arguments["script-login"] ?? ScriptLogin.basic.rawValue
        guard let login = ScriptLogin(rawValue: word) else {
            throw .usage("--script-login takes basic, digest or none, not \"\(word.prefix(40))\"")
        }
        return login
    }
}

/// The daemon: listens, runs the phone, ends on a signal.
enum Daemon {
    static func run(
        _ phone: Phone, _ listener: (address: String, port: UInt16), control: String?, _ ready: ReadyDescriptor?,
        _ invocation: Invocation
    ) async throws(CommandFailure) {
        let handed = SocketActivation(environment: invocation.environment).sockets
        let listeners = listeners(listener, control: control, handed)
        let listener = (address: handed.lazy.compactMap(\.address).first ?? listener.address, port: listener.port)
        let signals = await TerminationSignals()
        let server: HTTPServer
        do throws(ServerStartError) {
            server = try HTTPServer(listeners: listeners, handler: phone.application)
        } catch {
            throw .failed("\(error)")
        }
        announce(phone, server, listener.address, ready, invocation)
        let manager = ServiceManager(
            environment: invocation.environment, service: phone.service,
            probe: handed.contains(where: \.isUnix)
                ? nil
                : ServerProbe(
                    control: control,
                    // At another address than these it is not met on loopback.
                    port: ["127.0.0.1", "0.0.0.0", "::"].contains(listener.address) ? server.boundPort : nil))
        manager?.begin()
        await withTaskGroup { group in
            group.addTask { await phone.service.run() }
            group.addTask { await announceResets(phone, server, listener.address, invocation) }
            if let manager {
                group.addTask { await manager.tellStatus() }
                group.addTask { await manager.feedWatchdog() }
            }
            await signals.first()
            group.cancelAll()
        }
        manager?.end()
        await server.stop()
    }

    private static func announce(
        _ phone: Phone, _ server: HTTPServer, _ address: String, _ ready: ReadyDescriptor?, _ invocation: Invocation
    ) {
        if !phone.service.isSetUp { inviteToSetUp(phone, server, address, invocation) }
        let url = "http://\(host(address)):\(server.boundPort ?? 0)"
        invocation.console.line("onhook: listening on \(url)")
        if let ready, !ready.tell(url) {
            invocation.console.complain(
                "onhook: nobody reads the descriptor of --ready-fd; the phone serves all the same\n")
        }
    }

    private static func inviteToSetUp(
        _ phone: Phone, _ server: HTTPServer, _ address: String, _ invocation: Invocation
    ) {
        invocation.console.complain(
            "onhook: no password is set yet: open http://\(host(address)):\(server.boundPort ?? 0)/setup on this machine, "
                + "or /setup?token=\(phone.setupToken) from another\n")
    }

    private static func host(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

    /// After a factory reset the first passwords are set anew.
    private static func announceResets(
        _ phone: Phone, _ server: HTTPServer, _ address: String, _ invocation: Invocation
    ) async {
        for await event in await phone.service.watch() where event == .restarted && !phone.service.isSetUp {
            inviteToSetUp(phone, server, address, invocation)
        }
    }

    /// The sockets that the service manager opened, or those that the command line names.
    private static func listeners(
        _ named: (address: String, port: UInt16), control: String?, _ handed: [SocketActivation.Socket]
    ) -> [Listener] {
        let web = handed.filter { !$0.isUnix }.map { Listener.socket($0.descriptor) }
        let local = handed.filter(\.isUnix).map { Listener.socket($0.descriptor) }
        return (web.isEmpty ? [.tcp(address: named.address, port: named.port)] : web)
            + (local.isEmpty ? control.map { [.unix(path: $0)] } ?? [] : local)
    }

    /// `127.0.0.1:8080`, `[::1]:0`, `:8080`.
    static func listener(_ text: String) throws(CommandFailure) -> (address: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw .usage("--listen takes ADDR:PORT, such as 127.0.0.1:8080 or [::1]:0, not \"\(text)\"")
        }
        var address = String(text[..<colon])
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        if address == "localhost" { address = "127.0.0.1" }
        if address.isEmpty { address = "0.0.0.0" }
        guard IPAddress(address) != nil else {
            throw .usage("--listen takes an address of this machine, not \"\(address)\"; 0.0.0.0 is all of them")
        }
        return (address, port)
    }

    static func setPassword(
        _ file: String?, _ phone: Phone, _ console: Console
    ) async throws(CommandFailure) {
        guard let file, !phone.service.isSetUp else { return }
        let text = String(decoding: try InputFile.bytes(of: file, console, limit: 4096), as: UTF8.self)
        let password = String(text.prefix { !$0.isNewline })
        do throws(PasswordRefusal) {
            let login = PhoneService.login(ofUser: geteuid())
            try await phone.service.setUp(
                adminPassword: password, userPassword: "", through: .commandLine(login: login))
        } catch {
            throw .failed("\(file): \(error)")
        }
    }
}

/// SIGTERM and SIGINT, as something to wait for.
final class TerminationSignals {
    private let arrivals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// From when this returns no signal is lost. One that comes before ends the process, as it does any other: ignored until the
    /// queue has registered its source, which it does later, it would be lost.
    init() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let (registrations, registered) = AsyncStream.makeStream(of: Void.self)
        arrivals = stream
        sources = [SIGTERM, SIGINT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setRegistrationHandler { registered.yield() }
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        signal(SIGPIPE, SIG_IGN)
        for await _ in registrations.prefix(sources.count) {}
    }

    /// Waits for the first of them.
    func first() async {
        for await _ in arrivals { return }
    }
}
