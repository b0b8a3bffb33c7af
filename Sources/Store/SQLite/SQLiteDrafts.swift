import FlatProfile

/// The tables `draft` and `drafted_change`. Writing happens inside a transaction of the caller.
struct SQLiteDrafts {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Reading

    func load(catalogue: Catalogue) throws(StoreError) -> DraftBook {
        var drafts: [Int: Draft] = [:]
        let heads = try connection.rows("SELECT id, account, holder, begun, touched FROM draft") { row in
            (
                id: row.integer(0),
                draft: Draft(
                    holder: DraftHolder(account: row.text(1), key: row.text(2)), begun: row.timestamp(3),
                    touched: row.timestamp(4), changes: [])
            )
        }
        for head in heads { drafts[head.id] = head.draft }
        let changes = try connection.rows(
            "SELECT draft, parameter, value, is_hashed, base, time FROM drafted_change ORDER BY id"
        ) { row in
            (
                draft: row.integer(0),
                change: DraftedChange(
                    ParameterName(row.text(1)), value: row.optionalText(2), isHashed: row.integer(3) == 1,
                    base: row.text(4), time: row.timestamp(5))
            )
        }
        for (draft, change) in changes where catalogue[change.name] != nil { drafts[draft]?.changes.append(change) }
        return DraftBook(drafts.values.filter { !$0.changes.isEmpty })
    }

    // MARK: Writing

    /// Writes what became of the drafts: only those that differ, and of these only what differs.
    func write(_ after: DraftBook, over before: DraftBook) throws(StoreError) {
        for holder in before.drafts.keys where after[holder] == nil {
            try connection.run(
                "DELETE FROM draft WHERE account = ? AND holder = ?", .text(holder.account), .text(holder.key))
        }
        for (holder, draft) in after.drafts where before[holder] != draft {
            try write(draft, over: before[holder]?.changes ?? [])
        }
    }

    func erase() throws(StoreError) {
        try connection.run("DELETE FROM drafted_change")
        try connection.run("DELETE FROM draft")
    }

    private func write(_ draft: Draft, over before: [DraftedChange]) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO draft (account, holder, begun, touched) VALUES (?, ?, ?, ?)
            ON CONFLICT (account, holder) DO UPDATE SET begun = excluded.begun, touched = excluded.touched
            """, .text(draft.holder.account), .text(draft.holder.key), .integer(Int(draft.begun.unixMilliseconds)),
            .integer(Int(draft.touched.unixMilliseconds)))
        let id = try connection.integer(
            "SELECT id FROM draft WHERE account = ? AND holder = ?", .text(draft.holder.account),
            .text(draft.holder.key))
        let kept = Set(draft.changes.map(\.name))
        for change in before where !kept.contains(change.name) {
            try connection.run(
                "DELETE FROM drafted_change WHERE draft = ? AND parameter = ?", .integer(id), .text(change.name.text))
        }
        let known = Set(before)
        for change in draft.changes where !known.contains(change) { try write(change, of: id) }
    }

    private func write(_ change: DraftedChange, of draft: Int) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO drafted_change (draft, parameter, value, is_hashed, base, time) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (draft, parameter) DO UPDATE SET value = excluded.value, is_hashed = excluded.is_hashed,
                base = excluded.base, time = excluded.time
            """, .integer(draft), .text(change.name.text), SQLValue(change.value), SQLValue(change.isHashed),
            .text(change.base), .integer(Int(change.time.unixMilliseconds)))
    }
}

extension Row {
    fileprivate borrowing func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(unixMilliseconds: Int64(integer(column)))
    }
}
