internal import HTTPServer
internal import PhoneService

/// Where the web server listens.
struct WebServerRecord: Codable, Hashable {
    /// Where the pages are; null while they are nowhere.
    @Nullable var address: String?
    /// Where browsers without TLS are redirected from.
    @Nullable var redirect: String?
    /// What decides instead of the parameters: `--listen 127.0.0.1:8080`.
    @Nullable var decided_by: String?
    /// The revision of the configuration that was followed last.
    var revision: Int
    /// Whether it is as the configuration wants it.
    var as_configured: Bool
    /// Why not.
    @Nullable var error: String?
    /// Why there is no redirection.
    @Nullable var redirect_error: String?

    init(_ state: ListenerBoard.State) {
        address = state.utility
        redirect = state.redirect
        decided_by = state.decidedBy
        revision = state.revision
        as_configured = state.isAsWanted
        error = state.fault
        redirect_error = state.redirectFault
    }
}

/// Certificates and the web server in the API.
extension Desk {
    func addCertificateAPI(to router: inout Router) {
        serve(.get("/api/v1/web-server"), in: &router, for: [.admin]) { _ in
            .now(.json(RecordCoding.encode(WebServerRecord(configuration.listeners.state))))
        }
        serve(.get("/api/v1/certificates"), in: &router, for: [.admin]) { _ in
            .now(.json(RecordCoding.encode(service.certificateRecords)))
        }
        serve(.post("/api/v1/certificates"), in: &router, bodyLimit: 256 << 10, for: [.admin]) { visit in
            .later { await apiInstall(visit) }
        }
        serve(.post("/api/v1/certificates/web-server"), in: &router, for: [.admin]) { visit in
            .later { await apiRenew(visit) }
        }
        serve(.get("/api/v1/certificates/:id"), in: &router, for: [.admin]) { visit in .now(apiCertificate(visit)) }
        serve(.put("/api/v1/certificates/:id"), in: &router, for: [.admin]) { visit in .later { await apiUse(visit) } }
        serve(.delete("/api/v1/certificates/:id"), in: &router, for: [.admin]) { visit in
            .later { await apiDelete(visit) }
        }
    }

    private func apiCertificate(_ visit: Visit) -> Response {
        guard let record = service.certificate(visit.captures["id"] ?? "") else {
            return .failure("\(CertificateRefusal.missing)", .notFound)
        }
        return .json(RecordCoding.encode(record))
    }

    private func apiInstall(_ visit: Visit) async -> Response {
        let wish: CertificateWish
        do {
            wish = try RecordCoding.decode(CertificateWish.self, from: visit.request.body)
        } catch {
            return .failure(
                "the body must be {\"pem\": \"…\"} or {\"data\": \"base64\", \"password\": \"…\"}: \(Self.words(error))",
                .badRequest)
        }
        var bytes = Array((wish.pem ?? "").utf8)
        if let data = wish.data {
            guard wish.pem == nil else {
                return .failure("one of pem and data is taken, not both", .unprocessableContent)
            }
            guard let decoded = RecordCoding.bytes(base64: data) else {
                return .failure("data is not base64", .unprocessableContent)
            }
            bytes = decoded
        }
        return await answering { () async throws(CertificateRefusal) in
            let record = try await service.installCertificate(
                bytes, password: wish.password ?? "", for: wish.uses ?? [], by: visit.principal)
            return .json(RecordCoding.encode(record), status: .created)
        }
    }

    private func apiRenew(_ visit: Visit) async -> Response {
        await answering { () async throws(CertificateRefusal) in
            .json(RecordCoding.encode(try await service.renewWebServerCertificate(by: visit.principal)))
        }
    }

    private func apiUse(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(CertificateUseWish.self, from: visit.request.body) else {
            return .failure("the body must be {\"uses\": [\"web-server\"]}", .badRequest)
        }
        return await answering { () async throws(CertificateRefusal) in
            let id = visit.captures["id"] ?? ""
            return .json(RecordCoding.encode(try await service.useCertificate(id, for: wish.uses, by: visit.principal)))
        }
    }

    private func apiDelete(_ visit: Visit) async -> Response {
        await answering { () async throws(CertificateRefusal) in
            try await service.deleteCertificate(visit.captures["id"] ?? "", by: visit.principal)
            return Response(.noContent)
        }
    }

    private func answering(_ body: () async throws(CertificateRefusal) -> Response) async -> Response {
        do throws(CertificateRefusal) {
            return try await body()
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }
}
