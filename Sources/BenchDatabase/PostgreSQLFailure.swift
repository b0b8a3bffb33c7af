internal import Bench

/// An error of a server (PostgreSQL, "PostgreSQL Error Codes").
struct PostgreSQLFailure {
    /// Its SQLSTATE; empty if it is libpq's own.
    var state: String
    /// Its primary message.
    var message: String

    /// Whether the connection is gone, or will be in a moment.
    var meansLoss: Bool {
        state.isEmpty || state.hasPrefix("08")
            || ["57P01", "57P02", "57P03", "57P04", "57P05", "25P03"].contains(state)
    }

    /// Whether another transaction was in the way: serialization, deadlock; and what it has made meanwhile and is refused properly when
    /// this one looks again.
    var meansConflict: Bool { ["40001", "40P01", "23505", "23503"].contains(state) }

    /// What it means to a bench. The message of an error about data may hold data.
    var meaning: BenchStoreError {
        switch state {
        case "53100": .diskFull
        case "25006": .readOnly
        case "42501": .permission
        case "55P03", "57014", "40001", "40P01": .busy
        case "58030": .ioError(message)
        case "XX001", "XX002": .damaged(message)
        case "42P01", "42703", "3F000": .damaged("one of its tables is missing, or is another program's")
        default:
            .server(
                .failed(state: state, message: ["22", "23", "42"].contains { state.hasPrefix($0) } ? "" : message))
        }
    }
}
