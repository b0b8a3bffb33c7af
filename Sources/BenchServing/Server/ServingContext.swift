internal import Bench
internal import FlatProfile
internal import Threading

/// What all parts of a bench that serves share: the book of requests, the events, the voice.
final class ServingContext: Sendable {
    let job: Job
    let book: Locked<RequestBook>
    let events: EventWriter
    let neighbours = Neighbours()
    let now: @Sendable () -> Timestamp
    /// Tells the people at the bench what is no event.
    let say: @Sendable (String) -> Void
    /// Refusals of those who belong to nothing are bounded: a scanner on the network must not fill the disk.
    private let strangers = Locked(
        FloodGate(each: .init(burst: 200, perSecond: 5), together: .init(burst: 2000, perSecond: 50)))

    init(
        job: Job, book: RequestBook, events: EventWriter, now: @escaping @Sendable () -> Timestamp,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.job = job
        self.book = Locked(book)
        self.events = events
        self.now = now
        self.say = say
    }

    /// Keeps events of an address. What is refused comes in any number, and what is too much is counted.
    func tell(_ events: [BenchEvent], from address: String) {
        guard events.contains(where: { $0.kind == .refused || $0.kind == .wrongFile }) else {
            return self.events.add(events)
        }
        let moment = Double(MonotonicTime.now.nanoseconds) / 1e9
        let (isTaken, report) = strangers.withLock { gate in
            (gate.takes(address, at: moment), gate.report(at: moment))
        }
        if let report {
            say(
                "\(report.count) refused requests were answered but not written down, because they came too fast, most of them from \(report.worst.isEmpty ? "many addresses" : report.worst)"
            )
        }
        if isTaken { self.events.add(events) }
    }

    /// What a request comes to, with a look at the wire where nothing else says who asks.
    func judge(_ request: FileRequest) -> Judgement {
        let judgement = book.withLock { $0.judge(request) }
        guard judgement.evidence == nil || judgement.evidence == .path, request.directory == nil,
            let wire = neighbours.mac(of: request.address)
        else { return judgement }
        return book.withLock { $0.judge(request, wire: wire) }
    }

    /// Which device speaks, with a look at the wire.
    func identify(address: String, path: String, userAgent: String?) -> (mac: MACAddress, evidence: Evidence)? {
        let wire = neighbours.mac(of: address)
        return book.withLock { $0.identify(address: address, path: path, userAgent: userAgent, wire: wire) }
    }
}
