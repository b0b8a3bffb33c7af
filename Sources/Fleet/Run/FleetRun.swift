internal import FlatProfile
internal import Provisioning
internal import Relay
internal import Threading
internal import Transfer

/// Runs a scenario: gives its phones power, listens to them, and says what came of it.
public final class FleetRun: Sendable {
    /// How far it is; for whoever looks on.
    public struct Progress: Sendable {
        /// Since the start, by the clock of the fleet.
        public var elapsed: Duration
        /// How long it lasts at most; nil if that is not known.
        public var duration: Duration?
        /// What happened so far.
        public var tally: FleetTally
    }

    /// Why a fleet does not run at all.
    public struct StartError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public var description: String
    }

    /// The scenario.
    public let scenario: Scenario
    private let destinations: Destinations
    private let present: Locked<Present>

    private struct Present {
        var tally: FleetTally
        /// Which phones have come up, by their numbers.
        var up: [Duration?]
        var powerAt: [Duration?]
        var failures: [UInt32]
        var slowest: [UInt32]
        /// What is broken off at the end is nobody's failure.
        var isOver = false
        var clock: FleetClock?
        var changed = AsyncStream<Void>.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// A run of that scenario, which asks nobody but loopback, private addresses and the named hosts.
    public init(_ scenario: Scenario, allowing hosts: [String] = []) {
        self.scenario = scenario
        destinations = Destinations(allowing: hosts)
        let count = scenario.phones
        present = Locked(
            Present(
                tally: FleetTally(phones: count), up: Array(repeating: nil, count: count),
                powerAt: Array(repeating: nil, count: count), failures: Array(repeating: 0, count: count),
                slowest: Array(repeating: 0, count: count)))
    }

    /// How far it is. Never waits.
    public var progress: Progress {
        present.withLock { present in
            Progress(
                elapsed: present.clock?.now.offset ?? .zero, duration: scenario.duration, tally: present.tally)
        }
    }

    /// Runs it to its end. If the task is cancelled it ends in order, and the result says what happened until then.
    public func run() async throws(StartError) -> FleetResult {
        try check()
        let relay = try startRelay()
        defer { relay?.stop() }
        let client = try makeClient()
        let clock = FleetClock(scenario.pace)
        present.withLock { $0.clock = clock }
        var settings = Premises.Settings()
        settings.awake = scenario.awake
        settings.restartTime = scenario.restart
        let premises = Premises(fetcher: client, clock: clock, settings: settings)
        let beganAt = premises.now
        let phones = makePhones(premises, server: relay.map { "127.0.0.1:\($0.port)" } ?? scenario.server)
        let wasInterrupted = await play(phones, clock)
        let elapsed = clock.now.offset
        present.withLock { $0.isOver = true }
        let relayCounts = relay?.counts
        let worst = worst(phones)
        // Phones first: a client that is gone would make failures of what is under way.
        await stop(phones.map(\.phone))
        await client.shutdown()
        return present.withLock { present in
            FleetResult(
                scenario: scenario, tally: present.tally, elapsed: elapsed, beganAt: beganAt,
                wasInterrupted: wasInterrupted, relay: relayCounts, worst: worst)
        }
    }

    // MARK: Before

    private func check() throws(StartError) {
        let lead =
            switch scenario.lead {
            case .rule(let rule): rule
            case .dhcp(_, let value): value
            }
        let hosts = Self.hosts(in: lead) + (scenario.server.isEmpty ? [] : [Self.host(of: scenario.server)])
        for host in hosts where !host.contains("$") && !host.contains("{") {
            // Names are judged when they are resolved; an address can be judged now.
            let isAddress = TransferURL.isAddress(host)
            guard isAddress, !destinations.permits(address: host) else { continue }
            throw StartError(
                description:
                    "\(host) is neither this machine nor in a private network. A fleet of \(scenario.phones) phones "
                    + "asks only servers whose owner agrees: say so with --allow-remote \(host)")
        }
        if scenario.pace == .accelerated, !hosts.allSatisfy(Self.isHere) {
            throw StartError(
                description:
                    "clock cannot be \"accelerated\" for a server that is not on this machine: its own time goes on as always"
            )
        }
    }

    private static func isHere(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") || host.contains("{")
    }

    /// The hosts of all URLs in a text.
    static func hosts(in text: String) -> [String] {
        var hosts: [String] = []
        var rest = text[...]
        while let range = rest.firstRange(of: "://") {
            rest = rest[range.upperBound...]
            let authority = rest.prefix { !"/ \"'?#)|,;".contains($0) }
            hosts.append(host(of: String(authority.split(separator: "@").last ?? authority)))
        }
        return hosts
    }

    private static func host(of authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    private func startRelay() throws(StartError) -> FaultRelay? {
        guard scenario.needsRelay else { return nil }
        let colon = scenario.server.lastIndex(of: ":") ?? scenario.server.endIndex
        let host = Self.host(of: scenario.server)
        let address = host == "localhost" ? "127.0.0.1" : host
        guard let port = UInt16(scenario.server[colon...].dropFirst()), TransferURL.isAddress(address) else {
            throw StartError(
                description:
                    "[server] address is \"\(scenario.server)\"; with [[faults]] it has to be an address in numbers "
                    + "with a port, such as 127.0.0.1:8080")
        }
        do throws(FaultRelay.StartError) {
            return try FaultRelay(
                to: .init(address: address, port: port), faults: scenario.faults, changeShare: scenario.changeShare,
                seed: scenario.seed)
        } catch {
            throw StartError(description: error.description)
        }
    }

    private func makeClient() throws(StartError) -> TransferClient {
        let destinations = destinations
        do throws(TransferFailure) {
            return try TransferClient(
                simultaneousTransfers: scenario.awake,
                connections: scenario.keepsConnections ? .kept(scenario.awake) : .closed
            ) { host, endpoint in
                destinations.permits(address: endpoint.address) || destinations.names(host)
            }
        } catch {
            throw StartError(description: "the network cannot be used: \(error)")
        }
    }

    private typealias Actor = (member: FleetSchedule.Member, phone: VirtualPhone)

    private func makePhones(_ premises: Premises, server: String) -> [Actor] {
        var settings = scenario.settings
        var leases = DHCPLeases()
        switch scenario.lead {
        case .rule(let rule):
            let text = rule.replacingPlace(with: server)
            settings.append(ParameterChange("Profile_Rule", .set(text)))
        case .dhcp(let option, let value):
            leases.obtained(
                DHCPLease(
                    interface: "eth0", family: .v4, client: "onhook bench", obtainedAt: premises.now,
                    options: [option: Array(value.replacingPlace(with: server).utf8)]))
        }
        let set = settings.isEmpty ? nil : ChangeSet(settings, origin: .commandLine(user: "bench"))
        return FleetSchedule(scenario).members.map { member in
            let number = member.number
            let phone = VirtualPhone(
                scenario.identity(of: member), in: premises, leases: leases,
                seed: SeededGenerator.seed(scenario.seed, of: number), settings: set,
                hear: { [weak self] note in self?.hear(note, of: number) })
            return (member, phone)
        }
    }

    // MARK: Meanwhile

    private func hear(_ note: PhoneNote, of number: Int) {
        present.withLock { present in
            guard !present.isOver else { return }
            let now = present.clock?.now.offset ?? .zero
            var sincePower: Duration?
            if note.deed == .resync, note.isSuccess, present.up[number] == nil, let power = present.powerAt[number] {
                present.up[number] = now
                sincePower = now - power
            }
            if !note.isSuccess { present.failures[number] += 1 }
            present.slowest[number] = max(present.slowest[number], note.microseconds)
            present.tally.add(note, at: now, sincePower: sincePower)
            present.changed.continuation.yield()
        }
    }

    /// Lets the scenario happen; whether somebody broke it off.
    private func play(_ phones: [Actor], _ clock: FleetClock) async -> Bool {
        // Until all that has to be waited for is known the time must not leap.
        clock.began()
        await withTaskGroup { group in
            group.addTask {
                for (member, phone) in phones {
                    guard !Task.isCancelled else { break }
                    let moment = FleetClock.Instant(member.powerAt)
                    if moment > clock.now {
                        clock.ended()
                        guard (try? await clock.sleepToWork(until: moment)) != nil else { return }
                    }
                    self.present.withLock { present in
                        let now = clock.now.offset
                        present.powerAt[member.number] = now
                        present.tally.start(at: now)
                    }
                    await phone.start()
                }
                clock.ended()
                guard !Task.isCancelled else { return }
                // Others decide about the end.
                if let duration = self.scenario.duration {
                    try? await clock.sleep(until: FleetClock.Instant(duration), tolerance: nil)
                } else {
                    await self.untilAllAreUp()
                }
            }
            if let duration = scenario.duration {
                group.addTask { try? await clock.sleep(until: FleetClock.Instant(duration), tolerance: nil) }
            }
            await group.next()
            group.cancelAll()
        }
        return Task.isCancelled
    }

    /// Without a duration: until every phone has come up, or has failed ten times.
    private func untilAllAreUp() async {
        let changes = present.withLock { $0.changed.stream }
        for await _ in changes {
            let isOver = present.withLock { present in
                present.tally.up == scenario.phones
                    || zip(present.up, present.failures).allSatisfy { $0.0 != nil || $0.1 >= Self.lastChance }
            }
            if isOver { return }
        }
    }

    private static let lastChance: UInt32 = 10

    // MARK: After

    private func stop(_ phones: [VirtualPhone]) async {
        await withDiscardingTaskGroup { group in
            var rest = phones[...]
            while !rest.isEmpty {
                let part = rest.prefix(2000)
                rest = rest.dropFirst(2000)
                group.addTask { for phone in part { await phone.stop() } }
            }
        }
    }

    /// The ten phones that had the hardest time: those that never came up, then by the time it took them, their failures and their slowest
    /// answer.
    private func worst(_ phones: [Actor]) -> [FleetResult.Story] {
        let (up, powerAt, failures, slowest) = present.withLock { ($0.up, $0.powerAt, $0.failures, $0.slowest) }
        func misery(_ number: Int) -> (Int, Double, UInt32, UInt32) {
            guard let power = powerAt[number] else { return (-1, 0, 0, 0) }
            let time = up[number].map { ($0 - power).inSeconds }
            // To the tenth of a second: failures and latency are told apart below that.
            return (time == nil ? 1 : 0, ((time ?? 0) * 10).rounded(), failures[number], slowest[number])
        }
        let ranked = phones.sorted { misery($0.member.number) > misery($1.member.number) }.prefix(10)
        return ranked.compactMap { actor in
            let number = actor.member.number
            guard let power = powerAt[number] else { return nil }
            return FleetResult.Story(
                number: number, identity: actor.phone.identity, softwareVersion: actor.phone.softwareVersion,
                powerAt: power, upAfter: up[number].map { $0 - power }, failures: Int(failures[number]),
                slowest: Int(slowest[number]), lines: actor.phone.storyLines, forgotten: actor.phone.forgottenNotes)
        }
    }
}

extension SeededGenerator {
    /// The seed of one of many.
    static func seed(_ seed: UInt64, of member: Int) -> UInt64 {
        var generator = SeededGenerator(seed: seed, member: member)
        return generator.next()
    }
}

extension String {
    /// With the server in the place of `{server}`.
    fileprivate func replacingPlace(with server: String) -> String {
        split(separator: "{server}", omittingEmptySubsequences: false).joined(separator: server)
    }
}
