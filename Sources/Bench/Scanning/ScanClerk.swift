public import FlatProfile

/// Does what the desk decides: keeps scans in the store, one after the other. Several clerks, also of several processes, may work at one job:
/// before each scan a clerk takes in what the others did.
public actor ScanClerk {
    private let store: any BenchStore
    private let job: JobName
    private let actor: String
    private var desk: ScanDesk
    /// The last event that the desk knows.
    private var known: Int
    /// Whether the store has to be read again: what the desk decided was not done.
    private var isStale = false

    /// A clerk at the desk of a job, for scans by that person. Reads devices and earlier scans; throws `unknownJob` and what stores throw.
    public init(_ store: any BenchStore, job name: JobName, by actor: String) async throws(BenchStoreError) {
        self.store = store
        job = name
        self.actor = actor
        (desk, known) = try await Self.desk(of: name, in: store)
    }

    private static func desk(
        of name: JobName, in store: any BenchStore
    ) async throws(BenchStoreError) -> (ScanDesk, known: Int) {
        let job = try await store.job(name)
        var events: [BenchEvent] = []
        var known = 0
        while let page = try await page(of: name, after: known, in: store) {
            events += page.filter(\.isOfDesk)
            known = page.last?.id ?? known
        }
        return (ScanDesk(job, devices: try await store.allDevices(of: name), events: events), known)
    }

    private static func page(
        of name: JobName, after id: Int, in store: any BenchStore
    ) async throws(BenchStoreError) -> [BenchEvent]? {
        let page = try await store.events(of: name, after: id, limit: 5000)
        return page.isEmpty ? nil : page
    }

    /// How many devices were scanned, and how many the job has.
    public var counts: (scanned: Int, devices: Int) { (desk.scannedCount, desk.deviceCount) }

    /// Takes a scan; what it said is durable when this returns.
    public func scan(_ line: String, at time: Timestamp) async throws(BenchStoreError) -> ScanAnswer {
        try await catchUp()
        return try await keep(desk.scan(line), time)
    }

    /// Takes the last accepted scan back.
    public func undo(at time: Timestamp) async throws(BenchStoreError) -> ScanAnswer {
        try await catchUp()
        return try await keep(desk.undo(), time)
    }

    /// Takes in what others did meanwhile.
    private func catchUp() async throws(BenchStoreError) {
        while !isStale, let page = try await Self.page(of: job, after: known, in: store) {
            known = max(known, page.last?.id ?? known)
            isStale = isStale || page.contains(where: \.isOfDesk)
        }
        guard isStale else { return }
        let (fresh, last) = try await Self.desk(of: job, in: store)
        (desk, known, isStale) = (fresh, last, false)
    }

    private func keep(_ answer: ScanAnswer, _ time: Timestamp) async throws(BenchStoreError) -> ScanAnswer {
        guard answer.effect != nil else { return answer }
        do throws(BenchStoreError) {
            try await perform(answer, at: time)
            let news = try await store.events(of: job, after: known, limit: 2)
            // One event is our own; with more of them somebody else was at work too.
            if news.count == 1 { known = news[0].id } else { isStale = true }
            return answer
        } catch {
            isStale = true
            switch error {
            case .deviceExists, .unknownDevice, .serialNumberExists: return .refused("\(error)", answer.device)
            default: throw error
            }
        }
    }

    private func perform(_ answer: ScanAnswer, at time: Timestamp) async throws(BenchStoreError) {
        guard let effect = answer.effect else { return }
        func event(_ kind: BenchEvent.Kind, _ device: Device, _ subject: String = "") -> BenchEvent {
            BenchEvent(kind, at: time, device: device.mac, actor: actor, subject: subject, text: answer.text)
        }
        switch effect {
        case .note(let device, let subject):
            try await store.append([event(.scanned, device, subject)], to: job)
        case .add(let device, let subject):
            _ = try await store.add(device, to: job, event: event(.scanned, device, subject))
        case .update(let device, let subject):
            try await store.update(device, of: job, event: event(.scanned, device, subject))
        case .unnote(let device): try await store.append([event(.undone, device)], to: job)
        case .remove(let device): try await store.remove(device.mac, from: job, event: event(.undone, device))
        case .unpair(let device): try await store.update(device, of: job, event: event(.undone, device))
        }
    }
}

extension BenchEvent {
    /// Whether the desk has to know it.
    fileprivate var isOfDesk: Bool { [.scanned, .undone, .added, .changed].contains(kind) }
}
