/// The form that opens a session: fields `username` and `password`.
package struct LoginPage: FramedPage, Sendable {
    package static let view: ViewName = "login"

    /// Why the last attempt opened none.
    package enum Failure: Sendable {
        /// User name or password is wrong; which one is not said.
        case wrongCredentials
        /// Too many attempts: that many seconds have to pass.
        case tooManyAttempts(seconds: Int)
        /// Anything else, in a sentence.
        case other(String)

        fileprivate var sentence: String {
            switch self {
            case .wrongCredentials: "User name or password is wrong."
            case .tooManyAttempts(let seconds):
                "Too many attempts. Wait \(seconds) second\(seconds == 1 ? "" : "s"), then try again."
            case .other(let sentence): sentence
            }
        }
    }

    /// What led here; the raw value stands in the address.
    package enum Reason: String, Sendable {
        case logout, timeout, loss

        /// The sentence above the form.
        package var sentence: String {
            switch self {
            case .logout: "You are logged out."
            case .timeout: "Your session has ended. Log in again."
            case .loss: "Your session has ended, so nothing was stored. Log in, and what you typed comes back."
            }
        }
    }

    /// Where the form is sent.
    package var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    package var csrfToken: String
    /// Where to go afterwards; the hidden field `next`.
    package var next: String?
    /// Hidden fields of a form that waits for the login.
    package var kept: [(name: String, value: String)] = []
    /// What was typed as user name.
    package var username = ""
    /// Why the last attempt failed.
    package var failure: Failure?
    /// Something good or neutral to say: `You are logged out.`
    package var notice: String?

    package init(
        action: String, csrfToken: String, next: String? = nil, kept: [(name: String, value: String)] = [],
        username: String = "", failure: Failure? = nil, notice: String? = nil
    ) {
        self.action = action
        self.csrfToken = csrfToken
        self.next = next
        self.kept = kept
        self.username = username
        self.failure = failure
        self.notice = notice
    }

    package var title: String { "Log in" }
    package var hasErrors: Bool { failure != nil }

    package func fill(_ model: borrowing ViewModel) {
        if let failure { model.show(Problems(remarks: [failure.sentence])) }
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model.show("NEXT", next)
        model.sections("KEPT", kept) { field, model in
            model["KEPT_NAME"] = field.name
            model["KEPT_VALUE"] = field.value
        }
        model["USERNAME"] = username
        model.show("NOTICE", saying: notice)
        model.show("FOCUS_USERNAME", if: failure == nil)
        PasswordField(name: "password", label: "Password", purpose: .present).include(in: model, at: "PASSWORD")
    }
}
