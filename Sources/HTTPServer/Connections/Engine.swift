import CMicroHTTPD
import Threading

/// What all listeners of a server share: the handler, the limits, and the list of everything that is under way.
final class Engine: Sendable {
    private enum Phase: Comparable {
        case running, stopping, abandoning, stopped
    }

    private struct State {
        var phase = Phase.running
        var isQuiet = false
        var sites: [Site] = []
        var exchanges = 0
        var deferrals: [ObjectIdentifier: Deferral] = [:]
        var streams: [ObjectIdentifier: LiveEvents] = [:]
    }

    let handler: any RequestHandler
    let limits: ServerLimits
    let watchdog = Watchdog()
    private let lull: Lull?
    private let state = Monitor(State())

    init(
        handler: any RequestHandler, limits: ServerLimits, whenQuiet: (@Sendable () -> Void)?
    ) throws(ThreadError) {
        self.handler = handler
        self.limits = limits
        lull = whenQuiet.map(Lull.init)
        try watchdog.start()
        if let lull { watchdog.watch(lull) }
    }

    func add(_ site: Site) { state.withLock { $0.sites.append(site) } }

    /// Takes no more connections; each that is open ends with its next answer.
    func quiesce() {
        let sites = state.withLock { state in
            state.isQuiet = true
            return state.sites
        }
        for site in sites { site.quiesce() }
    }

    func endStreams() {
        for events in state.withLock(\.streams).values { events.finish() }
    }

    var firstSite: Site? { state.withLock(\.sites.first) }

    var isStopping: Bool { state.withLock { $0.phase > .running } }

    /// Whether an answer is the last one of its connection.
    var closesConnections: Bool { state.withLock { $0.isQuiet || $0.phase > .running } }

    // MARK: requests under way

    /// Counts a request that has begun; false when no more are taken.
    func exchangeBegins() -> Bool {
        lull?.isOver()
        return state.withLock { state in
            guard state.phase == .running else { return false }
            state.exchanges += 1
            return true
        }
    }

    func exchangeEnded() {
        let isLast = state.withLock { state in
            state.exchanges -= 1
            return state.exchanges == 0
        }
        guard isLast else { return }
        state.notify()
        lull?.begins(watchedBy: watchdog)
    }

    /// Makes the answer of a suspended connection in a task.
    func run(
        _ deferral: Deferral, on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async -> Response
    ) {
        let isTaken = state.withLock { state in
            guard state.phase < .abandoning else { return false }
            state.deferrals[ObjectIdentifier(deferral)] = deferral
            return true
        }
        guard isTaken else { return deferral.answer(Refusal.stopping.response) }
        let task = Task(executorPreference: executor) {
            deferral.answer(await work())
            self.state.withLock { _ = $0.deferrals.removeValue(forKey: ObjectIdentifier(deferral)) }
        }
        deferral.attach(task)
    }

    /// Takes an event stream into the list; false when there are too many or the server stops. Those whose clients have left end here
    /// and do not count.
    func add(_ events: LiveEvents) -> Bool {
        for left in state.withLock(\.streams).values where left.endIfLeft() {
            state.withLock { _ = $0.streams.removeValue(forKey: ObjectIdentifier(left)) }
        }
        let isTaken = state.withLock { state in
            guard state.phase == .running, state.streams.count < limits.eventStreams else { return false }
            state.streams[ObjectIdentifier(events)] = events
            return true
        }
        if isTaken { watchdog.watch(events) }
        return isTaken
    }

    func remove(_ events: LiveEvents) {
        watchdog.forget(events)
        state.withLock { _ = $0.streams.removeValue(forKey: ObjectIdentifier(events)) }
    }

    // MARK: stopping

    /// Takes no more requests, lets those under way end, and stops. Blocks; for a thread of its own.
    ///
    /// The library aborts the process when it is stopped with a suspended connection, so all of them are resumed first.
    func shutDown(grace: Duration) {
        let isFirst = state.withLock { state in
            guard state.phase == .running else { return false }
            state.phase = .stopping
            return true
        }
        guard isFirst else {
            state.wait { $0.phase == .stopped }
            return
        }
        let sites = state.withLock(\.sites)
        for site in sites { site.quiesce() }
        for events in state.withLock(\.streams).values { events.finish() }
        waitForExchanges(until: .now + grace)
        abandonDeferrals()
        waitForExchanges(until: .now + .seconds(2))
        for site in sites { site.stop() }
        watchdog.end()
        state.withLock {
            $0.phase = .stopped
            $0.sites = []
        }
        state.notify()
    }

    private func waitForExchanges(until deadline: MonotonicTime) {
        state.wait(until: deadline) { $0.exchanges == 0 }
    }

    private func abandonDeferrals() {
        let abandoned = state.withLock { state in
            state.phase = .abandoning
            defer { state.deferrals = [:] }
            return Array(state.deferrals.values)
        }
        for deferral in abandoned {
            // In this order: what is cancelled may answer at once, and what it says then is not what was asked for.
            deferral.answer(Refusal.stopping.response)
            deferral.cancel()
        }
    }
}
