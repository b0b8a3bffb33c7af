internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Which view a browser has chosen. `/voice?view=advanced`, or a tab with that query, chooses one for this browser.
extension Desk {
    /// The view of a visit: asked for, remembered, or basic as on the phone. A script, which has no session, gets everything.
    func view(for visit: Visit) -> SettingsView? {
        guard visit.principal.account == .admin else { return nil }
        if let asked = askedView(visit) { return asked }
        guard visit.session != nil else { return .advanced }
        return visit.request.cookie(SettingsView.cookie).flatMap(SettingsView.init(rawValue:)) ?? .basic
    }

    /// How a tab is shown to a visit. Att Console belongs to the advanced view, whoever opens it.
    func look(at tab: VoiceTab, _ visit: Visit) -> TabLook {
        let view = view(for: visit)
        let query = try? visit.request.query()
        return TabLook(
            view: tab == .attConsole && view != nil ? .advanced : view,
            changedOnly: visit.request.method == .get && query?[TabLook.changedQuery] == "1",
            unfolded: visit.request.method == .get && query?[TabLook.sectionsQuery] == "open")
    }

    /// The answer, with which the browser remembers the view that it asked for.
    func remembering(_ visit: Visit, _ response: Response) -> Response {
        guard visit.session != nil, let view = askedView(visit) else { return response }
        return response.setting(SettingsView.cookie, view.rawValue, for: visit.request, maxAge: .seconds(31_536_000))
    }

    private func askedView(_ visit: Visit) -> SettingsView? {
        (try? visit.request.query())?[SettingsView.query].flatMap(SettingsView.init(rawValue:))
    }
}
