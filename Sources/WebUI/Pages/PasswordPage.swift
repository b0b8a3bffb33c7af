internal import Pages

/// Change Password: fields `account` (if there is a choice), `old_password`, `new_password`, `new_password_confirm`.
struct PasswordPage: FramedPage, Sendable {
    static let view: ViewName = "password"

    /// The form's fields; the raw values are their names.
    enum Field: String, Sendable, CaseIterable {
        case old = "old_password"
        case new = "new_password"
        case confirm = "new_password_confirm"
    }

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// The accounts whose password may be changed; the field is shown if there are several.
    var accounts: [String]
    /// The account whose password is to be changed.
    var account: String
    /// What a password needs, in words.
    var passwordRule: String
    /// Whether scripts log in by Digest, so that more is kept of a password than its hash.
    var keepsDigestSecrets = false
    /// What is wrong, by field.
    var errors: [Field: String] = [:]
    /// What is wrong with the form as a whole.
    var problems: [String] = []
    /// The seconds in which the new password is to be confirmed; nil if it needs no confirmation.
    var confirmWithin: String?
    /// Where the link Cancel leads.
    var cancelLink: String

    var title: String { accounts.count > 1 ? "Change Password" : "Change Password of \(account)" }
    var hasErrors: Bool { !errors.isEmpty || !problems.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        let old = PasswordField(
            name: Field.old.rawValue, label: "Old Password", purpose: .present,
            help: "Your own password now; empty if there is none.", error: errors[.old])
        let new = PasswordField(name: Field.new.rawValue, label: "New Password", purpose: .new, error: errors[.new])
        let confirm = PasswordField(
            name: Field.confirm.rawValue, label: "Confirm New Password", purpose: .new, error: errors[.confirm])
        model.show(Problems(remarks: problems, fields: [old, new, confirm].compactMap(\.problem)))
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model.say("PASSWORD_RULE", passwordRule)
        model["CANCEL_LINK"] = cancelLink
        if let confirmWithin { model.section("CONFIRMING") { $0["CONFIRM_WITHIN"] = confirmWithin } }
        model.show("DIGEST", if: keepsDigestSecrets)
        if accounts.count > 1 {
            model.section("ACCOUNTS") { model in
                model.sections("CHOICE", accounts) { choice, model in
                    model["CHOICE_VALUE"] = choice
                    model.show("SELECTED", if: choice == account)
                }
            }
        }
        old.include(in: model, at: "OLD_PASSWORD")
        new.include(in: model, at: "NEW_PASSWORD")
        confirm.include(in: model, at: "NEW_CONFIRM")
    }
}
