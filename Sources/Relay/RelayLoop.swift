internal import CEpoll
internal import Glibc
internal import Threading

/// What the relay's thread does.
final class RelayLoop {
    /// The most bytes that wait for a phone that does not read.
    private static let longestBacklog = 256 << 10
    /// The rhythm of slow answers.
    private static let drop: Duration = .milliseconds(100)

    private let listener: Int32
    private var target: SocketAddress
    private var plan: FaultPlan
    private let changeShare: Double
    private let state: RelayState
    private let epoll: Int32
    private let start = MonotonicTime.now
    /// By either descriptor.
    private var passages: [Int32: Passage] = [:]
    /// Those that wait for a moment.
    private var waiting: [Int32: Passage] = [:]
    /// What the last answer for a path held.
    private var versions: [Int: Int] = [:]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(
        listener: Int32, target: SocketAddress, plan: FaultPlan, changeShare: Double, state: RelayState
    ) throws(FaultRelay.StartError) {
        self.listener = listener
        self.target = target
        self.plan = plan
        self.changeShare = changeShare
        self.state = state
        epoll = cepoll_create()
        guard epoll >= 0 else { throw .system("epoll") }
        watch(listener, cepoll_in)
        watch(state.wake, cepoll_in)
    }

    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while !state.isOver.withLock({ $0 }) {
            let count = epoll_wait(epoll, &events, 256, timeout)
            for event in events.prefix(Int(max(0, count))) {
                let descriptor = event.data.fd
                if descriptor == listener {
                    accept()
                } else if let passage = passages[descriptor] {
                    moved(passage, descriptor, event.events)
                }
            }
            goOn()
        }
        let all = Dictionary(grouping: passages.values, by: \.phone).compactMap(\.value.first)
        for passage in all { passage.close() }
        passages = [:]
        close(listener)
        close(epoll)
    }

    // MARK: Time

    private var timeout: Int32 {
        guard let next = waiting.values.compactMap(\.wakes).min() else { return -1 }
        let now = MonotonicTime.now.nanoseconds
        return next <= now ? 0 : Int32(clamping: (next - now) / 1_000_000 + 1)
    }

    private func wake(_ passage: Passage, after duration: Duration) {
        passage.wakes = (MonotonicTime.now + duration).nanoseconds
        waiting[passage.phone] = passage
    }

    private func goOn() {
        guard !waiting.isEmpty else { return }
        let now = MonotonicTime.now.nanoseconds
        for passage in Array(waiting.values) where passage.wakes ?? .max <= now {
            passage.wakes = nil
            waiting[passage.phone] = nil
            if passage.stage == .delayed {
                begin(passage)
            } else {
                passage.allowance = Int(Double(passage.bytesPerSecond ?? .max) * 0.1)
                passage.allowance = max(1, passage.allowance)
                deliver(passage)
            }
        }
    }

    // MARK: Connections

    private func accept() {
        while true {
            let phone = cepoll_accept(listener)
            guard phone >= 0 else { return }
            let passage = Passage(phone: phone)
            passages[phone] = passage
            watch(phone, cepoll_in)
            state.counts.withLock { $0.open += 1 }
        }
    }

    private func end(_ passage: Passage, reset: Bool = false) {
        passages[passage.phone] = nil
        waiting[passage.phone] = nil
        if passage.server >= 0 { passages[passage.server] = nil }
        passage.close(reset: reset)
        state.counts.withLock { $0.open -= 1 }
    }

    private func moved(_ passage: Passage, _ descriptor: Int32, _ events: UInt32) {
        if descriptor == passage.phone {
            if events & (cepoll_in | cepoll_gone) != 0 { readPhone(passage) }
            if passages[descriptor] === passage, events & cepoll_out != 0 { deliver(passage) }
        } else {
            if !passage.isServerConnected { connected(passage) }
            if passages[descriptor] === passage, events & cepoll_out != 0 { feed(passage) }
            if passages[descriptor] === passage,
                events & (cepoll_in | cepoll_gone) != 0
            {
                readServer(passage)
            }
        }
    }

    // MARK: The phone's side

    private func readPhone(_ passage: Passage) {
        let count = read(passage.phone, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else {
            // A phone that has asked may close its half; one that has not, or has gone, is forgotten.
            return end(passage)
        }
        passage.toServer += buffer[..<count]
        switch passage.stage {
        case .readingHead: examine(passage)
        case .passing: feed(passage)
        case .delayed, .draining, .silent: break
        }
    }

    private func examine(_ passage: Passage) {
        // 22 begins a TLS handshake (RFC 8446, 5.1).
        if passage.toServer.first == 22 { return asked(passage, head: nil) }
        guard let head = RequestHead(passage.toServer) else {
            if passage.toServer.count > RequestHead.limit { end(passage) }
            return
        }
        asked(passage, head: head)
    }

    private func asked(_ passage: Passage, head: RequestHead?) {
        passage.faults = plan.next(at: start.duration(to: .now))
        let isFaulty = !passage.faults.isEmpty
        state.counts.withLock { counts in
            counts.requests += 1
            if isFaulty { counts.faulty += 1 }
        }
        if let head {
            passage.toServer.replaceSubrange(..<head.length, with: head.forwarded)
            if changeShare > 0 { passage.rewriter = PlaceRewriter(version: version(for: head.path)) }
        }
        for fault in passage.faults {
            if case .latency(let duration) = fault {
                passage.stage = .delayed
                wake(passage, after: duration)
                return
            }
        }
        begin(passage)
    }

    private func version(for path: Substring) -> Int {
        let key = path.hashValue
        let version = versions[key] ?? 1
        let next = plan.draw() < changeShare ? version + 1 : version
        versions[key] = next
        return next
    }

    /// The latency is over.
    private func begin(_ passage: Passage) {
        for fault in passage.faults {
            switch fault {
            case .away: return end(passage)
            case .reset(afterBytes: 0): return end(passage, reset: true)
            case .silent:
                passage.stage = .silent
                return
            case .status(let status, let retryAfter):
                let wait = retryAfter.map { "Retry-After: \($0)\r\n" } ?? ""
                passage.toPhone = Array(
                    "HTTP/1.1 \(status) Fault\r\n\(wait)Content-Length: 0\r\nConnection: close\r\n\r\n".utf8)
                passage.isServerDone = true
                passage.stage = .draining
                return deliver(passage)
            case .latency, .reset, .slow: break
            }
        }
        connect(passage)
    }

    // MARK: The server's side

    private func connect(_ passage: Passage) {
        let server = socket(
            target.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard server >= 0, target.connect(server) else {
            if server >= 0 { close(server) }
            return unreachable(passage)
        }
        passage.server = server
        passage.stage = .passing
        passages[server] = passage
        watch(server, cepoll_in | cepoll_out)
    }

    private func unreachable(_ passage: Passage) {
        state.counts.withLock { $0.unreachable += 1 }
        end(passage, reset: true)
    }

    private func connected(_ passage: Passage) {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(passage.server, SOL_SOCKET, SO_ERROR, &error, &size)
        guard error == 0 else { return unreachable(passage) }
        passage.isServerConnected = true
    }

    private func feed(_ passage: Passage) {
        guard passage.isServerConnected else { return }
        while !passage.toServer.isEmpty {
            let count = send(passage.server, passage.toServer, passage.toServer.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { break }
            passage.toServer.removeFirst(count)
        }
        change(passage.server, cepoll_in | (passage.toServer.isEmpty ? 0 : cepoll_out))
    }

    private func readServer(_ passage: Passage) {
        guard passage.toPhone.count < Self.longestBacklog else { return change(passage.server, 0) }
        let count = read(passage.server, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        if count > 0 {
            if passage.rewriter != nil {
                passage.toPhone += passage.rewriter?.pass(buffer[..<count]) ?? []
            } else {
                passage.toPhone += buffer[..<count]
            }
        } else {
            passage.toPhone += passage.rewriter?.finish() ?? []
            passage.isServerDone = true
            passage.stage = .draining
            change(passage.server, 0)
        }
        deliver(passage)
    }

    /// Hands on what the faults allow.
    private func deliver(_ passage: Passage) {
        if passage.bytesPerSecond != nil, passage.allowance == .max { passage.allowance = 0 }
        while !passage.toPhone.isEmpty, passage.allowance > 0 {
            var count = min(passage.toPhone.count, passage.allowance)
            if let limit = passage.resetAfter { count = min(count, limit - passage.passed) }
            if count > 0 { count = send(passage.phone, passage.toPhone, count, Int32(MSG_NOSIGNAL)) }
            if count < 0 {
                guard errno == EAGAIN || errno == EINTR else { return end(passage) }
                return change(passage.phone, cepoll_in | cepoll_out)
            }
            passage.toPhone.removeFirst(count)
            passage.passed += count
            if passage.allowance < .max { passage.allowance -= count }
            state.counts.withLock { $0.bytes += count }
            if let limit = passage.resetAfter, passage.passed >= limit { return end(passage, reset: true) }
        }
        if passage.toPhone.isEmpty {
            if passage.isServerDone { return end(passage) }
            change(passage.phone, cepoll_in)
            if passage.server >= 0, passage.isServerConnected { feed(passage) }
        } else if passage.wakes == nil {
            wake(passage, after: Self.drop)
        }
    }

    // MARK: epoll(7)

    private func watch(_ descriptor: Int32, _ events: UInt32) {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func change(_ descriptor: Int32, _ events: UInt32) {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event)
    }
}

extension MonotonicTime {
    fileprivate func duration(to later: MonotonicTime) -> Duration {
        .nanoseconds(Int64(clamping: later.nanoseconds - min(later.nanoseconds, nanoseconds)))
    }
}
