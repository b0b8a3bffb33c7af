/// Who asked for something and waits for the report, from the asking until it is answered.
///
/// One who asks is in one of three places, in this order: among those whose word is not heard yet, among those who wait for their
/// turn, and among those who are being served. Nobody is ever forgotten: whoever is left over is dismissed with a refusal.
struct Callers<Key: Hashable & Sendable, Report: Sendable> {
    /// Somebody who waits.
    typealias Waiter = CheckedContinuation<Result<Report, CallerDismissal>, Never>

    private var lastCaller = 0
    private var calling: [Int: Waiter] = [:]
    private(set) var waiting: [(key: Key, waiter: Waiter)] = []
    private var served: [(key: Key, waiter: Waiter)] = []

    /// Somebody asks; the number tells them apart until their word is heard.
    mutating func add(_ waiter: Waiter) -> Int {
        lastCaller += 1
        calling[lastCaller] = waiter
        return lastCaller
    }

    /// Their word is heard: they wait for their turn, or are dismissed.
    mutating func hear(_ caller: Int, as key: Key, dismissal: CallerDismissal?) {
        guard let waiter = calling.removeValue(forKey: caller) else { return }
        if let dismissal {
            waiter.resume(returning: .failure(dismissal))
        } else {
            waiting.append((key, waiter))
        }
    }

    /// What those with that key asked for begins: they are answered at its end.
    mutating func serve(_ key: Key) {
        served += waiting.filter { $0.key == key }
        waiting.removeAll { $0.key == key }
    }

    /// Who is being served, no longer kept here: the caller answers them.
    mutating func takeServed() -> [Waiter] {
        defer { served = [] }
        return served.map(\.waiter)
    }

    /// As `takeServed`, but only those with that key.
    mutating func takeServed(_ key: Key) -> [Waiter] {
        defer { served.removeAll { $0.key == key } }
        return served.filter { $0.key == key }.map(\.waiter)
    }

    /// Nobody's turn will come.
    mutating func dismissWaiting(with dismissal: CallerDismissal) {
        for entry in waiting { entry.waiter.resume(returning: .failure(dismissal)) }
        waiting = []
    }

    /// Nobody will be answered any more.
    mutating func dismissAll(with dismissal: CallerDismissal) {
        for waiter in served.map(\.waiter) + Array(calling.values) { waiter.resume(returning: .failure(dismissal)) }
        served = []
        calling = [:]
        dismissWaiting(with: dismissal)
    }
}

/// Why somebody is not answered.
enum CallerDismissal: Error, Sendable {
    /// What was asked for is switched off.
    case switchedOff
    /// The engine has stopped.
    case stopped
}

extension ProvisioningEngine {
    /// Asks for something and waits until it is answered: `enlist` adds the waiter to those who call, `word` makes the call heard. Before
    /// the engine runs, the word waits for it.
    func ask<Report: Sendable>(
        enlist: (CheckedContinuation<Result<Report, CallerDismissal>, Never>) -> Int,
        word: @escaping @Sendable (isolated ProvisioningEngine, _ caller: Int) -> Void
    ) async throws(CallerDismissal) -> Report {
        guard !isOver else { throw .stopped }
        let result = await withCheckedContinuation { waiter in
            let caller = enlist(waiter)
            tell { word($0, caller) }
        }
        return try result.get()
    }
}
