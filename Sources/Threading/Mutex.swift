internal import Glibc

/// The one mutual exclusion lock of the house, below `Locked` and `Monitor`: a heap-allocated `pthread_mutex_t`, because the thread
/// sanitizer does not understand `Synchronization.Mutex` on Linux.
@safe @usableFromInline final class Mutex: Sendable {
    // Sendable: the pointer is set once, and POSIX lets any thread use what it points to.
    nonisolated(unsafe) let handle: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        unsafe handle = .allocate(capacity: 1)
        unsafe handle.initialize(to: pthread_mutex_t())
        let status = unsafe pthread_mutex_init(handle, nil)
        precondition(status == 0, "pthread_mutex_init: \(status)")
    }

    deinit {
        unsafe pthread_mutex_destroy(handle)
        unsafe handle.deinitialize(count: 1)
        unsafe handle.deallocate()
    }

    @usableFromInline func lock() { unsafe pthread_mutex_lock(handle) }

    @usableFromInline func unlock() { unsafe pthread_mutex_unlock(handle) }
}
