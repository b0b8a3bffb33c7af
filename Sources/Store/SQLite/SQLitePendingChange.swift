import FlatProfile

/// The table `pending`: the revisions that wait for their confirmation. Writing happens inside a transaction of the caller.
struct SQLitePendingChange {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func load() throws(StoreError) -> PendingChange? {
        PendingChange(
            parts: try connection.rows("SELECT revision, account, boot, deadline FROM pending ORDER BY revision") {
                row in
                PendingChange.Part(
                    revision: row.integer(0),
                    terms: ConfirmationTerms(
                        account: row.text(1), boot: row.text(2), deadline: .milliseconds(row.integer(3))))
            })
    }

    func append(_ part: PendingChange.Part) throws(StoreError) {
        try connection.run(
            "INSERT INTO pending (revision, account, boot, deadline) VALUES (?, ?, ?, ?)",
            .integer(part.revision), .text(part.terms.account), .text(part.terms.boot),
            .integer(Int(part.terms.deadline / .milliseconds(1))))
    }

    func clear() throws(StoreError) {
        try connection.run("DELETE FROM pending")
    }
}
