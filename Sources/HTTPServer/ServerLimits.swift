/// What a server bears. Every limit stands here.
public struct ServerLimits: Sendable {
    /// The longest request target, in bytes. Default 8 KiB. Beyond it 414.
    public var targetSize = 8 << 10
    /// The most header fields. Default 100. Beyond it 431.
    public var headerCount = 100
    /// The largest request head, in bytes. Default 32 KiB. Beyond it 431.
    public var headerSize = 32 << 10
    /// The largest body unless the handler says otherwise, in bytes. Default 1 MiB. Beyond it 413.
    public var bodySize = 1 << 20
    /// How much of a body that is too large is read and thrown away, in bytes, so that the client gets to read its 413.
    /// Default 64 MiB. Beyond it the connection ends.
    public var discardedSize = 64 << 20
    /// From the connection (or the end of the wait below) to the end of the request head. Default 10 s.
    public var headerTime: Duration = .seconds(10)
    /// From the request head to the end of the body. Default 30 s.
    public var bodyTime: Duration = .seconds(30)
    /// From the answer to its last byte; event streams are free of it. Default 120 s.
    public var answerTime: Duration = .seconds(120)
    /// How long a connection may be idle between two requests, or a reader not take a byte. Whole seconds, default 60.
    public var idleTime: Duration = .seconds(60)
    /// Connections at the same time, per listener. Default 4,096: so many that a few addresses with their full share leave room for others.
    public var connections = 4096
    /// Connections at the same time from one address, per listener; Unix sockets are free of it. Default 128.
    public var connectionsPerAddress = 128
    /// Event streams at the same time. Default 64. Beyond it 503.
    public var eventStreams = 64
    /// Threads for a TCP listener. Default 2. A Unix socket has one.
    public var threads = 2

    /// The defaults.
    public init() {}
}
