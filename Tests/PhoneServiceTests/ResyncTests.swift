import FlatProfile
import Threading
import Provisioning
import Testing

@testable import PhoneService

@Suite struct ResyncTests {
    private static let assigning = #"(a = "1" ;)!"#

    /// A watcher that never reads, and many events: word of a change gets to the engine all the same.
    @Test(.timeLimit(.minutes(5))) func noBurstOfEventsHidesAChangeFromTheEngine() async throws {
        let bench = try await PhoneBench([
            "Resync_On_Reset": "No", "Profile_Rule": Self.assigning, "Resync_Periodic": "600",
        ])
        try await bench.run {
            _ = try await bench.service.resync(by: PhoneBench.admin)
            let events = await bench.service.watch()
            _ = try await bench.service.submit([("Resync_Periodic", .text("77"))], by: PhoneBench.admin)
            for await event in events {
                guard case .rescheduled(let next?) = event else { continue }
                #expect(next.at == (StillHost().now + .seconds(76)).iso8601 || next.at.hasPrefix("2023-11-14T22:14:3"))
                break
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func restoringARevisionMovesTheNextResync() async throws {
        let bench = try await PhoneBench([
            "Resync_On_Reset": "No", "Profile_Rule": Self.assigning, "Resync_Periodic": "600",
        ])
        let before = bench.service.snapshot.revision
        _ = try await bench.service.submit([("Resync_Periodic", .text("7200"))], by: PhoneBench.admin)
        try await bench.run {
            _ = try await bench.service.resync(by: PhoneBench.admin)
            let events = await bench.service.watch()
            _ = try await bench.service.restore(before, by: PhoneBench.admin)
            for await event in events {
                if case .rescheduled(_?) = event { break }
            }
        }
    }

    @Test func everyResyncIsAnsweredWithItsOwnRecords() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No", "Profile_Rule": "http://h/stored"])
        try await bench.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let rule = "http://h/\(number)"
                        let record = try await bench.service.resync(rule: rule, by: PhoneBench.admin)
                        #expect(record.attempts.map(\.url) == [rule])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func anAttemptThatTheJournalCannotTakeIsShownFirstAllTheSame() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No", "Profile_Rule": "http://h/stored"])
        try await bench.run {
            for _ in 0..<60 { _ = try await bench.service.resync(by: PhoneBench.admin) }
            bench.store.fail([.append])
            _ = try await bench.service.resync(by: PhoneBench.admin)
        }
        bench.store.fail([])
        let attempts = try await bench.service.status(attempts: 100).attempts
        #expect(attempts.map(\.number) == Array((1...61).reversed()))
        #expect(bench.log.withLock { $0.contains { $0.hasPrefix("attempt 61 could not be written to the journal: ") } })
    }

    @Test func aRecordKeepsNoMoreWarningsThanAPersonReads() async throws {
        let strange = (0..<5000).map { "<Strange_\($0)>x</Strange_\($0)>" }.joined(separator: "\n")
        let bench = try await PhoneBench(
            ["Resync_On_Reset": "No"], profile: "<flat-profile>\(strange)</flat-profile>")
        let record = try await bench.run { try await bench.service.resync(rule: "http://h/a", by: PhoneBench.admin) }
        let warnings = try #require(record.attempts.first).warnings
        #expect(warnings.count == 201)
        #expect(warnings.last?.message == "4800 more warnings; `onhook profile check` tells all")
    }
}
