/// What stands around every page: which phone this is, who is logged in, the search box and the navigation.
package struct Frame: Sendable, Equatable {
    /// Which phone this is. A visitor who is not logged in sees only what is set here.
    package struct Phone: Sendable, Equatable {
        /// The product name, `CP-8841-3PCC`.
        package var productName: String
        /// The hardware address, `00:0e:08:aa:bb:cc`.
        package var mac: String?
        /// The first line, `Ext 1: 4711`.
        package var line: String?
        /// The host name.
        package var hostName: String?
        /// The firmware that the phone says it runs.
        package var softwareVersion: String?

        package init(
            productName: String, mac: String? = nil, line: String? = nil, hostName: String? = nil,
            softwareVersion: String? = nil
        ) {
            self.productName = productName
            self.mac = mac
            self.line = line
            self.hostName = hostName
            self.softwareVersion = softwareVersion
        }
    }

    /// Who is logged in.
    package struct Session: Sendable, Equatable {
        /// `admin` or `user`.
        package var account: String
        /// Where a password is changed; nil if this account cannot.
        package var passwordLink: String?
        /// Where the sessions are listed; nil shows no link.
        package var sessionsLink: String?
        /// Whether the page shown is that list.
        package var isAtSessions = false
        /// Where the form Log out is sent.
        package var logoutAction: String
        /// The session's token, a hidden field of that form.
        package var csrfToken: String

        package init(
            account: String, passwordLink: String? = nil, sessionsLink: String? = nil, isAtSessions: Bool = false,
            logoutAction: String, csrfToken: String
        ) {
            self.account = account
            self.passwordLink = passwordLink
            self.sessionsLink = sessionsLink
            self.isAtSessions = isAtSessions
            self.logoutAction = logoutAction
            self.csrfToken = csrfToken
        }
    }

    /// A link of the navigation.
    package struct Link: Sendable, Equatable {
        /// What it says.
        package var label: String
        /// Where it leads.
        package var href: String
        /// Whether the page shown is this one.
        package var isCurrent = false
        /// Whether it stands beside others of its kind, in one row with them: `Ext 1`, `Ext 2`.
        package var isShort = false
        /// What else it is searched by: words for what stands there.
        package var keywords = ""

        package init(
            label: String, href: String, isCurrent: Bool = false, isShort: Bool = false, keywords: String = ""
        ) {
            self.label = label
            self.href = href
            self.isCurrent = isCurrent
            self.isShort = isShort
            self.keywords = keywords
        }
    }

    /// Links of the navigation that belong together.
    package struct Group: Sendable, Equatable {
        /// What stands above them: `Voice`.
        package var heading: String
        /// The links in order.
        package var links: [Link]

        package init(heading: String, links: [Link]) {
            self.heading = heading
            self.links = links
        }
    }

    /// Something that every page says until it is put right, such as `No password provided`.
    package struct Warning: Sendable, Equatable {
        /// The sentence.
        package var sentence: String
        /// The seconds with which the sentence ends; they count down.
        package var remaining: Int?
        /// Where it is put right.
        package var link: Link?

        package init(sentence: String, remaining: Int? = nil, link: Link? = nil) {
            self.sentence = sentence
            self.remaining = remaining
            self.link = link
        }
    }

    /// A language that the page can be switched to.
    package struct LanguageLink: Sendable, Equatable {
        /// Which.
        package var language: Language
        /// What switches to it and leads back here.
        package var href: String

        package init(language: Language, href: String) {
            self.language = language
            self.href = href
        }
    }

    /// Whose pages these are; their scripts differ.
    package enum Face: Sendable, Equatable {
        case phone, bench

        fileprivate var scripts: [String] {
            switch self {
            case .phone: Frame.phoneScripts
            case .bench: Frame.benchScripts
            }
        }
    }

    /// Which phone this is.
    package var phone: Phone
    /// The language of the page.
    package var language = Language.english
    /// The languages to choose from, in the order of `Language`; empty shows none.
    package var languages: [LanguageLink] = []
    /// Who is logged in; nil shows neither account nor logout.
    package var session: Session?
    /// The pages that this account has; empty shows none.
    package var navigation: [Group] = []
    /// Where the search box asks; nil shows none.
    package var searchLink: String?
    /// What was searched for; the search box shows it again.
    package var searchText = ""
    /// A bar that stays in sight above the page, whose template's root has the class `bar`: `3 unsaved changes`. Nil if there is nothing
    /// to say.
    package var bar: DraftBar?
    /// What stands above the heading.
    package var warnings: [Warning] = []
    /// What has just been done.
    package var notice: Notice?
    /// Whose pages these are.
    package var face = Face.phone

    package init(
        phone: Phone, language: Language = .english, languages: [LanguageLink] = [], session: Session? = nil,
        navigation: [Group] = [], searchLink: String? = nil, searchText: String = "", bar: DraftBar? = nil,
        warnings: [Warning] = [], notice: Notice? = nil, face: Face = .phone
    ) {
        self.phone = phone
        self.language = language
        self.languages = languages
        self.session = session
        self.navigation = navigation
        self.searchLink = searchLink
        self.searchText = searchText
        self.bar = bar
        self.warnings = warnings
        self.notice = notice
        self.face = face
    }

    package static let view: ViewName = "frame"
    /// Where the script of the search box asks.
    private static let searchAPI = "/api/v1/search"

    private static let phoneScripts = [
        "frame.js", "live.js", "countdown.js", "confirm.js", "unsaved.js", "provisioning.js", "fields.js", "search.js",
    ].map(Asset.link)
    private static let benchScripts = ["frame.js", "countdown.js", "scan.js", "board.js"].map(Asset.link)
    private static let icon = Asset.link(to: "onhook.svg")
    private static let styleSheet = Asset.link(to: "onhook.css")

    package func fill(_ model: borrowing ViewModel, around page: some FramedPage) {
        model["LANGUAGE"] = language.rawValue
        model.say("TITLE", page.title)
        model.show("HAS_ERRORS", if: page.hasErrors)
        model["ICON"] = Self.icon
        model["STYLE_SHEET"] = Self.styleSheet
        model.sections("SCRIPT", face.scripts) { $1["SCRIPT_LINK"] = $0 }
        fillPhone(model)
        fillNavigation(model)
        if let bar { model.include(type(of: bar).view, at: "BAR") { bar.fill($0) } }
        model.sections("WARNING", warnings) { warning, model in
            model.say("WARNING_TEXT", warning.sentence)
            if let remaining = warning.remaining {
                model.section("WARNING_REMAINING") { $0["WARNING_SECONDS"] = String(remaining) }
            }
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
        if let searchLink {
            model.section("SEARCH") { model in
                model["SEARCH_ACTION"] = searchLink
                model["SEARCH_TEXT"] = searchText
                model["SEARCH_API"] = Self.searchAPI
            }
        }
        guard !navigation.isEmpty else { return }
        model.show("MENU")
        model.section("NAVIGATION") { model in
            if let session { model.section("SESSION") { session.fill($0) } }
            model.sections("GROUP", Array(navigation.enumerated())) { numbered, model in
                model["GROUP_ID"] = "group-\(numbered.offset + 1)"
                numbered.element.fill(model)
            }
        }
    }
}

extension Frame.Group {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model.say("GROUP_HEADING", heading)
        model.sections("LINK", links) { link, model in
            model.say("LINK_LABEL", link.label)
            model["LINK_HREF"] = link.href
            model.show("LINK_SHORT", if: link.isShort)
            model.show("LINK_CURRENT", if: link.isCurrent)
        }
    }
}

extension Frame.Session {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["ACCOUNT"] = account
        model.show("PASSWORD_LINK", passwordLink)
        if let sessionsLink {
            model.section("SESSIONS_LINK") { model in
                model["SESSIONS_LINK"] = sessionsLink
                model.show("SESSIONS_CURRENT", if: isAtSessions)
            }
        }
        model["LOGOUT_ACTION"] = logoutAction
        model["LOGOUT_TOKEN"] = csrfToken
    }
}
