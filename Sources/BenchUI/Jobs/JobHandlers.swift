internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import Spreadsheet

/// Jobs: the list, one of them, its files, its end.
extension BenchDesk {
    func addJobs(to router: inout Router) {
        serve(BenchRoutes.jobs, in: &router, jobsPage)
        serve(BenchRoutes.job, in: &router, ofJob: jobPage)
        serve(BenchRoutes.template, in: &router, ofJob: template)
        serve(BenchRoutes.devices, in: &router, ofJob: deviceTable)
        serve(BenchRoutes.deletion, in: &router, ofJob: deletionPage)
        serve(BenchRoutes.delete, in: &router, ofJob: delete)
    }

    private func jobsPage(_ visit: BenchVisit) async throws(BenchStoreError) -> Response {
        let jobs = try await store.jobs()
        return page(JobsPage(jobs: jobs, now: configuration.now()), for: visit, at: Place(isJobs: true))
    }

    private func jobPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let look = try await boards.board(of: name).look()
        let page = JobPage(
            look: look, offset: visit.offset(limit: look.entries.count), now: configuration.now())
        return self.page(page, for: visit, at: Place(job: name, leaf: .overview))
    }

    /// The template as it was given.
    private func template(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let job = try await store.job(name)
        return .file(job.template.bytes, named: "\(name)-template.xml", type: "application/octet-stream")
    }

    /// The devices as a table, without secret columns.
    private func deviceTable(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let look = try await boards.board(of: name).look()
        let columns = look.job.columns.filter { !$0.isSecret }
        var text = TableWriter.row(["MAC", "Serial Number", "Model"] + columns.map(\.title) + ["State", "Scanned"])
        for entry in look.entries {
            let device = entry.device
            text += TableWriter.row(
                [device.mac.colonSeparated, device.serialNumber, device.model.number]
                    + columns.map { device.shownValue(of: $0.name, in: look.job.columns) ?? "" }
                    + [entry.mark.rawValue, entry.progress.isScanned ? "yes" : "no"])
        }
        return .table(text, named: "\(name)-devices.csv")
    }

    private func deletionPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let look = try await boards.board(of: name).look()
        let count = look.entries.count
        let page = QuestionPage(
            title: "Delete job \(name)",
            sentence: count == 1
                ? "Job \(name) with 1 device will be deleted." : "Job \(name) with \(count) devices will be deleted.",
            consequence:
                "All that happened to its devices goes with it: scans, requests, reports, rehearsals. This cannot be undone.",
            action: BenchRoutes.delete.path(name.text), csrfToken: visit.csrfToken, button: "Delete the job",
            cancelLink: BenchRoutes.job.path(name.text))
        return self.page(page, for: visit, at: Place(job: name, leaf: .overview))
    }

    private func delete(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        try await store.delete(name)
        await boards.forget(name)
        await clerks.forget(name)
        leave(Notice(kind: .success, sentence: "Job \(name) was deleted."), for: visit)
        return .redirect(to: BenchRoutes.jobs.path())
    }
}

extension Response {
    /// A file to be kept, not shown.
    static func file(_ bytes: [UInt8], named name: String, type: HeaderValue) -> Response {
        var response = Response(type: type, body: .bytes(bytes))
        response.headers["Content-Disposition"] = HeaderValue(escaping: "attachment; filename=\"\(name)\"")
        return response
    }

    /// A table as CSV, with the mark by which spreadsheet programs see that it is UTF-8.
    static func table(_ text: String, named name: String) -> Response {
        file([0xef, 0xbb, 0xbf] + Array(text.utf8), named: name, type: "text/csv; charset=utf-8")
    }
}
