import Testing

@testable import HTTPServer

/// The client of these tests, which shares its process with everything that they serve.
@Suite struct ClientTests {
    @Test func closesItsSocketOnceWhenNobodyListens() async throws {
        let nobody = try await ClientTests.closedPort()
        let lost = await filesLost {
            for _ in 0..<20_000 { #expect(throws: NoConnection.self) { try RawClient(port: nobody) } }
        }
        #expect(lost == 0)
    }

    private static func closedPort() async throws -> UInt16 {
        let handler = ClosureHandler { _ in .now(.text("over")) }
        let server = try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0)], handler: handler)
        let port = try #require(server.boundPort)
        await server.stop()
        return port
    }
}
