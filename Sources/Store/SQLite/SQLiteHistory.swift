import FlatProfile

/// The tables `revision`, `change`, `source` and `present`. Writing happens inside a transaction of the caller.
struct SQLiteHistory {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Writing

    func append(_ revision: Revision, _ changes: [RevisionChange]) throws(StoreError) {
        try insert(revision)
        var sources: [EarlierSource: Int] = [:]
        for change in changes {
            let source = try change.earlierSource(in: revision).map { (source) throws(StoreError) in
                if let known = sources[source] { return known }
                let number = try insert(source)
                sources[source] = number
                return number
            }
            try insert(change, of: revision.number, source: source)
            if change.after == nil {
                try connection.run("DELETE FROM present WHERE parameter = ?", .text(change.name.text))
            } else {
                try connection.run(
                    """
                    INSERT INTO present (parameter, change) VALUES (?, last_insert_rowid())
                    ON CONFLICT (parameter) DO UPDATE SET change = excluded.change
                    """, .text(change.name.text))
            }
        }
    }

    func erase(beginningAgainWith revision: Revision) throws(StoreError) {
        try connection.run("DELETE FROM present")
        try connection.run("DELETE FROM change")
        try connection.run("DELETE FROM source")
        try connection.run("DELETE FROM revision")
        try insert(revision)
    }

    private func insert(_ revision: Revision) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO revision (number, time, origin, origin_detail, author, note, change_count)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(revision.number), .integer(Int(revision.time.unixMilliseconds)),
            .text(revision.origin.storedKind), .text(revision.origin.storedDetail), .text(revision.author),
            .text(revision.note), .integer(revision.changeCount))
    }

    /// Answers the number of the row.
    private func insert(_ source: EarlierSource) throws(StoreError) -> Int {
        try connection.run(
            "INSERT INTO source (time, origin, origin_detail) VALUES (?, ?, ?)",
            .integer(Int(source.time.unixMilliseconds)), .text(source.origin.storedKind),
            .text(source.origin.storedDetail))
        return try connection.integer("SELECT last_insert_rowid()")
    }

    private func insert(
        _ change: RevisionChange, of number: RevisionNumber, source: Int?
    ) throws(StoreError) {
        let after = change.after
        try connection.run(
            """
            INSERT INTO change (revision, parameter, replaces,
                is_set, value, access, user_preference, user_modified, line, source)
            VALUES (?1, ?2, (SELECT change FROM present WHERE parameter = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            .integer(number), .text(change.name.text), SQLValue(after != nil), SQLValue(after?.value),
            SQLValue(after?.access?.rawValue), SQLValue(after?.isUserPreference ?? false),
            SQLValue(after?.isUserModified ?? false), SQLValue(after?.provenance.line), SQLValue(source))
    }

    // MARK: Reading

    /// The present configuration.
    func load(catalogue: Catalogue) throws(StoreError) -> Snapshot {
        let number = try connection.integer("SELECT max(number) FROM revision")
        var origins = OriginReader()
        var settings: [ParameterName: Setting] = [:]
        let rows = try connection.rows(
            """
            SELECT p.parameter, \(Self.settingColumns("c", "r", "s")) FROM present p
            JOIN change c ON c.id = p.change
            JOIN revision r ON r.number = c.revision
            LEFT JOIN source s ON s.id = c.source
            """
        ) { (row) throws(StoreError) in
            (name: ParameterName(row.text(0)), setting: try Self.setting(row, at: 1, &origins))
        }
        for row in rows where catalogue[row.name] != nil { settings[row.name] = row.setting }
        return Snapshot(catalogue: catalogue, revision: number, settings: settings)
    }

    func revisions(
        before number: RevisionNumber?, limit: Int, matching filter: RevisionFilter
    ) throws(StoreError) -> [Revision] {
        try connection.rows(
            """
            SELECT \(Self.revisionColumns) FROM revision
            WHERE number < ?1 AND (?2 IS NULL OR origin = ?2) AND (?3 IS NULL OR author = ?3)
            ORDER BY number DESC LIMIT ?4
            """, .integer(number ?? .max), SQLValue(filter.kind?.rawValue), SQLValue(filter.author),
            .integer(max(0, limit)), read: Self.revision)
    }

    func revision(_ number: RevisionNumber) throws(StoreError) -> Revision? {
        try connection.rows(
            "SELECT \(Self.revisionColumns) FROM revision WHERE number = ?", .integer(number), read: Self.revision
        ).first
    }

    func authors() throws(StoreError) -> [String] {
        try connection.rows("SELECT DISTINCT author FROM revision WHERE author <> '' ORDER BY author") { $0.text(0) }
    }

    func changes(of number: RevisionNumber) throws(StoreError) -> [RevisionChange] {
        try require(number)
        var origins = OriginReader()
        return try connection.rows(
            """
            SELECT c.parameter, \(Self.settingColumns("b", "br", "bs")), \(Self.settingColumns("c", "cr", "cs"))
            FROM change c
            JOIN revision cr ON cr.number = c.revision
            LEFT JOIN source cs ON cs.id = c.source
            LEFT JOIN change b ON b.id = c.replaces
            LEFT JOIN revision br ON br.number = b.revision
            LEFT JOIN source bs ON bs.id = b.source
            WHERE c.revision = ? ORDER BY c.id
            """, .integer(number)
        ) { (row) throws(StoreError) in
            RevisionChange(
                name: ParameterName(row.text(0)), before: try Self.setting(row, at: 1, &origins),
                after: try Self.setting(row, at: 1 + Self.settingColumnCount, &origins))
        }
    }

    /// What has to be set, over the present configuration, to be back at a revision: of each parameter that was changed since, what
    /// its first change replaced.
    func undoing(to number: RevisionNumber) throws(StoreError) -> [(name: ParameterName, setting: Setting?)] {
        try require(number)
        var origins = OriginReader()
        // Beside min(), a bare column is that of the row with the minimum (sqlite.org/lang_select.html).
        return try connection.rows(
            """
            SELECT u.parameter, \(Self.settingColumns("b", "r", "s"))
            FROM (SELECT parameter, min(revision), replaces FROM change WHERE revision > ? GROUP BY parameter) u
            LEFT JOIN change b ON b.id = u.replaces
            LEFT JOIN revision r ON r.number = b.revision
            LEFT JOIN source s ON s.id = b.source
            """, .integer(number)
        ) { (row) throws(StoreError) in
            (name: ParameterName(row.text(0)), setting: try Self.setting(row, at: 1, &origins))
        }
    }

    private func require(_ number: RevisionNumber) throws(StoreError) {
        let count = try connection.integer("SELECT count(*) FROM revision WHERE number = ?", .integer(number))
        guard count == 1 else { throw .unknownRevision(number) }
    }

    // MARK: Rows

    private static let revisionColumns = "number, time, origin, origin_detail, author, note, change_count"

    private static func revision(_ row: borrowing Row) throws(StoreError) -> Revision {
        Revision(
            number: row.integer(0), time: Timestamp(unixMilliseconds: Int64(row.integer(1))),
            origin: try Origin(storedKind: row.text(2), detail: row.text(3)), author: row.text(4), note: row.text(5),
            changeCount: row.integer(6))
    }

    private static let settingColumnCount: Int32 = 11

    /// A change that brings back what was set earlier has a source of its own; any other has that of its revision.
    private static func settingColumns(_ change: String, _ revision: String, _ source: String) -> String {
        """
        \(change).is_set, \(change).value, \(change).access, \(change).user_preference, \(change).user_modified, \
        \(change).line, \(revision).number, \(source).id, coalesce(\(source).time, \(revision).time), \
        coalesce(\(source).origin, \(revision).origin), coalesce(\(source).origin_detail, \(revision).origin_detail)
        """
    }

    /// The setting that stands in the columns from `first` on; nil for the factory state.
    private static func setting(
        _ row: borrowing Row, at first: Int32, _ origins: inout OriginReader
    ) throws(StoreError) -> Setting? {
        guard row.integer(first) == 1 else { return nil }
        let access = try row.optionalText(first + 2).map { (word) throws(StoreError) in
            guard let access = UserAccess(rawValue: word) else { throw .damaged("a parameter has no known access") }
            return access
        }
        let provenance = try origins.read(row, at: first + 6)
        return Setting(
            value: row.optionalText(first + 1), access: access, isUserPreference: row.integer(first + 3) == 1,
            isUserModified: row.integer(first + 4) == 1,
            provenance: Provenance(
                origin: provenance.origin, line: row.optionalInteger(first + 5), time: provenance.time,
                revision: provenance.number))
    }

    /// Reads the origin of each revision once: a profile gives the same one to a thousand settings.
    private struct OriginReader {
        private var ofRevisions: [RevisionNumber: Origin] = [:]
        private var ofSources: [Int: Origin] = [:]

        mutating func read(
            _ row: borrowing Row, at first: Int32
        ) throws(StoreError) -> (number: RevisionNumber, time: Timestamp, origin: Origin) {
            let number = row.integer(first)
            let source = row.optionalInteger(first + 1)
            let time = Timestamp(unixMilliseconds: Int64(row.integer(first + 2)))
            if let origin = source.map({ ofSources[$0] }) ?? ofRevisions[number] { return (number, time, origin) }
            let origin = try Origin(storedKind: row.text(first + 3), detail: row.text(first + 4))
            if let source { ofSources[source] = origin } else { ofRevisions[number] = origin }
            return (number, time, origin)
        }
    }
}
