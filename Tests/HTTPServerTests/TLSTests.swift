import Glibc
import TestSupport
import Testing

@testable import HTTPServer

/// What clients agree on with the server, and what clients do that mean no good.
@Suite struct TLSTests {
    private static let handler = ClosureHandler { _ in .now(.text("here")) }

    /// What `openssl s_client` says of a connection.
    private func client(_ port: UInt16, _ options: String...) async -> String {
        await run(
            ["sh", "-c", #"openssl s_client "$@" </dev/null 2>&1"#, "sh", "-connect", "127.0.0.1:\(port)"] + options
        ).text
    }

    @Test(arguments: [
        (TLSIdentity.Version.tls11, ["-tls1_1", "-tls1_2", "-tls1_3"], ["-tls1"]),
        (.tls12, ["-tls1_2", "-tls1_3"], ["-tls1", "-tls1_1"]), (.tls13, ["-tls1_3"], ["-tls1", "-tls1_1", "-tls1_2"]),
    ])
    func speaksTheVersionsThatAreAllowed(minimum: TLSIdentity.Version, good: [String], bad: [String]) async throws {
        try await withIdentity(minimum: minimum) { identity, _ in
            try await withServer(tls: identity, handler: Self.handler) { _, port in
                for version in good {
                    let said = await client(port, version, "-cipher", "ALL:@SECLEVEL=0")
                    #expect(said.contains("Cipher is ") && !said.contains("Cipher is (NONE)"), "\(version)")
                }
                for version in bad {
                    #expect(
                        await client(port, version, "-cipher", "ALL:@SECLEVEL=0").contains("Cipher is (NONE)"),
                        "\(version)")
                }
            }
        }
    }

    @Test(arguments: [
        "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "DHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES128-CCM", "NULL", "ADH", "PSK", "3DES",
    ])
    func refusesWeakSuites(suite: String) async throws {
        try await withIdentity { identity, _ in
            try await withServer(tls: identity, handler: Self.handler) { _, port in
                let said = await client(port, "-tls1_2", "-cipher", "\(suite):@SECLEVEL=0")
                #expect(said.contains("Cipher is (NONE)") || said.contains("no cipher"), "\(said.suffix(300))")
            }
        }
    }

    /// A browser that comes back shows its ticket instead of agreeing on keys anew; another listener knows nothing of it.
    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func whoComesBackResumesItsSession(version: String) async throws {
        let folder = try TemporaryDirectory()
        let ticket = "\(folder.path)/ticket.pem"
        try await withIdentity { identity, _ in
            try await withServer(tls: identity, handler: Self.handler) { _, port in
                #expect(await exchange(port, version, "-sess_out", ticket).contains("New, TLS"))
                for _ in 0..<3 {
                    let said = await exchange(port, version, "-sess_in", ticket)
                    #expect(said.contains("Reused, TLS") && said.contains("HTTP/1.1 200"), "\(said.suffix(2000))")
                }
                try await withServer(tls: identity, handler: Self.handler) { _, other in
                    #expect(await exchange(other, version, "-sess_in", ticket).contains("New, TLS"))
                }
            }
        }
    }

    /// What `openssl s_client` says of a connection over which it asks for a page: tickets of TLS 1.3 come after the handshake.
    private func exchange(_ port: UInt16, _ options: String...) async -> String {
        await run(
            [
                "sh", "-c",
                #"printf 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | openssl s_client -ign_eof "$@" 2>&1"#,
                "sh", "-connect", "127.0.0.1:\(port)",
            ] + options
        ).text
    }

    @Test func refusesToRenegotiateAndCompressesNothing() async throws {
        try await withIdentity { identity, _ in
            try await withServer(tls: identity, handler: Self.handler) { _, port in
                let said = await client(port, "-tls1_2")
                #expect(said.contains("Secure Renegotiation IS supported") && said.contains("Compression: NONE"))
            }
        }
    }

    @Test func plainHTTPToAPortOfTLSEndsCleanly() async throws {
        try await withIdentity { identity, certificate in
            try await withServer(tls: identity, handler: Self.handler) { _, port in
                for request in ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{0}\u{0}\u{0}", "\u{16}\u{3}\u{1}"] {
                    let client = try RawClient(port: port)
                    client.write(request)
                    shutdown(client.descriptor, Int32(SHUT_WR))
                    let answer = await onThread { client.readToEnd() }
                    #expect(!answer.contains("HTTP/1.1 200"))
                }
                #expect(await curl("--cacert", certificate, "https://127.0.0.1:\(port)/").text == "here")
            }
        }
    }

    @Test func aHandshakeThatTricklesIsCutOffWhileOthersAreServed() async throws {
        var limits = ServerLimits.patient
        limits.headerTime = .seconds(3)
        try await withIdentity { identity, certificate in
            try await withServer(limits: limits, tls: identity, handler: Self.handler) { _, port in
                // The record layer of a ClientHello that never comes, byte by byte.
                let slow = try (0..<20).map { _ in try RawClient(port: port) }
                for client in slow { client.write([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]) }
                #expect(await curl("--cacert", certificate, "https://127.0.0.1:\(port)/").text == "here")
                let ends = await onThread { slow.map { $0.readToEnd() } }
                #expect(ends.count == 20)
            }
        }
    }

    @Test func anotherServerTakesTheSocketOverWithoutLosingAConnection() async throws {
        try await withIdentity { identity, certificate in
            let old = try HTTPServer(
                listeners: [.tcp(address: "127.0.0.1", port: 0)], limits: .patient,
                handler: ClosureHandler { _ in .now(.text("old")) })
            let port = try #require(old.boundPort)
            #expect(await curl("http://127.0.0.1:\(port)/").text == "old")
            let kept = try RawClient(port: port)
            kept.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await onThread { kept.read(through: "old") }.hasSuffix("old"))
            let shared = try #require(try old.sharedListener(tls: identity))
            let new = try HTTPServer(listeners: [shared], limits: .patient, handler: Self.handler)
            old.stopAccepting()
            #expect(new.boundPort == port)
            for _ in 0..<20 {
                #expect(await curl("--cacert", certificate, "https://127.0.0.1:\(port)/").text == "here")
            }
            // A connection that was open is answered where it is once more; then its client has to come back.
            kept.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let last = await onThread { kept.readToEnd() }
            #expect(last.contains("\r\nConnection: close\r\n") && last.hasSuffix("old"))
            await old.stop()
            #expect(try old.sharedListener() == nil)
            #expect(await curl("--cacert", certificate, "https://127.0.0.1:\(port)/").text == "here")
            await new.stop()
            #expect(await curl("--cacert", certificate, "https://127.0.0.1:\(port)/").status == 7)
        }
    }
}
