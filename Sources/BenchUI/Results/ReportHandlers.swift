internal import Bench
internal import HTTPServer
internal import Pages
internal import Spreadsheet

/// The report on a job: a page to print, and a table of all devices.
extension BenchDesk {
    func addReport(to router: inout Router) {
        serve(BenchRoutes.report, in: &router, ofJob: reportPage)
        serve(BenchRoutes.reportTable, in: &router, ofJob: reportTable)
    }

    private func reportPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let look = try await boards.board(of: name).look()
        let offset = visit.offset(limit: look.entries.count)
        let files = try? ProfileFiles(look.job)
        let lines = look.entries.dropFirst(offset).prefix(ReportPage.rows).map { ReportLine($0, look.job, files) }
        let page = ReportPage(look: look, lines: lines, offset: offset, now: configuration.now())
        return self.page(page, for: visit, at: Place(job: name, leaf: .report))
    }

    private func reportTable(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let look = try await boards.board(of: name).look()
        let files = try? ProfileFiles(look.job)
        var text = TableWriter.row(ReportLine.titles)
        for (index, entry) in look.entries.enumerated() {
            text += TableWriter.row(ReportLine(entry, look.job, files).row)
            // Ten thousand profiles are made here: others must not wait for all of them.
            if index % 100 == 99 { await Task.yield() }
        }
        return .table(text, named: "\(name)-report.csv")
    }
}
