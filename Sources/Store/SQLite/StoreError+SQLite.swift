import CSQLite
private import Glibc

extension StoreError {
    /// What a result code of SQLite means to us. The message of the connection is not used: it may quote the statement.
    init(_ code: Int32, of connection: OpaquePointer) {
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .locked(byProcess: nil)
        case SQLITE_FULL: self = .diskFull
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damaged(Self.text(of: code))
        case SQLITE_READONLY: self = .readOnly
        case SQLITE_PERM, SQLITE_AUTH: self = .permission
        case SQLITE_IOERR:
            self = Self(systemError: csqlite_io_errno(connection)) ?? .ioError(Self.text(of: code))
        case SQLITE_CANTOPEN:
            self = Self(systemError: sqlite3_system_errno(connection)) ?? .ioError(Self.text(of: code))
        default: self = .other(code: Int(code), message: Self.text(of: code))
        }
    }

    /// What an error number of the system means to us; nil for 0.
    package init?(systemError: Int32) {
        switch systemError {
        case 0: return nil
        case ENOSPC, EDQUOT: self = .diskFull
        case EROFS: self = .readOnly
        case EACCES, EPERM: self = .permission
        case ENOTDIR: self = .notADirectory
        case ENOENT: self = .missing
        default: self = .ioError(String(cString: strerror(systemError)))
        }
    }

    private static func text(of code: Int32) -> String {
        String(cString: sqlite3_errstr(code))
    }
}
