/// How the tables came to be: the scripts that lead from an empty database to the present form. The number of scripts that a
/// database has seen is its version (`PRAGMA user_version`). A script that was once released is never changed.
struct Schema {
    /// What `PRAGMA application_id` says of a database that is ours: "Onhk".
    static let applicationID = 0x4f6e_686b

    var steps: [String]

    /// The form that this program works with.
    static let current = Schema(steps: [first, changesByNumber, stagingAndSafety, earlierSources])

    var version: Int { steps.count }

    /// The version of a database that is ours or still empty; throws `newerSchema` or `damaged` for any other.
    func identify(_ connection: Connection) throws(StoreError) -> Int {
        let found = try connection.integer("PRAGMA user_version")
        let isEmpty = try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
        let isOurs = try connection.integer("PRAGMA application_id") == Self.applicationID
        guard isOurs || (isEmpty && found == 0) else { throw .damaged("it is a database of another program") }
        guard found <= version else { throw .newerSchema(found: found, known: version) }
        return found
    }

    /// Brings a database from an older version to this one, as a whole or not at all.
    func migrate(_ connection: Connection, from found: Int) throws(StoreError) {
        // Outside of the transaction, where alone the mode can change.
        try connection.execute("PRAGMA journal_mode = WAL")
        guard found < version else { return }
        try connection.transaction { () throws(StoreError) in
            try connection.execute("PRAGMA application_id = \(Self.applicationID)")
            for step in steps[found...] { try connection.execute(step) }
            try connection.execute("PRAGMA user_version = \(version)")
        }
    }

    /// A value stands in the database once, as what its revision made of the parameter. What was there before is found through
    /// `replaces`, what is there now through `present`. Rows that hold long values have a number as their key: a search compares
    /// whole keys, and in a table without it the key is the row. `changesByNumber` names changes by that number.
    private static let first = """
        CREATE TABLE revision (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            origin TEXT NOT NULL,
            origin_detail TEXT NOT NULL,
            note TEXT NOT NULL,
            change_count INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE change (
            id INTEGER PRIMARY KEY,
            revision INTEGER NOT NULL REFERENCES revision,
            parameter TEXT NOT NULL,
            replaces INTEGER,
            is_set INTEGER NOT NULL,
            value TEXT,
            access TEXT,
            user_preference INTEGER NOT NULL,
            user_modified INTEGER NOT NULL,
            line INTEGER,
            UNIQUE (parameter, revision)
        ) STRICT;
        CREATE INDEX change_by_revision ON change (revision);

        CREATE TABLE present (
            parameter TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            FOREIGN KEY (parameter, revision) REFERENCES change (parameter, revision)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE state (
            key TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE record (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            time INTEGER NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        CREATE INDEX record_by_kind ON record (kind, id);
        """

    /// `replaces` and `present` name a change by its number, not by parameter and revision. Changes come at the end of their table and
    /// of its one index then, while in an index by parameter each change of a profile fell on a page of its own, and each of these pages
    /// was written: a resync of 1,335 values cost five times as much in a history of 160 revisions as it does now.
    private static let changesByNumber = """
        CREATE TABLE change_by_number (
            id INTEGER PRIMARY KEY,
            revision INTEGER NOT NULL REFERENCES revision,
            parameter TEXT NOT NULL,
            replaces INTEGER,
            is_set INTEGER NOT NULL,
            value TEXT,
            access TEXT,
            user_preference INTEGER NOT NULL,
            user_modified INTEGER NOT NULL,
            line INTEGER
        ) STRICT;
        INSERT INTO change_by_number
            SELECT c.id, c.revision, c.parameter, b.id, c.is_set, c.value, c.access, c.user_preference, c.user_modified, c.line
            FROM change c LEFT JOIN change b ON b.parameter = c.parameter AND b.revision = c.replaces
            ORDER BY c.id;

        CREATE TABLE present_by_number (
            parameter TEXT PRIMARY KEY,
            change INTEGER NOT NULL REFERENCES change_by_number
        ) STRICT, WITHOUT ROWID;
        INSERT INTO present_by_number
            SELECT p.parameter, c.id FROM present p
            JOIN change c ON c.parameter = p.parameter AND c.revision = p.revision;

        DROP TABLE present;
        DROP TABLE change;
        ALTER TABLE change_by_number RENAME TO change;
        ALTER TABLE present_by_number RENAME TO present;
        CREATE INDEX change_by_revision ON change (revision);
        """

    /// What people have prepared and not yet applied (a draft goes with all of its changes), what waits for its confirmation, the names
    /// that revisions were given, and who asked for a revision.
    private static let stagingAndSafety = """
        CREATE TABLE draft (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            holder TEXT NOT NULL,
            begun INTEGER NOT NULL,
            touched INTEGER NOT NULL,
            UNIQUE (account, holder)
        ) STRICT;

        CREATE TABLE drafted_change (
            id INTEGER PRIMARY KEY,
            draft INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
            parameter TEXT NOT NULL,
            value TEXT,
            is_hashed INTEGER NOT NULL,
            base TEXT NOT NULL,
            time INTEGER NOT NULL,
            UNIQUE (draft, parameter)
        ) STRICT;

        ALTER TABLE revision ADD COLUMN author TEXT NOT NULL DEFAULT '';
        UPDATE revision SET author = origin_detail WHERE origin IN ('web', 'api', 'command-line');

        CREATE TABLE pending (
            revision INTEGER PRIMARY KEY REFERENCES revision,
            account TEXT NOT NULL,
            boot TEXT NOT NULL,
            deadline INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE savepoint (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            revision INTEGER NOT NULL,
            time INTEGER NOT NULL,
            author TEXT NOT NULL
        ) STRICT;
        """

    /// A backup brings back what others had set before: such a change names who that was, and when. Any other has the origin of its
    /// revision.
    private static let earlierSources = """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            origin TEXT NOT NULL,
            origin_detail TEXT NOT NULL
        ) STRICT;

        ALTER TABLE change ADD COLUMN source INTEGER REFERENCES source;
        """
}
