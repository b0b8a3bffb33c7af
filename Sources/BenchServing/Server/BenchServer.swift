public import Bench
internal import FlatProfile
internal import Glibc
internal import HTTPServer
internal import Host
internal import Threading

/// A bench that serves a job: files by HTTP and TFTP, addresses by DHCP, and an ear for what devices send.
///
/// Everything that happens becomes an event of the job, and what the bench knows it has from events: killed and started again it goes on where
/// it was.
public final class BenchServer: Sendable {
    /// Where it can be reached.
    public struct Addresses: Hashable, Sendable {
        /// `http://10.77.0.1:8080`; nil if HTTP is not served.
        public var http: String?
        /// `https://10.77.0.1:8443`; nil if HTTPS is not served.
        public var https: String?
        /// `10.77.0.1:514`; nil if syslog is not taken.
        public var syslog: String?
        /// `10.77.0.1`; nil if TFTP is not served.
        public var tftp: String?
        /// `10.77.0.50-10.77.0.99`; nil if DHCP is not served.
        public var dhcp: String?
        /// What DHCP tells besides addresses, by number.
        public var options: [Int: String] = [:]
    }

    /// The job.
    public let job: Job
    /// Where it can be reached.
    public let addresses: Addresses
    private let store: any BenchStore
    private let context: ServingContext
    private let cache: FileCache
    private let web: HTTPServer?
    private let syslog: DatagramSocket?
    private let dnsmasq: Dnsmasq?
    private let directory: ServedDirectory?
    private let plan: ServingPlan
    /// What was told up to now, and the last event of it.
    private let told: Locked<(board: ServingBoard, last: Int)>

    /// Begins to serve a job.
    ///
    /// - Parameter say: Gets sentences for the people at the bench that are no events: a disk that is full, a dnsmasq that ended.
    public static func start(
        _ name: JobName, in store: any BenchStore, _ plan: ServingPlan,
        say: @escaping @Sendable (String) -> Void
    ) async throws(ServingFault) -> BenchServer {
        try await start(name, in: store, plan, now: { SystemClock().now() }, say: say)
    }

    /// As above, by another clock, for tests.
    static func start(
        _ name: JobName, in store: any BenchStore, _ plan: ServingPlan, now: @escaping @Sendable () -> Timestamp,
        say: @escaping @Sendable (String) -> Void
    ) async throws(ServingFault) -> BenchServer {
        let start = try await ServingStart(name, in: store)
        return try await BenchServer(start, store, plan, now: now, say: say)
    }

    private init(
        _ start: ServingStart, _ store: any BenchStore, _ plan: ServingPlan,
        now: @escaping @Sendable () -> Timestamp, say: @escaping @Sendable (String) -> Void
    ) async throws(ServingFault) {
        let job = start.job
        let events = EventWriter(store: store, job: job.name, now: now, complain: say)
        let context = ServingContext(job: job, book: start.book, events: events, now: now, say: say)
        let cache = FileCache(start.files)
        let own = try Self.makeDirectory(of: job.name, in: plan.directory)
        let site = DeviceSite(
            context: context, cache: cache,
            desk: ReportDesk(
                context: context, reader: ReportReader(start.files),
                shelf: ReportShelf(directory: own + "/problem-reports")))
        let (web, http, https) = try Self.startWeb(site, plan)
        var addresses = Addresses(http: http, https: https)
        let desk = SyslogDesk(context, file: SyslogFile(path: own + "/syslog.log"))
        let socket = try Self.startSyslog(desk, plan)
        if let socket, let place = plan.syslog { addresses.syslog = Self.name(place.address, socket.port) }
        do throws(DnsmasqFault) {
            (dnsmasq, directory) = try await Self.startDnsmasq(
                start, plan, context, cache, leases: own + "/leases", &addresses)
        } catch {
            socket?.end()
            await web?.stop(grace: .zero)
            throw .dnsmasq(error)
        }
        self.job = job
        self.addresses = addresses
        self.store = store
        self.context = context
        self.cache = cache
        self.web = web
        syslog = socket
        self.plan = plan
        told = Locked((start.board, start.last))
    }

    private static func makeDirectory(of job: JobName, in parent: String) throws(ServingFault) -> String {
        for path in [parent + "/serving", parent + "/serving/" + job.text] {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .directory("\(LogText.line(path)) cannot be made: \(SystemError(number: errno))")
            }
        }
        return parent + "/serving/" + job.text
    }

    private static func startWeb(
        _ site: DeviceSite, _ plan: ServingPlan
    ) throws(ServingFault) -> (HTTPServer?, http: String?, https: String?) {
        var listeners: [Listener] = []
        if let place = plan.http { listeners.append(.tcp(address: place.address, port: place.port)) }
        if let (place, identity) = plan.https {
            listeners.append(.tcp(address: place.address, port: place.port, tls: identity))
        }
        guard !listeners.isEmpty else { return (nil, nil, nil) }
        var limits = ServerLimits()
        // A fleet of virtual phones comes from one address.
        limits.connectionsPerAddress = 2048
        do throws(ServerStartError) {
            let server = try HTTPServer(listeners: listeners, limits: limits, handler: site)
            var ports = server.boundPorts[...]
            let http = plan.http.map { "http://" + name($0.address, (ports.popFirst() ?? nil) ?? 0, but: 80) }
            let https = plan.https.map { "https://" + name($0.place.address, (ports.popFirst() ?? nil) ?? 0, but: 443) }
            return (server, http, https)
        } catch {
            throw .web("\(error)")
        }
    }

    private static func startSyslog(_ desk: SyslogDesk, _ plan: ServingPlan) throws(ServingFault) -> DatagramSocket? {
        guard let place = plan.syslog else { return nil }
        do throws(DatagramFault) {
            return try DatagramSocket(address: place.address, port: place.port) { desk.take($0, from: $1) }
        } catch {
            throw .syslog(place, code: error.code)
        }
    }

    private static func startDnsmasq(
        _ start: ServingStart, _ plan: ServingPlan, _ context: ServingContext, _ cache: FileCache, leases: String,
        _ addresses: inout Addresses
    ) async throws(DnsmasqFault) -> (Dnsmasq?, ServedDirectory?) {
        guard let wish = plan.dnsmasq else { return (nil, nil) }
        guard let program = DnsmasqProcess.program(path: plan.searchPath) else { throw .missing }
        try Rights.check(dhcp: wish.range != nil)
        let place = try InterfaceWatch.place(of: wish.interface)
        let rule = start.job.fileNames.first ?? Job.factoryFileName
        let web = addresses.http ?? addresses.https
        let options = DnsmasqPlan.options(
            address: place.address, fileName: rule,
            isFactoryName: start.job.fileNames.contains {
                $0 == Job.factoryFileName || $0 == "/" + Job.factoryFileName
            },
            servesTFTP: wish.servesTFTP, web: web.flatMap { reachable($0, from: place.address) }, wanted: wish.options)
        let dnsmasqPlan = DnsmasqPlan(
            interface: wish.interface, address: place.address, prefixLength: place.prefixLength,
            servesTFTP: wish.servesTFTP, range: wish.range, hasUniqueRoots: start.job.layout == .byMAC,
            options: options)
        try dnsmasqPlan.check()
        let directory = try ServedDirectory(start.files, cache: cache, temporary: plan.temporaryDirectory)
        let dnsmasq = Dnsmasq(
            dnsmasqPlan, program: program, directory: directory, leases: leases, context: context, cache: cache)
        do throws(DnsmasqFault) {
            if wish.servesTFTP {
                for (mac, reason) in try await directory.write(start.devices) {
                    context.say("\(mac) has no file: \(reason)")
                }
            }
            try await dnsmasq.start()
        } catch {
            await dnsmasq.stop()
            throw error
        }
        if wish.servesTFTP { addresses.tftp = "\(place.address)" }
        if let range = wish.range {
            addresses.dhcp = "\(range.first)-\(range.last)"
            for option in options { addresses.options[option.number] = option.value }
        }
        return (dnsmasq, directory)
    }

    /// An address of the web server as devices of the interface reach it; nil if they do not.
    private static func reachable(_ web: String, from address: IPAddress) -> String? {
        if web.contains("//127.") || web.contains("//[::1]") { return nil }
        for all in ["//0.0.0.0", "//[::]"] where web.contains(all) {
            let scheme = web.prefix { $0 != "/" }
            return "\(scheme)//\(address)\(web.dropFirst(scheme.count + all.count))"
        }
        return web
    }

    /// `10.77.0.1:8080`; the port that everybody takes anyway is left out.
    private static func name(_ address: String, _ port: UInt16, but standard: UInt16? = nil) -> String {
        let host = address.contains(":") ? "[\(address)]" : address
        return port == standard ? host : "\(host):\(port)"
    }

    // MARK: Running

    /// How many devices the job has now.
    public var devices: Int { context.book.withLock { $0.register.count } }

    /// Serves until the task is cancelled, and tells of every event of the job, whoever wrote it, and of how all devices are.
    ///
    /// - Parameter changed: Gets what is new, some times a second; false ends the run.
    public func run(_ changed: @escaping @Sendable (_ events: [BenchEvent], _ board: ServingBoard) async -> Bool) async
    {
        await withTaskGroup { group in
            group.addTask { await self.context.events.run() }
            if let dnsmasq { group.addTask { await dnsmasq.supervise() } }
            if let wish = plan.dnsmasq {
                group.addTask { await InterfaceWatch().watch(wish.interface, say: self.context.say) }
            }
            group.addTask { await self.follow(changed) }
            // Only who follows ends by itself, or all are cancelled.
            await self.following.wait()
            group.cancelAll()
        }
    }

    private let following = Gate()

    /// Ends in order: takes no more requests, lets those under way end, writes what is left.
    public func stop() async {
        await web?.stop(grace: .seconds(3))
        syslog?.end()
        await dnsmasq?.stop()
        _ = await context.events.finish()
    }

    private func follow(_ changed: @Sendable ([BenchEvent], ServingBoard) async -> Bool) async {
        defer { following.open() }
        var fault = false
        guard await changed([], told.withLock(\.board)) else { return }
        while !Task.isCancelled {
            do throws(BenchStoreError) {
                let (events, board) = try await next()
                if !events.isEmpty {
                    guard await changed(events, board) else { return }
                }
                fault = false
                if events.count == Self.mostAtOnce { continue }
            } catch {
                if !fault { context.say("events cannot be read, and the board stands still: \(error)") }
                fault = true
            }
            guard (try? await Task.sleep(for: .milliseconds(150))) != nil else { return }
        }
    }

    private static let mostAtOnce = 2000

    /// The next events, and how all devices are then.
    private func next() async throws(BenchStoreError) -> ([BenchEvent], ServingBoard) {
        var (board, last) = told.withLock { $0 }
        let events = try await store.events(of: job.name, after: last, limit: Self.mostAtOnce)
        guard let end = events.last else { return ([], board) }
        last = end.id
        try await refresh(events, &board)
        for event in events { board.happened(event) }
        told.withLock { $0 = (board, last) }
        return (events, board)
    }

    /// After the end: what `run` did not come to tell any more.
    public func remaining() async -> (events: [BenchEvent], board: ServingBoard) {
        var events: [BenchEvent] = []
        while let more = try? await next(), !more.0.isEmpty { events += more.0 }
        return (events, told.withLock(\.board))
    }

    /// Devices that were scanned, changed or taken out while the bench serves.
    private func refresh(_ events: [BenchEvent], _ board: inout ServingBoard) async throws(BenchStoreError) {
        let kinds: Set<BenchEvent.Kind> = [.added, .changed, .undone, .scanned]
        let macs = Set(events.filter { kinds.contains($0.kind) }.compactMap(\.device))
        for mac in macs {
            let device = try await store.device(mac, of: job.name)
            guard device != context.book.withLock({ $0.register[mac] }) else { continue }
            cache.forget(mac)
            if let device {
                context.book.withLock { $0.register.set(device) }
                board.add(mac)
                if plan.dnsmasq?.servesTFTP == true { await write(device) }
            } else {
                context.book.withLock { $0.register.remove(mac) }
                board.remove(mac)
                await directory?.remove(mac)
            }
        }
    }

    private func write(_ device: Device) async {
        do {
            for (mac, reason) in try await directory?.write([device]) ?? [] {
                context.say("\(mac) has no file: \(reason)")
            }
        } catch {
            context.say("\(error)")
        }
    }
}

/// Something to wait for that happens once.
final class Gate: Sendable {
    private let (words, word) = AsyncStream.makeStream(of: Void.self)

    func open() { word.finish() }
    func wait() async { for await _ in words {} }
}
