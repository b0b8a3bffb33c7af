/// What has been received of an answer: built from header lines and body bytes as they come.
struct Answer {
    private(set) var status: Int?
    private(set) var contentType: String?
    private(set) var contentEncoding: String?
    private(set) var lastModified: String?
    private(set) var location: String?
    private(set) var contentLength: Int?
    /// Whether a `Content-Length` is no number or contradicts another one: then nobody knows where the body ends (RFC 9112, 6.3).
    private(set) var hasBadLength = false
    /// How long the server wants to be left alone, in seconds.
    private(set) var retryAfter: Int?
    /// What the server asked for with a 401.
    private(set) var serverChallenges = Challenges()
    /// What a proxy asked for with a 407.
    private(set) var proxyChallenges = Challenges()
    private(set) var headerBytes = 0
    private(set) var body: [UInt8] = []
    /// How many bytes of the body have come, whether they are in `body` or in a file.
    private(set) var bodyBytes = 0

    /// Demands for a login.
    struct Challenges {
        /// How many there were.
        var count = 0
        /// The better one of the schemes that the last one offered.
        var scheme: AuthenticationStory.Scheme?
        private var isNew = false

        /// A header line may hold several challenges (RFC 9110, 11.6.1); ours are told from parameters by the blank behind them.
        mutating func offered(_ value: String) {
            if isNew { scheme = nil }
            isNew = false
            let text = value.lowercased()
            if text.hasPrefix("digest ") || text.contains(", digest ") { scheme = .digest }
            if scheme == nil, text.hasPrefix("basic") || text.contains(", basic ") { scheme = .basic }
        }

        mutating func began() {
            count += 1
            isNew = true
        }
    }

    /// Takes one line as CURLOPT_HEADERFUNCTION(3) hands it over: complete, with its line end; the status line of each answer of
    /// the exchange begins anew.
    mutating func took(headerLine bytes: UnsafeBufferPointer<UInt8>) {
        headerBytes += bytes.count
        let line = String(decoding: bytes, as: UTF8.self)
        if line.utf8.starts(with: "HTTP/".utf8) { return begin(statusLine: line) }
        // A trailer of a chunked body must not change what the header said.
        guard bodyBytes == 0, let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = String(line[line.utf8.index(after: colon)...].trimmed)
        switch line[..<colon].lowercased() {
        case "content-type": contentType = contentType ?? value
        case "content-encoding": contentEncoding = contentEncoding.map { "\($0), \(value)" } ?? value
        case "last-modified": lastModified = lastModified ?? value
        case "location": location = location ?? value
        case "www-authenticate" where status == 401: serverChallenges.offered(value)
        case "proxy-authenticate" where status == 407: proxyChallenges.offered(value)
        case "content-length":
            hasBadLength = hasBadLength || Int(value).map { $0 < 0 || $0 != contentLength ?? $0 } ?? true
            contentLength = Int(value)
        // The form with a date would need the server's clock to be right (RFC 9110, 10.2.3).
        case "retry-after": retryAfter = Int(value).flatMap { $0 >= 0 ? $0 : nil }
        default: break
        }
    }

    mutating func took(body bytes: UnsafeRawBufferPointer) {
        body.append(contentsOf: bytes)
        bodyBytes += bytes.count
    }

    mutating func stored(bytes: Int) { bodyBytes += bytes }

    private mutating func begin(statusLine: String) {
        let seen = (serverChallenges, proxyChallenges, headerBytes)
        self = Answer()
        (serverChallenges, proxyChallenges, headerBytes) = seen
        let words = statusLine.split(separator: " ", maxSplits: 2)
        status = words.count > 1 ? Int(words[1].trimmed) : nil
        if status == 401 { serverChallenges.began() }
        if status == 407 { proxyChallenges.began() }
    }
}

extension Substring {
    /// Without blanks, tabs and line ends at both ends.
    fileprivate var trimmed: Substring {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        let start = utf8.firstIndex { !isBlank($0) } ?? endIndex
        let end = utf8[start...].lastIndex { !isBlank($0) }.map { utf8.index(after: $0) } ?? start
        return self[start..<end]
    }
}
