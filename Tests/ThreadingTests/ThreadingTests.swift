import Glibc
import Testing
import TestSupport

@testable import Threading

@Suite struct ThreadingTests {
    @Test func losesNoChange() async throws {
        let count = Locked(0)
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    try await BlockingThread.value { for _ in 0..<10_000 { count.withLock { $0 += 1 } } }
                }
            }
            try await group.waitForAll()
        }
        #expect(count.withLock(\.self) == 80_000)
    }

    @Test func wakesWhoWaits() async throws {
        let monitor = Monitor(0)
        async let isReached = BlockingThread.value { monitor.wait { $0 == 3 } }
        for _ in 0..<3 {
            monitor.withLock { $0 += 1 }
            monitor.notify()
        }
        #expect(try await isReached)
    }

    @Test func givesUpAtTheMoment() async throws {
        let monitor = Monitor(false)
        let moment = MonotonicTime.now + .milliseconds(20)
        #expect(try await !BlockingThread.value { monitor.wait(until: moment) { $0 } })
        #expect(MonotonicTime.now >= moment)
    }

    @Test func looksBeforeItWaits() {
        #expect(Monitor(true).wait(until: MonotonicTime(nanoseconds: 0)) { $0 })
        #expect(!Monitor(false).wait(until: MonotonicTime(nanoseconds: 0)) { $0 })
    }

    @Test(arguments: [(Duration.zero, 5), (.nanoseconds(7), 12), (.seconds(2), 2_000_000_005)] as [(Duration, UInt64)])
    func addsTime(duration: Duration, expected: UInt64) {
        #expect(MonotonicTime(nanoseconds: 5) + duration == MonotonicTime(nanoseconds: expected))
    }

    @Test(arguments: [Duration.seconds(Int64.max), .nanoseconds(Int64.max) * 2])
    func neverComesAtTheEndOfTime(duration: Duration) {
        #expect(MonotonicTime(nanoseconds: 5) + duration == .never)
        #expect(MonotonicTime.never + .nanoseconds(1) == .never)
    }

    @Test func namesItsThreads() async throws {
        let (names, name) = AsyncStream<String>.makeStream()
        try BlockingThread.start(named: "a name too long for it") {
            var text = [UInt8](repeating: 0, count: 64)
            let file = open("/proc/thread-self/comm", O_RDONLY)
            defer { close(file) }
            let count = read(file, &text, text.count)
            name.yield(String(decoding: text.prefix(max(0, count)), as: UTF8.self))
        }
        #expect(await names.first { _ in true } == "a name too long\n")
    }
}
