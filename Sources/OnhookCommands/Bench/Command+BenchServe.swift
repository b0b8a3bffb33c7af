internal import Bench
internal import BenchServing
internal import FlatProfile
internal import Glibc
internal import HTTPServer
internal import Host
internal import Identity

extension Command {
    static let benchServe = Command(
        path: ["bench", "serve"], operands: "JOB",
        summary: "give the devices of a job their files, and watch what becomes of them",
        details: """
            Without --interface only HTTP is served, at 127.0.0.1:8080 unless --http says where. With --interface HTTP and syslog are served at
            its address, and --tftp and --dhcp start a dnsmasq there, and nowhere else; both need root or the capabilities for it.
            A first Ctrl-C ends in order. Started again, it goes on where it was.
            Exit status: 0 it was ended, or all devices came to what --until-all names, and none reported that something is wrong; 1 otherwise.
            """,
        options: BenchServe.options + [.benchStore, .json]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let goal = try BenchServe.goal(invocation)
        let plan = try BenchServe.plan(invocation)
        OpenFiles.raiseLimit()
        return try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            do throws(CommandFailure) {
                return Result<ExitStatus, CommandFailure>.success(
                    try await BenchServe.run(name, plan, until: goal, store, invocation))
            } catch {
                return .failure(error)
            }
        }.get()
    }
}

/// `onhook bench serve`.
enum BenchServe {
    static let options: [Option] = [
        .taking(
            "ADDR:PORT", "http",
            "where HTTP is served, or none (default 127.0.0.1:8080, with --interface its address and port 80)"),
        .taking(
            "ADDR:PORT", "https",
            "where HTTPS is served besides, with the bench's own certificate unless another is given"),
        .taking("FILE", "tls-cert", "the certificate for --https (PEM, with its chain)"),
        .taking("FILE", "tls-key", "the private key of --tls-cert (PEM, without a pass phrase)"),
        .taking(
            "ADDR:PORT", "syslog",
            "where syslog is taken by UDP, or none (default none, with --interface its address and port 514)"),
        .taking("NAME", "interface", "the network interface of the bench, for --tftp and --dhcp"),
        .flag("tftp", "serve files by TFTP at the interface"),
        .taking("FIRST-LAST", "dhcp", "give addresses at the interface, such as 10.77.0.50-10.77.0.99"),
        .taking(
            "LIST", "dhcp-options", "which of the options 66,150,159,160 DHCP gives (default all that lead anywhere)"),
        .taking(
            "ADDR:PORT", "pages",
            "where a browser sees the bench, with the live board, or none (default 127.0.0.1:0, a free port)"),
        .taking("STATE", "until-all", "end when all devices are fetched, or reported"),
    ]

    static func goal(_ invocation: Invocation) throws(CommandFailure) -> ServingBoard.Goal? {
        guard let text = invocation.arguments["until-all"] else { return nil }
        guard let goal = ServingBoard.Goal(rawValue: text) else {
            throw .usage("--until-all takes fetched or reported, not \"\(text.prefix(40))\"")
        }
        return goal
    }

    static func plan(_ invocation: Invocation) throws(CommandFailure) -> ServingPlan {
        let arguments = invocation.arguments
        var plan = ServingPlan(directory: try BenchCommand.directory(invocation))
        plan.searchPath = invocation.environment["PATH"]
        plan.temporaryDirectory = invocation.environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        plan.dnsmasq = try dnsmasq(arguments)
        let own = try ownAddress(arguments)
        plan.http = try place(
            "http", arguments, standard: .init(address: own ?? "127.0.0.1", port: own == nil ? 8080 : 80))
        plan.syslog = try place("syslog", arguments, standard: own.map { .init(address: $0, port: 514) })
        if let place = try place("https", arguments, standard: nil) {
            plan.https = (place, try identity(invocation, plan.directory))
        } else if arguments["tls-cert"] != nil || arguments["tls-key"] != nil {
            throw .usage("--tls-cert and --tls-key go with --https, which says where HTTPS is served")
        }
        guard plan.http != nil || plan.https != nil || plan.dnsmasq?.servesTFTP == true else {
            throw .usage("nothing would be served: give --http, --https, or --tftp")
        }
        return plan
    }

    private static func place(
        _ option: String, _ arguments: Arguments, standard: ServingPlan.Place?
    ) throws(CommandFailure) -> ServingPlan.Place? {
        guard let text = arguments[option] else { return standard }
        guard text != "none" else { return nil }
        let colon = text.lastIndex(of: ":")
        var address = colon.map { String(text[..<$0]) } ?? "0.0.0.0"
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        if address == "localhost" { address = "127.0.0.1" }
        if address.isEmpty { address = "0.0.0.0" }
        guard let port = UInt16(colon.map { text[text.index(after: $0)...] } ?? text[...]), IPAddress(address) != nil
        else {
            throw .usage(
                "--\(option) takes ADDR:PORT, such as 192.0.2.1:8080 or [::1]:0, a port alone for all addresses, or none, not \"\(text.prefix(60))\""
            )
        }
        return .init(address: address, port: port)
    }

    private static func dnsmasq(_ arguments: Arguments) throws(CommandFailure) -> ServingPlan.Dnsmasq? {
        let range: DnsmasqPlan.Range?
        do throws(DnsmasqFault) {
            range = try arguments["dhcp"].map { (text) throws(DnsmasqFault) in try DnsmasqPlan.Range(text) }
        } catch {
            throw .usage("--dhcp: \(error)")
        }
        let options = try arguments["dhcp-options"].map { (text) throws(CommandFailure) in try numbers(text) }
        guard arguments.has("tftp") || range != nil else {
            guard options == nil else { throw .usage("--dhcp-options goes with --dhcp") }
            return nil
        }
        guard let interface = arguments["interface"] else {
            throw .usage(
                "--interface is missing: TFTP and DHCP are served only where you say, because a second DHCP server upsets a network"
            )
        }
        guard options == nil || range != nil else { throw .usage("--dhcp-options goes with --dhcp") }
        return .init(interface: interface, servesTFTP: arguments.has("tftp"), range: range, options: options)
    }

    private static func numbers(_ text: String) throws(CommandFailure) -> Set<Int> {
        let numbers = text.split(separator: ",").map { Int($0) }
        let known = numbers.compactMap(\.self).filter { [66, 150, 159, 160].contains($0) }
        guard !known.isEmpty, known.count == numbers.count else {
            throw .usage("--dhcp-options takes some of 66,150,159,160, not \"\(text.prefix(40))\"")
        }
        return Set(known)
    }

    /// The address of --interface; nil without one.
    private static func ownAddress(_ arguments: Arguments) throws(CommandFailure) -> String? {
        guard let name = arguments["interface"] else { return nil }
        do throws(DnsmasqFault) {
            return "\(try ServingPlan.address(of: name))"
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func identity(
        _ invocation: Invocation, _ directory: String
    ) throws(CommandFailure) -> TLSIdentity {
        let credentials: ClientCredentials
        if let given = try Phone.givenServer(invocation.arguments) {
            credentials = given
        } else {
            let addresses = NetworkInterfaces.current().all.flatMap { $0.addresses.map(\.address.description) }
            let subject = ServerSubject(
                productName: "Onhook bench", mac: "000000000000",
                hostNames: [HostIdentity.hostName()?.lowercased() ?? "localhost", "localhost"],
                addresses: Array(Set(addresses.filter { !$0.hasPrefix("fe80:") } + ["127.0.0.1", "::1"])).sorted())
            do throws(ClientCredentialsError) {
                credentials = try ServerCredentials.kept(
                    in: directory + "/identity", for: subject, at: BenchCommand.now().unixSeconds)
            } catch {
                throw .failed("the certificate of the bench: identity/\(error)")
            }
        }
        return TLSIdentity(
            certificatePEM: String(decoding: credentials.chain, as: UTF8.self),
            keyPEM: String(decoding: credentials.key, as: UTF8.self))
    }

    /// The pages of the bench, beside what its devices see; nil if nobody wants them.
    private static func pages(
        _ store: any BenchStore, _ plan: ServingPlan, _ invocation: Invocation
    ) throws(CommandFailure) -> BenchPages? {
        let place = invocation.arguments["pages"] ?? "127.0.0.1:0"
        guard place != "none" else { return nil }
        return try BenchPages.start(
            store, directory: plan.directory, listen: place, person: BenchCommand.person(invocation))
    }

    // MARK: Running

    static func run(
        _ name: JobName, _ plan: ServingPlan, until goal: ServingBoard.Goal?, _ store: any BenchStore,
        _ invocation: Invocation
    ) async throws(CommandFailure) -> ExitStatus {
        let signals = await TerminationSignals()
        let console = invocation.console
        let display = BenchDisplay(console, job: name, goal: goal, isJSON: invocation.arguments.has("json"))
        let server: BenchServer
        do throws(ServingFault) {
            server = try await BenchServer.start(name, in: store, plan) { display.say($0) }
        } catch {
            throw .failed("\(error)")
        }
        let pages: BenchPages?
        do throws(CommandFailure) {
            pages = try self.pages(store, plan, invocation)
        } catch {
            await server.stop()
            throw error
        }
        display.began(server, pages)
        let run = Task {
            await server.run { events, board in
                display.show(events, board)
                return goal.map { !board.hasReached($0) } ?? true
            }
        }
        let interruption = Task {
            await signals.first()
            guard !Task.isCancelled else { return }
            run.cancel()
            await signals.first()
            if !Task.isCancelled { _exit(130) }
        }
        await run.value
        interruption.cancel()
        await pages?.stop()
        await server.stop()
        let rest = await server.remaining()
        display.show(rest.events, rest.board)
        return display.ended(wasInterrupted: run.isCancelled)
    }
}
