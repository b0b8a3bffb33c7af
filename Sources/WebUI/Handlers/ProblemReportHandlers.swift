internal import FlatProfile
internal import HTTPServer
internal import Notation
internal import Pages
internal import PhoneService

/// Info > Debug Info > Report Problem: the form, and the file.
///
/// Source: web pages, "Debug Info": Date, Time, Select Problem.
extension Desk {
    func addProblemReport(to router: inout Router) {
        serve(Routes.describeProblem, in: &router, for: [.admin]) { visit in .now(problemForm(visit)) }
        serve(Routes.generateProblemReport, in: &router, for: [.admin]) { visit in
            .later { await generateProblemReport(visit) }
        }
        serve(Routes.problemReport, in: &router, for: [.admin]) { visit in
            .later { await problemReportFile(visit) }
        }
    }

    private func problemForm(_ visit: Visit) -> Response {
        let now = Moment(service.now).machineReadable
        return problemPage(
            ProblemWish(date: String(now.prefix(10)), time: String(now.dropFirst(11).prefix(5))), visit)
    }

    private func problemPage(_ wish: ProblemWish, _ visit: Visit, isRefused: Bool = false) -> Response {
        page(
            ProblemPage(
                action: Routes.generateProblemReport.path(), csrfToken: visit.csrfToken, wish: wish,
                errors: isRefused ? wish.errors : [:], cancelLink: Routes.debugInfo.path()),
            for: visit, at: .debugInfo, status: isRefused ? .unprocessableContent : .ok)
    }

    private func generateProblemReport(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let wish = ProblemWish(
            date: form["date"] ?? "", time: form["time"] ?? "", problem: form["problem"] ?? "",
            details: form["details"] ?? "")
        guard wish.errors.isEmpty else { return problemPage(wish, visit, isRefused: true) }
        let record = await service.makeProblemReport(wish.description, by: visit.principal)
        leave(
            Notice(
                kind: record.succeeded ? .success : .warning,
                sentence: Phrase.sentence(record.result == "failed" ? record.generationStatus() : record.uploadStatus),
                link: record.file.map { .init(label: $0, href: Routes.problemReport.path()) }),
            for: visit)
        return .redirect(to: Routes.debugInfo.path())
    }
}

/// What somebody says about a problem.
struct ProblemWish: Sendable {
    /// The problems that the form offers. The words are chosen: the phone's own list is not public.
    static let problems = [
        "Provisioning or resync", "Registration", "Calls", "Audio", "Network", "Upgrade", "Web page",
        "Restart or crash",
        "Other",
    ]

    /// `2026-11-20`.
    var date = ""
    /// `07:18`, in UTC.
    var time = ""
    /// One of the problems.
    var problem = ""
    /// More of it, or nothing.
    var details = ""

    /// What is wrong, by field.
    var errors: [ProblemPage.Field: String] {
        var errors: [ProblemPage.Field: String] = [:]
        if date.utf8.count != 10 || Timestamp(iso8601: date + "T00:00:00Z") == nil {
            errors[.date] = "Enter the day as YYYY-MM-DD, such as 2026-11-20."
        }
        if !isTime {
            errors[.time] = "Enter the time as HH:MM, such as 07:18."
        }
        if !Self.problems.contains(problem) { errors[.problem] = "Choose the problem from the list." }
        let room = PhoneService.longestProblemDescription - 80
        if details.count > room { errors[.details] = "Use at most \(room) characters; there are \(details.count)." }
        return errors
    }

    /// Whether the time is one of a day.
    private var isTime: Bool {
        let digits = Array(time.utf8)
        let isSpelled = digits.count == 5 && digits[2] == UInt8(ascii: ":")
        guard isSpelled, let hour = Int(time.prefix(2)), let minute = Int(time.suffix(2)) else { return false }
        return 0...23 ~= hour && 0...59 ~= minute
    }

    /// What the report says: `Calls, seen 2026-11-20 07:18 UTC: no dial tone`.
    var description: String { "\(problem), seen \(date) \(time) UTC" + (details.isEmpty ? "" : ": \(details)") }
}
