import CSQLite
import FlatProfile
import Glibc
import TestSupport
import Testing
import Threading

@testable import Store

/// What concerns the files: opening, locking, other versions, damage.
@Suite struct SQLiteStoreTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/state" }
    private var database: String { path + "/onhook.db" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(
        catalogue: Catalogue = phone, access: StoreAccess = .readWrite, schema: Schema = .current
    ) async throws(StoreError) -> SQLiteStore {
        try await SQLiteStore.open(directory: path, catalogue: catalogue, access: access, schema: schema)
    }

    /// Makes a store with one revision and closes it.
    private func prepare(_ change: (SQLiteStore) async throws -> Void = { _ in }) async throws {
        let store = try await open()
        try await store.set("GPP_A", "kept")
        try await change(store)
        await store.close()
    }

    // MARK: Files

    /// Directory, database, its log, no shared memory, and the lock; when the store is closed the log is gone.
    @Test func makesADirectoryAndFilesForItsOwnerAlone() async throws {
        let path = path
        let output = try await BlockingThread.value { try StoreProbe(["modes", path]).run() }
        #expect(output == "700 600 600 none 600\nnone\n")
    }

    @Test func findsEverythingAgain() async throws {
        let first = try await open()
        _ = try await first.commit(
            ChangeSet(
                [
                    ParameterChange(
                        "GPP_A", .set("a"), access: .readOnly, isUserPreference: true, isUserModified: true, line: 3)
                ],
                origin: .importedFile(name: "x.xml"), note: "n"), at: second(1))
        _ = try await first.commit(ChangeSet([ParameterChange("GPP_B", .set("b"))], origin: admin), at: second(2))
        try await first.setState("s", [1])
        let record = try await first.append(kind: "k", at: second(3), payload: [2])
        let settings = first.snapshot.settings
        let revisions = try await first.revisions(limit: 9)
        await first.close()
        let again = try await open()
        #expect(again.snapshot.settings == settings)
        #expect(again.snapshot.revision == 2)
        #expect(try await again.revisions(limit: 9) == revisions)
        #expect(try await again.state("s") == [1])
        #expect(try await again.journal(kind: "k", limit: 9).map(\.id) == [record])
        try await again.check()
    }

    @Test func refusesEverythingAfterClosing() async throws {
        let store = try await open()
        try await store.set("GPP_A", "x")
        await store.close()
        await store.close()
        await #expect(throws: StoreError.closed) { try await store.set("GPP_A", "y") }
        await #expect(throws: StoreError.closed) { try await store.state("x") }
        #expect(store.snapshot["GPP_A"] == "x")
    }

    @Test(arguments: ["with space", "per%20cent", "what?immutable=1", "ha#sh", "ünïcödé"])
    func opensDirectoriesOfAnyName(name: String) async throws {
        let path = directory.path + "/" + name
        let store = try await SQLiteStore.open(directory: path, catalogue: phone)
        try await store.set("GPP_A", "x")
        await store.close()
        #expect(exists(path + "/onhook.db"))
        let reader = try await SQLiteStore.open(directory: path, catalogue: phone, access: .readOnly)
        #expect(reader.snapshot["GPP_A"] == "x")
    }

    @Test func refusesWhatIsNoDirectory() async throws {
        try overwrite(path, with: [1])
        await #expect(throws: StoreError.notADirectory) { try await open() }
        await #expect(throws: StoreError.noParentDirectory) {
            try await SQLiteStore.open(directory: directory.path + "/a/b", catalogue: phone)
        }
        await #expect(throws: StoreError.missing) {
            try await SQLiteStore.open(directory: directory.path + "/a", catalogue: phone, access: .readOnly)
        }
        await #expect(throws: StoreError.notADirectory) {
            try await SQLiteStore.open(directory: path + "/b", catalogue: phone)
        }
    }

    // MARK: Locking

    @Test func letsOneWriterIn() async throws {
        let store = try await open()
        await #expect(throws: StoreError.locked(byProcess: getpid())) { try await open() }
        await #expect(throws: StoreError.locked(byProcess: getpid())) { try await open(access: .readOnly) }
        try await store.set("GPP_A", "x")
        await store.close()
        await open(expecting: "x")
    }

    private func open(expecting value: String) async {
        await #expect(throws: Never.self) {
            let store = try await open()
            #expect(store.snapshot["GPP_A"] == value)
            await store.close()
        }
    }

    @Test func letsReadersInTogetherButNoWriterBesideThem() async throws {
        try await prepare()
        let one = try await open(access: .readOnly)
        let two = try await open(access: .readOnly)
        #expect(one.snapshot["GPP_A"] == "kept" && two.snapshot["GPP_A"] == "kept")
        await #expect(throws: StoreError.locked(byProcess: nil)) { try await open() }
        await one.close()
        await two.close()
        await open(expecting: "kept")
    }

    @Test func waitsForAReaderThatIsAboutToEnd() async throws {
        try await prepare()
        let reader = try await open(access: .readOnly)
        async let writer = open()
        await reader.close()
        #expect(try await writer.snapshot["GPP_A"] == "kept")
    }

    // MARK: Reading only

    @Test func writesNothingWhenOpenedForReading() async throws {
        try await prepare()
        let before = try contents(of: database)
        let reader = try await open(access: .readOnly)
        await #expect(throws: StoreError.readOnly) { try await reader.set("GPP_A", "x") }
        await #expect(throws: StoreError.readOnly) { try await reader.setState("a", [1]) }
        await #expect(throws: StoreError.readOnly) { try await reader.factoryReset(at: second(0), note: "") }
        #expect(reader.snapshot["GPP_A"] == "kept")
        #expect(try await reader.revisions(limit: 9).count == 1)
        await reader.close()
        #expect(try contents(of: database) == before)
        #expect(!exists(database + "-wal") && !exists(database + "-shm"))
    }

    @Test func readsALogThatAKilledWriterLeft() async throws {
        let copy = try await directoryAsAfterAKill()
        let reader = try await SQLiteStore.open(directory: copy, catalogue: phone, access: .readOnly)
        #expect(reader.snapshot["GPP_A"] == "kept")
    }

    @Test func readsFromAReadOnlyMediumAndRefusesToWriteThere() async throws {
        let disk = try SmallDisk(kilobytes: 1024)
        let path = disk.path + "/state"
        let store = try await SQLiteStore.open(directory: path, catalogue: phone)
        try await store.set("GPP_A", "kept")
        await store.close()
        try disk.remountReadOnly()
        await #expect(throws: StoreError.readOnly) { try await SQLiteStore.open(directory: path, catalogue: phone) }
        await #expect(throws: StoreError.readOnly) {
            try await SQLiteStore.open(directory: disk.path + "/new", catalogue: phone)
        }
        let reader = try await SQLiteStore.open(directory: path, catalogue: phone, access: .readOnly)
        #expect(reader.snapshot["GPP_A"] == "kept")
        #expect(try await reader.changes(of: 1).count == 1)
        await reader.close()
    }

    @Test func saysThatALogCannotBeReadFromAReadOnlyMedium() async throws {
        let copy = try await directoryAsAfterAKill()
        let disk = try SmallDisk(kilobytes: 1024)
        for name in ["onhook.db", "onhook.db-wal"] {
            try overwrite(disk.path + "/" + name, with: try contents(of: copy + "/" + name))
        }
        try disk.remountReadOnly()
        await #expect(throws: StoreError.unfinishedLog) {
            try await SQLiteStore.open(directory: disk.path, catalogue: phone, access: .readOnly)
        }
    }

    /// A copy of the files while they are in use, as a kill would leave them.
    private func directoryAsAfterAKill() async throws -> String {
        let store = try await open()
        try await store.set("GPP_A", "kept")
        let copy = directory.path + "/copy"
        try #require(mkdir(copy, 0o700) == 0)
        for name in ["/onhook.db", "/onhook.db-wal"] {
            try overwrite(copy + name, with: try contents(of: path + name))
        }
        await store.close()
        return copy
    }

    // MARK: Versions

    @Test func refusesANewerSchemaAndLeavesItAlone() async throws {
        let newer = Schema(steps: Schema.current.steps + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"])
        let store = try await open(schema: newer)
        try await store.set("GPP_A", "kept")
        await store.close()
        let before = try contents(of: database)
        await #expect(throws: StoreError.newerSchema(found: 5, known: 4)) { try await open() }
        await #expect(throws: StoreError.newerSchema(found: 5, known: 4)) { try await open(access: .readOnly) }
        #expect(try contents(of: database) == before)
        #expect(try await open(schema: newer).snapshot["GPP_A"] == "kept")
    }

    @Test func bringsAnOlderSchemaUpToDateAsAWholeOrNotAtAll() async throws {
        try await prepare()
        let broken = Schema(steps: Schema.current.steps + ["CREATE TABLE later (id INTEGER) STRICT; CREATE NONSENSE"])
        await #expect(throws: StoreError.other(code: 1, message: "SQL logic error")) { try await open(schema: broken) }
        await open(expecting: "kept")
        let newer = Schema(steps: Schema.current.steps + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"])
        await #expect(throws: StoreError.readOnly) { try await open(access: .readOnly, schema: newer) }
        let store = try await open(schema: newer)
        #expect(store.snapshot["GPP_A"] == "kept")
        await store.close()
        await #expect(throws: StoreError.newerSchema(found: 5, known: 4)) { try await open() }
    }

    /// A store of the first schema, with revisions that set, change, reset and restore.
    @Test func bringsAStoreOfTheFirstSchemaUpToDateWithItsHistory() async throws {
        try await prepare { store in
            try await store.set("GPP_B", "first")
            try await store.set("GPP_B", "second")
            _ = try await store.commit(
                ChangeSet([ParameterChange("GPP_A", .reset), ParameterChange("GPP_C", .set("c"))], origin: admin),
                at: second(3))
            _ = try await store.restore(to: 2, at: second(4), note: "back")
            try await store.setState("s", [1, 2, 3])
            _ = try await store.append(kind: "k", at: second(5), payload: [4])
        }
        let store = try await open()
        let settings = store.snapshot.settings
        let revisions = try await store.revisions(limit: .max)
        let changes = try await changes(of: store)
        await store.close()
        try intoTheFirstSchema()
        let old = try contents(of: database)
        await #expect(throws: StoreError.readOnly) { try await open(access: .readOnly) }
        #expect(try contents(of: database) == old)

        let again = try await open()
        #expect(again.snapshot.settings == settings)
        #expect(try await again.revisions(limit: .max) == revisions)
        #expect(try await self.changes(of: again) == changes)
        #expect(try await again.state("s") == [1, 2, 3])
        try await again.check()
        try await again.set("GPP_B", "later")
        try await expectConsistentHistory(of: again)
        await again.close()
        #expect(try await open(access: .readOnly).snapshot["GPP_B"] == "later")
    }

    private func changes(of store: SQLiteStore) async throws -> [[RevisionChange]] {
        var changes: [[RevisionChange]] = []
        for revision in try await store.revisions(limit: .max) {
            changes.append(try await store.changes(of: revision.number))
        }
        return changes
    }

    /// Writes the database anew as a program of the first schema had written it.
    private func intoTheFirstSchema() throws {
        let old = directory.path + "/old.db"
        var handle: OpaquePointer?
        try #require(sqlite3_open(old, &handle) == SQLITE_OK)
        let script = """
            PRAGMA journal_mode = WAL; PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1;
            \(Schema.current.steps[0])
            ATTACH '\(database)' AS now;
            INSERT INTO revision
                SELECT number, time, origin, origin_detail, note, change_count FROM now.revision;
            INSERT INTO change
                SELECT c.id, c.revision, c.parameter, b.revision, c.is_set, c.value, c.access, c.user_preference,
                    c.user_modified, c.line
                FROM now.change c LEFT JOIN now.change b ON b.id = c.replaces;
            INSERT INTO present SELECT p.parameter, c.revision FROM now.present p JOIN now.change c ON c.id = p.change;
            INSERT INTO state SELECT * FROM now.state;
            INSERT INTO record SELECT * FROM now.record;
            DETACH now;
            """
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        let message = String(cString: sqlite3_errmsg(handle))
        sqlite3_close(handle)
        try #require(code == SQLITE_OK, "\(message)")
        try overwrite(database, with: [])
        try #require(truncate(database, 0) == 0)
        try overwrite(database, with: try contents(of: old))
    }

    /// In an index by parameter each change of a profile would fall on a page of its own, the more pages the longer the history.
    @Test func noIndexOfTheHistoryIsInTheOrderOfParameters() async throws {
        try await prepare()
        var handle: OpaquePointer?
        try #require(sqlite3_open_v2(database, &handle, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        defer { sqlite3_close(handle) }
        var statement: OpaquePointer?
        let sql = """
            SELECT i.name, c.name FROM pragma_index_list('change') i JOIN pragma_index_info(i.name) c
            """
        try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        var columns: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            columns.append((0...1).map { String(cString: sqlite3_column_text(statement, $0)) }.joined(separator: " "))
        }
        #expect(columns == ["change_by_revision revision"])
    }

    @Test func keepsParametersOfAnotherModelButDoesNotShowThem() async throws {
        let small = Catalogue.of(try #require(Model(named: "7811")))
        let name: ParameterName = "Proxy_9_"
        try #require(phone[name] != nil && small[name] == nil)
        try await prepare { store in try await store.set(name, "sip.example.com") }
        let other = try await open(catalogue: small)
        #expect(other.snapshot.settings.keys.map(\.text) == ["GPP_A"])
        #expect(try await other.changes(of: 2).isEmpty)
        #expect(try await other.revision(2)?.changeCount == 1)
        #expect(try await other.snapshot(at: 2).settings.count == 1)
        try await other.set("GPP_A", "changed")
        _ = try await other.restore(to: 1, at: second(9), note: "")
        await other.close()
        let again = try await open()
        #expect(again.snapshot[name] == "sip.example.com")
        try await expectConsistentHistory(of: again)
    }

    // MARK: Damage

    @Test func refusesADatabaseOfAnotherProgram() async throws {
        try #require(mkdir(path, 0o700) == 0)
        var handle: OpaquePointer?
        sqlite3_open(database, &handle)
        sqlite3_exec(handle, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)", nil, nil, nil)
        sqlite3_close(handle)
        let before = try contents(of: database)
        await #expect(throws: StoreError.damaged("it is a database of another program")) { try await open() }
        #expect(try contents(of: database) == before)
    }

    @Test(arguments: ["header", "middle", "end", "text", "halved"])
    func refusesADamagedDatabaseAndLeavesItAlone(how: String) async throws {
        try await prepare { store in
            for index in 0..<50 { try await store.set("GPP_B", String(repeating: "\(index)", count: 500)) }
        }
        let size = try contents(of: database).count
        let garbage = [UInt8](repeating: 0xa5, count: 4096)
        switch how {
        case "header": try overwrite(database, with: Array(garbage[..<50]))
        case "middle": try overwrite(database, with: garbage, at: size / 2 / 4096 * 4096)
        case "end": try overwrite(database, with: garbage, at: size - 4096)
        case "text": try overwrite(database, with: Array(String(repeating: "hello\n", count: 2000).utf8))
        default: try #require(truncate(database, off_t(size / 2)) == 0)
        }
        let before = try contents(of: database)
        let error = await #expect(throws: StoreError.self) { try await open() }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try contents(of: database) == before)
    }

    @Test func noticesDamageOfALargeDatabaseWhereItReads() async throws {
        try await prepare { store in
            for index in 0..<40 { try await store.set("GPP_B", String(repeating: "\(index)", count: 50_000)) }
            try await store.set("GPP_B", "short")
        }
        let bytes = try contents(of: database)
        try #require(bytes.count > SQLiteStore.largestSizeCheckedAtStart)
        // The middle of the long values: pages that hold nothing but digits behind the number of the next one.
        for page in stride(from: 0, to: bytes.count, by: 4096)
        where bytes[(page + 4)..<(page + 4096)].allSatisfy({ 0x30...0x39 ~= $0 }) {
            try overwrite(database, with: [UInt8](repeating: 0xa5, count: 4096), at: page)
        }
        let store = try await open()
        #expect(store.snapshot["GPP_A"] == "kept")
        await #expect(throws: StoreError.damaged("its pages do not fit together")) { try await store.check() }
        let error = try await #require(throws: StoreError.self) {
            for number in 1...40 { _ = try await store.changes(of: number) }
        }
        #expect(error == .damaged("database disk image is malformed"))
        #expect(try await store.set("GPP_A", "still serving").number == 43)
    }

    // MARK: Erasing

    @Test func leavesNothingOfTheValuesInTheFilesAfterAFactoryReset() async throws {
        let secret = "correct-horse-battery"
        let store = try await open()
        for index in 0..<30 { try await store.set("Admin_Password", secret + "\(index)") }
        _ = try await store.append(kind: "k", at: second(0), payload: Array(secret.utf8))
        try await store.setState("s", Array(secret.utf8))
        _ = try await store.factoryReset(at: second(1), note: "")
        let files = try contents(of: database) + contents(of: database + "-wal")
        #expect(!String(decoding: files, as: UTF8.self).contains(secret))
    }
}
