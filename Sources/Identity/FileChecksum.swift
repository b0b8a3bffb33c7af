private import COpenSSL
internal import Notation

/// The SHA-256 of a file (FIPS 180-4): that it came whole. It says nothing of who made it; see `ReleaseKey`.
///
/// Comparing two takes a time that does not depend on what they hold.
public struct FileChecksum: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Reads the file at `path` and computes it; memory does not grow with the file. Blocks for the disk and the processor, some seconds
    /// for a gigabyte: call it off the cooperative pool.
    ///
    /// Throws `unreadable` or `cryptography`.
    public init(ofFile path: String) throws(FileCheckError) {
        bytes = try FileDigest(path, EVP_sha256()).bytes
    }

    /// Computes that of what is in memory. Throws `cryptography`.
    public init(of content: [UInt8]) throws(FileCheckError) {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_Digest(content, content.count, &digest, &count, EVP_sha256(), nil) == 1 else {
            throw .cryptography("compute a digest")
        }
        bytes = Array(digest.prefix(Int(count)))
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A checksum in hexadecimal digits, large or small; nil for anything but 64 of them.
    public init?(hexadecimal text: some StringProtocol) {
        guard let bytes = [UInt8](hexadecimal: text.lowercased()), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// 64 small hexadecimal digits, as `sha256sum` prints them.
    public var hexadecimal: String { bytes.hexadecimal }

    /// Whether both are the same, in constant time.
    public static func == (left: Self, right: Self) -> Bool { SecretBytes.areEqual(left.bytes, right.bytes) }
}

/// The digest of a file by one of OpenSSL's functions.
struct FileDigest {
    let bytes: [UInt8]

    init(_ path: String, _ function: OpaquePointer?) throws(FileCheckError) {
        guard let context = EVP_MD_CTX_new() else { throw .cryptography("begin a digest") }
        defer { EVP_MD_CTX_free(context) }
        var isWell = EVP_DigestInit_ex(context, function, nil) == 1
        do throws(FileStream.Failure) {
            try FileStream.read(path) { piece in
                isWell = EVP_DigestUpdate(context, piece.baseAddress, piece.count) == 1 && isWell
            }
        } catch {
            throw .unreadable(name: FileStream.name(of: path), reason: error.reason)
        }
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard isWell, EVP_DigestFinal_ex(context, &bytes, &count) == 1 else { throw .cryptography("compute a digest") }
        self.bytes = Array(bytes.prefix(Int(count)))
    }
}

/// Why a file could not be checked, or is not what it should be.
public enum FileCheckError: Error, Hashable, Sendable {
    /// The file, by its name, cannot be read, and what the system says.
    case unreadable(name: String, reason: String)
    /// The signature, of that many bytes, is no signature of any kind that is understood.
    case noSignature(size: Int)
    /// The signature is not that of this file by the owner of this key.
    case wrongSignature
    /// The cryptographic library failed at this.
    case cryptography(String)
}

/// One sentence: what it is, and what to do.
extension FileCheckError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .unreadable(let name, let reason): "\(name) cannot be read (\(reason))"
        case .noSignature(let size):
            "the signature has \(size) bytes, which none has: a detached signature in its binary form is expected, "
                + "as openssl writes it"
        case .wrongSignature:
            "the signature is not one of this file by the owner of the release key: the file, the signature and the key "
                + "do not belong together"
        case .cryptography(let task):
            "the cryptographic library could not \(task); look whether memory is short"
        }
    }
}
