internal import FlatProfile
internal import HTTPServer
internal import Pages

/// The attempts to resync, newest first, page by page.
struct AttemptsPage: FramedPage, Sendable {
    static let view: ViewName = "attempts"

    /// The attempts of this page.
    var attempts: [Attempt]
    /// Where newer ones are; nil on the first page.
    var newer: String?
    /// Where earlier ones are; nil on the last page.
    var earlier: String?

    var title: String { "Attempts" }

    func fill(_ model: borrowing ViewModel) {
        if let first = attempts.first, let last = attempts.last {
            model.say(
                "HEADING",
                first.number == last.number
                    ? "Attempt \(first.number)" : "Attempts \(first.number) to \(last.number), newest first")
        } else {
            model.say("HEADING", "Attempts")
        }
        model.show("NO_ATTEMPTS", if: attempts.isEmpty)
        for attempt in attempts { model.include("status/attempt", at: "ATTEMPT") { attempt.fill($0) } }
        model.show("NEWER", newer)
        model.show("EARLIER", earlier)
        model["BACK_LINK"] = Routes.path(of: .provisioning)
    }
}
