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

    static let language = Route.get("/language")

    static let status = Route.get("/status")
    static let liveStatus = Route.get("/status/live")
    static let debugInfo = Route.get("/status/debug")
    static let downloadStatus = Route.get("/status/downloads")
    static let messages = Route.get("/status/messages")
    static let generateProblemReport = Route.post("/status/problem-report")
    static let problemReport = Route.get("/status/problem-report")

    static let voice = Route.get("/voice")
    static let tab = Route.get("/voice/:tab")
    static let submitTab = Route.post("/voice/:tab")
    static let ext = Route.get("/voice/ext/:line")
    static let submitExt = Route.post("/voice/ext/:line")
    static let resync = Route.post("/resync")
    static let upgrade = Route.post("/upgrade")

    static let activation = Route.post("/activation")
    static let profileAccount = Route.post("/profile-account")

    static let history = Route.get("/history")
    static let revision = Route.get("/history/:number")

    static let configuration = Route.get("/admin/cfg.xml")
    static let configurationOfOld = Route.get("/admin/spacfg.xml")

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
    static let followed = [liveStatus, events]

    /// Where a tab is.
    static func path(of tab: VoiceTab) -> String {
        if case .ext(let line) = tab { return ext.path(String(line)) }
        return Self.tab.path(slug(of: tab))
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
