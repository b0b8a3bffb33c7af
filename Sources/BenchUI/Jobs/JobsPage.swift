internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// The jobs of the bench.
struct JobsPage: FramedPage, Sendable {
    static let view: ViewName = "bench/jobs"

    var jobs: [JobSummary]
    var now: Timestamp

    var title: String { "Jobs" }

    func fill(_ model: borrowing ViewModel) {
        model["NEW_LINK"] = BenchRoutes.newJob.path()
        model.show("NONE", if: jobs.isEmpty)
        guard !jobs.isEmpty else { return }
        model.section("TABLE") { model in
            model.sections("JOB", jobs) { job, model in
                model["NAME"] = job.name.text
                model["LINK"] = BenchRoutes.job.path(job.name.text)
                model["DEVICES"] = String(job.devices)
                model["AUTHOR"] = job.author
                model.show(Moment(job.created, now: now), at: "MADE")
                model["SCAN_LINK"] = BenchRoutes.scan.path(job.name.text)
                model["BOARD_LINK"] = BenchRoutes.board.path(job.name.text)
            }
        }
    }
}
