public import FlatProfile
private import Glibc

/// The machine's clocks.
public struct SystemClock: Sendable {
    /// The clocks of this machine.
    public init() {}

    /// The wall clock, to the millisecond. It can jump when somebody sets it.
    public func now() -> Timestamp {
        let time = Self.read(CLOCK_REALTIME)
        return Timestamp(unixMilliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The time since the machine started, time asleep included. It never goes backwards.
    public func uptime() -> Duration {
        let time = Self.read(CLOCK_BOOTTIME)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// A text that is another one after each start of the machine; nil if the kernel does not tell.
    public func bootID() -> String? { ProcFile.line(of: "/proc/sys/kernel/random/boot_id") }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        let status = clock_gettime(clock, &time)
        precondition(status == 0, "clock_gettime(\(clock))")
        return time
    }
}
