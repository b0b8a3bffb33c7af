/// How long a bench waits for its database server.
package struct DatabasePatience: Hashable, Sendable {
    /// For a connection, to each host of the address.
    package var connecting: Duration = .seconds(10)
    /// For one statement.
    package var statement: Duration = .seconds(30)
    /// For another transaction that holds what this one needs.
    package var lock: Duration = .seconds(10)
    /// The server's, for the next statement of a transaction: then whoever began it is dead, and what it held is let go.
    package var idleTransaction: Duration = .seconds(15)
    /// For a server that was there and is away. A restart takes a minute.
    package var outage: Duration = .seconds(120)

    package init() {}
}

/// The pauses between attempts: doubled up to two seconds, each by chance a little shorter, so that many who wait do not come back at once.
struct Backoff {
    private var pause: Duration = .milliseconds(50)

    mutating func next() -> Duration {
        defer { pause = min(pause * 2, .seconds(2)) }
        return pause * Double.random(in: 0.5...1)
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
