@testable import Bench
import BenchFixtures
import FlatProfile
import Glibc
import TestSupport
import Testing
import Threading

@testable import BenchDatabase

/// What only a server can do to a bench.
@Suite struct PostgreSQLBenchStoreTests {
    private let name = jobNamed("floor-2")

    /// An empty database of the shared server.
    private func database(_ options: String = "") async throws -> (server: PostgreSQLServer, name: String) {
        let server = try await PostgreSQLServer.shared.value
        return (server, try await BlockingThread.value { try server.makeDatabase(options) })
    }

    private func ask(_ server: PostgreSQLServer, _ sql: String, database: String = "postgres") async throws {
        _ = try await BlockingThread.value { try server.ask(sql, database: database) }
    }

    private func open(
        _ address: String, _ patience: DatabasePatience = DatabasePatience()
    ) async throws -> PostgreSQLBenchStore {
        try await PostgreSQLBenchStore.open(DatabaseAddress(address), patience: patience)
    }

    private func sentence(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    // MARK: Who may

    @Test func aWrongPasswordIsASentenceWithoutIt() async throws {
        let (server, database) = try await database()
        let address = server.remoteAddress(of: database, password: "falsch-42")
        let said = await sentence { _ = try await open(address) }
        #expect(
            said.hasPrefix(
                "the database server bench@127.0.0.1:\(server.port)/\(database) does not let this bench in (")
                && said.contains("password authentication failed for user \"bench\"")
                && said.hasSuffix("check user and database, and the password in ~/.pgpass or PGPASSWORD"))
        #expect(!said.contains("falsch"))
        let store = try await open(server.remoteAddress(of: database, password: server.password))
        try await store.create(job(), devices: [])
    }

    @Test func anAddressWhereNobodyIsIsASentenceAtOnce() async throws {
        let port = try ListeningSocket(.tcp, listens: false)
        let nobody = await sentence { _ = try await open("postgresql://anna:geheim@127.0.0.1:\(port.port)/bench") }
        #expect(nobody.hasPrefix("the database server anna@127.0.0.1:\(port.port)/bench does not answer ("))
        #expect(nobody.contains("Connection refused") && !nobody.contains("geheim"))
        let unknown = await sentence { _ = try await open("postgresql://anna:geheim@nowhere.invalid/bench") }
        #expect(unknown.hasPrefix("the database server anna@nowhere.invalid/bench does not answer ("))
        #expect(!unknown.contains("geheim") && !unknown.contains("\n"))
        let (server, _) = try await database()
        let missing = await sentence { _ = try await open(server.address(of: "nothing")) }
        #expect(missing.contains("database \"nothing\" does not exist"))
    }

    @Test func aServerThatSaysNothingIsNotWaitedForWithoutEnd() async throws {
        let silent = try ListeningSocket(.tcp)
        var patience = DatabasePatience()
        patience.connecting = .seconds(2)
        let said = await sentence { _ = try await open("postgresql://127.0.0.1:\(silent.port)/bench", patience) }
        #expect(said.contains("does not answer (") && said.contains("timeout expired"))
    }

    @Test func aRoleThatMayNotIsASentence() async throws {
        let (server, database) = try await database()
        try await ask(server, "CREATE ROLE \(database)_guest LOGIN")
        let guest = server.address(of: database).replacing("bench@", with: "\(database)_guest@")
        await #expect(throws: BenchStoreError.permission) { try await open(guest) }
        // Whoever is let in by the owner needs no more than that.
        let store = try await open(server.address(of: database))
        try await store.create(job(), devices: [])
        try await ask(
            server,
            """
            GRANT USAGE ON SCHEMA onhook_bench TO \(database)_guest;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA onhook_bench TO \(database)_guest
            """, database: database)
        try await open(guest).append([BenchEvent(.fetched, at: noon)], to: name)
    }

    // MARK: Which database

    @Test func refusesNewerAndForeignTablesAndLeavesThem() async throws {
        let (server, database) = try await database()
        await (try await open(server.address(of: database))).close()
        try await ask(server, "UPDATE onhook_bench.version SET number = 99", database: database)
        await #expect(throws: BenchStoreError.newerSchema(found: 99, known: 1)) {
            try await open(server.address(of: database))
        }
        let other = try await self.database()
        try await ask(
            server, "CREATE SCHEMA onhook_bench AUTHORIZATION bench CREATE TABLE job (x int)", database: other.name)
        await #expect(throws: BenchStoreError.damaged("its schema onhook_bench is another program's")) {
            try await open(server.address(of: other.name))
        }
        let broken = try await self.database()
        let store = try await open(server.address(of: broken.name))
        try await store.create(job(), devices: [])
        try await ask(server, "DROP TABLE onhook_bench.event", database: broken.name)
        await #expect(throws: BenchStoreError.damaged("one of its tables is missing, or is another program's")) {
            try await store.append([BenchEvent(.fetched, at: noon)], to: name)
        }
    }

    @Test func bringsOlderTablesToThisForm() async throws {
        let (server, database) = try await database()
        let address = try DatabaseAddress(server.address(of: database))
        let store = try await open(server.address(of: database))
        try await store.create(job(), devices: [device(1, "a")])
        var next = PostgreSQLSchema.current
        next.steps.append("ALTER TABLE job ADD COLUMN note TEXT NOT NULL DEFAULT ''")
        let newer = try await PostgreSQLBenchStore.open(address, DatabasePatience(), next)
        #expect(try await newer.jobs().map(\.devices) == [1])
        await #expect(throws: BenchStoreError.newerSchema(found: 2, known: 1)) {
            try await open(server.address(of: database))
        }
        // A step that fails leaves nothing of itself or of those before it.
        next.steps += ["CREATE TABLE more (x INT)", "this is no SQL"]
        await #expect(throws: BenchStoreError.server(.failed(state: "42601", message: ""))) {
            try await PostgreSQLBenchStore.open(address, DatabasePatience(), next)
        }
        #expect(try await newer.jobs().count == 1)
        next.steps.removeLast()
        _ = try await PostgreSQLBenchStore.open(address, DatabasePatience(), next)
    }

    @Test func manyThatOpenAnEmptyDatabaseAtOnceMakeOneBench() async throws {
        let (server, database) = try await database()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { await (try await open(server.address(of: database))).close() } }
            try await group.waitForAll()
        }
    }

    @Test func refusesAnEncodingThatCannotHoldNames() async throws {
        let (server, database) = try await database("ENCODING 'LATIN1' TEMPLATE template0")
        await #expect(throws: BenchStoreError.server(.encoding("LATIN1"))) {
            try await open(server.address(of: database))
        }
    }

    @Test func readsWhatCannotBeWritten() async throws {
        let (server, database) = try await database()
        let first = try await open(server.address(of: database))
        try await first.create(job(), devices: [device(1, "a")])
        await first.close()
        try await ask(server, "ALTER DATABASE \(database) SET default_transaction_read_only = on")
        let store = try await open(server.address(of: database))
        #expect(try await store.allDevices(of: name).count == 1)
        #expect(try await store.events(of: name, after: 0, limit: 9).count == 1)
        await #expect(throws: BenchStoreError.readOnly) {
            try await store.append([BenchEvent(.fetched, at: noon)], to: name)
        }
        let empty = try await self.database()
        try await ask(server, "ALTER DATABASE \(empty.name) SET default_transaction_read_only = on")
        await #expect(throws: BenchStoreError.readOnly) { try await open(server.address(of: empty.name)) }
    }

    @Test func saysThatTheDiskIsFullAndGoesOnWhenThereIsSpace() async throws {
        let disk = try SmallDisk(kilobytes: 40_000)
        // A server of its own: each new database is a checkpoint, which a full tablespace fails for everybody.
        let server = try await BlockingThread.value { try PostgreSQLServer() }
        let space = "s\(UInt32.random(in: .min ... .max))"
        _ = try await BlockingThread.value { [path = disk.path] in
            try ChildProcess.run(["/bin/sh", "-c", #"mkdir "$0/space" && chown -R postgres "$0" "#, path])
        }
        try await ask(server, "CREATE TABLESPACE \(space) LOCATION '\(disk.path)/space'")
        let database = try await BlockingThread.value { try server.makeDatabase("TABLESPACE \(space)") }
        let store = try await open(server.address(of: database))
        try await store.create(job(), devices: [device(1, "a")])
        try disk.fill()
        let many = (1...2000).map { _ in BenchEvent(.fetched, at: noon, text: String(repeating: "x", count: 400)) }
        await #expect(throws: BenchStoreError.diskFull) { try await store.append(many, to: name) }
        await #expect(throws: BenchStoreError.diskFull) {
            try await store.create(job("second"), devices: (1...5000).map { device($0, "some name") })
        }
        disk.free()
        try await writeEverything(server)
        #expect(try await store.events(of: name, after: 0, limit: 9).count == 1)
        try await store.append(Array(many.prefix(10)), to: name)
        #expect(try await store.jobs().count == 1)
        await store.close()
        try await ask(server, "DROP DATABASE \(database) WITH (FORCE)")
        try await ask(server, "DROP TABLESPACE \(space)")
    }

    /// Has a server write what it could not write while its disk was full; until then any statement may meet with that. A checkpoint that
    /// began when it was full still fails.
    private func writeEverything(_ server: PostgreSQLServer) async throws {
        for _ in 1...20 {
            if (try? await ask(server, "CHECKPOINT")) != nil { return }
        }
        try await ask(server, "CHECKPOINT")
    }

    // MARK: Away

    @Test(arguments: [[AnswerLoser.Loss.answer], [.question], [.answer, .question, .question]])
    func whatIsRepeatedBecauseTheAnswerWasLostHappensOnce(losses: [AnswerLoser.Loss]) async throws {
        let (server, database) = try await database()
        let direct = try await open(server.address(of: database))
        try await direct.create(job(), devices: (1...3).map { device($0, "a") })
        let run = try await direct.begin("rehearsal", on: name, at: noon, by: "", detail: "")
        func through<Value: Sendable>(_ body: (PostgreSQLBenchStore) async throws -> Value) async throws -> Value {
            let loser = try AnswerLoser(to: server.port, losing: losses)
            let address =
                "postgresql://bench:\(server.password)@127.0.0.1:\(loser.port)/\(database)?sslmode=disable&gssencmode=disable"
            let store = try await open(address)
            let value = try await body(store)
            #expect(loser.isDone)
            await store.close()
            return value
        }
        let last = try await through {
            try await $0.append((1...3).map { BenchEvent(.fetched, at: noon, subject: "\($0)") }, to: name)
        }
        let events = try await direct.events(of: name, after: 0, limit: 99)
        #expect(events.map(\.subject) == ["", "1", "2", "3"] && events.last?.id == last)
        let added = try await through { try await $0.add(device(4), to: name, event: BenchEvent(.scanned, at: noon)) }
        #expect(try await direct.allDevices(of: name).map(\.number) == [1, 2, 3, 4] && added.number == 4)
        let claims = try await through {
            try await $0.claim(run.id, for: "a", at: noon, until: noon + .seconds(60), limit: 2)
        }
        #expect(claims.map(\.device) == [device(1).mac, device(2).mac] && claims.map(\.token) == [1, 1])
        let result = BenchResult(device: claims[0].device, worker: "a", finished: noon, isGood: true, text: "")
        // Looked at again, the claim is gone, because it was used.
        try await through { try await $0.finish(claims[0], with: result, event: BenchEvent(.rehearsed, at: noon)) }
        try await through { try await $0.release(claims[1]) }
        #expect(try await direct.results(of: run.id, after: 0, limit: 9) == [result])
        #expect(try await direct.events(of: name, after: last, limit: 9).map(\.kind) == [.scanned, .rehearsed])
        try await through { try await $0.create(job("second"), devices: [device(1)]) }
        try await through { try await $0.delete(name) }
        #expect(try await direct.jobs().map(\.name.text) == ["second"])
    }

    @Test func aServerThatFallsOverAndComesBackLosesAndDoublesNothing() async throws {
        let server = try await BlockingThread.value { try PostgreSQLServer() }
        let address = server.address(of: try await BlockingThread.value { try server.makeDatabase() })
        let stores = [try await open(address), try await open(address)]
        try await stores[0].create(job(), devices: (1...600).map { device($0, "a") })
        let run = try await stores[0].begin("rehearsal", on: name, at: noon, by: "", detail: "")
        let done = Locked(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<6 {
                let store = stores[worker % 2]
                group.addTask {
                    while true {
                        let claims = try await store.claim(
                            run.id, for: "w\(worker)", at: noon, until: noon + .seconds(60), limit: 5)
                        if claims.isEmpty { return }
                        for claim in claims {
                            let result = BenchResult(
                                device: claim.device, worker: claim.worker, finished: noon, isGood: true, text: "")
                            // A finish that was done and is repeated would find its claim lost.
                            try await store.finish(
                                claim, with: result, event: BenchEvent(.rehearsed, at: noon, device: claim.device))
                            done.withLock { $0 += 1 }
                        }
                    }
                }
            }
            for share in 1...3 {
                try await until("some work") { done.withLock { $0 } >= share * 150 }
                try await BlockingThread.value { try server.stopAtOnce() }
                try await BlockingThread.value { try server.start() }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].results(of: run.id, after: 0, limit: 999).count == 600)
        let events = try await stores[1].events(of: name, after: 0, limit: 9999)
        #expect(Set(events.compactMap(\.device)).count == 600 && events.count == 601)
    }

    @Test func aServerThatStaysAwayIsASentenceInTheEnd() async throws {
        let server = try await BlockingThread.value { try PostgreSQLServer() }
        let database = try await BlockingThread.value { try server.makeDatabase() }
        var patience = DatabasePatience()
        patience.outage = .seconds(1)
        let store = try await open(server.address(of: database), patience)
        try await store.create(job(), devices: [])
        try await BlockingThread.value { try server.stopAtOnce() }
        let said = await sentence { try await store.append([BenchEvent(.fetched, at: noon)], to: name) }
        #expect(
            said.hasPrefix("the database server bench@\(server.directory):\(server.port)/\(database) does not answer (")
        )
        try await BlockingThread.value { try server.start() }
        try await store.append([BenchEvent(.fetched, at: noon)], to: name)
        #expect(try await store.events(of: name, after: 0, limit: 9).count == 2)
    }

    @Test func whatNobodyKnowsIsSaidToBeUnknown() async throws {
        let (server, database) = try await database()
        let direct = try await open(server.address(of: database))
        try await direct.create(job(), devices: [])
        let loser = try AnswerLoser(to: server.port, losing: Array(repeating: .answer, count: 1000))
        var patience = DatabasePatience()
        patience.outage = .seconds(1)
        let address = try DatabaseAddress(
            "postgresql://bench:\(server.password)@127.0.0.1:\(loser.port)/\(database)?sslmode=disable&gssencmode=disable"
        )
        let session = PostgreSQLSession(address, patience)
        let error = await #expect(throws: BenchStoreError.self) {
            try await session.transaction { (tables) throws(BenchStoreError) in
                let last = try tables.append([BenchEvent(.fetched, at: noon)], to: jobNamed("floor-2"))
                // The server goes on without the one who asked, who does not find it any more.
                loser.vanish()
                return last
            }
        }
        #expect(error == .server(.outcomeUnknown("\(address)")))
        try await until("the change") { try await direct.events(of: name, after: 0, limit: 9).count == 2 }
    }

    @Test func whoeverWaitsForAnotherTransactionDoesNotWaitWithoutEnd() async throws {
        let (server, database) = try await database()
        var patience = DatabasePatience()
        (patience.lock, patience.idleTransaction) = (.milliseconds(300), .seconds(3))
        let store = try await open(server.address(of: database), patience)
        try await store.create(job(), devices: [])
        let frozen = PostgreSQLSession(try DatabaseAddress(server.address(of: database)), patience)
        let gate = Monitor(false)
        async let stuck: Int = frozen.transaction { (tables) throws(BenchStoreError) in
            let last = try tables.append([BenchEvent(.fetched, at: noon)], to: jobNamed("floor-2"))
            gate.wait { $0 }
            return last
        }
        await #expect(throws: BenchStoreError.busy) {
            while true { _ = try await store.events(of: name, after: 0, limit: 9) }
        }
        // The server ends what stands still, and then all goes on.
        try await until("an end of the wait") {
            do throws(BenchStoreError) {
                return try await store.events(of: name, after: 0, limit: 9).count == 1
            } catch {
                return false
            }
        }
        gate.withLock { $0 = true }
        gate.notify()
        // Its transaction was ended, so it is made again, once.
        _ = try await stuck
        #expect(try await store.events(of: name, after: 0, limit: 9).count == 2)
    }
}
