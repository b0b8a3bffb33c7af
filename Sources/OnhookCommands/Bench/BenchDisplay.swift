internal import Bench
internal import BenchServing
internal import FlatProfile
internal import Host
internal import PhoneService
internal import Threading

/// What people, or programs, see of a bench that serves: a line an event, and on a terminal below them how all devices are.
final class BenchDisplay: Sendable {
    private struct State {
        var board = ServingBoard([])
        var rates: [(moment: MonotonicTime, events: Int)] = []
    }

    private let console: Console
    private let job: JobName
    private let goal: ServingBoard.Goal?
    private let isJSON: Bool
    private let state = Locked(State())

    /// More lines than this at once nobody reads on a terminal.
    private static let mostLines = 20

    init(_ console: Console, job: JobName, goal: ServingBoard.Goal?, isJSON: Bool) {
        self.console = console
        self.job = job
        self.goal = goal
        self.isJSON = isJSON
    }

    /// Says what is no event, on standard error.
    func say(_ sentence: String) {
        console.showProgress?("")
        console.complain("onhook: \(sentence)\n")
    }

    /// Says where the bench can be reached.
    func began(_ server: BenchServer, _ pages: BenchPages?) {
        var record = ServingRecord(server)
        record.pages = pages?.address
        guard !isJSON else { return line(RecordCoding.encode(record)) }
        for text in [
            record.http, record.https, record.tftp.map { "tftp://\($0)" }, record.syslog.map { "syslog at \($0)" },
            record.dhcp.map { dhcp in
                let options = (record.dhcp_options ?? [:]).sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }.map {
                    "\($0.key) = \($0.value)"
                }
                return "DHCP \(dhcp)\(options.isEmpty ? "" : ", options \(options.joined(separator: ", "))")"
            },
        ].compactMap(\.self) {
            console.line("onhook: job \(job) is served by \(text)")
        }
        pages?.announce(console)
        if record.isLocal {
            say("only this machine can reach the bench; --interface NAME or --http ADDR:PORT serves devices")
        }
    }

    /// Shows what is new.
    func show(_ events: [BenchEvent], _ board: ServingBoard) {
        if isJSON {
            for event in events { line(RecordCoding.encode(BenchEventRecord(event))) }
        } else if !events.isEmpty {
            console.showProgress?("")
            let shown = console.showProgress == nil ? events[...] : events.suffix(Self.mostLines)
            if shown.count < events.count { console.line("… \(events.count - shown.count) more") }
            for event in shown { console.line(Self.text(of: event)) }
        }
        let now = MonotonicTime.now
        let rate = state.withLock { state in
            state.board = board
            state.rates.append((now, events.count))
            state.rates.removeAll { $0.moment + .seconds(5) < now }
            return state.rates.reduce(0) { $0 + $1.events } / 5
        }
        guard !isJSON else { return }
        console.showProgress?(summary(board, rate))
    }

    /// The last words, and how the command ends.
    func ended(wasInterrupted: Bool) -> ExitStatus {
        console.showProgress?("")
        let board = state.withLock(\.board)
        if !isJSON { console.line("onhook: \(summary(board, nil))") }
        guard let goal else { return .done }
        return board.hasReached(goal) && board.unproven == 0 ? .done : .failed
    }

    private func line(_ bytes: [UInt8]) { console.line(String(decoding: bytes, as: UTF8.self)) }

    /// `17:49:58  fetched  00:0e:08:aa:bb:01 fetched …`
    private static func text(of event: BenchEvent) -> String {
        let time = event.time.iso8601.dropFirst(11).prefix(8)
        let kind = event.kind.rawValue + (event.isGood ? "" : " !")
        return "\(time)  \(kind)\(String(repeating: " ", count: max(0, 12 - kind.count)))  \(LogText.line(event.text))"
    }

    /// `[####      ] 40 of 200 fetched  3 reported  1 wrong-file  14/s`
    private func summary(_ board: ServingBoard, _ rate: Int?) -> String {
        let reached = board.reached(goal ?? .fetched)
        let filled = board.count > 0 ? reached * 10 / board.count : 0
        let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: 10 - filled)
        let states = board.states
        let others = [DeviceState.waiting, .reported, .wrongFile, .refused].compactMap { state -> String? in
            guard let count = states[state], count > 0 else { return nil }
            return "\(count) \(state.rawValue)"
        }
        var parts = ["[\(bar)] \(reached) of \(board.count) \((goal ?? .fetched).rawValue)"] + others
        if board.unproven > 0 { parts.append("\(board.unproven) with differences") }
        if board.strangers > 0 { parts.append("\(board.strangers) unknown") }
        if let rate { parts.append("\(rate)/s") }
        return parts.joined(separator: "  ")
    }
}

/// Where a bench can be reached, as JSON.
struct ServingRecord: Encodable {
    var job: String
    var devices: Int
    var http: String?
    var https: String?
    var tftp: String?
    var syslog: String?
    /// Where the pages of the bench are.
    var pages: String?
    var dhcp: String?
    var dhcp_options: [String: String]?

    init(_ server: BenchServer) {
        job = server.job.name.text
        devices = server.devices
        http = server.addresses.http
        https = server.addresses.https
        tftp = server.addresses.tftp
        syslog = server.addresses.syslog
        dhcp = server.addresses.dhcp
        dhcp_options =
            dhcp == nil
            ? nil : Dictionary(uniqueKeysWithValues: server.addresses.options.map { ("\($0.key)", $0.value) })
    }

    /// Whether nobody but this machine can reach it.
    var isLocal: Bool {
        tftp == nil && [http, https].compactMap(\.self).allSatisfy { $0.contains("//127.") || $0.contains("//[::1]") }
    }
}

/// An event of a job, as JSON.
struct BenchEventRecord: Encodable {
    var id: Int
    var time: String
    var kind: String
    var device: String?
    var actor: String?
    var peer: String?
    var subject: String?
    var good: Bool
    var text: String
    var detail: EventDetail?

    init(_ event: BenchEvent) {
        id = event.id
        time = event.time.iso8601
        kind = event.kind.rawValue
        device = event.device?.colonSeparated
        actor = event.actor.isEmpty ? nil : event.actor
        peer = event.peer.isEmpty ? nil : event.peer
        subject = event.subject.isEmpty ? nil : event.subject
        good = event.isGood
        text = event.text
        detail = EventDetail(json: event.detail)
    }
}
