internal import Identity
internal import FlatProfile

/// Certificates: which there are, and the commands that change them.
extension PhoneService {
    /// All certificates. Never waits.
    public var certificateRecords: CertificatesRecord {
        let (shelf, now) = (certificates.shelf, now)
        func record(_ certificate: Certificate) -> CertificateRecord {
            let id = certificate.fingerprint.prefix(16)
            return CertificateRecord(
                certificate, uses: CertificateUse.allCases.filter { shelf.uses[$0] == String(id) }, now: now)
        }
        let server = certificates.webServer
        return CertificatesRecord(
            web_server: UsedCertificateRecord(
                source: server?.source.rawValue ?? PhoneCertificates.Source.own.rawValue,
                certificate: server.map { record($0.credentials.certificate) }),
            provisioning: UsedCertificateRecord(
                source: certificates.provisioningSource.rawValue,
                certificate: certificates.provisioning.map { record($0.certificate) }),
            installed: shelf.items.map { record($0.credentials.certificate) }, problems: certificates.problems)
    }

    /// One certificate, by its identifier or more of its fingerprint; nil if it is neither installed nor in use.
    public func certificate(_ id: String) -> CertificateRecord? {
        let all = certificateRecords
        let candidates = all.installed + [all.web_server.certificate, all.provisioning.certificate].compactMap(\.self)
        let wanted = id.lowercased()
        return candidates.first { wanted.utf8.count >= 16 && $0.fingerprint.hasPrefix(wanted) }
    }

    /// The chain of an installed certificate, or of that of the web server, in PEM; never a key.
    public func certificateChain(_ id: String) -> [UInt8]? {
        if let item = certificates.shelf[id] { return item.credentials.chain }
        guard let server = certificates.webServer?.credentials, server.certificate.fingerprint.hasPrefix(id),
            id.utf8.count == 16
        else { return nil }
        return server.chain
    }

    /// Installs a certificate with its key: PEM, or PKCS #12 with its password. All or nothing.
    ///
    /// Source: web pages, "Certificate > Custom".
    public func installCertificate(
        _ bytes: [UInt8], password: String, for uses: [String], by principal: Principal
    ) async throws(CertificateRefusal) -> CertificateRecord {
        guard principal.account == .admin else { throw .notAllowed }
        let item = try await certificates.install(bytes, password: password, for: try Self.uses(uses))
        report("a certificate was installed by \(principal.label): \(item.credentials.certificate.subject)")
        return certificate(item.id) ?? CertificateRecord(item.credentials.certificate, uses: [], now: now)
    }

    /// Uses an installed certificate for exactly these from now on.
    public func useCertificate(
        _ id: String, for uses: [String], by principal: Principal
    ) async throws(CertificateRefusal) -> CertificateRecord {
        guard principal.account == .admin else { throw .notAllowed }
        try await certificates.use(id, for: try Self.uses(uses))
        guard let record = certificate(id) else { throw .missing }
        report(
            "the certificate \(id) is used by \(principal.label)'s wish for: \(uses.isEmpty ? "nothing" : uses.joined(separator: ", "))"
        )
        return record
    }

    /// Deletes an installed certificate and its key.
    public func deleteCertificate(_ id: String, by principal: Principal) async throws(CertificateRefusal) {
        guard principal.account == .admin else { throw .notAllowed }
        try await certificates.remove(id)
        report("the certificate \(id) was deleted by \(principal.label)")
    }

    /// Makes a new certificate, with a new key, for the web server.
    public func renewWebServerCertificate(by principal: Principal) async throws(CertificateRefusal) -> CertificateRecord
    {
        guard principal.account == .admin else { throw .notAllowed }
        do throws(ClientCredentialsError) {
            let made = try await certificates.renewOwn()
            report("a new certificate for the web server was made by \(principal.label)")
            return CertificateRecord(made.certificate, uses: [], now: now)
        } catch {
            throw .store("\(error)")
        }
    }

    private static func uses(_ words: [String]) throws(CertificateRefusal) -> Set<CertificateUse> {
        var uses: Set<CertificateUse> = []
        for word in words {
            guard let use = CertificateUse(rawValue: word) else { throw .unknownUse(word) }
            uses.insert(use)
        }
        return uses
    }
}
