import Glibc
import Synchronization
import Testing

@testable import HTTPServer

/// The client of these tests, which shares its process with everything that they serve.
@Suite struct ClientTests {
    @Test func closesItsSocketOnceWhenNobodyListens() async throws {
        let nobody = try await ClientTests.closedPort()
        let isOver = Atomic(false)
        // A number that was closed twice is somebody else's the second time: of one who opens files all the time, for instance.
        async let lost = onThread {
            var lost = 0
            while !isOver.load(ordering: .acquiring) {
                let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
                sched_yield()
                if close(file) != 0 { lost += 1 }
            }
            return lost
        }
        await onThread {
            for _ in 0..<20_000 { #expect(throws: NoConnection.self) { try RawClient(port: nobody) } }
        }
        isOver.store(true, ordering: .releasing)
        #expect(await lost == 0)
    }

    private static func closedPort() async throws -> UInt16 {
        let handler = ClosureHandler { _ in .now(.text("over")) }
        let server = try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: handler)
        let port = try #require(server.boundPort)
        await server.stop()
        return port
    }
}
