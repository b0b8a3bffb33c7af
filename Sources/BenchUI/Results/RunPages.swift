internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// The rehearsals of a job.
struct RunsPage: FramedPage, Sendable {
    static let view: ViewName = "bench/runs"

    var job: String
    var runs: [BenchRun]
    var now: Timestamp

    var title: String { "Rehearsals of \(job)" }

    func fill(_ model: borrowing ViewModel) {
        model["COMMAND"] = "onhook bench rehearse \(job)"
        model.show("NONE", if: runs.isEmpty)
        guard !runs.isEmpty else { return }
        model.section("TABLE") { model in
            model.sections("RUN", runs) { run, model in
                model["NUMBER"] = String(run.id)
                model["LINK"] = BenchRoutes.run.path(job, String(run.id))
                model["KIND"] = run.kind
                model.show(Moment(run.begun, now: now), at: "BEGUN")
                model["AUTHOR"] = run.author
                model["FINISHED"] = String(run.finished)
                model["DEVICES"] = String(run.devices)
                model["END"] = String(max(run.devices, 1))
            }
        }
    }
}

/// One rehearsal: each device's result.
struct RunPage: FramedPage, Sendable {
    static let view: ViewName = "bench/run"
    /// The results on one page.
    static let rows = 100

    var job: String
    var run: BenchRun
    var results: [BenchResult]
    var offset: Int
    /// How many devices of the job are not as they should be.
    var failed: Int
    var now: Timestamp

    var title: String { "Rehearsal \(run.id) of \(job)" }

    func fill(_ model: borrowing ViewModel) {
        model.show(Moment(run.begun, now: now), at: "BEGUN")
        model.show("AUTHOR", run.author.isEmpty ? nil : run.author)
        model["FINISHED"] = String(run.finished)
        model["DEVICES"] = String(run.devices)
        model["END"] = String(max(run.devices, 1))
        model.show("UNDER_WAY", if: run.finished < run.devices)
        model["RELOAD_LINK"] = BenchRoutes.run.path(job, String(run.id))
        if failed > 0 {
            model.section("FAILED") { model in
                model["FAILED_COUNT"] = String(failed)
                model["FAILED_LINK"] = BenchRoutes.board.path(
                    job, query: [("state", DeviceMark.failed.rawValue)])
            }
        }
        model.show("NONE", if: results.isEmpty)
        if !results.isEmpty {
            model.section("RESULTS") { model in
                model.sections("RESULT", results) { result, model in
                    model["MAC"] = result.device.colonSeparated
                    model["ID"] = "device-\(result.device.lowercase)"
                    model["LINK"] = BenchRoutes.device.path(job, result.device.lowercase)
                    model.show("GOOD", if: result.isGood)
                    model.show("BAD", if: !result.isGood)
                    model["TEXT"] = result.text
                    model["WORKER"] = result.worker
                    model.show(Moment(result.finished), at: "TIME")
                    model.show("DETAIL", result.detail.isEmpty ? nil : RehearsalStory.text(of: result.detail))
                }
            }
        }
        PageLinks(offset: offset, rows: Self.rows, total: run.finished) {
            BenchRoutes.run.path(job, String(run.id), query: [("from", String($0))])
        }.fill(model)
    }
}
