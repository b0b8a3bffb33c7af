/// When one hook is run: in order, one run at a time, changes that pile up in one run, failures again after a pause that grows. It performs
/// nothing and knows no clock.
struct HookCourse<Instant: InstantProtocol & Sendable>: Sendable where Instant.Duration == Duration {
    /// What a run is about.
    enum Errand: Hashable, Sendable {
        /// The configuration, or what has changed of it.
        case configuration
        /// A restart of the phone; told once, whatever becomes of it: a hook that restarts the machine must not be told again by
        /// the phone that comes up.
        case reboot(HookReboot)
    }

    /// What to do now.
    enum Action: Hashable, Sendable {
        /// Run the hook; answer with `ended`.
        case run(Errand)
        /// Ask again then, by `timerFired`.
        case wait(until: Instant)
        /// Nothing is due by itself.
        case rest
    }

    /// How a run ended.
    enum Ending: Hashable, Sendable {
        /// The hook was told; `byHooks`: of nothing but changes that hooks had made.
        case told(byHooks: Bool)
        /// There was nothing to tell it.
        case nothingToTell
        /// It is not told of what hooks do to each other without end, until something else changes.
        case held
        /// It was not told, and is tried again.
        case failed
    }

    /// The first pause after a failure; each further one is twice as long.
    static var firstPause: Duration { .seconds(5) }
    /// The longest pause.
    static var longestPause: Duration { .seconds(600) }
    /// How many times in a row a hook is told of changes that only hooks have made.
    static var roundLimit: Int { 8 }
    /// How many runs may begin within `window`; whoever changes the configuration by the minute is told in fewer runs.
    static var runLimit: Int { 30 }
    static var window: Duration { .seconds(60) }

    /// How many runs have failed since the last one that did not.
    private(set) var failures = 0
    /// When the next run may begin; nil: at once.
    private(set) var due: Instant?
    /// Whether a run is under way.
    private(set) var isRunning = false
    /// Whether there may be something to tell.
    private(set) var hasNews = false
    private var rounds = 0
    private var reboots: [HookReboot] = []
    private var starts: [Instant] = []

    /// Whether the hook may be told of changes that only hooks have made.
    var mayBeToldByHooks: Bool { rounds < Self.roundLimit }

    /// The configuration has changed, or may have.
    mutating func configurationChanged(at now: Instant) -> Action {
        hasNews = true
        return next(at: now)
    }

    /// The phone restarts.
    mutating func reboots(_ reboot: HookReboot, at now: Instant) -> Action {
        reboots.append(reboot)
        return next(at: now)
    }

    /// Somebody wants it tried now, whatever happened before.
    mutating func demanded(at now: Instant) -> Action {
        due = nil
        starts = []
        rounds = 0
        return configurationChanged(at: now)
    }

    /// The moment of a `wait` has come.
    mutating func timerFired(at now: Instant) -> Action { next(at: now) }

    /// A run has ended.
    mutating func ended(_ errand: Errand, _ ending: Ending, at now: Instant) -> Action {
        isRunning = false
        guard errand == .configuration else { return next(at: now) }
        switch ending {
        case .told(let byHooks):
            failures = 0
            due = nil
            rounds = byHooks ? rounds + 1 : 0
        case .nothingToTell, .held:
            failures = 0
            due = nil
            starts = starts.dropLast()
        case .failed:
            failures += 1
            hasNews = true
            due = now.advanced(by: Self.pause(after: failures))
        }
        return next(at: now)
    }

    /// Waits until nothing is under way: `run` of a reboot comes before that of the configuration, which may have to wait long.
    private mutating func next(at now: Instant) -> Action {
        guard !isRunning else { return .rest }
        if !reboots.isEmpty {
            isRunning = true
            return .run(.reboot(reboots.removeFirst()))
        }
        guard hasNews else { return .rest }
        if let due, now < due { return .wait(until: due) }
        if starts.count >= Self.runLimit {
            let opening = starts[starts.count - Self.runLimit].advanced(by: Self.window)
            if now < opening {
                due = opening
                return .wait(until: opening)
            }
        }
        due = nil
        hasNews = false
        isRunning = true
        starts = starts.suffix(Self.runLimit - 1) + [now]
        return .run(.configuration)
    }

    private static func pause(after failures: Int) -> Duration {
        min(firstPause * (1 << min(failures - 1, 10)), longestPause)
    }
}

/// A restart that hooks are told of.
struct HookReboot: Hashable, Sendable {
    /// As Status shows it: `User Triggered`.
    var reason: String
    /// Who asked for it, in words.
    var requestedBy: String
}
