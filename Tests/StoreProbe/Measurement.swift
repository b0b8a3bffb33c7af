import CSQLite
import FlatProfile
import Glibc
import Store

/// The budget of DESIGN: a durable submit of one field at half the rate of a bare SQLite loop or better. Both take turns, so that
/// a busy disk hurts both.
struct Measurement {
    private let directory: String
    private let store: SQLiteStore
    private let bare: OpaquePointer
    private let statements: [OpaquePointer]

    init(directory: String) async throws {
        self.directory = directory
        mkdir(directory, 0o700)
        store = try await SQLiteStore.open(directory: directory + "/store", catalogue: .of(.standard))
        // The tables are the store's own: a copy of its file.
        let copy = try await SQLiteStore.open(directory: directory + "/bare", catalogue: .of(.standard))
        await copy.close()
        var handle: OpaquePointer?
        guard sqlite3_open(directory + "/bare/onhook.db", &handle) == SQLITE_OK, let handle else { exit(1) }
        bare = handle
        sqlite3_exec(
            handle,
            """
            PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304
            """, nil, nil, nil)
        statements = [
            "BEGIN IMMEDIATE",
            "INSERT INTO revision VALUES (?1, ?2, 'web', 'admin', '', 1, 'admin')",
            "INSERT INTO change VALUES (NULL, ?1, 'GPP_A', (SELECT change FROM present WHERE parameter = 'GPP_A'), 1, 'value ' || ?1, NULL, 0, 0, NULL)",
            """
            INSERT INTO present VALUES ('GPP_A', last_insert_rowid())
            ON CONFLICT (parameter) DO UPDATE SET change = excluded.change
            """,
            "COMMIT",
        ].map { sql in
            var statement: OpaquePointer?
            sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
            guard let statement else { exit(1) }
            return statement
        }
    }

    func run() async throws {
        let rounds = 20
        let commits = 100
        var ours = Duration.zero
        var theirs = Duration.zero
        let clock = ContinuousClock()
        for round in 0..<rounds {
            ours += try await clock.measure {
                for index in 1...commits { try await submit(round * commits + index) }
            }
            theirs += clock.measure {
                for index in 1...commits { insert(round * commits + index) }
            }
        }
        let total = rounds * commits
        print("store: \(ours / total) a submit; bare SQLite: \(theirs / total); ratio \(theirs / ours)")
        try await measureStart()
    }

    /// How long opening takes with a whole profile and the history of many more.
    private func measureStart() async throws {
        let names = store.snapshot.catalogue.parameters.map(\.name)
        for round in 0..<7 {
            let changes = names.map { ParameterChange($0, .set("value \(round) of \($0)")) }
            _ = try await store.commit(ChangeSet(changes, origin: admin), at: Timestamp(unixSeconds: 0))
        }
        await store.close()
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<5 {
            let start = clock.now
            let again = try await SQLiteStore.open(
                directory: directory + "/store", catalogue: store.snapshot.catalogue)
            times.append(clock.now - start)
            await again.close()
        }
        times.sort()
        var status = stat()
        stat(directory + "/store/onhook.db", &status)
        print("start: \(times[0]) to \(times[4]) with \(names.count) parameters set and \(status.st_size) bytes")
    }

    private var admin: Origin { .web(account: "admin") }

    private func submit(_ index: Int) async throws {
        let set = ChangeSet([ParameterChange("GPP_A", .set("value \(index)"))], origin: admin)
        guard try await store.commit(set, at: Timestamp(unixSeconds: Int64(index))) != nil else { exit(1) }
    }

    private func insert(_ index: Int) {
        for statement in statements {
            for parameter in 1...2 where parameter <= sqlite3_bind_parameter_count(statement) {
                sqlite3_bind_int64(statement, Int32(parameter), Int64(index))
            }
            guard sqlite3_step(statement) == SQLITE_DONE else { exit(1) }
            sqlite3_reset(statement)
        }
    }
}
