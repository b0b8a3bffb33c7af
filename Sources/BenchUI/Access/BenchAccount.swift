internal import Glibc
internal import Host
public import Identity
internal import Threading

/// The one login of a bench's pages: its password, as a scrypt hash in a file of the bench's directory (mode 0600).
///
/// Another process may set the password too; this one notices at the next login, and sessions of before end then.
public final class BenchAccount: Sendable {
    /// What the account is called.
    public static let name = "bench"
    /// The file of the password's hash, in the directory.
    static let fileName = "page-password"
    /// A hash takes a line.
    private static let longestFile = 4096

    /// What a password needs, in words.
    static let passwordRule =
        "8 to 127 characters, of three of these kinds: capital letters, small letters, digits, special characters. No blank. No common password."

    private let path: String
    private let hasher = PasswordHasher()
    private let stored: Locked<String?>

    /// The account of a bench in that directory, which exists.
    public init(directory: String) {
        path = directory + "/" + Self.fileName
        stored = Locked(Self.read(path))
    }

    private static func read(_ path: String) -> String? {
        guard let bytes = ProcFile.bytes(of: path, limit: longestFile) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
        return PasswordHash(text: String(text)).map { _ in String(text) }
    }

    /// Whether there is a password.
    public var isSet: Bool { stored.withLock { $0 } != nil }

    /// What changes when the password does: sessions remember it.
    var stamp: String { stored.withLock { $0 } ?? "" }

    /// Takes in what another process may have set.
    func reload() {
        let text = Self.read(path)
        stored.withLock { $0 = text ?? $0 }
    }

    /// Sets the password. It has to keep the rule; throws what is wrong with it, or that it could not be stored.
    public func set(_ password: String) async throws(BenchPasswordFault) {
        let faults = PasswordRule.webPage.faults(in: password)
        guard faults.isEmpty else { throw .rule(faults) }
        do throws(IdentityError) {
            let text = try await hasher.hash(of: password).text
            try write(text)
            stored.withLock { $0 = text }
        } catch {
            throw .failed("\(error)")
        }
    }

    private func write(_ text: String) throws(IdentityError) {
        do throws(FileError) {
            try FileWriting.atomically(path, Array((text + "\n").utf8), mode: 0o600)
        } catch {
            throw .file(name: Self.fileName, reason: "\(error.cause)")
        }
    }

    /// Whether that is the password; about a twentieth of a second of work on a thread of its own, also where none is set.
    func verify(_ password: String) async throws(IdentityError) -> Bool {
        reload()
        guard let hash = PasswordHash(text: stamp) else {
            _ = try await hasher.verify(password, .decoy)
            return false
        }
        return try await hasher.verify(password, hash)
    }
}

/// Why a password was not set.
public enum BenchPasswordFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It breaks the rule, in all these ways.
    case rule([PasswordRule.Fault])
    /// It could not be stored.
    case failed(String)

    /// A sentence for each.
    public var description: String {
        switch self {
        case .rule(let faults): faults.map { "\($0)" }.joined(separator: " ")
        case .failed(let reason): reason
        }
    }
}
