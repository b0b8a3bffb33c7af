private import CTimer
private import Glibc
private import Threading

/// Tells when the clock on the wall was set: by a time server, by a person, after a sleep of the machine. Slewing it is not setting it.
///
/// Source: timerfd_create(2), TFD_TIMER_CANCEL_ON_SET. One thread serves the whole process, from the first listener on.
public final class ClockWatch: Sendable {
    /// That of this process.
    public static let shared = ClockWatch()

    private struct Listeners: Sendable {
        var streams: [Int: AsyncStream<Void>.Continuation] = [:]
        var last = 0
        var isWatching = false
    }

    private let listeners = Locked(Listeners())

    private init() {}

    /// Word of each setting from now on. Settings that follow each other faster than they are heard of are one.
    ///
    /// - Throws: If the system gives no timer or thread; then nobody can tell.
    public func changes() throws(SystemError) -> AsyncStream<Void> {
        try watch()
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = listeners.withLock { listeners in
                listeners.last += 1
                listeners.streams[listeners.last] = continuation
                return listeners.last
            }
            continuation.onTermination = { [weak self] _ in
                _ = self?.listeners.withLock { $0.streams.removeValue(forKey: number) }
            }
        }
    }

    private func watch() throws(SystemError) {
        let isFirst = listeners.withLock { listeners in
            defer { listeners.isWatching = true }
            return !listeners.isWatching
        }
        guard isFirst else { return }
        do throws(SystemError) {
            let timer = timerfd_create(CLOCK_REALTIME, Int32(TFD_CLOEXEC))
            guard timer >= 0 else { throw .last }
            do throws(ThreadError) {
                try BlockingThread.start(named: "clock watch") { self.watch(timer) }
            } catch {
                close(timer)
                throw SystemError(number: error.number)
            }
        } catch {
            listeners.withLock { $0.isWatching = false }
            throw error
        }
    }

    /// A timer that is never due, and that is cancelled by each setting of the clock.
    private func watch(_ timer: Int32) {
        var far = itimerspec()
        far.it_value.tv_sec = Int.max >> 1
        let flags = Int32(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)
        while timerfd_settime(timer, flags, &far, nil) == 0 {
            var expirations: UInt64 = 0
            let count = read(timer, &expirations, MemoryLayout<UInt64>.size)
            guard count >= 0 || errno == ECANCELED || errno == EINTR else { break }
            if count < 0, errno == ECANCELED { tell() }
        }
        close(timer)
    }

    private func tell() {
        for stream in listeners.withLock({ Array($0.streams.values) }) { stream.yield() }
    }
}
