internal import Pages

/// The forms with passwords: the first one, the login, another one.
struct EntrancePage: FramedPage, Sendable {
    static let view: ViewName = "bench/entrance"

    /// Which of them.
    enum Kind: Sendable { case setup, login, change }

    /// The fields of a new password; the raw values are their names.
    enum Field: String, Sendable, CaseIterable {
        case present = "password"
        case old = "old_password"
        case new = "new_password"
        case confirm = "new_password_confirm"

        fileprivate var label: String {
            switch self {
            case .present: "Password"
            case .old: "Old Password"
            case .new: "New Password"
            case .confirm: "Confirm Password"
            }
        }

        fileprivate var purpose: PasswordField.Purpose {
            switch self {
            case .present, .old: .present
            case .new, .confirm: .new
            }
        }
    }

    var kind: Kind
    /// Where the form is sent.
    var action: String
    /// The token against forged forms.
    var csrfToken: String
    /// The one-time token that the bench printed; nil from loopback.
    var setupToken: String?
    /// Where to go afterwards.
    var next: String?
    /// What is wrong, by field.
    var errors: [Field: String] = [:]
    /// What is wrong with the form as a whole.
    var problems: [String] = []
    /// Something to say: `You are logged out.`
    var notice: String?
    /// Where the link Cancel leads.
    var cancelLink: String?

    var title: String {
        switch kind {
        case .setup: "Set Password"
        case .login: "Log in"
        case .change: "Change Password"
        }
    }

    var hasErrors: Bool { !errors.isEmpty || !problems.isEmpty }

    private var fields: [Field] {
        switch kind {
        case .setup: [.new, .confirm]
        case .login: [.present]
        case .change: [.old, .new, .confirm]
        }
    }

    func fill(_ model: borrowing ViewModel) {
        let fields = fields.map {
            PasswordField(name: $0.rawValue, label: $0.label, purpose: $0.purpose, error: errors[$0])
        }
        model.show(Problems(remarks: problems, fields: fields.compactMap(\.problem)))
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model["ACCOUNT"] = BenchAccount.name
        model.show("SETUP_TOKEN", setupToken)
        model.show("NEXT", next)
        model.show("NOTICE", saying: notice)
        model.show("SETUP", if: kind == .setup)
        if kind != .login { model.show("PASSWORD_RULE", saying: BenchAccount.passwordRule) }
        model.sections("FIELD", fields) { field, model in field.include(in: model, at: "PASSWORD") }
        model.say(
            "BUTTON", kind == .login ? "Log in" : kind == .setup ? "Set password" : "Change password")
        model.show("CANCEL_LINK", cancelLink)
    }
}
