internal import Bench
internal import CPostgreSQL
internal import Store

/// What a server answered to a statement.
final class Reply {
    private let handle: OpaquePointer

    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    var isGood: Bool { status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK }

    /// How many rows were changed, or answered.
    var changedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// A part of an error.
    func field(_ code: some BinaryInteger) -> String {
        PQresultErrorField(handle, Int32(code)).map { String(cString: $0) } ?? ""
    }

    var rows: [TableRow] {
        let columns = 0..<PQnfields(handle)
        let types = columns.map { PQftype(handle, $0) }
        return (0..<PQntuples(handle)).map { row in
            TableRow(columns.map { value(row, $0, type: types[Int($0)]) })
        }
    }

    private func value(_ row: Int32, _ column: Int32, type: Oid) -> SQLValue {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return .null }
        let count = Int(PQgetlength(handle, row, column))
        let bytes = UnsafeRawBufferPointer(start: start, count: count)
        return switch type {
        case 20, 21, 23: .integer(Int(String(decoding: bytes, as: UTF8.self)) ?? 0)
        case 17: .blob(Self.unescaped(bytes))
        default: .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// `\x0aff` as bytes (PostgreSQL, "bytea Hex Format").
    private static func unescaped(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ letter: UInt8) -> UInt8 { letter < 0x3a ? letter - 0x30 : letter - 0x57 }
        let digits = text.dropFirst(2)
        return stride(from: digits.startIndex, to: digits.endIndex - 1, by: 2).map {
            digit(digits[$0]) << 4 | digit(digits[$0 + 1])
        }
    }
}
