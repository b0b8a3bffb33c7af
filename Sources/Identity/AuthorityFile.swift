/// The file with the one custom CA bundle of a phone: `DIR/identity/custom-ca.pem`. Blocks for the disk.
public struct AuthorityFile: Hashable, Sendable {
    private let directory: String
    private var path: String { directory + "/" + Self.name }
    static let name = "custom-ca.pem"

    /// The file in an identity directory.
    public init(directory: String) {
        self.directory = directory
    }

    /// What is installed; nil if nothing is.
    ///
    /// Throws `file` if it cannot be read, `damagedAuthorities` if it holds anything else: it is not taken for empty, because then the
    /// phone would believe others than before without a word.
    public func read() throws(IdentityError) -> AuthorityBundle? {
        guard IdentityFile.exists(path) else { return nil }
        let bytes: [UInt8]
        do throws(FileStream.Failure) {
            bytes = try FileStream.bytes(of: path, limit: 2 * AuthorityBundle.sizeLimit)
        } catch {
            throw .file(name: Self.name, reason: error.reason)
        }
        do throws(AuthorityBundleError) {
            return try AuthorityBundle(bytes)
        } catch {
            throw .damagedAuthorities(name: Self.name, reason: "\(error)")
        }
    }

    /// Puts a bundle in the place of the present one, whole or not at all; nil removes it. Throws `file`.
    public func write(_ bundle: AuthorityBundle?) throws(IdentityError) {
        do throws(IdentityFile.Failure) {
            guard let bundle else { return try IdentityFile.remove(path) }
            try IdentityFile.makeDirectory(directory)
            try IdentityFile.write(bundle.pem, to: path, existing: .replaced)
        } catch {
            throw .file(name: Self.name, reason: error.reason)
        }
    }
}
