internal import Glibc

/// A `Locked` value that threads can wait for: one lock and one condition, on the monotonic clock.
///
/// Waiting blocks a thread, which must not be one of the cooperative pool.
@safe package final class Monitor<Value>: @unchecked Sendable {
    // Sendable: `value` is only touched between lock and unlock of `mutex`; the condition's pointer is set once, and POSIX lets any
    // thread use what it points to.
    @usableFromInline let mutex = Mutex()
    @usableFromInline var value: Value
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    package init(_ value: sending Value) {
        self.value = value
        unsafe condition = .allocate(capacity: 1)
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let status = unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
        precondition(status == 0, "pthread_cond_init: \(status)")
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe condition.deinitialize(count: 1)
        unsafe condition.deallocate()
    }

    /// Does something with the value while nobody else can. Who waits hears of it by `notify`.
    @inlinable package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        mutex.lock()
        defer { mutex.unlock() }
        return try body(&value)
    }

    /// Has everybody who waits look at the value again.
    package func notify() { unsafe pthread_cond_broadcast(condition) }

    /// Waits until the value is as wanted, or the moment has come; false for the latter.
    @discardableResult
    package func wait(until moment: MonotonicTime = .never, for isWanted: (Value) -> Bool) -> Bool {
        mutex.lock()
        defer { mutex.unlock() }
        while !isWanted(value) {
            guard MonotonicTime.now < moment else { return false }
            sleep(until: moment)
        }
        return true
    }

    /// Gives the lock up until `notify` or the moment; may return early.
    private func sleep(until moment: MonotonicTime) {
        guard moment < .never else {
            unsafe pthread_cond_wait(condition, mutex.handle)
            return
        }
        var time = moment.timespec
        unsafe pthread_cond_timedwait(condition, mutex.handle, &time)
    }
}
