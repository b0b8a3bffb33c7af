/// Asks again and again, with breaks, until there is an answer; throws after five minutes, which is longer than anything that a test waits for
/// takes, and than a busy machine lets it wait.
package func eventually<Value>(
    _ what: String, _ answer: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(300)
    while true {
        if let value = try await answer() { return value }
        guard clock.now < end else { throw TestSupportError("\(what): not within five minutes") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Asks again and again until the condition holds; throws after five minutes.
package func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    _ = try await eventually(what) { try await condition() ? true : nil }
}
