internal import HTTPServer
internal import PhoneService

/// Info > Status: what the phone is, and how its provisioning goes.
extension Desk {
    func addStatus(to router: inout Router) {
        serve(Routes.status, in: &router) { visit in .later { await statusPage(visit) } }
        serve(Routes.liveStatus, in: &router) { visit in .later { await liveStatus(visit) } }
        router.now(Routes.healthz) { _, _ in .text("ok\n") }
    }

    private func statusPage(_ visit: Visit) async -> Response {
        do throws(ServiceFailure) {
            return page(
                StatusPage(
                    live: try await live(visit), liveLink: Routes.liveStatus.path(),
                    eventsLink: Routes.events.path(), sections: service.machineSections().map(RowSection.init)),
                for: visit, at: .status)
        } catch {
            return unavailable(error, visit)
        }
    }

    private func liveStatus(_ visit: Visit) async -> Response {
        do throws(ServiceFailure) {
            return .html(bytes: Renderer.shared.render(try await live(visit)))
        } catch {
            return unavailable(error, visit)
        }
    }

    private func live(_ visit: Visit) async throws(ServiceFailure) -> LiveStatus {
        LiveStatus(
            try await service.status(attempts: 20), now: service.now, in: service.snapshot,
            isAdmin: visit.principal.account == .admin)
    }
}
