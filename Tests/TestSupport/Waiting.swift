/// Asks again and again, with breaks, until there is an answer; throws after a minute, which is longer than anything that a test waits for takes.
package func eventually<Value>(
    _ what: String, _ answer: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while true {
        if let value = try await answer() { return value }
        guard clock.now < end else { throw TestSupportError("\(what): not within a minute") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Asks again and again until the condition holds; throws after a minute.
package func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    _ = try await eventually(what) { try await condition() ? true : nil }
}
