private import COpenSSL
internal import Notation

/// The functions with which HTTP Digest hashes texts (RFC 7616, section 3.2).
public enum TextDigest: String, Sendable, Hashable, CaseIterable, Codable {
    /// The older one, which many clients know alone.
    case md5 = "MD5"
    /// The newer one.
    case sha256 = "SHA-256"

    /// The digest of a text in UTF-8, in small hexadecimal digits. Throws `cryptography` where OpenSSL does not have the function, as in
    /// FIPS mode MD5.
    public func hexadecimal(of text: String) throws(IdentityError) -> String {
        var text = text
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let function = self == .md5 ? EVP_md5() : EVP_sha256()
        let isDone = text.withUTF8 { EVP_Digest($0.baseAddress, $0.count, &bytes, &count, function, nil) == 1 }
        guard isDone else {
            ERR_clear_error()
            throw .cryptography("compute \(rawValue)")
        }
        return bytes.prefix(Int(count)).hexadecimal
    }
}
