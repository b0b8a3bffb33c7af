/// One event of an event stream (HTML Standard, "Server-sent events").
public struct ServerSentEvent: Equatable, Sendable {
    /// The type that listeners ask for; nil is `message`. Line ends and NUL are left out.
    public var event: String?
    /// The content; any line ends.
    public var data: String
    /// What the browser hands back as `Last-Event-ID` when it comes again. Line ends and NUL are left out.
    public var id: String?
    /// How long the browser is to wait before it comes again.
    public var retry: Duration?

    /// An event of that content.
    public init(event: String? = nil, data: String, id: String? = nil, retry: Duration? = nil) {
        self.event = event
        self.data = data
        self.id = id
        self.retry = retry
    }

    /// As it goes over the wire, the empty line at its end included.
    public var text: String {
        var text = ""
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let event { text += "event: \(Self.oneLine(event))\n" }
        if let retry {
            let (seconds, attoseconds) = retry.components
            text += "retry: \(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000))\n"
        }
        return text + Self.lines(of: data) + "\n"
    }

    /// Each line behind `data: `. CR LF is one line end, and so are CR and LF alone.
    private static func lines(of data: String) -> String {
        let start = Array("data: ".utf8)
        var bytes = start
        bytes.reserveCapacity(data.utf8.count + 32)
        var previous: UInt8 = 0
        for byte in data.utf8 {
            switch byte {
            case 0x0a where previous == 0x0d: break
            case 0x0a, 0x0d:
                bytes.append(0x0a)
                bytes += start
            default: bytes.append(byte)
            }
            previous = byte
        }
        bytes.append(0x0a)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0 != "\r" && $0 != "\n" && $0 != "\0" })
    }
}
