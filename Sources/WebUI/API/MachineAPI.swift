internal import HTTPServer
internal import Pages
internal import PhoneService

/// What Info > Debug Info and the frame of the pages show besides, as JSON: the log, a ping, the languages.
extension Desk {
    func addMachineAPI(to router: inout Router) {
        serve(.get("/api/v1/logs"), in: &router, for: [.admin]) { _ in
            .now(.json(RecordCoding.encode(service.logFiles.map(LogRecord.init))))
        }
        serve(.get("/api/v1/logs/:name"), in: &router, for: [.admin]) { visit in
            guard let file = service.logFiles.first(where: { $0.name == visit.captures["name"] }) else {
                return .now(
                    .failure("there is no such part of the log; GET /api/v1/logs lists those that exist", .notFound))
            }
            return .now(.text(file.text))
        }
        serve(.post("/api/v1/ping"), in: &router, bodyLimit: 4096, for: [.admin]) { visit in
            .later { await apiPing(visit) }
        }
        router.now(.get("/api/v1/languages")) { _, _ in
            .json(RecordCoding.encode(Language.allCases.map { LanguageRecord(code: $0.rawValue, name: $0.ownName) }))
        }
    }

    private func apiPing(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(PingWish.self, from: visit.request.body) else {
            return .failure("the body must be {\"host\": \"…\"}", .badRequest)
        }
        do throws(PingRefusal) {
            return .json(RecordCoding.encode(["lines": try await service.ping(wish.host)]))
        } catch {
            return .failure("\(error)", .unprocessableContent)
        }
    }
}

/// A part of the log.
private struct LogRecord: Codable {
    var name: String
    /// How many lines it has.
    var lines: Int
    /// The time of the first one; null if there is none.
    @Nullable var first: String?
    /// The time of the last one.
    @Nullable var last: String?

    init(_ file: LogFile) {
        name = file.name
        lines = file.lines.count
        first = file.times?.first
        last = file.times?.last
    }
}

/// Whom to ask whether it is there.
private struct PingWish: Codable {
    var host: String
}

/// A language of the pages.
private struct LanguageRecord: Codable {
    /// As `Accept-Language` and the cookie name it.
    var code: String
    /// What it calls itself.
    var name: String
}
