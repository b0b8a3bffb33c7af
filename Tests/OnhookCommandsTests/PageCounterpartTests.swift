import HTTPServer
import TestSupport
import Testing

@testable import OnhookCommands
@testable import WebUI

/// Whatever a page shows or does, a program can have from the API: each address of the pages with its counterparts.
@Suite struct PageCounterpartTests {
    /// By what a program does the same; or why it has no use for it.
    private enum Counterpart {
        case operations([String])
        case needless(String)
    }

    private static func api(_ operations: String...) -> Counterpart { .operations(operations) }

    private static let form = "a program shows its password with each request"

    private static let counterparts: [String: Counterpart] = [
        // Around the pages.
        "GET /": .needless("it leads to Status"),
        "GET /assets/:name": .needless("style and scripts of the pages"),
        "GET /favicon.ico": .needless("the picture of the pages"),
        "GET /setup": api("POST /api/v1/setup"), "POST /setup": api("POST /api/v1/setup"),
        "GET /login": .needless(form), "POST /login": .needless(form), "POST /logout": .needless(form),
        "GET /password": api("POST /api/v1/password"), "POST /password": api("POST /api/v1/password"),
        "GET /sessions": api("GET /api/v1/sessions"), "POST /sessions/:id/end": api("DELETE /api/v1/sessions/:id"),
        "POST /sessions/end-others": api("DELETE /api/v1/sessions"),
        "GET /language": api("GET /api/v1/languages"),
        "GET /search": api("GET /api/v1/search", "GET /api/v1/parameters"),
        // Info.
        "GET /status": api("GET /api/v1/status", "GET /api/v1/attempts/:number"),
        "GET /status/live": api("GET /api/v1/status"),
        "GET /status/events": api("GET /api/v1/events"),
        "GET /status/debug": api("GET /api/v1/logs", "GET /api/v1/status"),
        "GET /status/debug/events": api("GET /api/v1/events"),
        "GET /status/downloads/events": api("GET /api/v1/events"),
        "GET /status/network": api("GET /api/v1/status"), "GET /status/network/events": api("GET /api/v1/events"),
        "GET /status/downloads": api(
            "GET /api/v1/upgrades", "GET /api/v1/attempts", "GET /api/v1/custom-ca", "GET /api/v1/reports"),
        "GET /status/messages": api("GET /api/v1/logs/:name"), "GET /status/logs/:name": api("GET /api/v1/logs/:name"),
        "GET /status/problem-report/new": api("POST /api/v1/problem-report"),
        "POST /status/problem-report": api("POST /api/v1/problem-report"),
        "GET /status/problem-report": api("GET /api/v1/problem-report"),
        "GET /status.xml": api("GET /api/v1/status"), "GET /admin/status.xml": api("GET /api/v1/status"),
        // Voice.
        "GET /voice": .needless("it leads to the first tab"),
        "GET /voice/:tab": api(
            "GET /api/v1/tabs", "GET /api/v1/fields", "GET /api/v1/parameters", "GET /api/v1/web-server"),
        "POST /voice/:tab": api("PATCH /api/v1/parameters", "PATCH /api/v1/drafts/:name"),
        "GET /voice/ext/:line": api("GET /api/v1/tabs", "GET /api/v1/fields", "GET /api/v1/parameters"),
        "POST /voice/ext/:line": api("PATCH /api/v1/parameters", "PATCH /api/v1/drafts/:name"),
        "POST /explanation": api("POST /api/v1/parameters/:name/explanation", "POST /api/v1/rules/explain"),
        "POST /resync": api("POST /api/v1/resync", "POST /api/v1/dry-runs"),
        "GET /provisioning/live": api("GET /api/v1/status", "GET /api/v1/call-state"),
        "GET /attempts": api("GET /api/v1/attempts"),
        "GET /dry-run/:id": api("GET /api/v1/dry-runs/:id"), "GET /dry-run/:id/live": api("GET /api/v1/dry-runs/:id"),
        "POST /dry-run/:id/apply": api("POST /api/v1/dry-runs/:id/apply"),
        "POST /upgrade": api("POST /api/v1/upgrade"), "POST /reboot": api("POST /api/v1/reboot"),
        "POST /factory-reset": api("POST /api/v1/factory-reset"),
        "GET /onboarding/live": api("GET /api/v1/status"), "POST /activation": api("POST /api/v1/activation"),
        "POST /profile-account": api("PUT /api/v1/profile-account", "DELETE /api/v1/profile-account"),
        "GET /phone-screen": api("GET /api/v1/status"), "GET /phone-screen/:screen": api("GET /api/v1/status"),
        "POST /phone-screen/:screen": api(
            "POST /api/v1/resync", "POST /api/v1/activation", "PUT /api/v1/profile-account", "POST /api/v1/reboot",
            "POST /api/v1/factory-reset"),
        "GET /phone-screen/progress/live": api("GET /api/v1/status"),
        // The draft.
        "GET /draft": api("GET /api/v1/drafts/:name", "POST /api/v1/parameters/preview"),
        "POST /draft": api("POST /api/v1/drafts/:name/apply", "DELETE /api/v1/drafts/:name/changes/:parameter"),
        "GET /draft/discard": api("GET /api/v1/drafts"), "POST /draft/discard": api("DELETE /api/v1/drafts/:name"),
        // Administration.
        "GET /history": api("GET /api/v1/revisions", "GET /api/v1/savepoints"),
        "GET /history/:number": api("GET /api/v1/revisions/:number", "GET /api/v1/revisions/:number/parameters"),
        "GET /history/diff": api("GET /api/v1/difference"),
        "GET /history/:number/restore": api("GET /api/v1/revisions/:number/restore"),
        "POST /history/:number/restore": api("POST /api/v1/revisions/:number/restore"),
        "POST /history/undo": api("POST /api/v1/revisions/:number/undo"),
        "GET /history/:number/cfg.xml": api("GET /api/v1/revisions/:number/cfg.xml"),
        "POST /history/savepoints": api("POST /api/v1/savepoints"),
        "POST /history/savepoints/:id/rename": api("PATCH /api/v1/savepoints/:id"),
        "POST /history/savepoints/:id/delete": api("DELETE /api/v1/savepoints/:id"),
        "GET /confirm": api("GET /api/v1/pending-change"), "POST /confirm": api("POST /api/v1/pending-change/confirm"),
        "POST /confirm/revert": api("POST /api/v1/pending-change/revert"),
        "GET /admin/cfg.xml": api("GET /api/v1/profile"), "GET /admin/spacfg.xml": api("GET /api/v1/profile"),
        "GET /export/changed.xml": api("GET /api/v1/profile"),
        "GET /import": api("POST /api/v1/profile/import"),
        "POST /import": api("POST /api/v1/profile/import", "POST /api/v1/profile/difference"),
        "POST /import/apply": api("POST /api/v1/proposals/:proposal/apply"),
        "GET /backup": .needless("it leads to a form"), "GET /backup/open": .needless("it leads to a form"),
        "GET /backup/restore": .needless("it leads to a form"),
        "POST /backup": api("POST /api/v1/backup"), "POST /backup/open": api("POST /api/v1/backup/open"),
        "POST /backup/restore": api("POST /api/v1/backup/restore"),
        "GET /certificate": api("GET /api/v1/certificates", "GET /api/v1/custom-ca"),
        "POST /certificate": api("POST /api/v1/certificates"),
        "POST /certificate/renew": api("POST /api/v1/certificates/web-server"),
        "GET /certificate/:id": api("GET /api/v1/certificates/:id"),
        "GET /certificate/:id/chain.pem": api("GET /api/v1/certificates/:id"),
        "POST /certificate/:id/use": api("PUT /api/v1/certificates/:id"),
        "GET /certificate/:id/delete": api("GET /api/v1/certificates/:id"),
        "POST /certificate/:id/delete": api("DELETE /api/v1/certificates/:id"),
    ]

    /// Direct actions, by their last word: scripts for real phones send them as they stand.
    private static let actions: [String: Counterpart] = [
        "resync": api("POST /api/v1/resync"), "upgrade": api("POST /api/v1/upgrade"),
        "updateca": api("POST /api/v1/custom-ca"), "reboot": api("POST /api/v1/reboot"),
        "factory-reset": api("POST /api/v1/factory-reset"), "ping": api("POST /api/v1/ping"),
        "cfg.xml": api("GET /api/v1/profile"), "spacfg.xml": api("GET /api/v1/profile"),
        "config.xml": api("POST /api/v1/profile/import"), "status.xml": api("GET /api/v1/status"),
        "log.tar": api("GET /api/v1/logs/:name"), "Execute": api("POST /api/v1/resync"),
        "admin": .needless("it leads to a tab"), "basic": .needless("it leads to a tab"),
        "advanced": .needless("it leads to a tab"),
        "screendump.bmp": .needless("a program asks for the picture there"),
        "Screenshot": .needless("a program asks for the picture there"),
    ]

    @Test func everyPageHasItsCounterpartAndEveryCounterpartExists() async throws {
        let console = Console(
            write: { _ in }, complain: { _ in }, read: { (_: Int) throws(CommandFailure) -> [UInt8] in [] })
        let phone = try await Phone.inMemory(
            Invocation(arguments: try Arguments([], options: []), console: console, environment: [:]))
        let routes = Set(phone.application.routes.map(\.description))
        await phone.close()
        let pages = routes.filter { route in
            !route.contains(" /api/") && !route.hasSuffix("/metrics") && !route.hasSuffix("/healthz")
        }
        #expect(pages.count > 80)
        for page in pages.sorted() {
            let word = page.split(separator: "/").last.map(String.init) ?? ""
            switch Self.counterparts[page] ?? Self.actions[word] {
            case nil: Issue.record("\(page) has no counterpart in the API: make one, and name it here")
            case .needless(let reason)?: #expect(!reason.isEmpty)
            case .operations(let operations)?:
                for operation in operations where !routes.contains(operation) {
                    Issue.record("\(operation), the counterpart of \(page), does not exist")
                }
            }
        }
        for page in Self.counterparts.keys.sorted() where !pages.contains(page) {
            Issue.record("\(page) stands here, but is no page any more")
        }
    }
}
