internal import FlatProfile
public import Host
internal import Provisioning
internal import Store
internal import Threading

/// Why the phone does not restart, or is not reset.
public enum RestartRefusal: Error, Hashable, Sendable {
    /// A line is in use.
    case busy
    /// Only the administrator may.
    case notAllowed
    /// The phone is being stopped.
    case stopped
    /// The store could not be erased, in words.
    case failed(String)
}

extension RestartRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .busy: "the phone is busy: a factory reset is possible when no line is in use"
        case .notAllowed: "only the administrator may do that"
        case .stopped: "the phone is being stopped or restarts: ask again in a moment"
        case .failed(let sentence): sentence
        }
    }
}

/// What became of the wish that the phone restart.
public struct RestartRecord: Codable, Hashable, Sendable {
    /// `now`, or `when-idle`: a line is in use.
    public var restarts: String
}

/// One restart of the phone.
public struct RebootRecord: Codable, Hashable, Sendable {
    /// When it was decided.
    public var time: String
    /// Why, in the phone's words: `User Triggered`.
    public var reason: String
}

/// Reboot and factory reset.
///
/// Both end the engine and begin with a new one, as after power-up; the web server, its sessions and the store go on. The hooks are told
/// first, and one of them may restart the machine.
extension PhoneService {
    private static let rebootsKey = "reboots"

    /// Why the phone restarted, the last five times; newest first.
    public var reboots: RebootHistory { knownReboots.withLock { $0 } }

    var rebootRecords: [RebootRecord] { reboots.entries.map(RebootRecord.init) }

    /// Reads what earlier runs left.
    func loadReboots() async throws(StoreError) {
        let kept = try await store.state(Self.rebootsKey).map {
            RebootHistory(parsing: String(decoding: $0, as: UTF8.self))
        }
        knownReboots.withLock { $0 = kept ?? RebootHistory() }
    }

    /// Restarts the phone as soon as no line is in use. Returns before it does: it shows in `reboots` and in the events.
    @discardableResult
    public func reboot(
        because reason: RebootHistory.Reason = .userTriggered, by principal: Principal
    ) throws(RestartRefusal) -> RestartRecord {
        guard principal.account == .admin else { throw .notAllowed }
        guard restarts.isOpen else { throw .stopped }
        restarts.give(.reboot(reason, by: principal.label))
        return RestartRecord(restarts: calls.current == .busy ? "when-idle" : "now")
    }

    /// Restarts the phone for a reason of its own.
    public func reboot(because reason: RebootHistory.Reason) {
        restarts.give(.reboot(reason, by: "the phone"))
    }

    /// Erases everything but the phone's identity, and starts over. Refused while a line is in use.
    ///
    /// Source: web pages, "Info > Debug Info": only when idle.
    public func factoryReset(by principal: Principal) async throws(RestartRefusal) {
        guard principal.account == .admin else { throw .notAllowed }
        guard calls.current == .idle else { throw .busy }
        let note = "by \(principal.label)"
        guard restarts.isOpen else { return try await erase(note: note) }
        try await withCheckedContinuation { restarts.give(.factoryReset(note: note, $0)) }.get()
    }

    /// Carries out orders, one engine after the other, until the task is cancelled.
    func runEngines(from reason: StartReason) async {
        restarts.open()
        var reason = reason
        while let order = await runEngine(from: reason) { reason = await carryOut(order) }
        restarts.close()
    }

    /// Runs an engine until there is an order; nil if the task was cancelled.
    private func runEngine(from reason: StartReason) async -> RestartOrder? {
        let engine = engine
        engine.callStateChanged(isBusy: calls.current == .busy)
        let running = Task { await engine.run(from: reason) }
        let order = await restarts.next()
        if case .reboot(let reason, let person)? = order {
            await whenIdle()
            if !Task.isCancelled { await prepare(for: reason, by: person) }
        }
        running.cancel()
        await running.value
        recorder.interrupted()
        guard Task.isCancelled else { return order }
        order?.refuse()
        return nil
    }

    private func whenIdle() async {
        for await state in calls.states() where state == .idle { return }
    }

    /// Writes the reason down before the hooks hear of it, because one may restart the machine.
    private func prepare(for reason: RebootHistory.Reason, by person: String) async {
        var history = reboots
        history.rebooted(at: now, because: reason)
        knownReboots.withLock { $0 = history }
        do throws(StoreError) {
            try await store.setState(Self.rebootsKey, Array(history.serialized.utf8))
        } catch {
            report("the reason of the restart could not be stored: \(error)")
        }
        report("the phone restarts: \(reason.rawValue), asked for by \(person)")
        await hooks.tell(HookReboot(reason: reason.rawValue, requestedBy: person))
    }

    /// What has to be done between two engines; why the next one starts.
    private func carryOut(_ order: RestartOrder) async -> StartReason {
        var reason = StartReason.powerUp
        switch order {
        case .reboot(.upgrade, _): reason = .upgrade
        case .reboot(.provisioning, _): reason = .provisioning
        case .reboot: break
        case .factoryReset(let note, let waiter):
            do throws(RestartRefusal) {
                try await erase(note: note)
                waiter.resume(returning: .success(()))
            } catch {
                waiter.resume(returning: .failure(error))
            }
        }
        await renewEngine()
        await events.post(.restarted)
        return reason
    }

    private func erase(note: String) async throws(RestartRefusal) {
        try await problemReporter.pause { () async throws(RestartRefusal) in try await eraseAll(note: note) }
    }

    private func eraseAll(note: String) async throws(RestartRefusal) {
        do throws(StoreError) {
            try await writer.factoryReset(note: note)
        } catch {
            report("the factory reset was not done: \(error)")
            throw .failed("\(error)")
        }
        report("the phone was reset to the factory state, \(note); the first passwords are set on the page /setup")
        hooks.factoryReset()
        dryRuns.clear()
        proposals.clear()
        openedBackups.clear()
        do throws(CertificateRefusal) {
            try await certificates.removeAll()
        } catch {
            report("the installed certificates were not deleted: \(error)")
        }
        do {
            try await load()
            // What DHCP has told is of the machine, which still holds its lease: the phone that starts over needs it.
            try await keepLeases()
            await firmware.rememberAfterReset()
        } catch {
            report("\(error)")
        }
    }
}

extension RebootRecord {
    init(_ entry: RebootHistory.Entry) {
        self.init(time: entry.time.iso8601, reason: entry.reason.rawValue)
    }
}
