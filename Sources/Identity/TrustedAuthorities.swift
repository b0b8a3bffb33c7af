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

    /// How many certificates stand in a PEM text; none if something in it cannot be read.
    static func countCertificates(in pem: [UInt8]) -> Int {
        guard let blocks = try? PEMText.blocks(in: pem) else { return 0 }
        let certificates = blocks.filter(\.isCertificate).map { Certificate(encoded: $0.bytes) }
        return certificates.contains { $0 == nil } ? 0 : certificates.count
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
