internal import Glibc

/// A value that several threads share: whoever looks at it or changes it holds its lock meanwhile.
///
/// The one lock of the house, for the few places where no actor can stand: callbacks of C libraries, and values that readers take
/// without waiting. It is a heap-allocated `pthread_mutex_t`, because the thread sanitizer does not understand
/// `Synchronization.Mutex` on Linux. Hold it for a few instructions; never across a call that may wait.
@safe package final class Locked<Value>: @unchecked Sendable {
    // Sendable: `value` is only touched between lock and unlock of `mutex`, whose memory stays where it is from init to deinit.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    package init(_ value: sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        let status = unsafe pthread_mutex_init(mutex, nil)
        precondition(status == 0, "pthread_mutex_init: \(status)")
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deinitialize(count: 1)
        unsafe mutex.deallocate()
    }

    /// Does something with the value while nobody else can.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
