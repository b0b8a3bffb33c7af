internal import Bench
internal import HTTPServer
internal import Pages
internal import Spreadsheet

/// The form for a new job.
extension BenchDesk {
    /// A list of 100,000 devices, a template, and a little of the form around them.
    static let uploadLimit = 40 << 20

    func addNewJob(to router: inout Router) {
        serve(BenchRoutes.newJob, in: &router) { visit in
            page(NewJobPage(csrfToken: visit.csrfToken), for: visit, at: Place(isNew: true))
        }
        serve(BenchRoutes.submitJob, in: &router, bodyLimit: Self.uploadLimit, makeJob)
    }

    private func makeJob(_ visit: BenchVisit) async throws(BenchStoreError) -> Response {
        let items = form(visit)
        let form = JobForm(items)
        let plan: JobPlan
        do throws(JobForm.Faults) {
            plan = try await checked(form, items)
        } catch {
            return refused(form, error, visit)
        }
        do throws(BenchStoreError) {
            try await store.create(plan.job, devices: plan.devices)
        } catch {
            guard case .jobExists(let name) = error else { throw error }
            let fault = JobForm.Fault(
                field: .name, sentence: "There is a job \(name) already; choose another name, or delete that one.")
            return refused(form, .init([fault]), visit)
        }
        return made(plan, visit)
    }

    /// A hundred thousand lines take a second of a processor: on a thread of the pool, but not on the server's.
    @concurrent
    private func checked(_ form: JobForm, _ items: FormItems) async throws(JobForm.Faults) -> JobPlan {
        try form.plan(items, at: configuration.now(), by: configuration.person)
    }

    private func made(_ plan: JobPlan, _ visit: BenchVisit) -> Response {
        let count = plan.devices.count
        let sentence =
            switch count {
            case 0: "The job is made. Its devices come by scans."
            case 1: "The job is made, with 1 device."
            default: "The job is made, with \(count) devices."
            }
        let notes = plan.notes.map { Phrase.sentence($0) }
        leave(
            Notice(kind: notes.isEmpty ? .success : .warning, sentence: ([sentence] + notes).joined(separator: " ")),
            for: visit)
        return .redirect(to: BenchRoutes.job.path(plan.job.name.text))
    }

    private func refused(_ form: JobForm, _ faults: JobForm.Faults, _ visit: BenchVisit) -> Response {
        page(
            NewJobPage(csrfToken: visit.csrfToken, form: form, faults: faults), for: visit, at: Place(isNew: true),
            status: .unprocessableContent)
    }
}
