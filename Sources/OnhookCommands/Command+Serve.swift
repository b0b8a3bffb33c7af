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
            Without --listen, or with an address alone, Web_Server_Port and Enable_Protocol decide where the web utility listens, and when
            the protocol is Https another listener at port 80 redirects to it.
            Without a password the first one is set on the page /setup: from this machine, or with the token that is printed.
            """,
        options: [
            .taking(
                "ADDR[:PORT]", "listen",
                "where the web utility listens; port 0 takes a free one, without a port Web_Server_Port decides"
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
        ] + webServerOptions + Phone.placeOptions + Phone.firmwareOptions + Phone.identityOptions
    ) { (invocation) throws(CommandFailure) in
        guard invocation.arguments.operands.isEmpty else { throw .usage("it takes options only") }
        let listening = try ListenerOptions(invocation.arguments)
        let ready = try invocation.arguments["ready-fd"].map { (text) throws(CommandFailure) in
            try ReadyDescriptor(text)
        }
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
            try await Daemon.run(phone, listening, control: control, ready, invocation)
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
        _ phone: Phone, _ listening: ListenerOptions, control: String?, _ ready: ReadyDescriptor?,
        _ invocation: Invocation
    ) async throws(CommandFailure) {
        let handed = SocketActivation(environment: invocation.environment).sockets
        let listening = listening.over(handed)
        let signals = await TerminationSignals()
        OpenFiles.raiseLimit()
        let socket = try controlServer(at: control, handed.filter(\.isUnix), phone)
        let web = WebServer(
            phone.service, phone.application, options: listening, names: phone.hostNames, board: phone.listeners,
            whenQuiet: SettledMemory.giveBack)
        do throws(WebServerFault) {
            try await web.start()
        } catch {
            // Over the control socket, or by a resync, what is wrong can be put right; without one nobody could.
            guard socket != nil, case .parameters = listening.decision else {
                await socket?.stop()
                throw .failed(error.sentence + (invocation.arguments["listen"] == nil ? Self.advice : ""))
            }
            invocation.console.complain("onhook: \(error.sentence) It is tried again every 30 seconds.\n")
        }
        if let fault = phone.listeners.state.redirectFault {
            invocation.console.complain("onhook: browsers without TLS are not redirected: \(fault)\n")
        }
        announce(phone, ready, invocation)
        let manager = ServiceManager(
            environment: invocation.environment, service: phone.service,
            probe: handed.contains(where: \.isUnix) ? nil : ServerProbe(control: control, board: phone.listeners))
        manager?.begin()
        await withTaskGroup { group in
            group.addTask { await phone.service.run() }
            group.addTask { await web.run() }
            group.addTask { await announceResets(phone, invocation) }
            group.addTask { await settleDown() }
            if let manager {
                group.addTask { await manager.tellStatus() }
                group.addTask { await manager.feedWatchdog() }
            }
            await signals.first()
            group.cancelAll()
        }
        manager?.end()
        await web.stop()
        await socket?.stop()
    }

    /// What only the start needed is given back when it is over: once, a second later. What requests needed the web server gives back.
    private static func settleDown() async {
        guard (try? await ContinuousClock().sleep(for: .seconds(1))) != nil else { return }
        SettledMemory.giveBack()
    }

    private static let advice = " Or name another place with --listen, such as --listen 127.0.0.1:8080"

    /// The control socket: that of the service manager, or the one at that path.
    private static func controlServer(
        at path: String?, _ handed: [SocketActivation.Socket], _ phone: Phone
    ) throws(CommandFailure) -> HTTPServer? {
        let own = path.map { [Listener.unix(path: $0)] } ?? []
        let listeners = handed.isEmpty ? own : handed.map { .socket($0.descriptor) }
        guard !listeners.isEmpty else { return nil }
        do throws(ServerStartError) {
            return try HTTPServer(listeners: listeners, handler: phone.application)
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func announce(_ phone: Phone, _ ready: ReadyDescriptor?, _ invocation: Invocation) {
        if !phone.service.isSetUp { inviteToSetUp(phone, invocation) }
        let address = phone.listeners.state.utility
        invocation.console.line(
            address.map { "onhook: listening on \($0)" } ?? "onhook: not listening; only the control socket is served")
        if let ready, !ready.tell(address ?? "") {
            invocation.console.complain(
                "onhook: nobody reads the descriptor of --ready-fd; the phone serves all the same\n")
        }
    }

    private static func inviteToSetUp(_ phone: Phone, _ invocation: Invocation) {
        guard let address = phone.listeners.state.utility else { return }
        invocation.console.complain(
            "onhook: no password is set yet: open \(address)/setup on this machine, "
                + "or /setup?token=\(phone.setupToken) from another\n")
    }

    /// After a factory reset the first passwords are set anew.
    private static func announceResets(_ phone: Phone, _ invocation: Invocation) async {
        for await event in await phone.service.watch() where event == .restarted && !phone.service.isSetUp {
            inviteToSetUp(phone, invocation)
        }
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

    /// Waits for the first of them, or the next one.
    func first() async {
        for await _ in arrivals { return }
    }
}
