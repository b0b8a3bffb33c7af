private import Glibc

/// The key of password fingerprints: 32 random bytes in `DIR/identity/fingerprint.key`, mode 0600, apart from the database, so that
/// a copy of the database alone does not speed up guessing.
public struct FingerprintKey: Sendable {
    static let fileName = "fingerprint.key"
    private let bytes: [UInt8]

    /// A key that is kept nowhere: for a phone whose store forgets everything with the process.
    public static func ephemeral() throws(IdentityError) -> FingerprintKey {
        FingerprintKey(bytes: try SecretBytes.random(count: 32))
    }

    /// Reads the key of an identity directory; makes the directory (mode 0700) and the key if they are missing. Of several processes
    /// that do so at once all get the same key.
    ///
    /// Throws `file` or `damagedKey`.
    public static func load(directory: String) throws(IdentityError) -> FingerprintKey {
        let path = directory + "/" + fileName
        if let key = try read(path) { return key }
        let fresh = try ephemeral()
        do throws(IdentityFile.Failure) {
            try IdentityFile.makeDirectory(directory)
            try IdentityFile.write(fresh.bytes, to: path, existing: .kept)
        } catch {
            throw .file(name: fileName, reason: error.reason)
        }
        guard let key = try read(path) else { throw .file(name: fileName, reason: "it is gone again") }
        return key
    }

    /// HMAC-SHA256 over salt and password: two accounts with one password have different fingerprints.
    func fingerprint(of password: String, salt: [UInt8]) throws(IdentityError) -> [UInt8] {
        try SecretBytes.authenticationCode(of: salt + Array(password.utf8), key: bytes)
    }

    /// The key in a file; nil if there is no file.
    private static func read(_ path: String) throws(IdentityError) -> FingerprintKey? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .systemError(fileName) }
            return nil
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 33)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw .systemError(fileName) }
        guard count == 32 else { throw .damagedKey(name: fileName) }
        return FingerprintKey(bytes: Array(bytes[..<32]))
    }
}

extension IdentityError {
    /// The last error of the system, about a file of the identity directory.
    fileprivate static func systemError(_ name: String) -> IdentityError {
        .file(name: name, reason: String(cString: strerror(errno)))
    }
}
