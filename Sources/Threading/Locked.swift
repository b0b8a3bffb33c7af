/// A value that several threads share: whoever looks at it or changes it holds its lock meanwhile.
///
/// For the few places where no actor can stand: callbacks of C libraries, and values that readers take without waiting. Hold it for a
/// few instructions; never across a call that may wait.
package final class Locked<Value>: @unchecked Sendable {
    // Sendable: `value` is only touched between lock and unlock of `mutex`.
    @usableFromInline let mutex = Mutex()
    @usableFromInline var value: Value

    package init(_ value: sending Value) {
        self.value = value
    }

    /// Does something with the value while nobody else can.
    @inlinable package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        mutex.lock()
        defer { mutex.unlock() }
        return try body(&value)
    }
}
