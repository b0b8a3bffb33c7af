import CSQLite

/// What is bound to a parameter of a statement.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int)
    case text(String)
    case blob([UInt8])

    package init(_ value: Int?) { self = value.map(Self.integer) ?? .null }
    package init(_ value: String?) { self = value.map(Self.text) ?? .null }
    package init(_ value: Bool) { self = .integer(value ? 1 : 0) }
}

/// One prepared statement; finalized with its last reference. A connection keeps its statements, hence a class.
final class Statement {
    private let handle: OpaquePointer

    private init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    static func prepare(_ sql: String, on connection: OpaquePointer) throws(StoreError) -> Statement {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw StoreError(code, of: connection) }
        return Statement(owning: handle)
    }

    func bind(_ values: [SQLValue], on connection: OpaquePointer) throws(StoreError) {
        for (position, value) in values.enumerated() {
            let code = bind(value, at: Int32(position + 1))
            guard code == SQLITE_OK else { throw StoreError(code, of: connection) }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(handle, index)
        case .integer(let value):
            return sqlite3_bind_int64(handle, index, Int64(value))
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty text may have no address, and a null pointer would bind NULL.
                guard let start = bytes.baseAddress else { return csqlite_bind_text(handle, index, "", 0) }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    csqlite_bind_text(handle, index, $0, UInt64(bytes.count))
                }
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes { csqlite_bind_blob(handle, index, $0.baseAddress, UInt64($0.count)) }
        }
    }

    /// Goes on to the next row; false after the last one.
    func step(on connection: OpaquePointer) throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw StoreError(code, of: connection)
        }
    }

    /// Makes the statement ready for its next use and forgets what was bound. (The result repeats the error of the last step.)
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// The row on which the statement stands.
    var row: Row { Row(statement: handle) }
}

/// A row of a result; valid until the statement goes on.
package struct Row: ~Copyable {
    fileprivate let statement: OpaquePointer

    package borrowing func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    package borrowing func integer(_ column: Int32) -> Int {
        Int(sqlite3_column_int64(statement, column))
    }

    package borrowing func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        // Asked after the text: the conversion decides the count (sqlite.org/c3ref/column_blob.html).
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    package borrowing func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    package borrowing func optionalInteger(_ column: Int32) -> Int? {
        isNull(column) ? nil : integer(column)
    }

    /// All columns of it, each as what it is.
    package borrowing func values() -> [SQLValue] {
        let count = sqlite3_column_count(statement)
        var values: [SQLValue] = []
        values.reserveCapacity(Int(count))
        for column in 0..<count {
            switch sqlite3_column_type(statement, column) {
            case SQLITE_NULL: values.append(.null)
            case SQLITE_INTEGER: values.append(.integer(integer(column)))
            case SQLITE_BLOB: values.append(.blob(blob(column)))
            default: values.append(.text(text(column)))
            }
        }
        return values
    }

    package borrowing func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
