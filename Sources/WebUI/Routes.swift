internal import FlatProfile
internal import HTTPServer

/// Every address that the phone answers. Links are made from these values, never from strings.
enum Routes {
    static let home = Route.get("/")
    static let setup = Route.get("/setup")
    static let submitSetup = Route.post("/setup")
    static let login = Route.get("/login")
    static let submitLogin = Route.post("/login")
    static let logout = Route.post("/logout")
    static let password = Route.get("/password")
    static let submitPassword = Route.post("/password")
    static let sessions = Route.get("/sessions")
    static let endSession = Route.post("/sessions/:id/end")
    static let endOtherSessions = Route.post("/sessions/end-others")

    static let language = Route.get("/language")

    static let status = Route.get("/status")
    static let liveStatus = Route.get("/status/live")
    static let debugInfo = Route.get("/status/debug")
    static let statusEvents = Route.get("/status/events")
    static let networkStatistics = Route.get("/status/network")
    static let networkEvents = Route.get("/status/network/events")
    static let debugEvents = Route.get("/status/debug/events")
    static let downloadStatus = Route.get("/status/downloads")
    static let downloadEvents = Route.get("/status/downloads/events")
    static let messages = Route.get("/status/messages")
    static let logFile = Route.get("/status/logs/:name")
    static let describeProblem = Route.get("/status/problem-report/new")
    static let generateProblemReport = Route.post("/status/problem-report")
    static let problemReport = Route.get("/status/problem-report")

    static let voice = Route.get("/voice")
    static let tab = Route.get("/voice/:tab")
    static let submitTab = Route.post("/voice/:tab")
    static let ext = Route.get("/voice/ext/:line")
    static let submitExt = Route.post("/voice/ext/:line")
    static let resync = Route.post("/resync")
    static let explanation = Route.post("/explanation")
    static let liveProgress = Route.get("/provisioning/live")
    static let attempts = Route.get("/attempts")
    static let dryRun = Route.get("/dry-run/:id")
    static let liveDryRun = Route.get("/dry-run/:id/live")
    static let applyDryRun = Route.post("/dry-run/:id/apply")
    static let liveOnboarding = Route.get("/onboarding/live")

    static let phoneScreen = Route.get("/phone-screen")
    static let phoneScreenPage = Route.get("/phone-screen/:screen")
    static let submitPhoneScreen = Route.post("/phone-screen/:screen")
    static let livePhoneScreen = Route.get("/phone-screen/progress/live")
    static let screenPicture = Route.get("/admin/screendump.bmp")
    static let upgrade = Route.post("/upgrade")

    static let activation = Route.post("/activation")
    static let profileAccount = Route.post("/profile-account")

    static let draft = Route.get("/draft")
    static let applyDraft = Route.post("/draft")
    static let discardPage = Route.get("/draft/discard")
    static let discardDraft = Route.post("/draft/discard")
    static let search = Route.get("/search")

    static let history = Route.get("/history")
    static let revision = Route.get("/history/:number")
    static let difference = Route.get("/history/diff")
    static let previewRestore = Route.get("/history/:number/restore")
    static let restore = Route.post("/history/:number/restore")
    static let undo = Route.post("/history/undo")
    static let revisionExport = Route.get("/history/:number/cfg.xml")
    static let makeSavepoint = Route.post("/history/savepoints")
    static let renameSavepoint = Route.post("/history/savepoints/:id/rename")
    static let deleteSavepoint = Route.post("/history/savepoints/:id/delete")

    static let confirmation = Route.get("/confirm")
    static let confirm = Route.post("/confirm")
    static let revertPendingChange = Route.post("/confirm/revert")

    static let configuration = Route.get("/admin/cfg.xml")
    static let configurationOfOld = Route.get("/admin/spacfg.xml")

    static let changedConfiguration = Route.get("/export/changed.xml")
    static let importProfile = Route.get("/import")
    static let submitProfile = Route.post("/import")
    static let applyProposal = Route.post("/import/apply")
    /// Where the forms of backup and restore stand on the page of `importProfile`.
    static let backupForms = [Route.get("/backup"), .get("/backup/open"), .get("/backup/restore")]
    static let backupAnchor = "#backup-heading"
    static let downloadBackup = Route.post("/backup")
    static let openBackup = Route.post("/backup/open")
    static let restoreBackup = Route.post("/backup/restore")

    static let reboot = Route.post("/reboot")
    static let factoryReset = Route.post("/factory-reset")
    static let statusDocument = Route.get("/status.xml")
    static let statusDocumentOfAdmin = Route.get("/admin/status.xml")

    static let certificatePage = Route.get("/certificate")
    static let certificates = Route.post("/certificate")
    static let renewCertificate = Route.post("/certificate/renew")
    static let certificate = Route.get("/certificate/:id")
    static let certificateChain = Route.get("/certificate/:id/chain.pem")
    static let useCertificate = Route.post("/certificate/:id/use")
    static let askToDeleteCertificate = Route.get("/certificate/:id/delete")
    static let deleteCertificate = Route.post("/certificate/:id/delete")

    static let healthz = Route.get("/healthz")
    static let metrics = Route.get("/metrics")
    static let events = Route.get("/api/v1/events")
    /// What a page's script asks for by itself: that is no sign of a person.
    static func isFollowed(_ path: String) -> Bool { path.hasSuffix("/live") || path.hasSuffix("/events") }

    /// Whether a path is that of a direct action, with or without /admin.
    static func isDirectAction(_ path: String) -> Bool {
        path.hasPrefix("/admin/")
            || [
                "/resync", "/upgrade", "/updateca", "/reboot", "/ping", "/factory-reset", "/cfg.xml", "/spacfg.xml",
                "/status.xml", "/log.tar", "/screendump.bmp", "/config.xml",
            ].contains(path)
    }

    /// Where a tab is.
    static func path(of tab: VoiceTab, query: [(name: String, value: String)] = []) -> String {
        if case .ext(let line) = tab { return ext.path(String(line), query: query) }
        return Self.tab.path(slug(of: tab), query: query)
    }

    /// The tab whose page has that path.
    static func tab(path: String) -> VoiceTab? {
        let segments = path.split(separator: "/")
        guard segments.count > 1, segments[0] == "voice" else { return nil }
        if segments.count == 3, segments[1] == "ext" { return Int(segments[2]).map(VoiceTab.ext) }
        return segments.count == 2 ? tab(slug: String(segments[1])) : nil
    }

    /// The tab of an address; nil if the phone has none there.
    static func tab(slug: String) -> VoiceTab? {
        [.system, .sip, .provisioning, .regional, .phone, .user, .attConsole, .tr069]
            .first { Self.slug(of: $0) == slug }
    }

    private static func slug(of tab: VoiceTab) -> String {
        switch tab {
        case .system: "system"
        case .sip: "sip"
        case .provisioning: "provisioning"
        case .regional: "regional"
        case .phone: "phone"
        case .ext: "ext"
        case .user: "user"
        case .attConsole: "att-console"
        case .tr069: "tr-069"
        case .certificate: "certificate"
        }
    }
}
