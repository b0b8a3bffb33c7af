internal import Bench
internal import FlatProfile
internal import Pages

/// What is known of the devices of a job, kept current by the events of the store.
///
/// The events are looked at when somebody asks, and at most four times a second, however many ask.
actor Board {
    /// One device and what became of it.
    struct Entry: Sendable {
        var device: Device
        var progress: DeviceProgress
        /// The version of the board that changed it last.
        var version: Int

        var mark: DeviceMark { DeviceMark(progress) }
    }

    /// What pages show of all devices.
    struct Look: Sendable {
        var job: Job
        var entries: [Entry]
        var version: Int
        /// Changes when a device comes or goes.
        var structure: Int
        var counts: [DeviceMark: Int]
        var scanned: Int
    }

    private static let pause: Duration = .milliseconds(250)
    private static let page = 5000
    private static let listLength = 120

    private let store: any BenchStore
    private let name: JobName
    private var job: Job?
    private var entries: [Entry] = []
    private var places: [MACAddress: Int] = [:]
    private var lastEvent = 0
    /// Whether all that had happened before is known: then what an event says of a device is news.
    private var isCaughtUp = false
    private var version = 0
    private var structure = 0
    private var asked: ContinuousClock.Instant?
    private var running: Task<Result<Void, BenchStoreError>, Never>?
    /// The markup of each device, in the languages that were asked for; nil where it changed since.
    private var tiles: [Language: [[UInt8]?]] = [:]

    init(_ store: any BenchStore, job name: JobName) {
        self.store = store
        self.name = name
    }

    // MARK: Reading

    /// All devices as they are now.
    func look() async throws(BenchStoreError) -> Look {
        let job = try await refresh()
        var counts: [DeviceMark: Int] = [:]
        var scanned = 0
        for entry in entries {
            counts[entry.mark, default: 0] += 1
            if entry.progress.isScanned { scanned += 1 }
        }
        return Look(
            job: job, entries: entries, version: version, structure: structure, counts: counts, scanned: scanned)
    }

    /// The tiles of the devices that a filter lets through, as markup, in lists of 120: rows of two, three, four, six and eight fill them.
    func tiles(of look: Look, in language: Language, where isShown: (Entry) -> Bool) -> [UInt8] {
        var markup: [UInt8] = []
        markup.reserveCapacity(entries.count * 220)
        let open = Array("<ul class=\"tiles\">\n".utf8)
        let close = Array("</ul>\n".utf8)
        let made = madeTiles(in: language)
        var count = 0
        for (entry, tile) in zip(entries, made) where isShown(entry) {
            if count % Self.listLength == 0 { markup += count == 0 ? open : close + open }
            markup += tile
            count += 1
        }
        return count == 0 ? [] : markup + close
    }

    private func madeTiles(in language: Language) -> [[UInt8]] {
        guard let job else { return [] }
        let kept = tiles[language] ?? []
        let made = entries.indices.map { place in
            (place < kept.count ? kept[place] : nil)
                ?? Renderer.of(language).render(BoardTile(entries[place], job))
        }
        tiles[language] = made
        return made
    }

    // MARK: Taking in what happened

    /// Takes in what happened since the last time. The job.
    @discardableResult
    private func refresh() async throws(BenchStoreError) -> Job {
        if let asked, asked.duration(to: .now) < Self.pause, running == nil, let job { return job }
        let task = running ?? Task { await self.load() }
        running = task
        try await task.value.get()
        guard let job else { throw .unknownJob(name, nearest: nil) }
        return job
    }

    private func load() async -> Result<Void, BenchStoreError> {
        defer {
            running = nil
            asked = .now
        }
        do throws(BenchStoreError) {
            if job == nil { try await begin() }
            while true {
                let events = try await store.events(of: name, after: lastEvent, limit: Self.page)
                try await takeIn(events)
                guard events.count < Self.page else { continue }
                isCaughtUp = true
                return .success(())
            }
        } catch {
            // A job that is gone may come again as another one.
            if case .unknownJob = error { job = nil }
            return .failure(error)
        }
    }

    private func begin() async throws(BenchStoreError) {
        let fresh = try await store.job(name)
        let devices = try await store.allDevices(of: name)
        version += 1
        structure += 1
        entries = devices.map { Entry(device: $0, progress: DeviceProgress(), version: version) }
        places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.device.mac, $0) })
        lastEvent = 0
        isCaughtUp = false
        tiles = [:]
        job = fresh
    }

    private func takeIn(_ events: [BenchEvent]) async throws(BenchStoreError) {
        guard let last = events.last else { return }
        version += 1
        var touched: Set<MACAddress> = []
        var renewed: Set<MACAddress> = []
        for event in events {
            // The job was deleted and made anew.
            if event.kind == .created, isCaughtUp {
                try await begin()
                return try await takeIn(try await store.events(of: name, after: 0, limit: Self.page))
            }
            guard let mac = event.device else { continue }
            touched.insert(mac)
            if let place = places[mac] { entries[place].progress.happened(event) }
            if Self.concernsDevice(event), isCaughtUp || places[mac] == nil { renewed.insert(mac) }
        }
        lastEvent = last.id
        for mac in renewed { try await renew(mac) }
        for mac in touched {
            guard let place = places[mac] else { continue }
            entries[place].version = version
            for language in tiles.keys { tiles[language]?[place] = nil }
        }
    }

    private static func concernsDevice(_ event: BenchEvent) -> Bool {
        [.added, .changed, .scanned, .undone].contains(event.kind)
    }

    /// Reads a device anew that may have come, changed or gone.
    private func renew(_ mac: MACAddress) async throws(BenchStoreError) {
        let device = try await store.device(mac, of: name)
        switch (places[mac], device) {
        case (let place?, let device?): entries[place].device = device
        case (nil, let device?):
            let events = try await store.events(of: name, device: mac).filter { $0.id <= lastEvent }
            places[mac] = entries.count
            entries.append(Entry(device: device, progress: DeviceProgress(of: events), version: version))
            tiles = [:]
            structure += 1
        case (let place?, nil):
            entries.remove(at: place)
            places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.device.mac, $0) })
            tiles = [:]
            structure += 1
        case (nil, nil): break
        }
    }
}

/// The boards of the jobs that somebody looks at.
actor BoardBook {
    /// More jobs than anybody works at in an hour.
    private static let limit = 16

    private let store: any BenchStore
    private var boards: [JobName: (board: Board, used: Int)] = [:]
    private var count = 0

    init(_ store: any BenchStore) { self.store = store }

    /// The board of a job.
    func board(of job: JobName) -> Board {
        count += 1
        let board = boards[job]?.board ?? Board(store, job: job)
        if boards[job] == nil, boards.count >= Self.limit,
            let oldest = boards.min(by: { $0.value.used < $1.value.used })
        {
            boards[oldest.key] = nil
        }
        boards[job] = (board, count)
        return board
    }

    /// Forgets a job that was deleted.
    func forget(_ job: JobName) { boards[job] = nil }
}
