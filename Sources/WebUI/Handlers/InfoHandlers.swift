internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// Info > Debug Info and Info > Download Status: sections that other subjects of the phone fill.
extension Desk {
    func addInfo(to router: inout Router) {
        serve(Routes.debugInfo, in: &router) { visit in .now(debugInfo(visit)) }
        serve(Routes.downloadStatus, in: &router) { visit in .now(downloadStatus(visit)) }
        serve(Routes.messages, in: &router, for: [.admin]) { _ in .now(.text(service.messages)) }
        serve(Routes.generateProblemReport, in: &router, for: [.admin]) { visit in
            .later { await generateProblemReport(visit) }
        }
        serve(Routes.problemReport, in: &router, for: [.admin]) { _ in .later { await problemReportFile() } }
    }

    private func generateProblemReport(_ visit: Visit) async -> Response {
        let record = await service.makeProblemReport(by: visit.principal)
        leave(
            Notice(
                kind: record.succeeded ? .success : .warning,
                sentence: Phrase.sentence(record.result == "failed" ? record.generationStatus : record.uploadStatus)),
            for: visit)
        return .redirect(to: Routes.debugInfo.path())
    }

    private func debugInfo(_ visit: Visit) -> Response {
        page(
            ActionsPage(
                title: "Debug Info", sections: debugSections(isAdmin: visit.principal.account == .admin),
                csrfToken: visit.csrfToken,
                actions: visit.principal.account == .admin ? debugActions : []),
            for: visit, at: .debugInfo)
    }

    private func downloadStatus(_ visit: Visit) -> Response {
        page(
            ActionsPage(
                title: "Download Status", introduction: "What the phone fetched from servers, the newest first.",
                sections: downloadSections, csrfToken: visit.csrfToken,
                actions: visit.principal.account == .admin ? [upgradeButton] : []),
            for: visit, at: .downloadStatus)
    }

    /// The sections of Debug Info, in the phone's order.
    private func debugSections(isAdmin: Bool) -> [RowSection] {
        let last = service.lastProblemReport
        return [
            RowSection(
                title: "Console Logs",
                note:
                    "These are the latest lines. All go to standard error; journalctl -u onhook shows them where systemd "
                    + "runs the phone.",
                rows: isAdmin ? [.init("Console Log 1", "messages", href: Routes.messages.path())] : []),
            RowSection(
                title: "Problem Reports",
                rows: [
                    .init("PRT Generation Status", last?.generationStatus ?? ""),
                    .init("PRT Upload Status", last?.uploadStatus ?? ""),
                ]),
        ]
    }

    /// What the administrator can do on Debug Info, in the phone's order.
    private var debugActions: [ActionsPage.Action] { [problemReportAction] + restartActions }

    private var problemReportAction: ActionsPage.Action {
        ActionsPage.Action(
            title: "Report Problem",
            help:
                "Packs status, configuration, histories and logs, without passwords and keys, and sends them to PRT Upload "
                + "Rule; where that is empty the file stays here.",
            action: Routes.generateProblemReport.path(), button: "Generate PRT",
            link: service.lastProblemReport?.file.map {
                .init(label: "Prt file: \($0)", href: Routes.problemReport.path())
            })
    }

    /// The sections of Download Status, in the phone's order.
    private var downloadSections: [RowSection] {
        [firmwareStatus, provisioningStatus, RowSection(service.customCASection), reportStatus]
    }

    private var reportStatus: RowSection {
        let reports = service.recentReports(3)
        return RowSection(
            title: "Report Status", note: "What Report Rule sent to servers.",
            rows: (1...3).map { number in
                .init("Report Status \(number)", number <= reports.count ? reports[number - 1].statusLine : "")
            })
    }

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

extension ReportRecord {
    /// Status, time and reason, as Provisioning Status has them.
    fileprivate var statusLine: String {
        let time = Timestamp(iso8601: time).map { Moment($0).text } ?? time
        let what = error ?? skipped ?? "\(contents ?? ""), \(Phrase.size(sent_bytes))"
        return Phrase.sentence(
            "\(outcome == "A" ? "Succeeded" : "Failed") on \(time), \(url ?? "rule \(rule_number)"): \(what)")
    }
}
