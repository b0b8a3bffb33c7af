internal import Pages

/// Set Password: the first page of a phone that has no admin password.
struct SetupPage: FramedPage, Sendable {
    static let view: ViewName = "setup"

    /// The form's fields; the raw values are their names.
    enum Field: String, Sendable, CaseIterable {
        case adminPassword = "admin_password"
        case adminConfirm = "admin_password_confirm"
        case userPassword = "user_password"
        case userConfirm = "user_password_confirm"

        fileprivate var label: String {
            switch self {
            case .adminPassword: "Admin New Password"
            case .adminConfirm: "Admin Confirm Password"
            case .userPassword: "User New Password"
            case .userConfirm: "User Confirm Password"
            }
        }

        fileprivate var marker: StaticString {
            switch self {
            case .adminPassword: "ADMIN_PASSWORD"
            case .adminConfirm: "ADMIN_CONFIRM"
            case .userPassword: "USER_PASSWORD"
            case .userConfirm: "USER_CONFIRM"
            }
        }
    }

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// The one-time token that the daemon printed; the hidden field `token`. Nil from loopback.
    var setupToken: String?
    /// What a password needs, in words.
    var passwordRule: String
    /// What is wrong, by field.
    var errors: [Field: String] = [:]
    /// What is wrong with the form as a whole.
    var problems: [String] = []

    var title: String { "Set Password" }
    var hasErrors: Bool { !errors.isEmpty || !problems.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        let fields = Field.allCases.map {
            ($0.marker, PasswordField(name: $0.rawValue, label: $0.label, purpose: .new, error: errors[$0]))
        }
        model.show(Problems(remarks: problems, fields: fields.compactMap(\.1.problem)))
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model.show("SETUP_TOKEN", setupToken)
        model.say("PASSWORD_RULE", passwordRule)
        for (marker, field) in fields { field.include(in: model, at: marker) }
    }
}
