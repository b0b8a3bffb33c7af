internal import HTTPServer
internal import Identity
internal import Notation
internal import Threading

/// Checks logins by HTTP Digest (RFC 7616): nonces are ours and young, and none is used twice with the same count.
///
/// A nonce tells when it was made and carries a code that we alone can make, so that a challenge costs no memory. Only nonces with which
/// somebody has logged in are remembered, until they expire.
final class DigestGate: Sendable {
    /// What a login is.
    enum Verdict: Equatable, Sendable {
        /// It is right.
        case right
        /// It is wrong.
        case wrong
        /// It is right, but its nonce is not ours, too old, or was used that often before: the client may try again with a new one.
        case stale
    }

    /// How long a nonce may be used.
    static let lifetime: Duration = .seconds(300)
    /// How many nonces are remembered; the oldest makes room, and then is stale.
    static let limit = 1024

    /// How often a nonce was used: the highest count, and which of the 64 below it; clients with several connections get them out of order.
    private struct Uses {
        var highest: UInt32
        var below: UInt64 = 1
        /// When the nonce was made.
        var made: UInt64

        mutating func take(_ count: UInt32) -> Bool {
            if count > highest {
                let distance = count - highest
                below = distance < 64 ? below << UInt64(distance) | 1 : 1
                highest = count
                return true
            }
            let distance = highest - count
            guard distance < 64, below & 1 << UInt64(distance) == 0 else { return false }
            below |= 1 << UInt64(distance)
            return true
        }
    }

    private struct Memory {
        var uses: [String: Uses] = [:]
        /// Nonces that were made until then are stale, because what is known of their use was forgotten.
        var forgotten: UInt64?
    }

    private let key: [UInt8]
    private let start = ContinuousClock.now
    private let memory = Locked(Memory())

    init() {
        // The system's generator answers once the system runs.
        guard let key = try? SecretBytes.random(count: 32) else { fatalError("no random numbers") }
        self.key = key
    }

    /// A fresh nonce: the milliseconds since the start, some chance, and a code of both.
    func nonce(at now: ContinuousClock.Instant = .now) -> String {
        var stamp = Self.bytes(milliseconds(at: now))
        stamp += (try? SecretBytes.random(count: 8)) ?? []
        return (stamp + code(of: stamp)).hexadecimal
    }

    /// Whether the login is right for that request. `secret` is the hash of name, realm and password (A1) for an algorithm.
    func check(
        _ login: DigestCredentials, _ method: String, _ address: String, realm: String, secret: (TextDigest) -> String?,
        at now: ContinuousClock.Instant = .now
    ) -> Verdict {
        guard login.realm == realm, login.uri == address,
            let algorithm = TextDigest.allCases.first(where: {
                $0.rawValue.lowercased() == login.algorithm.lowercased()
            }),
            let secret = secret(algorithm),
            let subject = try? algorithm.hexadecimal(of: "\(method):\(login.uri)"),
            let expected = try? algorithm.hexadecimal(
                of: "\(secret):\(login.nonce):\(login.nonceCount):\(login.cnonce):auth:\(subject)"),
            SecretBytes.areEqual(Array(expected.utf8), Array(login.response.utf8))
        else { return .wrong }
        guard let made = made(login.nonce, at: now) else { return .stale }
        return take(login, made) ? .right : .stale
    }

    /// When a nonce was made, if it is ours and still young.
    private func made(_ nonce: String, at now: ContinuousClock.Instant) -> UInt64? {
        guard nonce.utf8.count == 64, let bytes = [UInt8](hexadecimal: nonce),
            SecretBytes.areEqual(code(of: Array(bytes[..<16])), Array(bytes[16...]))
        else { return nil }
        let made = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let present = milliseconds(at: now)
        let oldest = UInt64(Self.lifetime.components.seconds) * 1000
        return made <= present && present - made < oldest ? made : nil
    }

    private func take(_ login: DigestCredentials, _ made: UInt64) -> Bool {
        memory.withLock { memory in
            if memory.uses[login.nonce] != nil { return memory.uses[login.nonce]?.take(login.count) ?? false }
            guard memory.forgotten.map({ made > $0 }) ?? true else { return false }
            if memory.uses.count >= Self.limit, let oldest = memory.uses.min(by: { $0.value.made < $1.value.made }) {
                memory.uses[oldest.key] = nil
                memory.forgotten = oldest.value.made
            }
            memory.uses[login.nonce] = Uses(highest: login.count, made: made)
            return true
        }
    }

    private func milliseconds(at now: ContinuousClock.Instant) -> UInt64 {
        let parts = start.duration(to: now).components
        return UInt64(max(0, parts.seconds)) * 1000 + UInt64(max(0, parts.attoseconds)) / 1_000_000_000_000_000
    }

    /// Half of the authentication code: 128 bits.
    private func code(of stamp: [UInt8]) -> [UInt8] {
        Array(((try? SecretBytes.authenticationCode(of: stamp, key: key)) ?? []).prefix(16))
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }
}
