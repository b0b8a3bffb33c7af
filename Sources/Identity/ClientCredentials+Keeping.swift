private import COpenSSL
internal import Notation

/// The certificate that the phone made for itself, kept in `DIR/identity`.
///
/// The files are named after the identity: `client-CP-8841-3PCC-000e08abcdef-88012BA01234.key` and `.crt`. A phone that is served as
/// another one makes others and keeps these, and has them back when it is the first again.
extension ClientCredentials {
    /// The credentials of a phone: those that the directory keeps, else new ones that it keeps from now on. Of several processes that make
    /// them at once all get the same key. Blocks for the disk.
    ///
    /// Throws if a file cannot be read or written, or holds something else: a damaged key is never replaced, because servers know it.
    public static func kept(
        in directory: String, for subject: ClientSubject
    ) throws(ClientCredentialsError) -> ClientCredentials {
        if let present = try present(in: directory, for: subject) { return present }
        let files = files(in: directory, of: subject)
        if !IdentityFile.exists(files.key) {
            let fresh = try make(for: subject)
            try writing(files.key) { () throws(IdentityFile.Failure) in
                try IdentityFile.makeDirectory(directory)
                try IdentityFile.write(fresh.key, to: files.key, existing: .kept)
            }
        }
        // Whatever came first: the certificate is that of the key that is there now.
        let credentials = try make(for: subject, key: key(of: files.key))
        try writing(files.certificate) { () throws(IdentityFile.Failure) in
            try IdentityFile.write(credentials.chain, to: files.certificate, existing: .replaced)
        }
        return credentials
    }

    /// The credentials that the directory keeps for that phone; nil if there are none yet. Blocks for the disk.
    public static func present(
        in directory: String, for subject: ClientSubject
    ) throws(ClientCredentialsError) -> ClientCredentials? {
        let files = files(in: directory, of: subject)
        // A key without its certificate was left by a process that was stopped in between.
        guard IdentityFile.exists(files.key), IdentityFile.exists(files.certificate) else { return nil }
        return try ClientCredentials(certificateFile: files.certificate, keyFile: files.key)
    }

    static func files(in directory: String, of subject: ClientSubject) -> (key: String, certificate: String) {
        let parts = [subject.productName, subject.mac, subject.serialNumber].map { $0.percentEncoded() }
        var name = parts.joined(separator: "-")
        // The name of a file may have 255 bytes.
        if name.utf8.count > 160 { name = subject.mac + "-" + digest(of: name) }
        return ("\(directory)/client-\(name).key", "\(directory)/client-\(name).crt")
    }

    private static func digest(of text: String) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(Array(text.utf8), text.utf8.count, &digest)
        return digest.hexadecimal
    }

    private static func writing(
        _ file: String, _ body: () throws(IdentityFile.Failure) -> Void
    ) throws(ClientCredentialsError) {
        do throws(IdentityFile.Failure) {
            try body()
        } catch {
            throw .unreadable(name: FileStream.name(of: file), reason: error.reason)
        }
    }
}
