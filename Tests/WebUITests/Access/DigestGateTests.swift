import HTTPServer
import Identity
import Testing

@testable import WebUI

@Suite struct DigestGateTests {
    private static let start = ContinuousClock.now
    private let gate = DigestGate()

    private static func secret(_ password: String = "secret") -> (TextDigest) -> String? {
        { try? $0.hexadecimal(of: "admin:Onhook:\(password)") }
    }

    private func login(
        _ nonce: String, count: Int = 1, _ algorithm: TextDigest = .sha256, uri: String = "/admin/reboot",
        password: String = "secret", realm: String = "Onhook"
    ) throws -> DigestCredentials {
        let digits = String(count, radix: 16)
        let nc = String(repeating: "0", count: 8 - digits.count) + digits
        let subject = try algorithm.hexadecimal(of: "GET:\(uri)")
        let a1 = try algorithm.hexadecimal(of: "admin:\(realm):\(password)")
        let response = try algorithm.hexadecimal(of: "\(a1):\(nonce):\(nc):c:auth:\(subject)")
        return try #require(
            DigestCredentials(
                "Digest username=\"admin\", realm=\"\(realm)\", nonce=\"\(nonce)\", uri=\"\(uri)\", cnonce=\"c\", "
                    + "nc=\(nc), qop=auth, response=\"\(response)\", algorithm=\(algorithm.rawValue)"))
    }

    private func check(
        _ login: DigestCredentials, _ address: String = "/admin/reboot", method: String = "GET",
        after seconds: Int = 1
    ) -> DigestGate.Verdict {
        gate.check(
            login, method, address, realm: "Onhook", secret: Self.secret(), at: Self.start + .seconds(seconds))
    }

    /// The example of RFC 7616, section 3.9.1.
    @Test(arguments: [
        (TextDigest.md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ])
    func hashesAsTheStandardDoes(algorithm: TextDigest, response: String) throws {
        let a1 = try algorithm.hexadecimal(of: "Mufasa:http-auth@example.org:Circle of Life")
        let a2 = try algorithm.hexadecimal(of: "GET:/dir/index.html")
        let digest = try algorithm.hexadecimal(
            of:
                "\(a1):7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth:\(a2)"
        )
        #expect(digest == response)
    }

    @Test(arguments: TextDigest.allCases)
    func letsTheRightPasswordIn(algorithm: TextDigest) throws {
        #expect(check(try login(gate.nonce(at: Self.start), algorithm)) == .right)
    }

    @Test func refusesAnotherPasswordAddressMethodRealmAndAlgorithm() throws {
        let nonce = gate.nonce(at: Self.start)
        #expect(check(try login(nonce, password: "Secret")) == .wrong)
        #expect(check(try login(nonce), "/admin/factory-reset") == .wrong)
        #expect(check(try login(nonce), method: "POST") == .wrong)
        #expect(check(try login(nonce, realm: "other")) == .wrong)
        let other = try #require(
            DigestCredentials(
                "Digest username=\"admin\", realm=\"Onhook\", nonce=\"\(nonce)\", uri=\"/admin/reboot\", cnonce=\"c\", "
                    + "nc=00000001, qop=auth, response=\"x\", algorithm=SHA-512-256"))
        #expect(check(other) == .wrong)
        #expect(check(try login(nonce)) == .right, "what was wrong uses nothing up")
    }

    @Test func takesEachCountOfANonceOnce() throws {
        let nonce = gate.nonce(at: Self.start)
        #expect(check(try login(nonce, count: 1)) == .right)
        #expect(check(try login(nonce, count: 1)) == .stale)
        #expect(check(try login(nonce, count: 5)) == .right)
        #expect(check(try login(nonce, count: 3)) == .right, "several connections get out of order")
        #expect(check(try login(nonce, count: 3)) == .stale)
        #expect(check(try login(nonce, count: 5)) == .stale)
        #expect(check(try login(nonce, count: 200)) == .right)
        #expect(check(try login(nonce, count: 130)) == .stale, "too far behind to know")
        #expect(check(try login(nonce, count: 0xffff_ffff)) == .right)
    }

    @Test func aNonceIsGoodForFiveMinutes() throws {
        let nonce = gate.nonce(at: Self.start + .seconds(10))
        #expect(check(try login(nonce, count: 1), after: 309) == .right)
        #expect(check(try login(nonce, count: 2), after: 311) == .stale)
        #expect(check(try login(nonce, count: 3), after: 5) == .stale, "made in the future")
    }

    @Test func aNonceOfSomebodyElseIsStaleAndOneThatWasChangedToo() throws {
        let foreign = DigestGate().nonce(at: Self.start)
        #expect(check(try login(foreign)) == .stale)
        let own = gate.nonce(at: Self.start)
        #expect(check(try login(String(own.dropLast()) + (own.hasSuffix("0") ? "1" : "0"))) == .stale)
        #expect(check(try login("0" + own)) == .stale)
        #expect(check(try login("")) == .stale)
    }

    @Test func aNonceThatMadeRoomNeverComesBack() throws {
        let first = gate.nonce(at: Self.start + .seconds(1))
        let replayed = try login(first)
        #expect(check(replayed, after: 2) == .right)
        for number in 0..<DigestGate.limit {
            let nonce = gate.nonce(at: Self.start + .seconds(2) + .milliseconds(number))
            #expect(check(try login(nonce), after: 4) == .right)
        }
        #expect(check(replayed, after: 5) == .stale)
        #expect(check(try login(first, count: 2), after: 5) == .stale)
    }
}
