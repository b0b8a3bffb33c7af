import Glibc

/// The house lock: state behind a pthread mutex on the heap (the thread sanitizer understands it).
///
/// `@unchecked Sendable`: `state` is read and written only between lock and unlock of one mutex that lives at one address for as
/// long as the object does, and what goes in or out is `sending` or Sendable.
final class Lock<State: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var state: State

    init(_ state: State) {
        self.state = state
        // pthread_mutex_init(3): with default attributes it always returns 0.
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }
}
