import CCares
import CCurl
import Glibc
import Threading

/// Fetches, posts and puts over TFTP, HTTP and HTTPS: one thread of its own drives all transfers of a process, however many phones it
/// plays. Calls wait without holding a thread; a cancelled task's transfer is broken off. With nothing under way the thread sleeps
/// until the next call.
public final class TransferClient: Sendable {
    /// What becomes of a connection after its answer.
    public enum ConnectionPolicy: Sendable, Equatable {
        /// It is closed, as a phone that asks once an hour would; the only connection that is used twice is the one that a server
        /// asked for credentials on.
        case closed
        /// Up to so many are kept for later transfers to the same name, address and port: for playing many phones at once.
        case kept(Int)
    }

    private let inbox: LoopInbox

    /// Starts the thread.
    ///
    /// - Parameter simultaneousTransfers: How many transfers and look-ups run at once; the others wait for their turn, and none of
    ///   their limits runs meanwhile. By default half of the descriptors that the process may open, at most 10,000.
    /// - Parameter admits: Asked of each address before it is connected to, with the name in the URL, on the client's own thread; what it
    ///   refuses fails with `.notAdmitted`. Everything may be connected to unless said otherwise.
    /// - Parameter connections: What becomes of a connection after its answer; closed by default.
    /// - Throws: `.other` when the system gives no descriptor, memory or thread.
    public init(
        simultaneousTransfers: Int? = nil, connections: ConnectionPolicy = .closed,
        admits: (@Sendable (_ host: String, Endpoint) -> Bool)? = nil
    ) throws(TransferFailure) {
        guard Self.librariesAreReady else { throw .other(code: 2, "libcurl or c-ares could not be set up") }
        inbox = try LoopInbox()
        let poller = try Poller()
        guard let multi = curl_multi_init() else { throw .other(code: 27, "out of memory") }
        // Unsafe: the thread alone touches it from now on.
        nonisolated(unsafe) let loop = TransferLoop(
            inbox: inbox, poller: poller, multi: multi,
            limit: max(1, simultaneousTransfers ?? Self.sensibleLimit), connections: connections, admits: admits)
        do throws(ThreadError) {
            try BlockingThread.start(named: "transfers") { loop.run() }
        } catch {
            curl_multi_cleanup(multi)
            throw TransferFailure(systemError: error.number, while: "pthread_create")
        }
    }

    deinit {
        // No call is under way, since each holds the client; the thread ends by itself.
        _ = inbox.post(.shutDown)
    }

    /// Moves one thing and tells all that happened. Redirects, retries with credentials and further addresses are included.
    public func fetch(_ request: TransferRequest) async -> TransferReport {
        await submit { ticket, answer in .fetch(request, ticket, answer) }
    }

    /// The SRV records of a name (`_ciscoprov-https._tls.example.com`), in the order in which a phone tries them: by priority, then by
    /// weight, the lower first (provisioning guide, "SRV Record Fields").
    ///
    /// - Throws: `.nameNotFound` also when the only record says that there is no such service.
    public func lookupSRV(
        _ name: String, resolver: NameServers = .system, limits: TransferLimits = TransferLimits()
    ) async throws(TransferFailure) -> [ServiceRecord] {
        if let fault = TransferURL.hostFault(name) { throw .badURL(fault) }
        let question = ServiceQuestion(name: name, resolver: resolver, limits: limits)
        let result: Result<[ServiceRecord], TransferFailure> = await submit { ticket, answer in
            .services(question, ticket, answer)
        }
        return try result.get()
    }

    /// Ends everything: transfers under way fail with `.shutDown`, as do later ones. Returns when the thread has let go of all sockets.
    public func shutdown() async {
        await inbox.shutDown()
    }

    func submit<Answer: Sendable>(
        _ order: @Sendable (Ticket, CheckedContinuation<Answer, Never>) -> Activity.Order
    ) async -> Answer {
        let ticket = Ticket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let order = order(ticket, continuation)
                if !inbox.post(.start(order)) { order.fail(.shutDown) }
            }
        } onCancel: { [inbox] in
            ticket.cancel()
            _ = inbox.post(.cancel(ticket))
        }
    }

    /// curl_global_init(3) and ares_library_init(3): once a process, before any thread uses them.
    private static let librariesAreReady =
        curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK && ares_library_init(ARES_LIB_INIT_ALL) == 0

    private static var sensibleLimit: Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 256 }
        return Int(clamping: min(10_000, max(16, limits.rlim_cur / 2)))
    }
}
