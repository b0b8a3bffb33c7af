internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Info > Debug Info and Info > Download Status: sections that other subjects of the phone fill.
extension Desk {
    func addInfo(to router: inout Router) {
        serve(Routes.debugInfo, in: &router) { visit in .now(debugInfo(visit)) }
        serve(Routes.debugEvents, in: &router) { visit in .now(.events(follow(visit) { debugSections(visit) })) }
        serve(Routes.downloadStatus, in: &router) { visit in .now(downloadStatus(visit)) }
        serve(Routes.downloadEvents, in: &router) { visit in
            .now(.events(follow(visit) { downloadSections(isAdmin: visit.principal.account == .admin) }))
        }
        serve(Routes.messages, in: &router, for: [.admin]) { _ in .now(savedMessages()) }
        serve(Routes.logFile, in: &router, for: [.admin]) { visit in .now(logFile(visit)) }
        addProblemReport(to: &router)
    }

    /// A part of the log, for reading in the browser.
    private func logFile(_ visit: Visit) -> Response {
        guard let file = service.logFiles.first(where: { $0.name == visit.captures["name"] }) else {
            return missing(visit.request, .notFound)
        }
        return .text(file.text)
    }

    /// All that is kept of the log, to be saved.
    private func savedMessages() -> Response {
        var response = Response.text(service.messages)
        response.headers["Content-Disposition"] = #"attachment; filename="messages.txt""#
        return response
    }

    private func debugInfo(_ visit: Visit) -> Response {
        page(
            SectionsPage(
                title: "Debug Info", sections: debugSections(visit), csrfToken: visit.csrfToken,
                eventsLink: Routes.debugEvents.path(), reloadLink: Routes.debugInfo.path(), now: service.now),
            for: visit, at: .debugInfo)
    }

    private func debugSections(_ visit: Visit) -> [RowSection] {
        let isAdmin = visit.principal.account == .admin
        return [consoleLogs(isAdmin: isAdmin), problemReports(isAdmin: isAdmin), packetCapture]
            + (isAdmin ? restartSections : [])
    }

    private func downloadStatus(_ visit: Visit) -> Response {
        page(
            SectionsPage(
                title: "Download Status",
                introduction: "What the phone fetched from servers and sent to them, the newest first.",
                sections: downloadSections(isAdmin: visit.principal.account == .admin), csrfToken: visit.csrfToken,
                eventsLink: Routes.downloadEvents.path(), reloadLink: Routes.downloadStatus.path(), now: service.now),
            for: visit, at: .downloadStatus)
    }

    private func consoleLogs(isAdmin: Bool) -> RowSection {
        guard isAdmin else {
            return RowSection(title: "Console Logs", note: "The log is for the account admin.")
        }
        let files = service.logFiles.enumerated().map { index, file in
            let times = file.times.map { " (\(Self.span($0.first, $0.last)))" } ?? " (empty)"
            return RowSection.Row(
                "Console Log \(index + 1)", file.name + times, href: Routes.logFile.path(file.name))
        }
        return RowSection(
            title: "Console Logs",
            note:
                "The latest lines, newest file first, times in UTC, without passwords and keys. All lines go to standard error; "
                + "journalctl -u onhook shows them where systemd runs the phone.",
            rows: files + [.init("All of them", "messages.txt", href: Routes.messages.path())])
    }

    /// `2026-11-20 16:57 – 17:03` of two times such as `2026-11-20T16:57:23.155Z`: the note says that they are UTC.
    private static func span(_ first: String, _ last: String) -> String {
        let (from, to) = (first.prefix(16).split(separator: "T"), last.prefix(16).split(separator: "T"))
        return from.joined(separator: " ") + " – "
            + (from.first == to.first ? to.dropFirst() : to[...]).joined(separator: " ")
    }

    /// The service gives up the right that a capture needs, and is better off without.
    private var packetCapture: RowSection {
        RowSection(
            title: "Packet Capture",
            note:
                "Not available: a capture needs the right to read every packet of this machine, which the phone does not have. "
                + "On this machine, root can run: tcpdump -i any -w capture.pcap",
            rows: [.init("Capture File", nil)])
    }

    private func problemReports(isAdmin: Bool) -> RowSection {
        let last = service.lastProblemReport
        var section = RowSection(
            title: "Problem Reports",
            rows: [
                .init("PRT Generation Status", last?.generationStatus(.exact) ?? ""),
                .init("PRT Upload Status", last?.uploadStatus ?? ""),
            ])
        guard isAdmin else { return section }
        section.note =
            "A report packs status, configuration, histories and logs, without passwords and keys, and is sent to "
            + "PRT Upload Rule; where that is empty the file stays here."
        if let file = last?.file { section.rows.append(.init("Prt file", file, href: Routes.problemReport.path())) }
        section.rows.append(.init("Report Problem", "Generate PRT", href: Routes.describeProblem.path()))
        return section
    }

    /// The sections of Download Status, in the phone's order.
    private func downloadSections(isAdmin: Bool) -> [RowSection] {
        [
            firmwareStatus(isAdmin: isAdmin), provisioningStatus(isAdmin: isAdmin),
            RowSection(service.customCASection(.exact)),
            reportStatus,
        ]
    }

    private var reportStatus: RowSection {
        let reports = service.recentReports(3)
        return RowSection(
            title: "Report Status", note: "What Report Rule sent to servers.",
            rows: (1...3).map { number in
                .init("Report Status \(number)", number <= reports.count ? reports[number - 1].statusLine : "")
            })
    }

    private func provisioningStatus(isAdmin: Bool) -> RowSection {
        var attempts = service.status(recentAttempts: 3).attempts
        if !isAdmin { attempts = attempts.map(\.withoutTriggers) }
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
        let time = Timestamp(iso8601: time)?.exact ?? time
        let what = error ?? skipped ?? "\(contents ?? ""), \(Phrase.size(sent_bytes))"
        return Phrase.sentence(
            "\(outcome == "A" ? "Succeeded" : "Failed") \(time), \(url ?? "rule \(rule_number)"): \(what)")
    }
}
