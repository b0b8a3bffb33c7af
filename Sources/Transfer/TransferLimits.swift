/// How long, how much and how often. No public source tells the phone's own limits: the values are chosen so that a working but slow
/// server still gets through and a broken one is given up before the next retry is due (60 s, Resync_Error_Retry_Delay).
public struct TransferLimits: Sendable, Equatable {
    /// To find the addresses of a name; 10 s is two rounds over two silent name servers.
    public var lookUp: Duration = .seconds(10)
    /// To connect to one address, TLS included, or to get the first TFTP packet; 10 s outlives three lost SYN packets (1 + 2 + 4 s).
    public var connect: Duration = .seconds(10)
    /// Without a byte in either direction; 30 s lets a script on the server build a profile.
    public var idle: Duration = .seconds(30)
    /// For everything: look-ups, addresses, redirects, retries. 300 s moves 16 MiB at 56 kB/s.
    public var total: Duration = .seconds(300)
    /// Body bytes; the largest known profile has 0.3 MB, a file of ring tones or certificates less than 16 MiB.
    public var bodyBytes: Int = 16 << 20
    /// Bytes of all header lines of one exchange; servers themselves stop at 8 to 64 kB.
    public var headerBytes: Int = 64 << 10
    /// How many addresses are tried for one URL, whatever name servers answer: 32 times `connect` is more than `total` already.
    public var addresses: Int = 32
    /// How often a 301 or 302 is followed. The phone's limit is unknown; 5 is what RFC 2068 10.3 recommended and clients expect.
    public var redirects: Int = 5
    /// How often a request is repeated with credentials after a 401: "Maximum 2 retries" (HTTP Status Code Handling on Resync and
    /// Upgrade).
    public var authenticationRetries: Int = 2

    /// The documented defaults.
    public init() {}
}
