internal import HTTPServer
internal import Pages

/// The choice of a language: a link that changes nothing but a cookie of the browser, so that it works for everybody, logged in or not.
extension Desk {
    func addLanguages(to router: inout Router) {
        router.now(Routes.language) { request, _ in chooseLanguage(request) }
    }

    private func chooseLanguage(_ request: Request) -> Response {
        let query = try? request.query()
        guard let language = query?["to"].flatMap(Language.init) else {
            return message(
                "No such language", "The pages are not written in that language.",
                advice: "Choose one of those at the foot of each page.", status: .notFound, to: request)
        }
        let next = query?["next"].flatMap(ownPath) ?? Routes.home.path()
        return .redirect(to: next)
            .setting(Language.cookieName, language.rawValue, for: request, maxAge: Self.languageIsRemembered)
    }

    /// Browsers keep no cookie for longer (RFC 6265bis, "The Max-Age Attribute").
    private static let languageIsRemembered = Duration.seconds(400 * 86400)

    /// A link a language, each of which leads back to the page that is shown. What came of a form has no address of its own.
    func languageLinks(in request: Request) -> [Frame.LanguageLink] {
        let here =
            request.method == .get
            ? request.target.raw : Routes.tab(path: request.path) == nil ? Routes.home.path() : request.path
        return Language.allCases.map { language in
            .init(
                language: language,
                href: Routes.language.path(query: [("to", language.rawValue), ("next", here)]))
        }
    }
}
