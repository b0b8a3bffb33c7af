import Glibc

/// A mutual exclusion lock with one condition, on the monotonic clock: the watchdog and a stop wait on it, which
/// `Locked` does not offer.
///
/// The thread sanitizer understands it, which it does not of `Synchronization.Mutex` on Linux.
final class Lock: @unchecked Sendable {
    // Sendable: both pointers are set once, and POSIX lets any thread use what they point to.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Wakes everybody who waits. To be called with the lock held.
    func notify() { pthread_cond_broadcast(condition) }

    /// Waits for `notify` or the moment. To be called with the lock held; may return early.
    func wait(until moment: Moment) {
        guard moment < .never else {
            pthread_cond_wait(condition, mutex)
            return
        }
        var time = timespec(
            tv_sec: Int(moment.nanoseconds / 1_000_000_000), tv_nsec: Int(moment.nanoseconds % 1_000_000_000))
        pthread_cond_timedwait(condition, mutex, &time)
    }
}

/// A moment of the monotonic clock.
struct Moment: Comparable, Sendable {
    var nanoseconds: UInt64

    static let never = Moment(nanoseconds: .max)

    static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    static func + (moment: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let added = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !added.overflow else { return .never }
        let total = moment.nanoseconds.addingReportingOverflow(
            added.partialValue &+ UInt64(clamping: attoseconds / 1_000_000_000))
        return total.overflow ? .never : Moment(nanoseconds: total.partialValue)
    }
}

/// Runs `body` on a thread of its own, for calls that block.
func detachThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let failure = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
    guard failure == 0 else {
        // No thread to be had: the caller's own has to do.
        box.takeRetainedValue().body()
        return
    }
    pthread_detach(thread)
}
