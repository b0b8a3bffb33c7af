internal import Pages

/// Import and Backup: forms `profile`, `secret`; `pass_phrase`, `pass_phrase_confirm`; `backup`, `backup_pass_phrase`.
struct ImportPage: FramedPage, Sendable {
    static let view: ViewName = "import"

    /// The fields of the four forms; the raw values are their names.
    enum Field: String, Sendable, CaseIterable {
        case profile
        case secret
        case passPhrase = "pass_phrase"
        case confirm = "pass_phrase_confirm"
        case backup
        case backupPassPhrase = "backup_pass_phrase"
    }

    /// Where things are fetched.
    struct Links: Sendable {
        var full: String
        var ofOld: String
        var changed: String
        var status: String
    }

    /// Where the forms are sent.
    struct Actions: Sendable {
        var importProfile: String
        var backup: String
        var open: String
    }

    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    var links: Links
    var actions: Actions
    /// What is wrong, by field.
    var errors: [Field: String] = [:]

    var title: String { "Import and Backup" }
    var hasErrors: Bool { !errors.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        let secret = PasswordField(
            name: Field.secret.rawValue, label: "Pass phrase or keying material", purpose: .none,
            help: "For a sealed profile only; empty tries IKM HTTP Encrypt Content.", error: errors[.secret])
        let phrase = PasswordField(
            name: Field.passPhrase.rawValue, label: "Pass phrase", purpose: .new,
            help: "At least 8 characters. Without it nobody can open the backup, neither can you.",
            error: errors[.passPhrase])
        let confirm = PasswordField(
            name: Field.confirm.rawValue, label: "Confirm pass phrase", purpose: .new, error: errors[.confirm])
        let open = PasswordField(
            name: Field.backupPassPhrase.rawValue, label: "Pass phrase of the backup", purpose: .none,
            error: errors[.backupPassPhrase])
        let files = [(Field.profile, "Profile"), (.backup, "Backup")].compactMap { field, label in
            errors[field].map { Problems.OfField(name: field.rawValue, label: label, sentence: $0) }
        }
        model.show(Problems(remarks: [], fields: files + [secret, phrase, confirm, open].compactMap(\.problem)))
        model["CSRF_TOKEN"] = csrfToken
        model["IMPORT_ACTION"] = actions.importProfile
        model["BACKUP_ACTION"] = actions.backup
        model["OPEN_ACTION"] = actions.open
        model["FULL_LINK"] = links.full
        model["OLD_LINK"] = links.ofOld
        model["CHANGED_LINK"] = links.changed
        model["STATUS_LINK"] = links.status
        model.show("PROFILE_ERROR", saying: errors[.profile])
        model.show("BACKUP_ERROR", saying: errors[.backup])
        secret.include(in: model, at: "SECRET")
        phrase.include(in: model, at: "PASS_PHRASE")
        confirm.include(in: model, at: "PASS_PHRASE_CONFIRM")
        open.include(in: model, at: "OPEN_PHRASE")
    }
}
