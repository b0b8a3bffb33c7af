internal import Store

/// The form of a bench's SQLite database.
struct BenchSchema {
    /// What `PRAGMA application_id` says of a bench's database: "OnhB".
    static let applicationID = 0x4f6e_6842

    var steps: [String]

    /// The form that this program works with.
    static let current = BenchSchema(steps: BenchTableScripts.all(.sqlite))

    var version: Int { steps.count }

    /// Brings a database to this version, as a whole or not at all. Throws `newerSchema` and `damaged` for what is not ours to change.
    func migrate(_ connection: Connection) throws(StoreError) {
        guard try found(in: connection) < version else { return }
        // Outside of the transaction, where alone the mode can change.
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.transaction { () throws(StoreError) in
            // Looked at again, because another process may have been first.
            let found = try found(in: connection)
            guard found < version else { return }
            try connection.execute("PRAGMA application_id = \(Self.applicationID)")
            for step in steps[found...] { try connection.execute(step) }
            try connection.execute("PRAGMA user_version = \(version)")
        }
    }

    private func found(in connection: Connection) throws(StoreError) -> Int {
        let found = try connection.integer("PRAGMA user_version")
        let isEmpty = try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
        let isOurs = try connection.integer("PRAGMA application_id") == Self.applicationID
        guard isOurs || (isEmpty && found == 0) else { throw .damaged("it is a database of another program") }
        guard found <= version else { throw .newerSchema(found: found, known: version) }
        return found
    }
}
