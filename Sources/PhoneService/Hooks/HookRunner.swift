internal import FlatProfile
internal import Host
internal import Store
internal import Threading

/// Tells the hooks of the machine what has become of the configuration, each at least once and in order, each on its own.
///
/// `HookCourse` decides when; this performs it. Its actor has an executor of its own, because it looks at directories and files.
actor HookRunner<C: Clock & Sendable> where C.Duration == Duration, C.Instant: Sendable {
    typealias Course = HookCourse<C.Instant>

    enum Message: Sendable {
        case configurationChanged
        case factoryReset
        case reboot(HookReboot, waiter: Int)
        case demanded(name: String?, isWhole: Bool, waiter: Int)
        case timerFired(hook: String)
        case ended(hook: String, Course.Errand, Course.Ending)
    }

    /// What is known of one hook.
    struct Entry {
        var course = Course()
        var mark: HookMark
        /// Counts factory resets: what a run of before it was told counts no more.
        var resets = 0
        var timer: Task<Void, Never>?
        var fault: HookFault?
        var isHeld = false
        var lastRun: HookRunRecord?
        /// Those who wait until it has been told of a restart, or of the configuration; each is in `waiters` with the number of hooks
        /// that it waits for.
        var restartWaiters: [Int] = []
        var waiters: [Int] = []
    }

    private let executor = QueueExecutor(label: "onhook.hooks")
    let shelf: HookShelf?
    let store: any ConfigurationStore
    /// Which phone this is, with the firmware that runs now.
    let identity: @Sendable () -> DeviceIdentity
    let environment: [String: String]
    private let clock: C
    let wallClock: @Sendable () -> Timestamp
    let report: @Sendable (String) -> Void

    private let inbox: AsyncStream<Message>
    let post: AsyncStream<Message>.Continuation
    private let published: Locked<HooksRecord>
    /// The sessions of the hooks that run now.
    let sessions = Locked<[Int32: String]>([:])

    var entries: [String: Entry] = [:]
    private var directoryFault: HookFault?
    private var waiters: [Int: (left: Int, waiter: CheckedContinuation<Void, Never>)] = [:]
    private var lastWaiter = 0
    /// Whose answer is due when all is published.
    private var answered: [CheckedContinuation<Void, Never>] = []
    private var isOver = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// The hooks of a directory, or none. `environment` is what every hook gets besides what it always gets.
    init(
        shelf: HookShelf?, store: any ConfigurationStore, identity: @escaping @Sendable () -> DeviceIdentity,
        environment: [String: String] = [:], clock: C, now: @escaping @Sendable () -> Timestamp,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.shelf = shelf
        self.store = store
        self.identity = identity
        self.environment = environment
        self.clock = clock
        wallClock = now
        self.report = report
        (inbox, post) = AsyncStream.makeStream()
        published = Locked(HooksRecord(directory: shelf?.path))
    }

    /// The hooks as they are now. Never waits.
    nonisolated var record: HooksRecord { published.withLock { $0 } }

    /// The hook that a process of the machine belongs to, while it runs. Never waits.
    nonisolated func hook(ofProcess process: Int32) -> String? {
        guard sessions.withLock({ !$0.isEmpty }), let session = MachineProcess.session(of: process) else { return nil }
        return sessions.withLock { $0[session] }
    }

    // MARK: What is told to it

    /// The configuration has a new revision.
    nonisolated func configurationChanged() { post.yield(.configurationChanged) }

    /// Everything was erased.
    nonisolated func factoryReset() { post.yield(.factoryReset) }

    /// The phone restarts: returns when every hook has been told, or could not be.
    func tell(_ reboot: HookReboot) async {
        await waiting { .reboot(reboot, waiter: $0) }
    }

    /// Tells the hook of that name, or all of them, what there is to tell, now, whatever failed before; the whole configuration if
    /// `isWhole`. Returns when it has been told, or could not be. False if there is no such hook.
    func tellNow(_ name: String?, isWhole: Bool) async -> Bool {
        look()
        guard name.map({ entries[$0] != nil }) ?? true else { return false }
        await waiting { .demanded(name: name, isWhole: isWhole, waiter: $0) }
        return true
    }

    private func waiting(_ message: (Int) -> Message) async {
        guard !isOver, shelf != nil else { return }
        await withCheckedContinuation { waiter in
            lastWaiter += 1
            waiters[lastWaiter] = (0, waiter)
            post.yield(message(lastWaiter))
        }
    }

    // MARK: The loop

    /// Tells the hooks until the task is cancelled; runs that are under way then are ended, and told again at the next start.
    func run() async {
        guard shelf != nil else { return }
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                configurationChanged()
                for await message in inbox {
                    guard !Task.isCancelled else { break }
                    await handle(message, in: &group)
                    publish()
                    // They look at what was published.
                    for waiter in answered { waiter.resume() }
                    answered = []
                }
                group.cancelAll()
            }
        } onCancel: {
            post.finish()
        }
        isOver = true
        for entry in entries.values { entry.timer?.cancel() }
        for waiter in answered + waiters.values.map(\.waiter) { waiter.resume() }
        answered = []
        waiters = [:]
    }

    private func handle(_ message: Message, in group: inout DiscardingTaskGroup) async {
        switch message {
        case .configurationChanged:
            await lookAndLoad()
            for name in names { act(on: name, in: &group) { $0.configurationChanged(at: $1) } }
        case .factoryReset:
            await lookAndLoad()
            for name in names { await forget(name, as: .factoryReset) }
            for name in names { act(on: name, in: &group) { $0.demanded(at: $1) } }
        case .reboot(let reboot, let waiter):
            await lookAndLoad()
            expect(names, \.restartWaiters, waiter)
            for name in names { act(on: name, in: &group) { $0.reboots(reboot, at: $1) } }
        case .demanded(let wanted, let isWhole, let waiter):
            await lookAndLoad()
            let wanted = names.filter { wanted == nil || wanted == $0 }
            expect(wanted, \.waiters, waiter)
            if isWhole { for name in wanted { await forget(name, as: .configuration) } }
            for name in wanted { act(on: name, in: &group) { $0.demanded(at: $1) } }
        case .timerFired(let name):
            act(on: name, in: &group) { $0.timerFired(at: $1) }
        case .ended(let name, let errand, let ending):
            act(on: name, in: &group) { $0.ended(errand, ending, at: $1) }
            answer(name, after: errand)
        }
    }

    private var names: [String] { entries.keys.sorted() }

    private func act(
        on name: String, in group: inout DiscardingTaskGroup, _ event: (inout Course, C.Instant) -> Course.Action
    ) {
        guard var entry = entries[name] else { return }
        entry.timer?.cancel()
        entry.timer = nil
        switch event(&entry.course, clock.now) {
        case .run(let errand):
            let resets = entry.resets
            group.addTask { await self.carryOut(errand, name, resets) }
        case .wait(let moment):
            entry.timer = Task { [clock, post] in
                guard (try? await clock.sleep(until: moment, tolerance: nil)) != nil else { return }
                post.yield(.timerFired(hook: name))
            }
        case .rest:
            break
        }
        entries[name] = entry
    }

    // MARK: The directory

    /// Which hooks there are. One that is gone is forgotten, but for what it was told: it may come back.
    private func look() {
        guard let shelf else { return }
        var found: [String] = []
        do throws(HookFault) {
            found = try shelf.names()
            directoryFault = nil
        } catch {
            if directoryFault != error { report("hooks: \(error)") }
            directoryFault = error
        }
        for (name, entry) in entries where !found.contains(name) && !entry.course.isRunning {
            entry.timer?.cancel()
            entries[name] = nil
        }
        for name in found where entries[name] == nil { entries[name] = Entry(mark: .unread) }
    }

    private func lookAndLoad() async {
        look()
        for name in names where entries[name]?.mark == .unread {
            let kept = try? await store.state(HookMark.key(of: name))
            let mark = kept.flatMap { try? RecordCoding.decode(HookMark.self, from: $0) } ?? .nothing()
            entries[name]?.mark = mark
        }
    }

    /// The hook is told everything next.
    private func forget(_ name: String, as whole: HookEvent) async {
        let mark = HookMark.nothing(whole)
        entries[name]?.mark = mark
        entries[name]?.resets += 1
        await remember(mark, of: name)
    }

    func remember(_ mark: HookMark, of name: String) async {
        do throws(StoreError) {
            try await store.setState(HookMark.key(of: name), RecordCoding.encode(mark))
        } catch {
            // It is told once more after the next start.
            report("what hook \(name) was told could not be stored: \(error)")
        }
    }

    // MARK: Those who wait

    private func expect(_ names: [String], _ list: WritableKeyPath<Entry, [Int]>, _ waiter: Int) {
        waiters[waiter]?.left = names.count
        guard !names.isEmpty else {
            conclude(waiter)
            return
        }
        for name in names { entries[name]?[keyPath: list].append(waiter) }
    }

    private func conclude(_ number: Int) {
        if let (_, waiter) = waiters.removeValue(forKey: number) { answered.append(waiter) }
    }

    private func answer(_ name: String, after errand: Course.Errand) {
        let list: WritableKeyPath<Entry, [Int]> = errand == .configuration ? \.waiters : \.restartWaiters
        // Who asked while it ran is answered after the run that follows at once.
        guard var entry = entries[name], errand != .configuration || !entry.course.isRunning else { return }
        let served = entry[keyPath: list]
        entry[keyPath: list] = []
        entries[name] = entry
        for number in served {
            waiters[number]?.left -= 1
            guard waiters[number]?.left == 0 else { continue }
            conclude(number)
        }
    }

    // MARK: What is shown

    private func publish() {
        let now = clock.now
        let record = HooksRecord(
            directory: shelf?.path, error: directoryFault.map(\.description),
            hooks: names.compactMap { name in
                entries[name].map { entry in
                    HookRecord(
                        name: name, state: Self.state(of: entry),
                        revision: entry.mark == .unread ? nil : entry.mark.revision,
                        error: entry.fault.map(\.description) ?? (entry.isHeld ? Self.held : nil),
                        failures: entry.course.failures,
                        next_try: entry.course.due.map { (wallClock() + now.duration(to: $0)).iso8601 },
                        last_run: entry.lastRun)
                }
            })
        published.withLock { $0 = record }
    }

    private static func state(of entry: Entry) -> String {
        if entry.course.isRunning { return "running" }
        if entry.course.due != nil { return "waiting" }
        return entry.isHeld ? "held" : "idle"
    }

    private static var held: String {
        "Hooks have changed the configuration \(Course.roundLimit) times in turn, so it is not told of their changes until something else changes."
    }
}

extension HookMark {
    /// Not read from the store yet.
    fileprivate static let unread = HookMark(revision: -1)
}
