internal import HTTPServer
internal import PhoneService
internal import Provisioning

/// Reports and problem reports by the JSON API.
extension Desk {
    func addReportAPI(to router: inout Router) {
        serve(.post("/api/v1/report"), in: &router, for: [.admin]) { visit in .later { await apiReport(visit) } }
        serve(.get("/api/v1/reports"), in: &router, for: [.admin]) { visit in .later { await apiReports(visit) } }
        serve(.post("/api/v1/problem-report"), in: &router, for: [.admin]) { visit in
            .later { await apiProblemReport(visit) }
        }
        serve(.get("/api/v1/problem-report"), in: &router, for: [.admin]) { visit in
            .later { await problemReportFile(visit) }
        }
    }

    private func apiProblemReport(_ visit: Visit) async -> Response {
        let wish: ProblemReportWish
        do {
            wish =
                visit.request.body.isEmpty
                ? ProblemReportWish() : try RecordCoding.decode(ProblemReportWish.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"description\": \"…\"} or empty", .badRequest)
        }
        return .json(
            RecordCoding.encode(await service.makeProblemReport(wish.description ?? "", by: visit.principal)))
    }

    /// The file of the newest problem report, to be saved.
    func problemReportFile(_ visit: Visit) async -> Response {
        await reading { () async throws(ServiceFailure) in
            guard let file = try await service.problemReportFile() else {
                return message(
                    "No problem report", "No problem report was made yet, or the file could not be kept.",
                    advice: "Make one on Debug Info.", status: .notFound, to: visit.request, visit: visit)
            }
            var response = Response(type: "application/gzip", body: .bytes(file.bytes))
            response.headers["Content-Disposition"] = HeaderValue(escaping: "attachment; filename=\"\(file.name)\"")
            return response
        }
    }

    private func apiReport(_ visit: Visit) async -> Response {
        let wish: ReportWish
        do {
            wish =
                visit.request.body.isEmpty
                ? ReportWish() : try RecordCoding.decode(ReportWish.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"wait\": false} or empty", .badRequest)
        }
        do throws(ReportRefusal) {
            guard wish.wait != false else {
                try service.startReport(by: visit.principal)
                return .json("{\"started\":true}", status: .accepted)
            }
            return .json(RecordCoding.encode(try await service.reportToServer(by: visit.principal)))
        } catch {
            return .failure("\(error)", error == .stopped ? .serviceUnavailable : .unprocessableContent)
        }
    }

    private func apiReports(_ visit: Visit) async -> Response {
        let range = 0...1000
        guard let limit = visit.number("limit", in: range, default: 20) else { return .noNumber("limit", in: range) }
        return await reading { () async throws(ServiceFailure) in
            .json(RecordCoding.encode(try await service.reports(limit)))
        }
    }
}

/// What may be asked of a report.
private struct ReportWish: Codable {
    /// False: answer at once, without waiting for the end.
    var wait: Bool?
}

/// What may be said with a problem report.
private struct ProblemReportWish: Codable {
    /// What the problem is.
    var description: String?
}
