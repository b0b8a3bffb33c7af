internal import Bench
internal import HTTPServer
internal import Pages

/// Rehearsals: what the store knows of them, whoever works at them.
extension BenchDesk {
    func addRuns(to router: inout Router) {
        serve(BenchRoutes.runs, in: &router, ofJob: runsPage)
        serve(BenchRoutes.run, in: &router, ofJob: runPage)
    }

    private func runsPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        // A job that is none has no runs either, and that is to be told.
        _ = try await boards.board(of: name).look()
        let runs = try await store.runs(of: name)
        return page(
            RunsPage(job: name.text, runs: runs, now: configuration.now()), for: visit,
            at: Place(job: name, leaf: .rehearsals))
    }

    private func runPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        guard let number = visit.captures["run"].flatMap({ Int($0) }) else { return missing(visit.request, .notFound) }
        guard let run = try await store.runs(of: name).first(where: { $0.id == number }) else {
            throw .unknownRun(number)
        }
        let offset = visit.offset(limit: run.finished)
        let results = try await store.results(of: number, after: offset, limit: RunPage.rows)
        let failed = try await boards.board(of: name).look().counts[.failed] ?? 0
        let page = RunPage(
            job: name.text, run: run, results: results, offset: offset, failed: failed, now: configuration.now())
        return self.page(page, for: visit, at: Place(job: name, leaf: .rehearsals))
    }
}
