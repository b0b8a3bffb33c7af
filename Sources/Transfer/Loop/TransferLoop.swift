import CCares
import CCurl
import Glibc

/// What the thread does: waits for sockets and deadlines of all transfers and look-ups at once, and for new orders.
final class TransferLoop {
    typealias Instant = ContinuousClock.Instant

    let connections: TransferClient.ConnectionPolicy
    let admits: (@Sendable (String, Endpoint) -> Bool)?
    let inbox: LoopInbox
    private let limit: Int
    let multi: UnsafeMutableRawPointer
    private let poller: Poller
    var activities: [Ticket: Activity] = [:]
    /// How many of them wait for a finder of routes, and hold no turn.
    var aside = 0
    private var waiting = Waiting()
    var byEasy: [UnsafeMutableRawPointer: Activity] = [:]
    var deadlines = DeadlineQueue<Ticket>()
    private var curlDeadline: Instant?
    private var channels: [NameServers: NameChannel] = [:]
    /// libcurl 7.88 looks at its TFTP timers only when the transfer is driven: every second these are.
    private var tftpSockets: [Int32: UnsafeMutableRawPointer] = [:]
    private var tftpTick: Instant?
    private var isShuttingDown = false

    init(
        inbox: LoopInbox, poller: Poller, multi: UnsafeMutableRawPointer, limit: Int,
        connections: TransferClient.ConnectionPolicy, admits: (@Sendable (String, Endpoint) -> Bool)?
    ) {
        self.inbox = inbox
        self.poller = poller
        self.multi = multi
        self.limit = limit
        self.connections = connections
        self.admits = admits
    }

    func run() {
        setUp()
        while !isShuttingDown {
            let events = poller.wait(timeout(at: .now))
            for event in events { handle(event) }
            keepTime(at: .now)
            collectFinished()
            startWaiting()
            if !channels.isEmpty { channels = channels.filter { $0.value.pending > 0 } }
        }
        endAll()
    }

    private func setUp() {
        poller.watch(inbox.wakeDescriptor, readable: true, writable: false)
        let context = Unmanaged.passUnretained(self).toOpaque()
        // CURLMOPT_SOCKETFUNCTION(3), CURLMOPT_TIMERFUNCTION(3): called from within the multi handle's functions only, and those
        // are called by this object's methods only; curl_multi_cleanup is the last of them.
        ccurl_multi_set_socket(
            multi,
            { easy, socket, what, context, _ in
                guard let context else { return 0 }
                Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
                    .curlWatches(socket, what: what, for: easy)
                return 0
            }, context)
        ccurl_multi_set_timer(
            multi,
            { _, milliseconds, context in
                guard let context else { return 0 }
                let loop = Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
                loop.curlDeadline = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
                return 0
            }, context)
        let kept: Int = if case .kept(let count) = connections { count } else { 8 }
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, kept)
    }

    // MARK: Waiting

    private func timeout(at now: Instant) -> Duration? {
        let instants = [curlDeadline, deadlines.next, tftpTick].compactMap { $0.map { $0 - now } }
        return (instants + channels.values.compactMap(\.timeout)).min()
    }

    private func handle(_ event: Poller.Event) {
        let descriptor = event.descriptor
        if descriptor == inbox.wakeDescriptor {
            for command in inbox.takeAll() { perform(command) }
        } else if let channel = channels.values.first(where: { $0.descriptors.contains(descriptor) }) {
            channel.process(
                readable: event.isReadable || event.hasFailed ? descriptor : ARES_SOCKET_BAD,
                writable: event.isWritable ? descriptor : ARES_SOCKET_BAD)
        } else {
            let readable = event.isReadable ? CURL_CSELECT_IN : 0
            let writable = event.isWritable ? CURL_CSELECT_OUT : 0
            drive(descriptor, readable | writable | (event.hasFailed ? CURL_CSELECT_ERR : 0))
        }
    }

    private func drive(_ socket: Int32, _ events: Int32) {
        // A timer, too, may make libcurl read.
        for (tftp, easy) in tftpSockets where socket == tftp || socket == ccurl_socket_timeout {
            if case .attempting(let attempt)? = byEasy[easy]?.phase { attempt.dropStrangers() }
        }
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, events, &running)
    }

    private func keepTime(at now: Instant) {
        if let due = curlDeadline, due <= now {
            curlDeadline = nil
            drive(ccurl_socket_timeout, 0)
        }
        if let due = tftpTick, due <= now {
            tftpTick = now + .seconds(1)
            for socket in tftpSockets.keys { drive(socket, 0) }
        }
        for channel in channels.values where channel.timeout ?? .seconds(1) <= .zero { channel.processTimeouts() }
        // What has just ended has not run out of time.
        collectFinished()
        while let ticket = deadlines.takeDue(at: now) {
            if let activity = activities[ticket] { reconsider(activity, at: now) }
        }
        if deadlines.count > 64 + 2 * activities.count { renewDeadlines() }
    }

    /// By its ticket: a deadline must not keep alive what has ended.
    func watchClock(for activity: Activity) { deadlines.add(activity.order.ticket, at: activity.deadline) }

    private func renewDeadlines() {
        deadlines.removeAll()
        for activity in activities.values { watchClock(for: activity) }
    }

    private func curlWatches(_ socket: Int32, what: Int32, for easy: UnsafeMutableRawPointer?) {
        poller.watch(
            socket, readable: what == CURL_POLL_IN || what == CURL_POLL_INOUT,
            writable: what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
        if what == CURL_POLL_REMOVE {
            tftpSockets[socket] = nil
            if tftpSockets.isEmpty { tftpTick = nil }
        } else if let easy, case .attempting(let attempt)? = byEasy[easy]?.phase, attempt.exchange.url.scheme == .tftp {
            tftpSockets[socket] = easy
            tftpTick = tftpTick ?? .now + .seconds(1)
        }
    }

    // MARK: Orders

    private func perform(_ command: LoopInbox.Command) {
        switch command {
        case .start(let order): accept(order)
        case .cancel(let ticket):
            if let order = waiting.remove(ticket) { order.fail(.cancelled) }
            if let activity = activities[ticket] { abandon(activity, .cancelled) }
        case .routes(let ticket, let decision):
            if let activity = activities[ticket] { foundRoutes(decision, for: activity) }
        case .shutDown: isShuttingDown = true
        }
    }

    private func accept(_ order: Activity.Order) {
        guard !order.ticket.isCancelled else { return order.fail(.cancelled) }
        guard isThereRoom else { return waiting.append(order) }
        begin(order)
    }

    private var isThereRoom: Bool { activities.count - aside < limit }

    /// From here only, so that orders which fail at once do not pile up on the stack.
    private func startWaiting() {
        while !isShuttingDown, isThereRoom, let order = waiting.next() { begin(order) }
    }

    private func begin(_ order: Activity.Order) {
        let activity = Activity(order, at: .now)
        activities[order.ticket] = activity
        switch order {
        case .fetch:
            if let move = activity.course?.begin() { perform(move, for: activity) }
        case .local(let request, _, _):
            start(Exchange(request), for: activity)
        case .services(let question, _, _):
            watchClock(for: activity)
            ask(question, for: activity)
        }
    }

    private func ask(_ question: ServiceQuestion, for activity: Activity) {
        do throws(TransferFailure) {
            try channel(question.resolver).services(of: question.name) { [weak self] result in
                self?.finish(activity) { activity in
                    guard case .services(_, _, let answer) = activity.order else { return }
                    answer.resume(returning: result)
                }
            }
        } catch {
            abandon(activity, error)
        }
    }

    func channel(_ configuration: NameServers) throws(TransferFailure) -> NameChannel {
        if let channel = channels[configuration] { return channel }
        let poller = poller
        let channel = try NameChannel(configuration) { poller.watch($0, readable: $1, writable: $2) }
        channels[configuration] = channel
        return channel
    }

    private func endAll() {
        for order in waiting.removeAll() { order.fail(.shutDown) }
        for activity in Array(activities.values) { abandon(activity, .shutDown) }
        for channel in channels.values { channel.close() }
        channels.removeAll()
        for command in inbox.close() {
            if case .start(let order) = command { order.fail(.shutDown) }
        }
        curl_multi_cleanup(multi)
        inbox.announceEnd()
    }
}
