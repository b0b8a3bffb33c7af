import Glibc

/// A thread for code that blocks, so that the cooperative pool does not.
package enum BlockingThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs the code on a new thread, which ends with it.
    package static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        precondition(code == 0, "no thread: \(code)")
        pthread_detach(thread)
    }

    /// Runs the code on a new thread and waits for it without blocking.
    package static func value<Value: Sendable>(_ run: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start { continuation.resume(with: Result(catching: run)) }
        }
    }
}

/// State that several threads share in a test, behind a mutex.
///
/// `@unchecked Sendable`: the state is touched between lock and unlock only.
package final class SharedState<State>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var state: State

    /// State to share.
    package init(_ state: sending State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Reads and changes the state while nobody else can.
    package func withLock<Value>(_ body: (inout State) throws -> sending Value) rethrows -> sending Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}
