internal import Provisioning
internal import Store
internal import Threading

/// Whether the phone is alive, looked at no more often than every ten seconds, so that whoever asks costs nothing.
final class HealthCheck: Sendable {
    /// How long a verdict is good.
    private static let validity: Duration = .seconds(10)
    /// How long the engine and the store may take.
    private static let patience: Duration = .seconds(5)

    private struct Look: Sendable {
        var began: ContinuousClock.Instant
        var verdict: Task<Bool, Never>
    }

    private let last = Locked<Look?>(nil)

    /// The verdict of the last look, or of a new one that runs `probe`. Those who ask while one is under way get its verdict.
    func verdict(_ probe: @escaping @Sendable () async -> Bool) async -> Bool {
        let now = ContinuousClock.now
        let look = last.withLock { last in
            if let last, last.began + Self.validity > now { return last }
            let look = Look(began: now, verdict: Task { await Self.within(Self.patience, probe) })
            last = look
            return look
        }
        return await look.verdict.value
    }

    /// What the probe says, or false when it says nothing in time. It is left behind then: what hangs cannot be waited for.
    static func within(_ patience: Duration, _ probe: @escaping @Sendable () async -> Bool) async -> Bool {
        let (verdicts, verdict) = AsyncStream.makeStream(of: Bool.self)
        let probing = Task { verdict.yield(await probe()) }
        let waiting = Task {
            try? await Task.sleep(for: patience)
            verdict.yield(false)
        }
        defer {
            probing.cancel()
            waiting.cancel()
        }
        for await first in verdicts { return first }
        return false
    }
}

extension PhoneService {
    /// Whether the engine answers and the store takes what is written: `/healthz`. The answer may be ten seconds old.
    public func isHealthy() async -> Bool {
        await health.verdict { [self] in
            do throws(StoreError) {
                try await store.setState("health", Array(now.iso8601.utf8))
            } catch {
                complain("the phone is not well: \(error)")
                return false
            }
            return await engine.isAnswering
        }
    }

    /// Whether the engine and the store answer within five seconds; nothing is written. For the watchdog of the service manager.
    public func isAnswering() async -> Bool {
        await HealthCheck.within(.seconds(5)) { [self] in
            _ = try? await store.state("health")
            return await engine.isAnswering
        }
    }
}
