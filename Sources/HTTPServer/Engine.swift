import CMicroHTTPD

/// What all listeners of a server share: the handler, the limits, and the list of everything that is under way.
final class Engine: @unchecked Sendable {
    // Sendable: the mutable state is touched with `lock` held.
    private enum State: Comparable {
        case running, stopping, abandoning, stopped
    }

    let handler: any RequestHandler
    let limits: ServerLimits
    let watchdog = Watchdog()

    private let lock = Lock()
    private var state = State.running
    private var sites: [Site] = []
    private var exchanges = 0
    private var deferrals: [ObjectIdentifier: Deferral] = [:]
    private var streams: [ObjectIdentifier: LiveEvents] = [:]

    init(handler: any RequestHandler, limits: ServerLimits) {
        self.handler = handler
        self.limits = limits
        watchdog.start()
    }

    func add(_ site: Site) { lock.withLock { sites.append(site) } }

    var isStopping: Bool { lock.withLock { state > .running } }

    // MARK: requests under way

    /// Counts a request that has begun; false when no more are taken.
    func exchangeBegins() -> Bool {
        lock.withLock {
            guard state == .running else { return false }
            exchanges += 1
            return true
        }
    }

    func exchangeEnded() {
        lock.withLock {
            exchanges -= 1
            if exchanges == 0 { lock.notify() }
        }
    }

    /// Makes the answer of a suspended connection in a task.
    func run(_ deferral: Deferral, _ work: @escaping @Sendable () async -> Response) {
        let isTaken = lock.withLock { () -> Bool in
            guard state < .abandoning else { return false }
            deferrals[ObjectIdentifier(deferral)] = deferral
            return true
        }
        guard isTaken else { return deferral.answer(Refusal.stopping.response) }
        let task = Task {
            deferral.answer(await work())
            self.lock.withLock { _ = self.deferrals.removeValue(forKey: ObjectIdentifier(deferral)) }
        }
        deferral.attach(task)
    }

    /// Takes an event stream into the list; false when there are too many or the server stops.
    func add(_ events: LiveEvents) -> Bool {
        let isTaken = lock.withLock { () -> Bool in
            guard state == .running, streams.count < limits.eventStreams else { return false }
            streams[ObjectIdentifier(events)] = events
            return true
        }
        if isTaken { watchdog.watch(events) }
        return isTaken
    }

    func remove(_ events: LiveEvents) {
        watchdog.forget(events)
        lock.withLock { _ = streams.removeValue(forKey: ObjectIdentifier(events)) }
    }

    // MARK: stopping

    /// Takes no more requests, lets those under way end, and stops. Blocks; for a thread of its own.
    ///
    /// The library aborts the process when it is stopped with a suspended connection, so all of them are resumed first.
    func shutDown(grace: Duration) {
        let isFirst = lock.withLock { () -> Bool in
            guard state == .running else {
                while state != .stopped { lock.wait(until: .never) }
                return false
            }
            state = .stopping
            return true
        }
        guard isFirst else { return }
        for site in sites { site.quiesce() }
        for events in lock.withLock({ Array(streams.values) }) { events.finish() }
        waitForExchanges(until: .now + grace)
        abandonDeferrals()
        waitForExchanges(until: .now + .seconds(2))
        for site in sites { site.stop() }
        watchdog.end()
        lock.withLock {
            state = .stopped
            sites = []
            lock.notify()
        }
    }

    private func waitForExchanges(until deadline: Moment) {
        lock.withLock {
            while exchanges > 0, Moment.now < deadline { lock.wait(until: deadline) }
        }
    }

    private func abandonDeferrals() {
        let abandoned = lock.withLock { () -> [Deferral] in
            state = .abandoning
            defer { deferrals = [:] }
            return Array(deferrals.values)
        }
        for deferral in abandoned {
            deferral.cancel()
            deferral.answer(Refusal.stopping.response)
        }
    }
}
