internal import HTTPServer

/// The addresses of the bench's pages.
enum BenchRoutes {
    static let home = Route.get("/")
    static let setup = Route.get("/setup")
    static let submitSetup = Route.post("/setup")
    static let login = Route.get("/login")
    static let submitLogin = Route.post("/login")
    static let logout = Route.post("/logout")
    static let password = Route.get("/password")
    static let submitPassword = Route.post("/password")
    static let language = Route.get("/language")

    static let jobs = Route.get("/jobs")
    static let newJob = Route.get("/new-job")
    static let submitJob = Route.post("/new-job")
    static let job = Route.get("/jobs/:job")
    static let devices = Route.get("/jobs/:job/devices.csv")
    static let template = Route.get("/jobs/:job/template")
    static let deletion = Route.get("/jobs/:job/delete")
    static let delete = Route.post("/jobs/:job/delete")
    static let device = Route.get("/jobs/:job/devices/:mac")

    static let scan = Route.get("/jobs/:job/scan")
    static let submitScan = Route.post("/jobs/:job/scan")
    static let undoScan = Route.post("/jobs/:job/scan/undo")

    static let board = Route.get("/jobs/:job/board")
    static let boardEvents = Route.get("/jobs/:job/board/events")

    static let runs = Route.get("/jobs/:job/rehearsals")
    static let run = Route.get("/jobs/:job/rehearsals/:run")
    static let report = Route.get("/jobs/:job/report")
    static let reportTable = Route.get("/jobs/:job/report.csv")

    /// Whether a page's script asks there by itself.
    static func isFollowed(_ path: String) -> Bool { path.hasSuffix("/board/events") }
}
