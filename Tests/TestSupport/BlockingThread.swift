package import Threading

extension BlockingThread {
    /// Runs the code on a new thread, which ends with it.
    package static func start(_ run: @escaping @Sendable () -> Void) {
        do throws(ThreadError) {
            try start(named: "test", run)
        } catch {
            preconditionFailure("no thread: \(error.number)")
        }
    }

    /// Runs the code on a new thread and waits for it without blocking.
    package static func value<Value: Sendable>(_ run: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start { continuation.resume(with: Result(catching: run)) }
        }
    }
}
