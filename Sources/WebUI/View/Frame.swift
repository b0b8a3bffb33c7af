/// What stands around every page: which phone this is, who is logged in, and the tabs.
struct Frame: Sendable {
    /// Which phone this is. A visitor who is not logged in sees only what is set here.
    struct Phone: Sendable {
        /// The product name, `CP-8841-3PCC`.
        var productName: String
        /// The hardware address, `00:0e:08:aa:bb:cc`.
        var mac: String?
        /// The first line, `Ext 1: 4711`.
        var line: String?
        /// The host name.
        var hostName: String?
        /// The firmware that the phone says it runs.
        var softwareVersion: String?
    }

    /// Who is logged in.
    struct Session: Sendable {
        /// `admin` or `user`.
        var account: String
        /// Where a password is changed; nil if this account cannot.
        var passwordLink: String?
        /// Where the form Log out is sent.
        var logoutAction: String
        /// The session's token, a hidden field of that form.
        var csrfToken: String
    }

    /// A link of the navigation.
    struct Link: Sendable, Equatable {
        /// What it says.
        var label: String
        /// Where it leads.
        var href: String
        /// Whether the page shown is this one.
        var isCurrent = false
    }

    /// A top tab.
    struct Tab: Sendable {
        /// What it says.
        var label: String
        /// Where it leads: its first page.
        var href: String
        /// Whether the page shown belongs to it.
        var isCurrent: Bool
        /// Its pages; only those of the current tab are shown.
        var pages: [Link] = []
    }

    /// Something that every page says until it is put right, such as `No password provided`.
    struct Warning: Sendable {
        /// The sentence.
        var sentence: String
        /// Where it is put right.
        var link: Link?
    }

    /// A language that the page can be switched to.
    struct LanguageLink: Sendable {
        /// Which.
        var language: Language
        /// What switches to it and leads back here.
        var href: String
    }

    /// Which phone this is.
    var phone: Phone
    /// The language of the page.
    var language = Language.english
    /// The languages to choose from, in the order of `Language`; empty shows none.
    var languages: [LanguageLink] = []
    /// Who is logged in; nil shows neither account nor logout.
    var session: Session?
    /// The tabs that this account has; empty shows none.
    var tabs: [Tab] = []
    /// What stands above the heading.
    var warnings: [Warning] = []
    /// What has just been done.
    var notice: Notice?

    static let view: ViewName = "frame"

    private static let scripts = ["live.js", "countdown.js", "unsaved.js"].map(Asset.link)
    private static let icon = Asset.link(to: "onhook.svg")
    private static let styleSheet = Asset.link(to: "onhook.css")

    func fill(_ model: borrowing ViewModel, around page: some FramedPage) {
        model["LANGUAGE"] = language.rawValue
        model.say("TITLE", page.title)
        model.show("HAS_ERRORS", if: page.hasErrors)
        model["ICON"] = Self.icon
        model["STYLE_SHEET"] = Self.styleSheet
        model.sections("SCRIPT", Self.scripts) { $1["SCRIPT_LINK"] = $0 }
        fillPhone(model)
        if let session { model.section("SESSION") { session.fill($0) } }
        fillNavigation(model)
        model.sections("WARNING", warnings) { warning, model in
            model.say("WARNING_TEXT", warning.sentence)
            guard let link = warning.link else { return }
            model.say("WARNING_LINK_LABEL", link.label)
            model.show("WARNING_LINK", link.href)
        }
        if let notice { model.section("NOTICE") { notice.fill($0) } }
        fillLanguages(model)
    }

    private func fillLanguages(_ model: borrowing ViewModel) {
        guard !languages.isEmpty else { return }
        model.section("LANGUAGES") { model in
            model.sections("LANGUAGE_CHOICE", languages) { choice, model in
                model["LANGUAGE_TAG"] = choice.language.rawValue
                model["LANGUAGE_NAME"] = choice.language.ownName
                model["LANGUAGE_LINK"] = choice.href
                model.show("LANGUAGE_CURRENT", if: choice.language == language)
            }
        }
    }

    private func fillPhone(_ model: borrowing ViewModel) {
        model["PRODUCT"] = phone.productName
        model.show("MAC", phone.mac)
        model.show("LINE", phone.line)
        model.show("HOST_NAME", phone.hostName)
        model.show("SOFTWARE_VERSION", phone.softwareVersion)
    }

    private func fillNavigation(_ model: borrowing ViewModel) {
        guard !tabs.isEmpty else { return }
        model.section("NAVIGATION") { model in
            model.sections("TAB", tabs) { tab, model in
                model.say("TAB_LABEL", tab.label)
                model["TAB_LINK"] = tab.href
                model.show("TAB_CURRENT", if: tab.isCurrent)
            }
        }
        guard let current = tabs.first(where: \.isCurrent), current.pages.count > 1 else { return }
        model.section("SUBNAVIGATION") { model in
            model.say("CURRENT_TAB", current.label)
            model.sections("SUBTAB", current.pages) { page, model in
                model.say("SUBTAB_LABEL", page.label)
                model["SUBTAB_LINK"] = page.href
                model.show("SUBTAB_CURRENT", if: page.isCurrent)
            }
        }
    }
}

extension Frame.Session {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["ACCOUNT"] = account
        model.show("PASSWORD_LINK", passwordLink)
        model["LOGOUT_ACTION"] = logoutAction
        model["LOGOUT_TOKEN"] = csrfToken
    }
}
