package import Store

/// A connection to a database that holds the tables of a bench, which are the same in every database. Used by one thread at a time.
///
/// Statements have `?` for each value. Errors are those of the bench.
package protocol TableConnection {
    /// How the database writes what databases write differently.
    var dialect: SQLDialect { get }

    /// Executes one statement; how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> Int
    /// Executes one statement with each of those values in turn.
    func run(_ sql: String, each values: [[SQLValue]]) throws(BenchStoreError)
    /// All rows that a statement answers.
    func rows(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> [TableRow]
}

/// What databases write differently in statements that are the same otherwise.
package enum SQLDialect: Sendable {
    case sqlite
    case postgreSQL

    /// The type of a key that counts by itself.
    var countingKey: String {
        switch self {
        case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
        case .postgreSQL: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        }
    }

    /// The type of a number as large as Swift's.
    var integer: String {
        switch self {
        case .sqlite: "INTEGER"
        case .postgreSQL: "BIGINT"
        }
    }

    /// The type of bytes.
    var bytes: String {
        switch self {
        case .sqlite: "BLOB"
        case .postgreSQL: "BYTEA"
        }
    }

    /// Has a query take only rows that no other transaction works on. In SQLite one transaction writes at a time.
    var skippingLocked: String {
        switch self {
        case .sqlite: ""
        case .postgreSQL: "FOR UPDATE SKIP LOCKED"
        }
    }

    /// Who else may work on a job meanwhile.
    enum JobLock {
        /// Who writes too.
        case shared
        /// Nobody.
        case exclusive
    }

    /// A column of a query of jobs that holds a job until the transaction ends. PostgreSQL counts keys when rows are made and shows rows when
    /// they are committed, so somebody who reads on behind the last event that he saw would miss one that was counted before and shown later.
    /// Hence who writes holds the job together with others who write, and who reads events waits for all of them. In SQLite one transaction
    /// writes at a time, which is the same.
    func holding(_ job: String, _ lock: JobLock) -> String {
        switch (self, lock) {
        case (.sqlite, _): "0"
        case (.postgreSQL, .shared): "pg_advisory_xact_lock_shared(\(Self.lockClass), \(job)::int4)"
        case (.postgreSQL, .exclusive): "pg_advisory_xact_lock(\(Self.lockClass), \(job)::int4)"
        }
    }

    /// Tells the locks of benches from those of other programs that use the database: "OnhB".
    package static let lockClass = 0x4f6e_6842
}

/// A row of a result.
package struct TableRow: Hashable, Sendable {
    private let values: [SQLValue]

    package init(_ values: [SQLValue]) {
        self.values = values
    }

    /// A number; 0 where there is none.
    package func integer(_ column: Int) -> Int { optionalInteger(column) ?? 0 }

    package func optionalInteger(_ column: Int) -> Int? {
        if case .integer(let number) = values[column] { number } else { nil }
    }

    /// A text; empty where there is none.
    package func text(_ column: Int) -> String {
        if case .text(let text) = values[column] { text } else { "" }
    }

    /// Bytes, those of a text too; none where there are none.
    package func blob(_ column: Int) -> [UInt8] {
        switch values[column] {
        case .blob(let bytes): bytes
        case .text(let text): Array(text.utf8)
        case .null, .integer: []
        }
    }
}
