/// What has been received of an answer: built from header lines and body bytes as they come.
struct Answer {
    private(set) var status: Int?
    private(set) var contentType: String?
    private(set) var contentEncoding: String?
    private(set) var lastModified: String?
    private(set) var location: String?
    private(set) var contentLength: Int?
    /// How many answers were a 401.
    private(set) var challenges = 0
    private(set) var headerBytes = 0
    var body: [UInt8] = []

    /// Takes one line as CURLOPT_HEADERFUNCTION(3) hands it over: complete, with its line end; the status line of each answer of
    /// the exchange begins anew.
    mutating func took(headerLine bytes: UnsafeBufferPointer<UInt8>) {
        headerBytes += bytes.count
        let line = String(decoding: bytes, as: UTF8.self)
        if line.utf8.starts(with: "HTTP/".utf8) { return begin(statusLine: line) }
        // A trailer of a chunked body must not change what the header said.
        guard body.isEmpty, let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = String(line[line.utf8.index(after: colon)...].trimmed)
        switch line[..<colon].lowercased() {
        case "content-type": contentType = contentType ?? value
        case "content-encoding": contentEncoding = contentEncoding.map { "\($0), \(value)" } ?? value
        case "last-modified": lastModified = lastModified ?? value
        case "location": location = location ?? value
        case "content-length": contentLength = Int(value)
        default: break
        }
    }

    private mutating func begin(statusLine: String) {
        let seen = (challenges: challenges, headerBytes: headerBytes)
        self = Answer()
        (challenges, headerBytes) = seen
        let words = statusLine.split(separator: " ", maxSplits: 2)
        status = words.count > 1 ? Int(words[1].trimmed) : nil
        if status == 401 { challenges += 1 }
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
