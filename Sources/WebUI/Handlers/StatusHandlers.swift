internal import HTTPServer
internal import PhoneService

/// Info > Status: what the phone is, and how its provisioning goes.
extension Desk {
    private static let shownAttempts = 20

    func addStatus(to router: inout Router) {
        serve(Routes.status, in: &router) { visit in .now(statusPage(visit)) }
        serve(Routes.liveStatus, in: &router) { visit in .now(liveStatus(visit)) }
        serve(Routes.statusEvents, in: &router) { visit in
            .now(.events(follow(visit) { machineSections(visit) }))
        }
        serve(Routes.networkStatistics, in: &router) { visit in .now(networkStatistics(visit)) }
        serve(Routes.networkEvents, in: &router) { visit in .now(.events(follow(visit) { networkSections })) }
        router.on(Routes.healthz) { _, _ in .later { await health() } }
    }

    private func statusPage(_ visit: Visit) -> Response {
        let status = service.status(recentAttempts: Self.shownAttempts)
        return page(
            StatusPage(
                live: live(status, visit), liveLink: Routes.liveStatus.path(), eventsLink: Routes.statusEvents.path(),
                sections: machineSections(visit)),
            for: visit, at: .status)
    }

    private func machineSections(_ visit: Visit) -> [RowSection] {
        let sections = RowSection.withLinesTogether(
            service.machineSections(customization: service.customizationState, times: .exact))
        guard visit.principal.account == .admin, let hooks = service.hookSection(.exact) else { return sections }
        return sections + [RowSection(hooks)]
    }

    private var networkSections: [RowSection] { service.networkStatistics.map(RowSection.init) }

    private func networkStatistics(_ visit: Visit) -> Response {
        page(
            SectionsPage(
                title: "Network Statistics",
                introduction: "What the kernel and the drivers of this machine count, since each interface appeared.",
                sections: networkSections, csrfToken: visit.csrfToken, eventsLink: Routes.networkEvents.path(),
                reloadLink: Routes.networkStatistics.path(), now: service.now),
            for: visit, at: .networkStatistics)
    }

    /// Whether the phone is alive, and nothing else: anybody may ask.
    private func health() async -> Response {
        await service.isHealthy() ? .text("ok\n") : .text("not ok\n", status: .serviceUnavailable)
    }

    private func liveStatus(_ visit: Visit) -> Response {
        let status = service.status(recentAttempts: Self.shownAttempts)
        return fragment(live(status, visit), for: visit)
    }

    private func live(_ status: StatusRecord, _ visit: Visit) -> LiveStatus {
        LiveStatus(
            status, now: service.now, in: service.snapshot, isAdmin: visit.principal.account == .admin)
    }
}
