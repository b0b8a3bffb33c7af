import TestSupport
import Testing

@testable import HTTPServer

/// The client of these tests, which shares its process with everything that they serve.
@Suite struct ClientTests {
    @Test func closesItsSocketOnceWhenNobodyListens() async throws {
        let nobody = try ListeningSocket(.tcp, listens: false)
        let lost = await filesLost {
            for _ in 0..<20_000 { #expect(throws: NoConnection.self) { try RawClient(port: nobody.port) } }
        }
        #expect(lost == 0)
    }
}
