internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// The history of the configuration.
extension Desk {
    private static let pageLength = 50

    func addHistory(to router: inout Router) {
        serve(Routes.history, in: &router, for: [.admin]) { visit in .later { await historyPage(visit) } }
        serve(Routes.revision, in: &router, for: [.admin]) { visit in .later { await revisionPage(visit) } }
    }

    private func historyPage(_ visit: Visit) async -> Response {
        let before = (try? visit.request.query())?["before"].flatMap { Int($0) }
        do throws(ServiceFailure) {
            let newest = service.snapshot.revision
            let records = try await service.revisions(before: before, limit: Self.pageLength)
            var history = HistoryPage(rows: records.map { HistoryPage.Row($0, now: service.now) })
            if let first = records.first?.number, let last = records.last?.number {
                history.range = "Revisions \(first) to \(last) of \(newest)"
                if last > 1 { history.olderLink = Self.link(before: last) }
                if first < newest { history.newerLink = Self.link(before: min(newest, first + Self.pageLength) + 1) }
            }
            return page(history, for: visit, at: .history)
        } catch {
            return unavailable(error, visit)
        }
    }

    private static func link(before revision: Int) -> String {
        Routes.history.path(query: [("before", String(revision))])
    }

    private func revisionPage(_ visit: Visit) async -> Response {
        guard let number = visit.captures["number"].flatMap({ Int($0) }) else {
            return missing(visit.request, .notFound)
        }
        do throws(ServiceFailure) {
            guard let record = try await service.revision(number) else {
                return message(
                    "No such revision", "The history has no revision \(number).", status: .notFound,
                    to: visit.request, visit: visit,
                    back: .init(label: "To the history", href: Routes.history.path()))
            }
            return page(revisionPage(of: record), for: visit, at: .history)
        } catch {
            return unavailable(error, visit)
        }
    }

    private func revisionPage(of record: RevisionRecord) -> RevisionPage {
        let snapshot = service.snapshot
        let time = Timestamp(iso8601: record.time) ?? service.now
        var page = RevisionPage(
            number: record.number, time: Moment(time), origin: record.origin, note: record.note,
            changes: (record.changes ?? []).map { ShownChange($0, in: snapshot) },
            historyLink: Routes.history.path())
        if record.number > 1 { page.olderLink = Routes.revision.path(String(record.number - 1)) }
        if record.number < snapshot.revision { page.newerLink = Routes.revision.path(String(record.number + 1)) }
        return page
    }

    /// The page when the store cannot be read.
    func unavailable(_ error: ServiceFailure, _ visit: Visit) -> Response {
        message(
            "Not possible now", Phrase.sentence("\(error)"), status: .serviceUnavailable, to: visit.request,
            visit: visit)
    }
}

extension HistoryPage.Row {
    fileprivate init(_ record: RevisionRecord, now: Timestamp) {
        let time = Timestamp(iso8601: record.time) ?? now
        self.init(
            number: record.number, link: Routes.revision.path(String(record.number)),
            time: Moment(time, now: now), origin: record.origin, note: record.note,
            changeCount: record.change_count)
    }
}
