import Testing
import Threading

@testable import HTTPServer

/// The quiet after requests.
@Suite struct LullTests {
    @Test func aLullIsToldOnceTenSecondsAfterTheLastRequest() {
        let told = Locked(0)
        let lull = Lull { told.withLock { $0 += 1 } }
        let watchdog = Watchdog()
        #expect(lull.due == .never)
        let before = MonotonicTime.now
        lull.begins(watchedBy: watchdog)
        #expect(lull.due >= before + .seconds(10) && lull.due <= MonotonicTime.now + .seconds(10))
        lull.isOver()
        #expect(lull.due == .never && told.withLock { $0 } == 0)
        lull.begins(watchedBy: watchdog)
        lull.dueReached(at: lull.due)
        #expect(lull.due == .never && told.withLock { $0 } == 1)
    }

    @Test(.timeLimit(.minutes(5))) func aServerThatNobodyAsksForAnythingSaysSo() async throws {
        let (quiet, tell) = AsyncStream.makeStream(of: Void.self)
        let server = try HTTPServer(
            listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: ClosureHandler { _ in .now(.text("here")) },
            whenQuiet: { tell.yield() })
        let port = try #require(server.boundPort)
        #expect(await curl("http://127.0.0.1:\(port)/").text == "here")
        for await _ in quiet { break }
        #expect(await curl("http://127.0.0.1:\(port)/").text == "here")
        await server.stop()
    }
}
