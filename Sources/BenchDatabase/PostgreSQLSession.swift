internal import Bench
internal import Store
internal import Threading

/// One connection at a time to a server, made when it is first needed and made again when it is lost.
///
/// What is repeated because the server was away happens once all the same: each change is a deed with a number, which is written in the
/// same transaction. Of a deed whose answer was lost the number tells whether it was done.
actor PostgreSQLSession {
    private let executor = QueueExecutor(label: "onhook.bench.postgresql")
    private let address: DatabaseAddress
    private let patience: DatabasePatience
    private let name: String
    private var deed = 0
    private var connection: PostgreSQLConnection?

    /// The executor of the session's own queue: libpq blocks its thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(_ address: DatabaseAddress, _ patience: DatabasePatience) {
        self.address = address
        self.patience = patience
        name = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined(separator: "-")
    }

    /// Connects for the first time, without patience: a wrong address is not going to be a right one.
    func open(_ schema: PostgreSQLSchema) throws(BenchStoreError) {
        try schema.migrate(try connected())
    }

    /// Lets the connection go.
    func close() {
        if deed > 0, let connection, connection.condition != .lost {
            _ = try? connection.run("DELETE FROM session WHERE id = ?", [.text(name)])
        }
        connection = nil
    }

    /// Looks at tables.
    func read<Value: Sendable>(
        _ body: @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        try await patiently { (connection) throws(BenchStoreError) in try body(BenchTables(connection)) }
    }

    /// Looks at tables in one transaction.
    func readHolding<Value: Sendable>(
        _ body: @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        try await patiently { (connection) throws(BenchStoreError) in
            try connection.transaction { () throws(BenchStoreError) in try body(BenchTables(connection)) }
        }
    }

    /// Changes tables, all at once or not at all, and once.
    func transaction<Value: Sendable>(
        _ body: @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        deed += 1
        // What was done if the server says that it was: known as soon as it is asked to commit.
        var answer: Value?
        do throws(BenchStoreError) {
            return try await patiently(isUnsettled: { answer != nil }) { (connection) throws(BenchStoreError) in
                guard try begin(connection) else {
                    try connection.execute("ROLLBACK")
                    guard let answer else { throw .other(code: 0, message: "a session is used twice") }
                    return answer
                }
                answer = nil
                let value: Value
                do throws(BenchStoreError) {
                    value = try body(BenchTables(connection))
                } catch {
                    connection.rollBack()
                    throw error
                }
                answer = value
                do throws(BenchStoreError) {
                    try connection.execute("COMMIT")
                } catch {
                    if connection.condition != .lost { answer = nil }
                    throw error
                }
                return value
            }
        } catch {
            throw answer == nil ? error : .server(.outcomeUnknown("\(address)"))
        }
    }

    /// Begins a transaction with the number of the deed; false if it was done already. Waits for the transaction that did it, should the server
    /// still be at it.
    private func begin(_ connection: PostgreSQLConnection) throws(BenchStoreError) -> Bool {
        if deed == 1 {
            // What killed ones have left. Nobody waits for an answer that long.
            try connection.run("DELETE FROM session WHERE seen < now() - interval '7 days'", [])
        }
        do throws(BenchStoreError) {
            return try connection.run([
                ("BEGIN", []),
                (
                    """
                    INSERT INTO session (id, deed, seen) VALUES (?, ?, now())
                    ON CONFLICT (id) DO UPDATE SET deed = excluded.deed, seen = excluded.seen WHERE session.deed < excluded.deed
                    """, [.text(name), .integer(deed)]
                ),
            ]).last == 1
        } catch {
            connection.rollBack()
            throw error
        }
    }

    // MARK: Patience

    private func connected() throws(BenchStoreError) -> PostgreSQLConnection {
        if let connection { return connection }
        let made = try PostgreSQLConnection.open(address, patience)
        connection = made
        return made
    }

    /// Does something, again and again while the server is away or others are in the way.
    ///
    /// - Parameter isUnsettled: Whether it is not known what came of the last attempt. Then it is asked for as long as anybody waits.
    private func patiently<Value>(
        isUnsettled: () -> Bool = { false }, _ attempt: (PostgreSQLConnection) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        let end = MonotonicTime.now + patience.outage
        var backoff = Backoff()
        var conflicts = 0
        while true {
            let failure: BenchStoreError
            do throws(BenchStoreError) {
                return try attempt(try connected())
            } catch {
                failure = error
            }
            switch connection?.condition ?? .lost {
            case .sound where isUnsettled() && failure == .busy: break
            case .sound: throw failure
            case .conflicted:
                conflicts += 1
                guard conflicts < 10 else { throw failure }
            case .lost: connection = nil
            }
            let pause = backoff.next()
            guard MonotonicTime.now + pause < end, !Task.isCancelled else { throw failure }
            try? await Task.sleep(for: pause)
        }
    }
}

extension PostgreSQLConnection {
    /// Does all of `body`, or nothing of it.
    func transaction<Result>(_ body: () throws(BenchStoreError) -> Result) throws(BenchStoreError) -> Result {
        try execute("BEGIN")
        do throws(BenchStoreError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Ends a transaction without what it did. What the last statement made of the connection stays known.
    func rollBack() {
        guard condition != .lost else { return }
        let before = condition
        if (try? execute("ROLLBACK")) != nil { condition = before }
    }
}
