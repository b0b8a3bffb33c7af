import FlatProfile
import ProfileRules
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// Makes the same file each time, keeps it, and tells who waits.
private actor Shelf: ProblemReportSource {
    var failure: CommitFailure?
    var keepingFailure: CommitFailure?
    private(set) var kept: ProblemReportFile?
    private(set) var attempts: [ProblemReportAttempt] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    func fail(_ sentence: String, keeping: Bool = false) {
        if keeping {
            keepingFailure = CommitFailure(sentence: sentence)
        } else {
            failure = CommitFailure(sentence: sentence)
        }
    }

    func problemReport(
        _ trigger: ProblemReportTrigger, description: String
    ) async throws(CommitFailure) -> ProblemReportFile {
        if let failure { throw failure }
        return ProblemReportFile(name: "probrep.tar.gz", bytes: [1, 2, 3])
    }

    func keep(_ file: ProblemReportFile) async throws(CommitFailure) {
        if let keepingFailure { throw keepingFailure }
        kept = file
    }

    func record(_ attempt: ProblemReportAttempt) {
        attempts.append(attempt)
        for watcher in watchers { watcher.resume() }
        watchers = []
    }

    func reports(_ count: Int) async {
        while attempts.count < count { await withCheckedContinuation { watchers.append($0) } }
    }
}

@Suite struct ProblemReporterTests {
    private let shelf = Shelf()
    private let clock = ManualClock()

    private func reporter(
        _ store: PlainStore, _ fetcher: any ProfileFetcher = ScriptedFetcher([.success("")])
    ) -> ProblemReporter<ManualClock> {
        ProblemReporter(
            identity: LivePhone.identity, store: store, fetcher: fetcher, host: QuietHost(), source: shelf,
            clock: clock, values: { RuntimeValues() })
    }

    // MARK: Time

    private func due(_ timer: String, at minute: Int = 0) -> Int? {
        let schedule = ProblemReportSchedule<ManualClock.Instant>(
            PlainStore(["PRT_Max_Timer": timer]).snapshot, at: .init(offset: .seconds(60 * minute)))
        return schedule.due.map { Int($0.offset.components.seconds / 60) }
    }

    @Test func theTimerIsKeptWithinItsRange() {
        let cases: [(String, Int?)] = [
            ("", nil), ("often", nil), ("0", 15), ("14", 15), ("15", 15), ("60", 60), ("1440", 1440), ("1441", 1440),
        ]
        for (text, minutes) in cases { #expect(due(text) == minutes, "\(text)") }
        #expect(due("15", at: 3) == 18)
    }

    @Test func reportsByItselfInTheRhythmOfTheTimer() async throws {
        let store = PlainStore(["PRT_Max_Timer": "15"])
        let reporter = reporter(store)
        let running = Task { await reporter.run() }
        for count in 1...3 {
            #expect(await clock.nextSleep() == .init(offset: .seconds(count * 900)))
            clock.advance(by: .seconds(900))
            await shelf.reports(count)
        }
        #expect(await shelf.attempts.map(\.trigger) == [.timer, .timer, .timer])
        running.cancel()
        await running.value
    }

    @Test(.timeLimit(.minutes(5))) func anotherTimerCountsFromTheStart() async throws {
        let store = PlainStore(["PRT_Max_Timer": "1440"])
        let reporter = reporter(store)
        let running = Task { await reporter.run() }
        #expect(await clock.nextSleep() == .init(offset: .seconds(86_400)))
        clock.advance(by: .seconds(60))
        _ = try await store.commit(
            ChangeSet([ParameterChange("PRT_Max_Timer", .set("20"))], origin: .profile(url: "http://h/p")))
        reporter.configurationChanged()
        while await clock.nextSleep() == .init(offset: .seconds(86_400)) { await Task.yield() }
        #expect(await clock.nextSleep() == .init(offset: .seconds(1200)))
        running.cancel()
        await running.value
    }

    // MARK: What becomes of it

    @Test func withoutARuleItIsKept() async {
        let attempt = await reporter(PlainStore()).generate(.request(by: "admin"))
        #expect(attempt.upload == .keptHere)
        #expect(await shelf.kept?.bytes == [1, 2, 3])
    }

    @Test func aReportThatCannotBeMadeSaysWhy() async {
        await shelf.fail("the disk is full")
        let attempt = await reporter(PlainStore(["PRT_Upload_Rule": "http://h/x"])).generate(.timer)
        guard case .failure(CommitFailure(sentence: "the disk is full")) = attempt.generation else {
            Issue.record("not the failure: \(attempt.generation)")
            return
        }
        #expect(attempt.upload == nil)
    }

    @Test func whatCannotBeKeptIsStillSent() async {
        await shelf.fail("the disk is full", keeping: true)
        let sent = await reporter(PlainStore(["PRT_Upload_Rule": "http://h/x"])).generate(.timer)
        #expect(sent.upload == .uploaded)
        #expect(sent.warnings == ["the file could not be kept on the phone: the disk is full"])
        let lost = await reporter(PlainStore()).generate(.timer)
        #expect(lost.upload == .failed("PRT_Upload_Rule is empty, and the file could not be kept on the phone"))
    }

    @Test(arguments: ["tftp://h/x", "h/x", "(a = 1)! http://h/x"])
    func aRuleThatIsNoneSendsNothing(rule: String) async {
        let fetcher = ScriptedFetcher([.success("")])
        let attempt = await reporter(PlainStore(["PRT_Upload_Rule": rule]), fetcher).generate(.timer)
        guard case .failed(let sentence) = attempt.upload else {
            Issue.record("\(attempt.upload as Any)")
            return
        }
        #expect(sentence.hasPrefix("PRT_Upload_Rule cannot be read: "), "\(sentence)")
        #expect(await fetcher.requests.isEmpty)
    }

    @Test func whoAsksWhileOneIsMadeGetsThatOne() async throws {
        let fetcher = HeldFetcher()
        let reporter = reporter(PlainStore(["PRT_Upload_Rule": "http://h/x"]), fetcher)
        async let first = reporter.generate(.request(by: "admin"))
        await fetcher.asked()
        async let second = reporter.generate(.request(by: "user"))
        while await reporter.waiting < 2 { await Task.yield() }
        fetcher.answer("")
        let attempts = await [first, second]
        #expect(attempts.map(\.report) == [1, 1])
        #expect(await fetcher.requests == 1)
    }
}
