internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import Threading

/// What keeps an open page current: the events of the phone, and the rows that have changed.
extension Desk {
    /// How often the machine is looked at for a page that is open.
    private static let interval: Duration = .seconds(2)

    /// The events of the phone as far as its session lasts, then the rows of its sections that have changed.
    ///
    /// The event `sections` holds the order of all sections and the markup of those that differ from what the page has; the first one
    /// compares with nothing, because the page is older than the stream.
    func follow(_ visit: Visit, _ sections: @escaping @Sendable () -> [RowSection]) -> EventStream {
        var stream = EventStream { send in
            streams.withLock { $0 += 1 }
            defer { streams.withLock { $0 -= 1 } }
            await withTaskGroup { group in
                group.addTask { await forward(visit, to: send) }
                group.addTask { await watch(visit, sections, to: send) }
                await group.next()
                group.cancelAll()
            }
        }
        // A change that is lost would never be made good: whoever is too slow comes again and gets everything.
        stream.overflow = .close
        stream.bufferSize = 512 << 10
        return stream
    }

    /// Hands every event on until the client or the session is gone.
    func forward(_ visit: Visit, to send: EventStream.Sink) async {
        let events = await service.watch()
        guard send(ServerSentEvent(event: "ready", data: "{}")) else { return }
        await withTaskGroup { group in
            group.addTask {
                for await event in events {
                    guard isWelcome(visit), send(ServerSentEvent(event)) else { return }
                }
            }
            if visit.session != nil { group.addTask { await untilSessionEnds(visit) } }
            await group.next()
            group.cancelAll()
        }
    }

    private func watch(_ visit: Visit, _ sections: @Sendable () -> [RowSection], to send: EventStream.Sink) async {
        var shown: [String: String] = [:]
        while !Task.isCancelled, isWelcome(visit) {
            let change = SectionsChange(
                of: sections(), in: visit.language, csrfToken: visit.csrfToken, now: service.now, since: &shown)
            if !change.changed.isEmpty || change.isReordered {
                let data = String(decoding: RecordCoding.encode(change), as: UTF8.self)
                guard send(ServerSentEvent(event: "sections", data: data)) else { return }
            }
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
        }
    }

    private func isWelcome(_ visit: Visit) -> Bool { visit.session == nil || session(of: visit.request) != nil }
}

/// What a page has to do to show those sections.
struct SectionsChange: Encodable {
    /// The anchors of all sections, in their order.
    var order: [String]
    /// The markup of those that are new or another, by anchor.
    var changed: [String: String]
    /// Whether one has gone.
    var isReordered: Bool

    private enum CodingKeys: String, CodingKey {
        case order, changed
    }

    /// Compares with what is shown, and remembers what will be.
    ///
    /// The token is that of the forms in them.
    init(
        of sections: [RowSection], in language: Language, csrfToken: String = "", now: Timestamp,
        since shown: inout [String: String]
    ) {
        func rendered(_ section: RowSection, at time: Timestamp) -> String {
            let fragment = RowsFragment(sections: [section], csrfToken: csrfToken, now: time)
            return String(decoding: Renderer.of(language).render(fragment), as: UTF8.self)
        }
        // That time goes by is no change: pages keep their clocks themselves.
        let markup = Dictionary(sections.map { ($0.id, rendered($0, at: Timestamp(unixSeconds: 0))) }) { first, _ in
            first
        }
        order = sections.map(\.id)
        changed = Dictionary(
            sections.filter { shown[$0.id] != markup[$0.id] }.map { ($0.id, rendered($0, at: now)) }
        ) { first, _ in first }
        isReordered = shown.keys.contains { markup[$0] == nil }
        shown = markup
    }
}
