internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// An address of the phone that does something at once, for scripts: `/admin/resync?…`.
///
/// Source: administration guide, "Direct Action URLs". A browser that comes with a session is asked first, because a link on a foreign
/// page must not do anything.
struct DirectAction: Sendable {
    /// What came of it.
    enum Outcome: Sendable {
        /// Done, or begun; the sentence says so.
        case done(String)
        /// Done, with lines to be shown.
        case shown(String, lines: [String])
        /// Not done, and why.
        case refused(String, Status)
    }

    /// Its own address.
    var route: Route
    /// Where its confirming form is sent: the same path.
    var form: Route
    /// Further addresses that mean the same.
    var aliases: [Route] = []
    /// What the page that asks is called, and its button: `Resync`.
    var title: String
    /// What is asked.
    var question: String
    /// What happens then if no argument is given, or empty.
    var withoutArgument = ""
    /// What the argument is called: `Rule`; empty if there is none.
    var argument = ""
    /// Whether it makes no sense without an argument: then there is nothing to ask.
    var needsArgument = false
    /// Does it; the argument is nil if none was given.
    var perform: @Sendable (Visit, String?) async -> Outcome
}

extension Desk {
    /// Serves an action to the administrator.
    func add(_ action: DirectAction, to router: inout Router) {
        for route in [action.route] + action.aliases {
            serve(route, in: &router, for: [.admin]) { visit in
                visit.session == nil || action.needsArgument && visit.request.directArgument == nil
                    ? .later { await answer(action, visit, argument: visit.request.directArgument) }
                    : .now(confirmation(of: action, visit))
            }
        }
        serve(action.form, in: &router, bodyLimit: 16 << 10, for: [.admin]) { visit in
            guard let form = try? visit.request.form() else { return .now(badForm(visit.request)) }
            return .later { await answer(action, visit, argument: form["argument"]?.nonEmpty) }
        }
    }

    private func confirmation(of action: DirectAction, _ visit: Visit) -> Response {
        let argument = visit.request.directArgument
        return page(
            ConfirmPage(
                title: action.title, sentence: action.question,
                consequence: argument == nil ? action.withoutArgument : "",
                facts: argument.map { [(label: action.argument, value: $0)] } ?? [], action: action.form.path(),
                csrfToken: visit.csrfToken, hidden: argument.map { [(name: "argument", value: $0)] } ?? [],
                button: action.title, cancelLink: Routes.status.path()),
            for: visit, at: .status)
    }

    private func answer(_ action: DirectAction, _ visit: Visit, argument: String?) async -> Response {
        if let refusal = refusalOfDirectAction(visit) { return refusal }
        switch await action.perform(visit, argument) {
        case .done(let sentence):
            guard visit.session != nil else { return .html(bytes: Self.document(saying: sentence)) }
            leave(Notice(kind: .success, sentence: sentence), for: visit)
            return .redirect(to: Routes.status.path())
        case .shown(let sentence, let lines):
            let detail = lines.joined(separator: "\n")
            guard visit.session != nil else { return .html(bytes: Self.document(saying: sentence, detail: detail)) }
            return page(
                MessagePage(title: action.title, sentence: sentence, detail: detail, back: Self.start), for: visit)
        case .refused(let sentence, let status):
            return message(action.title, sentence, status: status, to: visit.request, visit: visit)
        }
    }

    /// What a script is told while Enable_Direct_Action_Url is No; a person has the pages instead.
    func refusalOfDirectAction(_ visit: Visit) -> Response? {
        guard service.snapshot["Enable_Direct_Action_Url"] != "Yes", visit.session == nil else { return nil }
        return refusal(
            "Enable Direct Action Url is No: set it to Yes on Voice > System.", .forbidden, to: visit.request)
    }

    /// A phone answers with a page; scripts look at its status, and that there is one.
    static func document(saying sentence: String, detail: String = "") -> [UInt8] {
        let lines = detail.isEmpty ? "" : "<pre>\(escaped(detail))</pre>"
        return Array(
            "<!DOCTYPE html>\n<html lang=\"en\"><title>Onhook</title><p>\(escaped(sentence))</p>\(lines)</html>\n".utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }
}

extension Desk {
    /// The actions of this file's own subject: profiles.
    func addResyncAction(to router: inout Router) {
        add(
            DirectAction(
                route: .get("/admin/resync"), form: .post("/admin/resync"), aliases: [.get("/resync")],
                title: "Resync", question: "Let the phone resync now?",
                withoutArgument: "It follows the stored rules: Profile Rule, B, C and D.",
                argument: "Rule, for this once"
            ) { visit, rule in
                do throws(ResyncRefusal) {
                    try service.startResync(rule: rule, from: visit.request.peer.hostName, by: visit.principal)
                    return .done("The phone resyncs.")
                } catch {
                    return .refused(Phrase.sentence("\(error)"), Self.status(of: error))
                }
            }, to: &router)
    }

    /// The status of an answer to a resync that is not done.
    static func status(of refusal: ResyncRefusal) -> Status {
        switch refusal {
        case .notAllowed: .forbidden
        case .badRule: .unprocessableContent
        case .provisioningDisabled: .conflict
        case .stopped: .serviceUnavailable
        }
    }
}

extension Request {
    /// What stands behind the `?` of a direct action: one text, which may hold `?` and `&` of its own. Percent escapes are decoded if all
    /// of them are good, and `+` is a blank; a text with a bad escape is taken as it stands, as scripts write rules without escaping them.
    var directArgument: String? {
        guard let raw = target.rawQuery?.nonEmpty else { return nil }
        return FormDecoding.text(ofQuery: raw) ?? raw
    }
}
