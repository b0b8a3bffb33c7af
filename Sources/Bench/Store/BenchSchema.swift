internal import Store

/// How the tables of a bench came to be: the scripts that lead from an empty database to the present form. A script that was once released is
/// never changed. Types and statements are those that PostgreSQL has too; only the keys that count by themselves are written differently.
struct BenchSchema {
    /// What `PRAGMA application_id` says of a bench's database: "OnhB".
    static let applicationID = 0x4f6e_6842

    var steps: [String]

    /// The form that this program works with.
    static let current = BenchSchema(steps: [first])

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

    /// Moments are milliseconds since 1970. The values of a device stand in one text, parted by U+001F, in the order of its job's columns;
    /// lists of a job likewise.
    private static let first = """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            created BIGINT NOT NULL,
            author TEXT NOT NULL,
            template_name TEXT NOT NULL,
            template BLOB NOT NULL,
            columns TEXT NOT NULL,
            file_names TEXT NOT NULL,
            layout TEXT NOT NULL,
            delivery TEXT NOT NULL,
            digest TEXT NOT NULL,
            is_compressed INTEGER NOT NULL,
            delivery_key TEXT NOT NULL,
            scan_adds INTEGER NOT NULL,
            scan_pairs INTEGER NOT NULL,
            default_model TEXT NOT NULL,
            software_version TEXT NOT NULL,
            allows_other_models INTEGER NOT NULL,
            next_number INTEGER NOT NULL
        );

        CREATE TABLE device (
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            number INTEGER NOT NULL,
            mac BIGINT NOT NULL,
            serial TEXT,
            model TEXT NOT NULL,
            field_values TEXT NOT NULL,
            origin TEXT NOT NULL,
            line INTEGER NOT NULL,
            PRIMARY KEY (job, number),
            UNIQUE (job, mac),
            UNIQUE (job, serial)
        );
        CREATE INDEX device_by_mac ON device (mac);

        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            time BIGINT NOT NULL,
            kind TEXT NOT NULL,
            mac BIGINT,
            actor TEXT NOT NULL,
            peer TEXT NOT NULL,
            subject TEXT NOT NULL,
            is_good INTEGER NOT NULL,
            text TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX event_by_job ON event (job, id);
        CREATE INDEX event_by_device ON event (job, mac, id);

        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            kind TEXT NOT NULL,
            begun BIGINT NOT NULL,
            author TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX run_by_job ON run (job, id);

        CREATE TABLE run_device (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            number INTEGER NOT NULL,
            mac BIGINT NOT NULL,
            worker TEXT NOT NULL DEFAULT '',
            token INTEGER NOT NULL DEFAULT 0,
            deadline BIGINT NOT NULL DEFAULT 0,
            finished BIGINT,
            is_good INTEGER NOT NULL DEFAULT 0,
            text TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (run, number),
            UNIQUE (run, mac)
        );
        CREATE INDEX run_device_open ON run_device (run, number) WHERE finished IS NULL;
        """
}
