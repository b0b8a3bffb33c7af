public import FlatProfile

/// Why the store could not do what it was asked. After any of them the last committed revision is intact.
///
/// No case ever holds a value of a parameter or the text of a statement.
public enum StoreError: Error, Equatable, Sendable {
    /// Another process (or another store of this one) works on the directory; its number, if it is known.
    case locked(byProcess: Int32?)
    /// A newer version of the program wrote the database.
    case newerSchema(found: Int, known: Int)
    /// The database is no database, not ours, or broken.
    case damaged(String)
    /// No space is left.
    case diskFull
    /// The medium, or the way in which the store was opened, does not allow writing.
    case readOnly
    /// The disk or its driver reported a fault.
    case ioError(String)
    /// The files belong to somebody else.
    case permission
    /// The path leads to something else than a directory.
    case notADirectory
    /// Nothing is there to be read.
    case missing
    /// The directory in which the state directory should be made does not exist.
    case noParentDirectory
    /// The last changes are in a log that was not written back, and this medium cannot be written.
    case unfinishedLog
    /// The history has no revision of that number.
    case unknownRevision(RevisionNumber)
    /// The configuration is another one than the one that was looked at: it is this revision now.
    case overtaken(by: RevisionNumber)
    /// Another savepoint has that name.
    case savepointExists(String)
    /// There is no savepoint of that number.
    case unknownSavepoint(Int)
    /// There are as many savepoints as are kept.
    case tooManySavepoints(limit: Int)
    /// The store was closed.
    case closed
    /// Anything else, with the code of SQLite or of the system and its generic text.
    case other(code: Int, message: String)
}

/// One sentence: what it is, and what to do. The path of the directory is not repeated; who prints the sentence puts it in front.
extension StoreError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .locked(let process?):
            "the state directory is in use by process \(process); stop that one first, or give this one a directory of its own"
        case .locked(nil):
            "the state directory is in use by another process; stop that one first, or give this one a directory of its own"
        case .newerSchema(let found, let known):
            "the database was written by a newer version of onhook (schema \(found), this one knows \(known)); install that version again"
        case .damaged(let detail):
            "the database onhook.db is damaged (\(detail)) and was left as it is; restore it from a backup, or move it away to start with factory settings"
        case .diskFull:
            "no space is left on the disk of the state directory, so nothing was changed; free some space and try again"
        case .readOnly:
            "the state directory cannot be written, so nothing was changed; mount it writable and try again"
        case .ioError(let detail):
            "the disk of the state directory reports a fault (\(detail)), so nothing was changed; look for disk errors in the system log and try again"
        case .permission:
            "the state directory or its files may not be used by this user; run onhook as their owner, or change the owner"
        case .notADirectory:
            "the state directory is not a directory; name another path"
        case .missing:
            "there is no onhook.db in the state directory; run `onhook serve` on it once, or name another directory"
        case .noParentDirectory:
            "the directory in which the state directory should be made does not exist; make it, or name another path"
        case .unfinishedLog:
            "the last changes still stand in onhook.db-wal, which cannot be read on a read-only medium; copy the directory to a writable place and use that"
        case .unknownRevision(let number):
            "there is no revision \(number); the history lists those that exist"
        case .overtaken(let number):
            "revision \(number) was made meanwhile, so nothing was changed; look at it and try again"
        case .savepointExists(let name):
            "there is a savepoint \"\(name)\" already; choose another name, or rename that one"
        case .unknownSavepoint(let id):
            "there is no savepoint \(id); the history lists those that exist"
        case .tooManySavepoints(let limit):
            "there are \(limit) savepoints already, and no more are kept; delete one that is not needed any more"
        case .closed:
            "the store is already closed; this is a fault of onhook itself"
        case .other(let code, let message):
            "the database cannot do this (\(message), code \(code)), so nothing was changed; try again, and report it if it stays"
        }
    }
}
