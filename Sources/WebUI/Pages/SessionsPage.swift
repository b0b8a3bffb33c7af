internal import FlatProfile
internal import HTTPServer
internal import Pages

/// The sessions of the web pages, each with the form that ends it.
struct SessionsPage: FramedPage, Sendable {
    static let view: ViewName = "sessions"

    /// One browser that is logged in.
    struct Row: Sendable {
        /// Its number.
        var id: Int
        /// Its account; nil where all have the same.
        var account: String?
        /// The program, `Firefox 128`.
        var browser: String
        /// What it runs on, or empty.
        var system: String
        /// Whence it came when it began.
        var address: String
        /// Whence it came last, if that is another address.
        var lastAddress: String?
        /// When it began.
        var since: Moment
        /// When a person last did something with it.
        var lastUsed: Moment
        /// Whether it is the visitor's own.
        var isCurrent: Bool
    }

    /// The sessions, the visitor's first.
    var rows: [Row]
    /// How long a session lasts, as a sentence.
    var duration: String
    /// The last login that was let in, if there was one.
    var lastSuccess: String?
    /// The last one that was not.
    var lastFailure: String?
    /// The token against forged forms.
    var csrfToken: String
    /// What the times are told from.
    var now: Timestamp

    var title: String { "Sessions" }

    func fill(_ model: borrowing ViewModel) {
        model.say("DURATION", duration)
        model.show("ACCOUNTS", if: rows.contains { $0.account != nil })
        model.sections("SESSION", rows) { row, model in
            model["BROWSER"] = row.browser
            if row.browser == BrowserName.unknown.program { model.say("BROWSER", row.browser) }
            if !row.system.isEmpty { model.section("SYSTEM") { $0["SYSTEM"] = row.system } }
            model["ADDRESS"] = row.address
            if let account = row.account { model.section("OF_ACCOUNT") { $0["OF_ACCOUNT"] = account } }
            if let last = row.lastAddress { model.section("LAST_ADDRESS") { $0["LAST_ADDRESS"] = last } }
            model.show(row.since, at: "SINCE")
            model.show(row.lastUsed, at: "USED")
            model.show("IS_CURRENT", if: row.isCurrent)
            guard !row.isCurrent else { return }
            model.section("END") { model in
                model["END_ACTION"] = Routes.endSession.path(String(row.id))
                model["CSRF_TOKEN"] = csrfToken
            }
        }
        if rows.contains(where: { !$0.isCurrent }) {
            model.section("OTHERS") { model in
                model["OTHERS_ACTION"] = Routes.endOtherSessions.path()
                model["CSRF_TOKEN"] = csrfToken
            }
        }
        model.show("SUCCESS", saying: lastSuccess, now: now)
        model.show("NO_SUCCESS", if: lastSuccess == nil)
        model.show("FAILURE", saying: lastFailure, now: now)
        model.show("NO_FAILURE", if: lastFailure == nil)
    }
}
