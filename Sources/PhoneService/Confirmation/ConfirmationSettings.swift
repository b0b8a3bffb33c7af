internal import Host

/// How changes that may lock somebody out are confirmed.
public struct ConfirmationSettings: Sendable {
    /// How long a change may wait: long enough to log in again, short enough not to be forgotten.
    public static let windows: ClosedRange<Duration> = .seconds(10)...(.seconds(3600))
    /// What `serve` takes where nothing is said.
    public static let standardWindow = Duration.seconds(90)

    /// How long changes of the web pages wait; nil: they need no confirmation.
    public var window: Duration?
    /// The clock of the deadlines.
    public var clock: BootClock

    /// Settings of those parts.
    public init(window: Duration? = standardWindow, clock: BootClock = .machine) {
        self.window = window
        self.clock = clock
    }

    /// A window in seconds, as somebody typed it; nil if it is none.
    public static func window(_ text: String) -> Duration? {
        guard let seconds = Int64(text), text.utf8.count < 10, windows.contains(.seconds(seconds)) else { return nil }
        return .seconds(seconds)
    }

    /// What is wrong with a window that is none.
    public static let windowFault =
        "a whole number of seconds is expected, \(windows.lowerBound.components.seconds) to \(windows.upperBound.components.seconds)"
}

/// The clock that counts from the start of the machine, time asleep included, and never jumps.
public struct BootClock: Sendable {
    /// Another text after each start of the machine; empty if the kernel does not tell.
    public var boot: String
    /// The time since the start.
    public var uptime: @Sendable () -> Duration
    /// Waits; throws if the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// A clock of those parts.
    public init(
        boot: String, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.boot = boot
        self.uptime = uptime
        self.sleep = sleep
    }

    /// That of this machine.
    public static let machine = BootClock(
        boot: SystemClock().bootID() ?? "", uptime: { SystemClock().uptime() },
        sleep: { try await ContinuousClock().sleep(for: $0) })

    var now: ConfirmationStateMachine.Moment { .init(boot: boot, uptime: uptime()) }
}

/// Whether a change that may lock somebody out is to be confirmed.
public enum ConfirmationWish: Hashable, Sendable {
    /// It needs no confirmation.
    case none
    /// As `serve` says.
    case standard
    /// Within that time.
    case within(Duration)
}

/// Why a change was not confirmed, or not taken back.
public enum ConfirmationRefusal: Error, Hashable, Sendable {
    /// Nothing waits.
    case nothingWaits
    /// Something has joined it since.
    case changed
    /// It waits for another account, `admin` or `user`.
    case ofAnother(String)
    /// A new login has to show that the person still gets in.
    case needsLogin
    /// The deadline has passed.
    case tooLate
    /// The store could not do it, in words.
    case failed(String)
}

extension ConfirmationRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .nothingWaits: "no change waits for a confirmation"
        case .changed: "another change has joined it meanwhile: look at both, then confirm"
        case .ofAnother(let account): "the change waits for \(account), who alone can show to get in still"
        case .needsLogin: "log in again first: a new login shows that you still get in"
        case .tooLate: "the time is over: the old values come back"
        case .failed(let sentence): sentence
        }
    }
}
