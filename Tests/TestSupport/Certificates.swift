/// An authority of its own and certificates signed by it, made with the openssl program.
package final class Certificates: Sendable {
    /// A certificate and its key, both PEM.
    package struct Pair: Sendable {
        /// The certificate.
        package let certificate: String
        /// The key, without a pass phrase.
        package let key: String
    }

    private let directory: TemporaryDirectory
    /// The authority's own certificate, PEM.
    package let authority: String

    /// Makes an authority; its common name is `Onhook Test CA`.
    package init() throws {
        directory = try TemporaryDirectory()
        let pair = try Self.selfSigned(
            "/CN=Onhook Test CA", in: directory, as: "ca", extension: "basicConstraints=critical,CA:TRUE")
        authority = pair.certificate
    }

    /// A certificate of the authority.
    ///
    /// - Parameter commonName: A slash in it is written `\/`; without the backslash another part of the subject follows (`/O=…`).
    /// - Parameter names: Alternative names in OpenSSL's form (`DNS:a.example`, `IP:127.0.0.1`); none makes a certificate without any.
    /// - Parameter validity: First and last moment as `YYYYMMDDHHMMSSZ`; ten years from now on when nil.
    package func certificate(
        commonName: String, names: [String], validity: (from: String, to: String)? = nil
    ) throws -> Pair {
        let files = try TemporaryDirectory()
        let (key, request, result) = (files.path(of: "key"), files.path(of: "csr"), files.path(of: "pem"))
        try ChildProcess.run(
            ["openssl", "req", "-new"] + Self.newKey + ["-keyout", key, "-out", request, "-subj", "/CN=\(commonName)"])
        try files.write("", to: "index")
        try files.write(
            """
            [ca]
            default_ca = this
            [this]
            database = \(files.path(of: "index"))
            new_certs_dir = \(files.path)
            rand_serial = yes
            default_md = sha256
            policy = any
            x509_extensions = extensions
            [any]
            organizationName = optional
            commonName = supplied
            [extensions]
            \(names.isEmpty ? "" : "subjectAltName = " + names.joined(separator: ","))
            """, to: "ca.conf")
        let time = validity.map { ["-startdate", $0.from, "-enddate", $0.to] } ?? ["-days", "3650"]
        try ChildProcess.run(
            [
                "openssl", "ca", "-batch", "-notext", "-config", files.path(of: "ca.conf"), "-in", request, "-out",
                result,
                "-cert", directory.path(of: "ca.pem"), "-keyfile", directory.path(of: "ca.key"),
            ] + time)
        return try Self.pair(files, "pem", "key")
    }

    /// A certificate that signs itself.
    package static func selfSigned(commonName: String, names: [String]) throws -> Pair {
        try selfSigned(
            "/CN=\(commonName)", in: TemporaryDirectory(), as: "own",
            extension: "subjectAltName=" + names.joined(separator: ","))
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private static func selfSigned(
        _ subject: String, in directory: TemporaryDirectory, as name: String, extension text: String
    ) throws -> Pair {
        try ChildProcess.run(
            ["openssl", "req", "-x509", "-days", "3650"] + newKey + [
                "-keyout", directory.path(of: name + ".key"), "-out", directory.path(of: name + ".pem"), "-subj",
                subject,
                "-addext", text,
            ])
        return try pair(directory, name + ".pem", name + ".key")
    }

    private static func pair(_ files: TemporaryDirectory, _ certificate: String, _ key: String) throws -> Pair {
        Pair(
            certificate: String(decoding: try files.read(certificate), as: UTF8.self),
            key: String(decoding: try files.read(key), as: UTF8.self))
    }
}
