internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// Scanning: the page, and what a scanner typed. The script of the page sends the same form and gets JSON.
extension BenchDesk {
    /// A box of phones, and as much as a person scans before looking up.
    private static let mostLines = 1000

    func addScan(to router: inout Router) {
        serve(BenchRoutes.scan, in: &router, ofJob: scanPage)
        serve(BenchRoutes.submitScan, in: &router, ofJob: takeScans)
        serve(BenchRoutes.undoScan, in: &router, ofJob: undoScan)
    }

    private func scanPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        try await scanPage(visit, name, problem: nil)
    }

    private func scanPage(
        _ visit: BenchVisit, _ name: JobName, problem: String?
    ) async throws(BenchStoreError) -> Response {
        let page = ScanPage(
            job: name.text, csrfToken: visit.csrfToken, slip: try await clerks.slip(of: name), problem: problem)
        return self.page(
            page, for: visit, at: Place(job: name, leaf: .scan), status: problem == nil ? .ok : .unprocessableContent)
    }

    private func takeScans(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let form = form(visit)
        let lines: [String]
        if let scans = form["scans"] {
            lines = scans.split(whereSeparator: \.isNewline).map { String($0) }
                .filter { !$0.allSatisfy(\.isWhitespace) }
        } else {
            // One field is one code, and may hold what parts its fields.
            lines = [form["scan"] ?? ""]
        }
        guard lines.count <= Self.mostLines else {
            return try await scanPage(
                visit, name, problem: "At most \(Self.mostLines) scans are taken at once, and nothing was taken.")
        }
        guard !lines.isEmpty else { return .redirect(to: BenchRoutes.scan.path(name.text)) }
        var last: ClerkBook.Said?
        for line in lines { last = try await clerks.scan(line, for: name, at: configuration.now()) }
        return answer(last, visit, name)
    }

    private func undoScan(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        answer(try await clerks.undo(for: name, at: configuration.now()), visit, name)
    }

    private func answer(_ said: ClerkBook.Said?, _ visit: BenchVisit, _ name: JobName) -> Response {
        guard let said, visit.request.headers.all("Accept").contains(where: { $0.contains("application/json") }) else {
            return .redirect(to: BenchRoutes.scan.path(name.text))
        }
        return .json(JSONText.of(ScanAnswerRecord(said, in: visit.language)))
    }
}

/// What the script of the scan page shows and speaks.
struct ScanAnswerRecord: Encodable {
    var outcome: String
    var text: String
    var spoken: String
    var mac: String?
    var scanned: Int
    var devices: Int

    init(_ said: ClerkBook.Said, in language: Language) {
        let translations = Translations.of(language)
        func inLanguage(_ sentence: String) -> String { translations?.say(sentence) ?? sentence }
        outcome = said.outcome.rawValue
        text = inLanguage(Phrase.sentence(said.text))
        spoken = inLanguage(Phrase.sentence(said.spoken))
        mac = said.mac?.lowercase
        scanned = said.scanned
        devices = said.devices
    }
}
