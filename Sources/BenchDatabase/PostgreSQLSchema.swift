internal import Bench
internal import Store

/// How the tables of a bench came to be in a PostgreSQL database, in a schema of their own.
struct PostgreSQLSchema {
    /// What the schema is called.
    static let name = "onhook_bench"

    var steps: [String]

    /// The form that this program works with.
    static let current = PostgreSQLSchema(
        steps: zip(BenchTableScripts.all(.postgreSQL), [sessions]).map { $0 + "\n" + $1 })

    var version: Int { steps.count }

    /// Brings a database to this version, as a whole or not at all. Throws `newerSchema` and `damaged` for what is not ours to change.
    func migrate(_ connection: PostgreSQLConnection) throws(BenchStoreError) {
        guard try found(in: connection) < version else { return }
        try connection.transaction { () throws(BenchStoreError) in
            // One bench at a time, and looked at again, because another one may have been first.
            _ = try connection.rows("SELECT pg_advisory_xact_lock(\(SQLDialect.lockClass), 0)", [])
            let found = try found(in: connection)
            guard found < version else { return }
            if found == 0 {
                try connection.execute(
                    """
                    CREATE SCHEMA IF NOT EXISTS \(Self.name);
                    CREATE TABLE version (number BIGINT NOT NULL);
                    INSERT INTO version VALUES (0)
                    """)
            }
            for step in steps[found...] { try connection.execute(step) }
            try connection.run("UPDATE version SET number = ?", [.integer(version)])
        }
    }

    private func found(in connection: PostgreSQLConnection) throws(BenchStoreError) -> Int {
        let row = try connection.rows(
            """
            SELECT (to_regclass('\(Self.name).version') IS NOT NULL)::int,
                (SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = '\(Self.name)')
            """, []
        ).first
        guard row?.integer(0) == 1 else {
            guard row?.integer(1) == 0 else { throw .damaged("its schema \(Self.name) is another program's") }
            return 0
        }
        guard let found = try connection.rows("SELECT number FROM version", []).first?.integer(0) else {
            throw .damaged("it does not say which version its tables have")
        }
        guard found <= version else { throw .newerSchema(found: found, known: version) }
        return found
    }

    /// What each session did last. Whoever sent a change and lost the server before it answered finds here whether the change was made, because
    /// it stands in the same transaction.
    private static let sessions = """
        CREATE TABLE session (
            id TEXT PRIMARY KEY,
            deed BIGINT NOT NULL,
            seen TIMESTAMPTZ NOT NULL
        );
        """
}
