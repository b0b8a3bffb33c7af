internal import HTTPServer
internal import Pages

/// The change that waits for its confirmation: how long still, what to do, and what would come back.
struct PendingPage: FramedPage, Sendable {
    static let view: ViewName = "pending"

    /// What the change closes, if it does.
    enum Closing: Sendable {
        /// No page answers while it is in force.
        case webServer
        /// The administrator's pages close with its confirmation.
        case administratorsPages
    }

    /// The change.
    struct Pending: Sendable {
        /// The seconds that are left.
        var remaining: Int
        /// What it is: `Revision 12 of admin may lock you out.`
        var sentence: String
        /// The account that has to log in.
        var account: String
        /// Where the page of the change is then.
        var address: String
        /// Its newest revision; the hidden field `revision`.
        var newest: Int
        /// Whether this visitor may confirm it now.
        var mayConfirm: Bool
        /// What it closes; nil if browsers get in afterwards.
        var closing: Closing?
        /// What would come back.
        var changes: [ShownChange]
    }

    /// The change; nil if none waits.
    var pending: Pending?
    /// The token against forged forms.
    var csrfToken: String

    var title: String { "Confirm or take back" }

    func fill(_ model: borrowing ViewModel) {
        model["HISTORY_LINK"] = Routes.history.path()
        guard let pending else { return model.show("NOTHING") }
        model["CSRF_TOKEN"] = csrfToken
        model["CONFIRM_ACTION"] = Routes.confirm.path()
        model["REVERT_ACTION"] = Routes.revertPendingChange.path()
        model["LOGOUT_ACTION"] = Routes.logout.path()
        model.section("PENDING") { pending.fill($0) }
    }
}

extension PendingPage.Pending {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["REMAINING"] = String(remaining)
        model.say("SENTENCE", sentence)
        model["NEWEST"] = String(newest)
        model.showChanges(changes, caption: "What would come back")
        model.show("NO_CHANGES", if: changes.isEmpty)
        model.show("CLOSES_PAGES", if: closing == .administratorsPages)
        // Where no page answers, no page can be asked.
        guard closing != .webServer else { return model.show("CLOSES_SERVER") }
        model.section("ANSWERS") { fillAnswers($0) }
    }

    private func fillAnswers(_ model: borrowing ViewModel) {
        model.section(mayConfirm ? "CONFIRM" : "LOG_IN") { _ in }
        if !mayConfirm {
            model.section("STEPS") { model in
                model["ADDRESS"] = address
                model["ADDRESS_TEXT"] = address
                model["ACCOUNT"] = account
            }
        }
    }
}
