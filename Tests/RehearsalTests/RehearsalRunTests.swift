import Bench
import FlatProfile
import Foundation
import Rehearsal
import TestSupport
import Testing
import Threading

/// Workers that share the devices of a job.
@Suite struct RehearsalRunTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func store() async throws -> SQLiteBenchStore {
        try await SQLiteBenchStore.open(directory: directory.path(of: "bench"))
    }

    private func made(_ count: Int, _ job: Job, in store: SQLiteBenchStore) async throws -> [Device] {
        try await store.create(job, devices: (1...count).map { device($0) })
        return try await store.allDevices(of: job.name)
    }

    private func worker(
        _ name: String, _ plan: RehearsalPlan, _ devices: [Device], _ store: any BenchStore,
        lease: Duration = .seconds(60),
        now: @escaping @Sendable () -> Timestamp = { noon }
    ) throws -> (RehearsalRun, RehearsalStage) {
        let stage = try RehearsalStage(plan, devices: devices)
        var settings = RehearsalRun.Settings()
        settings.lease = lease
        settings.pause = .milliseconds(20)
        return (RehearsalRun(stage, devices: devices, store: store, worker: name, settings: settings, now: now), stage)
    }

    private let simple = job(profile(["Station_Name": "{{name}}"]))

    @Test func threeWorkersLeaveEachDeviceWithOneResult() async throws {
        let store = try await store()
        let devices = try await made(100, simple, in: store)
        let plan = try RehearsalPlan(simple)
        let run = try await RehearsalRun.begin(plan, in: store, by: "anna", at: noon)
        #expect(try await RehearsalRun.unfinished(plan, in: store)?.id == run.id)
        let summaries = try await withThrowingTaskGroup(of: RehearsalRun.Summary.self) { group in
            for name in ["w1", "w2", "w3"] {
                group.addTask {
                    let own = try await self.store()
                    let (worker, stage) = try self.worker(name, plan, devices, own)
                    let summary = try await worker.work(on: run)
                    await stage.close()
                    await own.close()
                    return summary
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(summaries.map(\.own).reduce(0, +) == 100 && summaries.map(\.ownGood).reduce(0, +) == 100)
        #expect(summaries.allSatisfy { $0.isComplete })
        try await expectOneResultEach(100, run, store)
        #expect(try await RehearsalRun.unfinished(plan, in: store) == nil)
    }

    @Test func aThousandDevicesHaveAThousandResults() async throws {
        let store = try await store()
        let devices = try await made(1000, simple, in: store)
        let plan = try RehearsalPlan(simple)
        let run = try await RehearsalRun.begin(plan, in: store, by: "anna", at: noon)
        let heard = Locked(0)
        let (worker, stage) = try worker("w1", plan, devices, store)
        let summary = try await worker.work(on: run) { _ in heard.withLock { $0 += 1 } }
        await stage.close()
        #expect(summary.own == 1000 && summary.ownGood == 1000 && summary.isComplete)
        #expect(heard.withLock { $0 } == 1000)
        try await expectOneResultEach(1000, run, store)
    }

    private func expectOneResultEach(_ count: Int, _ run: BenchRun, _ store: SQLiteBenchStore) async throws {
        let results = try await store.results(of: run.id, after: 0, limit: 10_000)
        #expect(results.count == count && Set(results.map(\.device)).count == count)
        #expect(results.allSatisfy { RehearsalRecord(json: $0.detail)?.mac == $0.device.colonSeparated })
        let events = try await store.events(of: floor, after: 0, limit: 10_000).filter { $0.kind == .rehearsed }
        #expect(events.count == count && Set(events.compactMap(\.device)).count == count)
        #expect(events.allSatisfy { $0.actor == "anna" && $0.subject == "run \(run.id)" && $0.isGood })
    }

    @Test func whatIsBrokenOffIsGivenBackAndGoesOn() async throws {
        let store = try await store()
        let gate = Locked(false)
        let asked = Locked(0)
        // The first twenty are answered, the others hang until the gate opens.
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            let number = asked.withLock { count in
                count += 1
                return count
            }
            if number > 20, !gate.withLock({ $0 }) { return connection.hold() }
            let body = profile(["GPP_A": "x"])
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        let job = job(template(port: server.port))
        let devices = try await made(50, job, in: store)
        let plan = try RehearsalPlan(job)
        let run = try await RehearsalRun.begin(plan, in: store, by: "anna", at: noon)
        let (first, stage) = try worker("w1", plan, devices, store)
        let work = Task { try await first.work(on: run) }
        try await until("phones hang") { asked.withLock { $0 } > 30 }
        work.cancel()
        let summary = try await work.value
        await stage.close()
        #expect(summary.own == summary.run.finished && summary.own <= 20 && !summary.isComplete)
        let unfinished = try #require(try await RehearsalRun.unfinished(plan, in: store))
        #expect(unfinished.id == run.id)
        gate.withLock { $0 = true }
        // The time is the same: without the claims given back there would be nothing to take.
        let (second, other) = try worker("w2", plan, devices, store)
        let rest = try await second.work(on: unfinished)
        await other.close()
        #expect(rest.own == 50 - summary.own && rest.isComplete)
        try await expectOneResultEach(50, run, store)
    }

    @Test func aResultThatComesTooLateDoesNotCount() async throws {
        let store = try await store()
        let gate = Locked(false)
        let isAsked = Locked(false)
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            isAsked.withLock { $0 = true }
            while !gate.withLock({ $0 }) { usleep(10_000) }
            connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        }
        let job = job(template(port: server.port))
        let devices = try await made(1, job, in: store)
        let plan = try RehearsalPlan(job)
        let run = try await RehearsalRun.begin(plan, in: store, by: "anna", at: noon)
        let (late, stage) = try worker("late", plan, devices, store)
        let work = Task { try await late.work(on: run) }
        // Its time is over by the clock of another one, who takes the device and finishes it.
        let later = noon + .seconds(61)
        try await until("the phone asks") { isAsked.withLock { $0 } }
        let claim = try #require(
            try await store.claim(run.id, for: "w2", at: later, until: later + .seconds(60), limit: 1).first)
        let result = BenchResult(device: claim.device, worker: "w2", finished: later, isGood: true, text: "fine")
        try await store.finish(claim, with: result, event: nil)
        gate.withLock { $0 = true }
        let summary = try await work.value
        await stage.close()
        #expect(summary.own == 0 && summary.isComplete)
        #expect(try await store.results(of: run.id, after: 0, limit: 9).map(\.worker) == ["w2"])
        #expect(try await store.events(of: floor, after: 0, limit: 99).allSatisfy { $0.kind != .rehearsed })
    }

    @Test func whoExpectsSomethingElseBeginsAnotherRun() async throws {
        let store = try await store()
        _ = try await made(2, simple, in: store)
        var plan = try RehearsalPlan(simple)
        let run = try await RehearsalRun.begin(plan, in: store, by: "anna", at: noon)
        #expect(try await RehearsalRun.unfinished(plan, in: store)?.id == run.id)
        plan.expectations.firmware = "sip88xx.12"
        #expect(try await RehearsalRun.unfinished(plan, in: store) == nil)
        plan.expectations.firmware = nil
        plan.reach = .bench
        #expect(try await RehearsalRun.unfinished(plan, in: store) == nil)
        plan.reach = .customer
        plan.server = .address("http://10.0.0.1")
        #expect(try await RehearsalRun.unfinished(plan, in: store) == nil)
    }

    @Test func aDeviceThatLeftTheJobHasAResultThatSaysSo() async throws {
        let store = try await store()
        let devices = try await made(2, simple, in: store)
        let plan = try RehearsalPlan(simple)
        let run = try await RehearsalRun.begin(plan, in: store, by: "anna", at: noon)
        let (worker, stage) = try worker("w1", plan, [devices[0]], store)
        let summary = try await worker.work(on: run)
        await stage.close()
        #expect(summary.own == 2 && summary.ownGood == 1)
        #expect(
            try await store.results(of: run.id, after: 1, limit: 1).map(\.text) == [
                "the device was taken out of the job"
            ])
    }
}
