internal import HTTPServer
internal import PhoneService

/// Info > Status: what the phone is, and how its provisioning goes.
extension Desk {
    private static let shownAttempts = 20

    func addStatus(to router: inout Router) {
        serve(Routes.status, in: &router) { visit in .now(statusPage(visit)) }
        serve(Routes.liveStatus, in: &router) { visit in .now(liveStatus(visit)) }
        router.now(Routes.healthz) { _, _ in .text("ok\n") }
    }

    private func statusPage(_ visit: Visit) -> Response {
        let status = service.status(recentAttempts: Self.shownAttempts)
        var sections = service.machineSections(customization: status.customization).map(RowSection.init)
        if visit.principal.account == .admin, let hooks = service.hookSection { sections.append(RowSection(hooks)) }
        return page(
            StatusPage(
                live: live(status, visit), liveLink: Routes.liveStatus.path(), eventsLink: Routes.events.path(),
                sections: sections),
            for: visit, at: .status)
    }

    private func liveStatus(_ visit: Visit) -> Response {
        let status = service.status(recentAttempts: Self.shownAttempts)
        return .page(Renderer.of(visit.language).render(live(status, visit)), in: visit.language)
    }

    private func live(_ status: StatusRecord, _ visit: Visit) -> LiveStatus {
        LiveStatus(
            status, now: service.now, in: service.snapshot, isAdmin: visit.principal.account == .admin)
    }
}
