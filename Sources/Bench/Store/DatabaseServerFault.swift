/// Why a database server could not do what a bench asked of it. Nothing in it holds a password.
public enum DatabaseServerFault: Error, Hashable, Sendable {
    /// The address is none; what is wrong with it.
    case address(String)
    /// Nobody answers: where, and what the library says.
    case unreachable(String, detail: String)
    /// The server does not let the bench in: where, and what it says.
    case refused(String, detail: String)
    /// The server went away at the very end of a change and did not come back, so nobody knows whether it was made: where.
    case outcomeUnknown(String)
    /// The texts of the database are in an encoding that cannot hold all letters.
    case encoding(String)
    /// Anything else that the server says: its SQLSTATE, and a text without values.
    case failed(state: String, message: String)
}

extension DatabaseServerFault: CustomStringConvertible {
    /// One sentence: what it is, and what to do.
    public var description: String {
        switch self {
        case .address(let fault):
            "the address of the bench's database is not understood: \(fault); it is written postgresql://USER@HOST:PORT/DATABASE"
        case .unreachable(let place, let detail):
            "the database server \(place) does not answer (\(detail)), so nothing was changed; see that it runs and can be reached, then try again"
        case .refused(let place, let detail):
            "the database server \(place) does not let this bench in (\(detail)); check user and database, and the password in ~/.pgpass or PGPASSWORD"
        case .outcomeUnknown(let place):
            "the database server \(place) went away before it said whether the last change was made, and did not come back; when it is there again, see what the job says before you repeat it"
        case .encoding(let name):
            "the database is encoded as \(name), which cannot hold every name; make one with UTF8 (createdb --encoding UTF8 --template template0) and give it with --store"
        case .failed(let state, let message):
            "the database server cannot do this (\(message.isEmpty ? "" : message + ", ")SQLSTATE \(state)), so nothing was changed; try again, and report it if it stays"
        }
    }
}
