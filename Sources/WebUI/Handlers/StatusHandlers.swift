internal import HTTPServer
internal import PhoneService

/// Info > Status: what the phone is, and how its provisioning goes.
extension Desk {
    private static let shownAttempts = 20

    func addStatus(to router: inout Router) {
        serve(Routes.status, in: &router) { visit in .later { await statusPage(visit) } }
        serve(Routes.liveStatus, in: &router) { visit in .later { await liveStatus(visit) } }
        router.now(Routes.healthz) { _, _ in .text("ok\n") }
    }

    private func statusPage(_ visit: Visit) async -> Response {
        do throws(ServiceFailure) {
            let status = try await service.status(attempts: Self.shownAttempts)
            return page(
                StatusPage(
                    live: live(status, visit), liveLink: Routes.liveStatus.path(), eventsLink: Routes.events.path(),
                    sections: service.machineSections(customization: status.customization).map(RowSection.init)),
                for: visit, at: .status)
        } catch {
            return unavailable(error, visit)
        }
    }

    private func liveStatus(_ visit: Visit) async -> Response {
        do throws(ServiceFailure) {
            let status = try await service.status(attempts: Self.shownAttempts)
            return .html(bytes: Renderer.shared.render(live(status, visit)))
        } catch {
            return unavailable(error, visit)
        }
    }

    private func live(_ status: StatusRecord, _ visit: Visit) -> LiveStatus {
        LiveStatus(
            status, now: service.now, in: service.snapshot, isAdmin: visit.principal.account == .admin)
    }
}
