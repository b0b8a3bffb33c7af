import Threading

/// An HTTP/1.1 server on one or several sockets, answering from the moment it is made until `stop()`.
///
/// Built on GNU libmicrohttpd: its threads wait in epoll, read and check requests, call the handler and write the answers.
public final class HTTPServer: Sendable {
    private let engine: Engine

    /// The port of each listener in the order given; nil for a Unix socket.
    public let boundPorts: [UInt16?]

    /// The port of the first listener that has one.
    public var boundPort: UInt16? { boundPorts.lazy.compactMap(\.self).first }

    /// Opens every listener and starts to answer; when one fails none stays open. `whenQuiet` is called on a thread of the server when
    /// no request has been under way for ten seconds after the last one, and has to return soon.
    public init(
        listeners: [Listener], limits: ServerLimits = ServerLimits(), handler: any RequestHandler,
        whenQuiet: (@Sendable () -> Void)? = nil
    ) throws(ServerStartError) {
        let engine: Engine
        do throws(ThreadError) {
            engine = try Engine(handler: handler, limits: limits, whenQuiet: whenQuiet)
        } catch {
            throw .thread(code: error.number)
        }
        var ports: [UInt16?] = []
        do throws(ServerStartError) {
            for listener in listeners {
                let site = try Site(ListeningSocket.open(listener), tls: listener.tls, engine: engine)
                engine.add(site)
                ports.append(site.port)
            }
        } catch {
            engine.shutDown(grace: .zero)
            throw error
        }
        self.engine = engine
        boundPorts = ports
    }

    /// Takes no more connections and requests, ends event streams, waits for the answers under way, and stops.
    ///
    /// After `grace` the tasks of deferred answers are cancelled and their clients told 503. Several calls wait for the
    /// same end. A server that is let go without it stops at once, in the background.
    public func stop(grace: Duration = .seconds(10)) async {
        await withCheckedContinuation { continuation in
            Self.onThread { [engine] in
                engine.shutDown(grace: grace)
                continuation.resume()
            }
        }
    }

    /// Takes no more connections; each that is open ends with its next answer, so that its client comes back to whoever listens now.
    public func stopAccepting() { engine.quiesce() }

    /// Ends the event streams; their clients ask again, wherever they are sent.
    public func endEventStreams() { engine.endStreams() }

    /// The socket of the first listener, for another server that takes its place: from now on both accept connections from it, until
    /// this one is told to stop accepting. Throws `socket` if the system has no number left for it.
    public func sharedListener(tls: TLSIdentity? = nil) throws(ServerStartError) -> Listener? {
        try engine.firstSite?.sharedSocket(tls: tls)
    }

    deinit {
        Self.onThread { [engine] in engine.shutDown(grace: .zero) }
    }

    /// Without a thread to be had the caller's own has to do.
    private static func onThread(_ work: @escaping @Sendable () -> Void) {
        do throws(ThreadError) {
            try BlockingThread.start(named: "http stop", work)
        } catch {
            work()
        }
    }
}

extension HTTPServer {
    /// Whether a stop has begun.
    package var isStopping: Bool { engine.isStopping }
}
