internal import HTTPServer
internal import PhoneService

/// Info > Status: what the phone is, and how its provisioning goes.
extension Desk {
    func addStatus(to router: inout Router) {
        serve(Routes.status, in: &router) { visit in .now(statusPage(visit)) }
        serve(Routes.liveStatus, in: &router) { visit in .now(liveStatus(visit)) }
        router.now(Routes.healthz) { _, _ in .text("ok\n") }
    }

    private func statusPage(_ visit: Visit) -> Response {
        page(
            StatusPage(
                live: live(visit), liveLink: Routes.liveStatus.path(), eventsLink: Routes.events.path(),
                sections: service.machineSections().map(RowSection.init)),
            for: visit, at: .status)
    }

    private func liveStatus(_ visit: Visit) -> Response {
        .html(bytes: Renderer.shared.render(live(visit)))
    }

    private func live(_ visit: Visit) -> LiveStatus {
        LiveStatus(
            service.status(recentAttempts: 20), now: service.now, in: service.snapshot,
            isAdmin: visit.principal.account == .admin)
    }
}
