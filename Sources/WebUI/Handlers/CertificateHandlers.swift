internal import HTTPServer
internal import Identity
internal import Pages
internal import PhoneService

/// The Certificate tab.
///
/// Source: web pages, 9 ("Certificate > Custom"). Everything on it is the administrator's.
extension Desk {
    func addCertificates(to router: inout Router) {
        serve(Routes.certificatePage, in: &router, for: [.admin]) { visit in .now(certificateList(visit)) }
        serve(Routes.certificates, in: &router, bodyLimit: 256 << 10, for: [.admin]) { visit in
            .later { await addCertificate(visit) }
        }
        serve(Routes.renewCertificate, in: &router, for: [.admin]) { visit in .later { await renewCertificate(visit) } }
        serve(Routes.certificate, in: &router, for: [.admin]) { visit in .now(showCertificate(visit)) }
        serve(Routes.certificateChain, in: &router, for: [.admin]) { visit in .now(certificateChain(visit)) }
        serve(Routes.useCertificate, in: &router, for: [.admin]) { visit in .later { await useCertificate(visit) } }
        serve(Routes.askToDeleteCertificate, in: &router, for: [.admin]) { visit in .now(askToDeleteCertificate(visit))
        }
        serve(Routes.deleteCertificate, in: &router, for: [.admin]) { visit in
            .later { await deleteCertificate(visit) }
        }
        addCertificateAPI(to: &router)
    }

    private func listPage(_ visit: Visit) -> CertificateListPage {
        CertificateListPage(
            certificates: service.certificateRecords, csrfToken: visit.csrfToken,
            isServingTLS: configuration.listeners.state.isTLS)
    }

    private func certificateList(_ visit: Visit) -> Response {
        page(listPage(visit), for: visit, at: .certificate)
    }

    private func addCertificate(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let uses = form.all("use")
        do throws(CertificateRefusal) {
            let record = try await service.installCertificate(
                form.file("certificate")?.bytes ?? [], password: form["password"] ?? "", for: uses,
                by: visit.principal)
            leave(
                Notice(
                    kind: .success,
                    sentence:
                        "The certificate of \(record.subject) is installed and used for \(CertificateWords.uses(record.uses))."
                ),
                for: visit)
            return .redirect(to: Routes.certificatePage.path())
        } catch {
            guard visit.request.acceptsPages else { return .text("\(error)\n", status: Self.status(of: error)) }
            var page = listPage(visit)
            page.chosenUses = Set(uses)
            let sentence = Phrase.sentence("\(error)")
            switch error {
            case .rejected(.passwordWrong), .rejected(.passwordMissing): page.passwordError = sentence
            case .rejected: page.fileError = sentence
            default: page.problems = [sentence]
            }
            return self.page(page, for: visit, at: .certificate, status: Self.status(of: error))
        }
    }

    private func renewCertificate(_ visit: Visit) async -> Response {
        await acting(visit, "The web server has a new certificate; compare its fingerprint.") {
            () async throws(CertificateRefusal) in
            _ = try await service.renewWebServerCertificate(by: visit.principal)
        }
    }

    private func useCertificate(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let uses = form.all("use")
        return await acting(visit, "The certificate is used for \(CertificateWords.uses(uses)) now.") {
            () async throws(CertificateRefusal) in
            _ = try await service.useCertificate(visit.captures["id"] ?? "", for: uses, by: visit.principal)
        }
    }

    private func deleteCertificate(_ visit: Visit) async -> Response {
        await acting(visit, "The certificate and its key are deleted.") { () async throws(CertificateRefusal) in
            try await service.deleteCertificate(visit.captures["id"] ?? "", by: visit.principal)
        }
    }

    private func acting(
        _ visit: Visit, _ sentence: String, _ act: () async throws(CertificateRefusal) -> Void
    ) async -> Response {
        do throws(CertificateRefusal) {
            try await act()
            leave(Notice(kind: .success, sentence: sentence), for: visit)
            return .redirect(to: Routes.certificatePage.path())
        } catch {
            return message(
                "Certificate", Phrase.sentence("\(error)"), status: Self.status(of: error), to: visit.request,
                visit: visit, back: .init(label: "All certificates", href: Routes.certificatePage.path()))
        }
    }

    private func showCertificate(_ visit: Visit) -> Response {
        guard let id = visit.captures["id"], id.utf8.count == 16, let record = service.certificate(id) else {
            return missing(visit.request, .notFound)
        }
        return page(
            CertificatePage(
                certificate: record, isInstalled: service.certificates.shelf[id] != nil, csrfToken: visit.csrfToken),
            for: visit, at: .certificate)
    }

    private func certificateChain(_ visit: Visit) -> Response {
        guard let id = visit.captures["id"], let chain = service.certificateChain(id) else {
            return missing(visit.request, .notFound)
        }
        var response = Response(type: "application/x-pem-file", body: .bytes(chain))
        response.headers["Content-Disposition"] = #"attachment; filename="certificate.pem""#
        return response
    }

    private func askToDeleteCertificate(_ visit: Visit) -> Response {
        guard let id = visit.captures["id"], service.certificates.shelf[id] != nil, let record = service.certificate(id)
        else { return missing(visit.request, .notFound) }
        return page(
            ConfirmPage(
                title: "Delete certificate", sentence: "Delete this certificate and its private key?",
                consequence: record.uses.isEmpty
                    ? "" : "It is used for \(CertificateWords.uses(record.uses)); the phone's own is used instead.",
                facts: [
                    ("Subject", record.subject), ("SHA-256", CertificateWords.fingerprint(record.fingerprint)),
                ], action: Routes.deleteCertificate.path(id), csrfToken: visit.csrfToken, button: "Delete",
                isDestructive: true, cancelLink: Routes.certificatePage.path()),
            for: visit, at: .certificate)
    }

    static func status(of refusal: CertificateRefusal) -> Status {
        switch refusal {
        case .notAllowed: .forbidden
        case .rejected(.tooLarge): .contentTooLarge
        case .rejected, .unknownUse: .unprocessableContent
        case .full: .conflict
        case .missing: .notFound
        case .store: .serviceUnavailable
        }
    }
}
