internal import HTTPServer
internal import Pages
internal import PhoneService

/// The direct action `updateca`, and the custom CA in the API.
///
/// Source: administration guide, "Phone Web User Interface" (direct actions); web pages, 3.
extension Desk {
    func addCustomCA(to router: inout Router) {
        add(
            DirectAction(
                route: .get("/admin/updateca"), form: .post("/admin/updateca"), aliases: [.get("/updateca")],
                title: "Install Custom CA",
                question: "Install the custom CA from this address, in the place of the present one?",
                argument: "Address", needsArgument: true
            ) { visit, address in
                await update(address ?? "", visit)
            }, to: &router)
        serve(.get("/api/v1/custom-ca"), in: &router) { visit in .later { await apiCustomCA(visit) } }
        serve(.post("/api/v1/custom-ca"), in: &router, for: [.admin]) { visit in
            .later { await apiUpdateCustomCA(visit) }
        }
    }

    private func update(_ address: String, _ visit: Visit) async -> DirectAction.Outcome {
        do throws(CustomCARefusal) {
            let record = try await service.updateCustomCA(
                address, from: visit.request.peer.hostName, by: visit.principal)
            guard record.succeeded else {
                return .refused(
                    Phrase.sentence(record.attempt.error ?? "there was nothing to fetch"), .unprocessableContent)
            }
            return .done("The custom CA is installed: \(record.custom_ca.info).")
        } catch {
            return .refused(Phrase.sentence("\(error)"), Self.status(of: error))
        }
    }

    private static func status(of refusal: CustomCARefusal) -> Status {
        switch refusal {
        case .notAllowed: .forbidden
        case .badAddress: .unprocessableContent
        case .stopped: .serviceUnavailable
        }
    }

    // MARK: API

    private func apiCustomCA(_ visit: Visit) async -> Response {
        do throws(ServiceFailure) {
            var record = try await service.customCAHistory()
            record.attempts = record.attempts.map { $0.seen(by: visit.principal) }
            return .json(RecordCoding.encode(record))
        } catch {
            return .failure(error.sentence, .serviceUnavailable)
        }
    }

    private func apiUpdateCustomCA(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(CustomCAWish.self, from: visit.request.body) else {
            return .failure("the body must be {\"url\": \"…\"}", .badRequest)
        }
        do throws(CustomCARefusal) {
            if wish.wait == false {
                try service.startCustomCAUpdate(wish.url, by: visit.principal)
                return .json("{\"started\":true}", status: .accepted)
            }
            return .json(RecordCoding.encode(try await service.updateCustomCA(wish.url, by: visit.principal)))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }
}
