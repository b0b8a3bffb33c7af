internal import Bench
internal import FlatProfile
internal import FoundationEssentials
internal import HTTPServer
internal import Pages

/// The live board: the page, and what keeps it current.
extension BenchDesk {
    /// How often an open board is compared with the store.
    private static let interval: Duration = .milliseconds(1000)
    /// Longer than any name.
    private static let longestText = 80

    func addBoard(to router: inout Router) {
        serve(BenchRoutes.board, in: &router, ofJob: boardPage)
        serve(BenchRoutes.boardEvents, in: &router, ofJob: boardEvents)
    }

    private func boardPage(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let board = await boards.board(of: name)
        let look = try await board.look()
        let filter = BoardFilter(
            mark: visit.query("state").flatMap(DeviceMark.init),
            text: String((visit.query("q") ?? "").prefix(Self.longestText)))
        let shown = filter.isOpen ? look.entries.count : look.entries.count { filter.lets($0, of: look.job) }
        let tiles = await board.tiles(of: look, in: visit.language) { filter.isOpen || filter.lets($0, of: look.job) }
        let page = BoardPage(job: name.text, look: look, mark: filter.mark, text: filter.text, shownCount: shown)
        let bytes = Self.putting(tiles, into: document(page, for: visit, at: Place(job: name, leaf: .board)))
        return .page(bytes, in: visit.language)
    }

    /// The page with its tiles in their place.
    static func putting(_ tiles: [UInt8], into page: [UInt8]) -> [UInt8] {
        guard let place = page.firstRange(of: BoardPage.tilesMark) else { return page }
        var whole: [UInt8] = []
        whole.reserveCapacity(page.count + tiles.count)
        whole += page[..<place.lowerBound]
        whole += tiles
        whole += page[place.upperBound...]
        return whole
    }

    /// What changed on a board since a version, as the page's script takes it, while the session lasts.
    private func boardEvents(_ visit: BenchVisit, _ name: JobName) async throws(BenchStoreError) -> Response {
        let board = await boards.board(of: name)
        _ = try await board.look()
        let since = (visit.request.headers["Last-Event-ID"] ?? visit.query("since")).flatMap { Int($0) } ?? 0
        var stream = EventStream { send in
            var known = since
            var isFirst = true
            while !Task.isCancelled, session(of: visit.request) != nil {
                // A store that cannot be read just now is asked again.
                if let look = try? await board.look(), isFirst || look.version != known {
                    let change = BoardChange(of: look, since: known, in: visit.language)
                    let event = ServerSentEvent(event: "board", data: change.json, id: String(look.version))
                    guard send(event) else { return }
                    known = look.version
                    isFirst = false
                }
                guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
            }
        }
        // A change that is lost would never be made good: whoever is too slow comes again and gets everything since.
        stream.overflow = .close
        stream.bufferSize = 8 << 20
        return .events(stream)
    }
}

/// Which devices a board shows.
struct BoardFilter: Sendable {
    var mark: DeviceMark?
    var text: String

    /// Whether it lets every device through.
    var isOpen: Bool { mark == nil && text.isEmpty }

    /// Whether it shows a device: by its mark, and by a part of its address in any printed form, its name, serial number or model.
    func lets(_ entry: Board.Entry, of job: Job) -> Bool {
        if let mark, entry.mark != mark { return false }
        guard !text.isEmpty else { return true }
        let wanted = text.lowercased()
        let bare = wanted.filter { $0 != ":" && $0 != "-" && $0 != "." }
        if !bare.isEmpty, entry.device.mac.lowercase.contains(bare) { return true }
        return BoardTile.name(of: entry.device, job).lowercased().contains(wanted)
            || entry.device.serialNumber.lowercased().contains(wanted)
            || entry.device.model.productName.lowercased().contains(wanted)
    }
}

/// What a page has to do to show a board as it is now.
struct BoardChange: Encodable {
    struct Tile: Encodable {
        var mac: String
        var mark: String
        var sign: String
        var word: String
        var name: String
        var scanned: Bool
    }

    var structure: Int
    var total: Int
    var scanned: Int
    var counts: [String: Int]
    var tiles: [Tile]

    init(of look: Board.Look, since version: Int, in language: Language) {
        structure = look.structure
        total = look.entries.count
        scanned = look.scanned
        counts = Dictionary(uniqueKeysWithValues: DeviceMark.allCases.map { ($0.rawValue, look.counts[$0] ?? 0) })
        let translations = Translations.of(language)
        tiles = look.entries.lazy.filter { $0.version > version }.map { entry in
            let mark = entry.mark
            return Tile(
                mac: entry.device.mac.lowercase, mark: mark.rawValue, sign: mark.sign,
                word: translations?.say(mark.word) ?? mark.word, name: BoardTile.name(of: entry.device, look.job),
                scanned: entry.progress.isScanned)
        }
    }

    var json: String { JSONText.of(self) }
}

/// JSON for the scripts of pages.
enum JSONText {
    static func of(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            // Texts, whole numbers and truths: there is nothing to fail.
            preconditionFailure("a value that JSON cannot hold: \(error)")
        }
    }
}
