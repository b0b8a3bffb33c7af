internal import HTTPServer
internal import PhoneService

/// Info > Debug Info and Info > Download Status: sections that other subjects of the phone fill.
extension Desk {
    func addInfo(to router: inout Router) {
        serve(Routes.debugInfo, in: &router) { visit in .now(debugInfo(visit)) }
        serve(Routes.downloadStatus, in: &router) { visit in .now(downloadStatus(visit)) }
    }

    private func debugInfo(_ visit: Visit) -> Response {
        page(
            ActionsPage(
                title: "Debug Info", sections: debugSections, csrfToken: visit.csrfToken,
                actions: visit.principal.account == .admin ? debugActions : []),
            for: visit, at: .debugInfo)
    }

    private func downloadStatus(_ visit: Visit) -> Response {
        page(
            SectionsPage(
                title: "Download Status", introduction: "What the phone fetched from servers, the newest first.",
                sections: downloadSections),
            for: visit, at: .downloadStatus)
    }

    /// The sections of Debug Info, in the phone's order.
    private var debugSections: [RowSection] {
        [
            RowSection(
                title: "Console Logs",
                note:
                    "The log of this process goes to its standard error; journalctl -u onhook shows it where systemd runs it.",
                rows: [])
        ]
    }

    /// What the administrator can do on Debug Info, in the phone's order.
    private var debugActions: [ActionsPage.Action] { restartActions }

    /// The sections of Download Status, in the phone's order.
    private var downloadSections: [RowSection] { [provisioningStatus, RowSection(service.customCASection)] }

    private var provisioningStatus: RowSection {
        let attempts = service.status(recentAttempts: 3).attempts
        return RowSection(
            title: "Provisioning Status", note: "The whole stories are on Status.",
            rows: (1...3).map { number in
                .init(
                    "Provisioning Status \(number)", number <= attempts.count ? attempts[number - 1].statusLine : "")
            })
    }
}
