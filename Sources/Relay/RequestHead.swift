/// The head of a request as a relay needs it.
struct RequestHead {
    /// The most bytes of a head.
    static let limit = 64 << 10

    /// The method and the target, as they came.
    let requestLine: String
    /// How many body bytes follow; nil if that cannot be told (chunks).
    let bodyLength: Int?
    /// The head with `Connection: close` in the place of what it said of the connection.
    let forwarded: [UInt8]
    /// How many bytes it has.
    let length: Int

    /// Reads a head that is complete; nil while it is not.
    init?(_ bytes: [UInt8]) {
        guard let end = Self.end(of: bytes) else { return nil }
        length = end
        let lines = String(decoding: bytes[..<(end - 4)], as: UTF8.self).split(separator: "\r\n")
        requestLine = lines.first.map(String.init) ?? ""
        var kept = [requestLine]
        var count: Int? = 0
        for line in lines.dropFirst() {
            let name = line.prefix { $0 != ":" }.lowercased()
            let value = line.dropFirst(name.count + 1).drop { $0 == " " }
            switch name {
            case "connection", "keep-alive", "proxy-connection": continue
            case "content-length": count = Int(value)
            case "transfer-encoding": count = nil
            default: break
            }
            kept.append(String(line))
        }
        bodyLength = count
        kept.append("Connection: close")
        forwarded = Array((kept.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// What stands for the one who asks: the path without its query.
    var path: Substring {
        let target = requestLine.split(separator: " ").dropFirst().first ?? ""
        return target.prefix { $0 != "?" }
    }

    private static func end(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        var index = 3
        while index < bytes.count {
            if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10, bytes[index - 3] == 13 {
                return index + 1
            }
            index += 1
        }
        return nil
    }
}
