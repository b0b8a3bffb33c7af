internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import ScreenPicture
internal import Threading

/// `screendump.bmp`: a picture of the phone's own screen, which shows what the page Phone Screen shows.
///
/// By itself it is the screen that the phone has now: what it is doing, the activation screen while a code is awaited, else the idle screen
/// with the line keys. `?screen=profile-rule` asks for another of the page's; any other query, as scripts append one against caches, means
/// nothing. Source: web pages, "Direct action URLs".
extension Desk {
    /// A drawing takes a tenth of a second and a process.
    private static let mostDrawings = 2

    func addScreenPicture(to router: inout Router) {
        for route in [Routes.screenPicture, .get("/screendump.bmp"), .get("/CGI/Screenshot")] {
            serve(route, in: &router, for: [.admin]) { visit in .later { await screenPicture(visit) } }
        }
    }

    private func screenPicture(_ visit: Visit) async -> Response {
        if let refusal = refusalOfDirectAction(visit) { return refusal }
        guard let drawScreen = configuration.drawScreen else {
            return refusal("This program draws no pictures of the screen.", .notImplemented, to: visit.request)
        }
        let mayDraw = drawings.withLock { count in
            guard count < Self.mostDrawings else { return false }
            count += 1
            return true
        }
        guard mayDraw else {
            return refusal(
                "Other pictures are being drawn. Try again in a moment.", .serviceUnavailable, to: visit.request)
        }
        defer { drawings.withLock { $0 -= 1 } }
        switch await drawScreen(picture(for: visit)) {
        case .success(let bytes):
            var response = Response(type: "image/bmp", body: .bytes(bytes))
            response.headers["Content-Disposition"] = #"inline; filename="screendump.bmp""#
            return response
        case .failure(let failure):
            return refusal(failure.description, .serviceUnavailable, to: visit.request)
        }
    }

    private func picture(for visit: Visit) -> ScreenPicture {
        let asked = (try? visit.request.query())?[Screen.query]
        if asked == Screen.home { return picture(of: nil, visit) }
        if let screen = asked.flatMap(Screen.init) { return picture(of: screen, visit) }
        if screenProgress.isRunning { return picture(of: .progress, visit) }
        return service.status(recentAttempts: 0).onboarding.takes_code ? picture(of: .activation, visit) : idle(visit)
    }

    private func picture(of screen: Screen?, _ visit: Visit) -> ScreenPicture {
        let page = contents(of: screen, visit, typed: "")
        let translations = Translations.of(visit.language)
        func said(_ text: String) -> String { translations?.say(text) ?? text }
        var picture = empty(page)
        picture.heading = said(page.heading)
        picture.text = said(page.progress?.summary ?? page.text)
        picture.items = page.items.map { said($0.label) }
        picture.lines = page.lines.map { (said($0.label), said($0.value)) }
        picture.field = page.form?.field.map { said($0.label) } ?? ""
        picture.softkeys = page.keys.map { key in
            switch key {
            case .submit(let label), .go(let label, _): said(label)
            case .back: said("Back")
            }
        }
        return picture
    }

    private func idle(_ visit: Visit) -> ScreenPicture {
        let page = contents(of: nil, visit, typed: "")
        var picture = empty(page)
        let snapshot = service.snapshot
        picture.lineKeys = (1...service.identity.model.lines).map { Self.lineKey($0, in: snapshot) }
        picture.text = snapshot["Text_Logo"]
        picture.softkeys = [Translations.of(visit.language)?.say(page.heading) ?? page.heading]
        return picture
    }

    /// What stands beside a line key: its short name, in which `$USER` is the user ID of its extension.
    private static func lineKey(_ number: Int, in snapshot: Snapshot) -> String {
        let value = { (name: String) in snapshot[ParameterName(name)] }
        let ext = value("Extension_\(number)_")
        guard ext != "Disabled" else { return "" }
        let user = value("User_ID_\(ext)_").nonEmpty ?? value("Display_Name_\(ext)_").nonEmpty ?? "Ext \(ext)"
        let name = value("Short_Name_\(number)_")
        guard let place = name.firstRange(of: "$USER") else { return name.nonEmpty ?? user }
        return name.replacingCharacters(of: place, with: user)
    }

    private func empty(_ page: PhoneScreenPage) -> ScreenPicture {
        // `11/20/26 4:57:23 p.m.`, or with the hours of a day.
        let time = service.currentTime.split(separator: " ")
        let clock = ([time.dropFirst().first.map { $0.dropLast(3) } ?? ""] + time.dropFirst(2)).joined(separator: " ")
        return ScreenPicture(
            name: service.snapshot["Station_Display_Name"].nonEmpty ?? page.phone, clock: clock,
            date: String(time.first ?? ""), cloud: .init(rawValue: page.cloud.cloud.rawValue) ?? .off)
    }
}

extension String {
    fileprivate func firstRange(of word: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(word) }.flatMap { start in
            index(start, offsetBy: word.count, limitedBy: endIndex).map { start..<$0 }
        }
    }

    fileprivate func replacingCharacters(of range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
