private import COpenSSL
private import Glibc

/// The authorities that somebody told this phone to trust, besides those of the system, when it asks a provisioning server over HTTPS.
public struct TrustedAuthorities: Sendable {
    /// Their certificates, PEM, one after the other; empty if there are none.
    public private(set) var pem: [UInt8] = []

    /// What a file of certificates may hold at most; a bundle of a whole system has a quarter of it.
    static let fileLimit = 1 << 20

    /// No authority besides those of the system.
    public init() {}

    /// The certificates in the files of a directory (`DIR/identity/authorities`) whose names end in `.pem`, `.crt`, `.cer` or
    /// `.cert`, in the order of their names. A directory that is not there holds none.
    ///
    /// Throws `authorities` for one that cannot be read, `noCertificate` for one without a certificate in PEM.
    public init(directory: String) throws(IdentityError) {
        for name in Self.names(in: directory) { try add(file: directory + "/" + name) }
    }

    /// Adds the certificates of a file.
    ///
    /// Throws `authorities` if it cannot be read, `noCertificate` if it holds no certificate in PEM.
    public mutating func add(file path: String) throws(IdentityError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let file = fopen(path, "re") else {
            throw .authorities(name: name, reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.fileLimit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw .authorities(name: name, reason: "it cannot be read") }
        guard count <= Self.fileLimit else { throw .authorities(name: name, reason: "it is larger than 1 MiB") }
        bytes.removeLast(bytes.count - count)
        guard Self.countCertificates(in: bytes) > 0 else { throw .noCertificate(name: name) }
        pem += bytes + [UInt8(ascii: "\n")]
    }

    /// How many certificates stand in a PEM text, up to the first that cannot be read.
    static func countCertificates(in pem: [UInt8]) -> Int {
        guard let source = BIO_new_mem_buf(pem, Int32(pem.count)) else { return 0 }
        defer { BIO_free(source) }
        var count = 0
        while let certificate = PEM_read_bio_X509(source, nil, nil, nil) {
            X509_free(certificate)
            count += 1
        }
        // The end of the text is an error to OpenSSL as well; nobody else shall find it in the queue.
        ERR_clear_error()
        return count
    }

    private static func names(in directory: String) -> [String] {
        guard let entries = opendir(directory) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if [".pem", ".crt", ".cer", ".cert"].contains(where: name.hasSuffix) { names.append(name) }
        }
        return names.sorted()
    }
}
