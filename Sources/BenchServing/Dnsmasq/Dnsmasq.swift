internal import Bench
internal import FlatProfile
internal import Glibc
internal import HTTPServer
internal import Host
internal import Threading

/// The bench's dnsmasq: started, watched, started again, and read.
final class Dnsmasq: Sendable {
    private let plan: DnsmasqPlan
    private let program: String
    private let directory: ServedDirectory
    private let leases: String
    private let context: ServingContext
    private let cache: FileCache
    private let running = Locked<DnsmasqProcess?>(nil)
    private let isOver = Locked(false)

    init(
        _ plan: DnsmasqPlan, program: String, directory: ServedDirectory, leases: String, context: ServingContext,
        cache: FileCache
    ) {
        self.plan = plan
        self.program = program
        self.directory = directory
        self.leases = leases
        self.context = context
        self.cache = cache
    }

    /// Starts it, and returns when it has its sockets. Throws what keeps it from that.
    func start() async throws(DnsmasqFault) {
        if plan.servesTFTP, PortOwner.isTaken(69, address: plan.address) {
            // dnsmasq shares the port with another dnsmasq, and both get some of the requests.
            throw .portInUse(69, owner: PortOwner.name(of: 69))
        }
        for lease in Self.leases(in: leases) {
            context.book.withLock { $0.leased(lease.address, to: lease.mac) }
        }
        try await startOnce()
    }

    private func startOnce() async throws(DnsmasqFault) {
        let (words, word) = AsyncStream.makeStream(of: Bool.self)
        let complaints = Locked("")
        let process: DnsmasqProcess
        do throws(SystemError) {
            process = try DnsmasqProcess(
                program: program,
                arguments: plan.arguments(root: directory.path, leases: leases, user: directory.user?.name),
                root: directory.path
            ) { [self] text in
                switch DnsmasqLine(text) {
                case .started: word.yield(true)
                case .fatal(let reason): complaints.withLock { $0 = reason }
                case let line: self.take(line)
                }
            }
        } catch {
            throw .ended("\(error)")
        }
        running.withLock { $0 = process }
        let end = Task {
            let ending = await process.ended()
            word.finish()
            return ending
        }
        var hasStarted = false
        for await _ in words {
            hasStarted = true
            break
        }
        guard hasStarted else {
            let ending = await end.value
            running.withLock { $0 = nil }
            throw Self.fault(complaints.withLock { $0.isEmpty ? ending.words : $0 }, ending.status)
        }
        watched.withLock { $0 = (end, .now) }
    }

    private let watched = Locked<(ending: Task<DnsmasqProcess.Ending, Never>, since: MonotonicTime)?>(nil)

    /// Starts it again whenever it ends, until the task is cancelled.
    func supervise() async {
        var patience = DnsmasqPatience()
        while let (ending, since) = watched.withLock({ $0 }) {
            let end = await withTaskCancellationHandler {
                await ending.value
            } onCancel: {
                self.end()
            }
            if isOver.withLock({ $0 }) || Task.isCancelled { return }
            var reason = end.words.isEmpty ? "status \(end.status)" : end.words
            var time = MonotonicTime.now.nanoseconds - since.nanoseconds
            watched.withLock { $0 = nil }
            while true {
                let wait = patience.ended(after: .nanoseconds(Int64(clamping: time)))
                context.say(
                    "dnsmasq ended (\(reason)) and is started again\(wait == .zero ? "" : " in \(wait.components.seconds) s"); HTTP goes on"
                )
                guard (try? await Task.sleep(for: wait)) != nil else { return }
                time = 0
                do throws(DnsmasqFault) {
                    try await startOnce()
                    context.say("dnsmasq runs again")
                    break
                } catch {
                    reason = "\(error)"
                }
            }
        }
    }

    /// Ends it and waits until it is gone.
    func stop() async {
        end()
        _ = await watched.withLock { $0?.ending }?.value
        await directory.removeAll()
    }

    private func end() {
        isOver.withLock { $0 = true }
        running.withLock { $0 }?.end()
    }

    private static func fault(_ words: String, _ status: Int32) -> DnsmasqFault {
        let lowered = words.lowercased()
        if lowered.contains("address already in use") {
            let port: UInt16 = lowered.contains("dhcp") ? 67 : 69
            return .portInUse(port, owner: PortOwner.name(of: port))
        }
        if lowered.contains("permission denied") || lowered.contains("required capability")
            || lowered.contains("operation not permitted")
        {
            return .noRight(words)
        }
        return .ended(words.isEmpty ? "status \(status)" : words)
    }

    // MARK: What it says

    private func take(_ line: DnsmasqLine) {
        switch line {
        case .acknowledged(let address, let mac): context.book.withLock { $0.leased(address, to: mac) }
        case .released(let address): context.book.withLock { $0.released(address) }
        case .noAddress(let mac):
            context.say("no address is left for \(mac); give DHCP a larger range with --dhcp")
        case .sent(let path, let address): tell(path, address, nil)
        case .notFound(let path, let address): tell(path, address, .unknownFile(own: []))
        case .failed(let path, let address): tell(path, address, .brokenOff("the transfer was broken off"))
        case .forbidden(let path): tell(path, "", .unknownFile(own: []))
        case .started, .fatal, .other: break
        }
    }

    /// A request by TFTP; `refusal` is nil if the file was sent.
    private func tell(_ path: String, _ address: String, _ refusal: Judgement.Refusal?) {
        var name = path.hasPrefix(directory.path + "/") ? String(path.dropFirst(directory.path.count + 1)) : path
        var own: MACAddress?
        if plan.hasUniqueRoots, let slash = name.firstIndex(of: "/"), let mac = MACAddress(String(name[..<slash])) {
            own = mac
            // What the device asked for. dnsmasq put its directory before that.
            if refusal != nil { name = String(name[name.index(after: slash)...]) }
        }
        let request = FileRequest(.tftp, address: address, path: name, directory: own)
        var judgement = context.judge(request)
        if let refusal {
            // In what is not there no file of another device is.
            switch (refusal, judgement.verdict) {
            case (.unknownFile, .refused): break
            case (.unknownFile, _):
                let names = judgement.device.map { mac in context.book.withLock { $0.register.names(of: mac) } } ?? []
                judgement.verdict = .refused(.unknownFile(own: names))
            default: judgement.verdict = .refused(refusal)
            }
        }
        var bytes = 0
        if refusal == nil, let owner = context.book.withLock({ $0.register.owners(of: name)?.devices.first }),
            let device = context.book.withLock({ $0.register[owner] })
        {
            bytes = (try? cache.file(of: device))?.bytes.count ?? 0
        }
        context.book.withLock { $0.record(judgement, of: request) }
        context.tell(
            judgement.events(of: request, at: context.now(), status: nil, bytes: bytes), from: address)
    }

    /// What a lease file says: `1795208637 00:0e:08:aa:bb:02 10.77.0.73 * 01:00:…`.
    static func leases(in file: String) -> [(address: String, mac: MACAddress)] {
        (ProcFile.text(of: file) ?? "").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 4, let mac = MACAddress(String(fields[1])), IPAddress(fields[2]) != nil else {
                return nil
            }
            return (String(fields[2]), mac)
        }
    }
}
