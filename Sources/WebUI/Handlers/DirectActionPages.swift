internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Direct actions that are no subject of a page: where the administrator's pages are, ping, a profile that is sent, logs.
///
/// Source: web pages, "Direct action URLs"; administration guide, "Phone Web User Interface".
extension Desk {
    func addDirectActions(to router: inout Router) {
        for (route, view) in [
            (Route.get("/admin"), "basic"), (.get("/admin/basic"), "basic"), (.get("/admin/advanced"), "advanced"),
        ] {
            serve(route, in: &router, for: [.admin]) { _ in
                .now(.redirect(to: "\(Routes.path(of: .system))?view=\(view)"))
            }
        }
        addPing(to: &router)
        for route in [Route.post("/admin/config.xml"), .post("/config.xml")] {
            serve(route, in: &router, bodyLimit: PhoneService.uploadLimit, for: [.admin]) { visit in
                .later { await applyProfile(visit) }
            }
        }
        for route in [Route.get("/admin/log.tar"), .get("/log.tar")] {
            serve(route, in: &router, for: [.admin]) { visit in .later { await logs(visit) } }
        }
    }

    private func addPing(to router: inout Router) {
        add(
            DirectAction(
                route: .get("/admin/ping"), form: .post("/admin/ping"), aliases: [.get("/ping")], title: "Ping",
                question: "Send four ICMP echo requests to this host?", argument: "Host", needsArgument: true
            ) { _, argument in
                // With blanks only the first word counts.
                let host = argument?.split(separator: " ").first.map(String.init) ?? ""
                do throws(PingRefusal) {
                    let lines = try await service.ping(host)
                    return .shown(lines.first ?? "", lines: Array(lines.dropFirst()))
                } catch {
                    return .refused(Phrase.sentence("\(error)"), .unprocessableContent)
                }
            }, to: &router)
    }

    /// A profile in the body, which is applied at once: `curl -d @profile.xml` takes the line ends out, `--data-binary` leaves them.
    private func applyProfile(_ visit: Visit) async -> Response {
        if let refusal = refusalOfDirectAction(visit) { return refusal }
        let upload = (try? visit.request.form())?.items.lazy.compactMap(\.file).first
        let bytes = upload?.bytes ?? visit.request.body
        do throws(ImportRefusal) {
            switch try await service.apply(profile: bytes, named: upload?.name ?? "config.xml", by: visit.principal) {
            case .success(let record): return .html(bytes: Self.document(saying: Self.sentence(of: record)))
            case .failure(let refusal):
                return self.refusal(Phrase.sentence("\(refusal)"), .serviceUnavailable, to: visit.request)
            }
        } catch {
            return refusal(Phrase.sentence("\(error)"), .unprocessableContent, to: visit.request)
        }
    }

    private static func sentence(of record: AppliedProfileRecord) -> String {
        let count = record.revision?.change_count ?? 0
        let warnings =
            record.warnings.isEmpty
            ? "" : " " + record.warnings.prefix(20).map { Phrase.sentence($0.message) }.joined(separator: " ")
        return "The profile was applied: \(Phrase.parameters(count)) changed." + warnings
    }

    private func logs(_ visit: Visit) async -> Response {
        if let refusal = refusalOfDirectAction(visit) { return refusal }
        do throws(ServiceFailure) {
            var response = Response(type: "application/x-tar", body: .bytes(try await service.logArchive()))
            response.headers["Content-Disposition"] = #"attachment; filename="log.tar""#
            return response
        } catch {
            return unavailable(error, visit)
        }
    }
}
