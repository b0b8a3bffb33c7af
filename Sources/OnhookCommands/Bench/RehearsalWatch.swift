internal import Bench
internal import Glibc
internal import Rehearsal

/// Does long work of a rehearsal that somebody may break off: a first signal ends it in order, a second one at once.
enum RehearsalWatch {
    static func watched<Value: Sendable>(
        _ console: Console, _ body: @escaping @Sendable () async throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        let signals = await TerminationSignals()
        let work = Task { () -> Result<Value, BenchStoreError> in
            do throws(BenchStoreError) { return .success(try await body()) } catch { return .failure(error) }
        }
        let interruption = Task {
            await signals.first()
            guard !Task.isCancelled else { return }
            console.showProgress?("")
            console.complain("onhook: the rehearsal ends; once more ends it at once\n")
            work.cancel()
            await signals.first()
            if !Task.isCancelled { _exit(130) }
        }
        defer { interruption.cancel() }
        let result = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        return try result.get()
    }

    static func watched<Value: Sendable>(
        _ console: Console, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        do throws(BenchStoreError) {
            return try await watched(console) { () async throws(BenchStoreError) in await body() }
        } catch {
            preconditionFailure("nothing was thrown")
        }
    }
}
