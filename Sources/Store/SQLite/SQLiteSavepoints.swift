import FlatProfile

/// The table `savepoint`. Writing happens inside a transaction of the caller.
struct SQLiteSavepoints {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func all() throws(StoreError) -> [Savepoint] {
        try connection.rows(
            "SELECT id, name, revision, time, author FROM savepoint ORDER BY revision DESC, id DESC",
            read: Self.savepoint)
    }

    func make(
        _ name: String, of number: RevisionNumber, at time: Timestamp, author: String
    ) throws(StoreError) -> Savepoint {
        try requireFree(name, except: nil)
        guard try connection.integer("SELECT count(*) FROM savepoint") < SavepointLimit.count else {
            throw .tooManySavepoints(limit: SavepointLimit.count)
        }
        try connection.run(
            "INSERT INTO savepoint (name, revision, time, author) VALUES (?, ?, ?, ?)",
            .text(name), .integer(number), .integer(Int(time.unixMilliseconds)), .text(author))
        return Savepoint(id: connection.lastRow, name: name, revision: number, time: time, author: author)
    }

    func rename(_ id: Int, to name: String) throws(StoreError) -> Savepoint {
        var savepoint = try savepoint(id)
        try requireFree(name, except: id)
        try connection.run("UPDATE savepoint SET name = ? WHERE id = ?", .text(name), .integer(id))
        savepoint.name = name
        return savepoint
    }

    func delete(_ id: Int) throws(StoreError) {
        _ = try savepoint(id)
        try connection.run("DELETE FROM savepoint WHERE id = ?", .integer(id))
    }

    private func savepoint(_ id: Int) throws(StoreError) -> Savepoint {
        let found = try connection.rows(
            "SELECT id, name, revision, time, author FROM savepoint WHERE id = ?", .integer(id), read: Self.savepoint)
        guard let savepoint = found.first else { throw .unknownSavepoint(id) }
        return savepoint
    }

    private func requireFree(_ name: String, except id: Int?) throws(StoreError) {
        let count = try connection.integer(
            "SELECT count(*) FROM savepoint WHERE name = ? AND id IS NOT ?", .text(name), SQLValue(id))
        guard count == 0 else { throw .savepointExists(name) }
    }

    private static func savepoint(_ row: borrowing Row) throws(StoreError) -> Savepoint {
        Savepoint(
            id: row.integer(0), name: row.text(1), revision: row.integer(2),
            time: Timestamp(unixMilliseconds: Int64(row.integer(3))), author: row.text(4))
    }
}
