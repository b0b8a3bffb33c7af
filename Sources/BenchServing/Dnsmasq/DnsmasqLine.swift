internal import FlatProfile

/// What a line of dnsmasq's log says. Lines are those of dnsmasq 2.80 to 2.90.
enum DnsmasqLine: Hashable, Sendable {
    /// It has its sockets.
    case started
    /// A device has a lease.
    case acknowledged(address: String, MACAddress)
    /// A device gave its lease back, or did not want it.
    case released(address: String)
    /// No address is left for a device.
    case noAddress(MACAddress)
    /// A file was sent as a whole.
    case sent(path: String, address: String)
    /// There is no such file.
    case notFound(path: String, address: String)
    /// A file was not sent as a whole, and why.
    case failed(path: String, address: String)
    /// A device asked for what it may not have.
    case forbidden(path: String)
    /// It cannot go on.
    case fatal(String)
    /// Anything else.
    case other(String)

    /// Reads a line such as `dnsmasq-tftp[2631]: sent /run/x/a.xml to 10.77.0.72`.
    init(_ line: String) {
        guard let colon = line.firstRange(of: ": ") else {
            self = .other(line)
            return
        }
        let text = line[colon.upperBound...]
        let source = line[..<colon.lowerBound].prefix { $0 != "[" }
        switch source {
        case "dnsmasq-dhcp": self = Self.dhcp(text) ?? .other(line)
        case "dnsmasq-tftp": self = Self.tftp(text) ?? .other(line)
        case "dnsmasq" where line.hasPrefix("dnsmasq: "): self = .fatal(String(text))
        case "dnsmasq" where text.hasPrefix("started, version"): self = .started
        case "dnsmasq" where text.hasPrefix("error binding DHCP") || text.hasPrefix("FAILED to start"):
            self = .fatal(String(text))
        default: self = .other(line)
        }
    }

    private static func dhcp(_ text: Substring) -> Self? {
        // DHCPACK(lan0) 10.77.0.72 00:0e:08:aa:bb:01 name
        let words = text.split(separator: " ")
        guard let kind = words.first?.prefix(while: { $0 != "(" }), words.count >= 2 else { return nil }
        switch kind {
        case "DHCPACK":
            guard words.count >= 3, let mac = MACAddress(String(words[2])) else { return nil }
            return .acknowledged(address: String(words[1]), mac)
        case "DHCPRELEASE", "DHCPDECLINE": return .released(address: String(words[1]))
        case "DHCPDISCOVER", "DHCPREQUEST":
            guard text.contains("no address available"),
                let mac = words.lazy.compactMap({ MACAddress(String($0)) }).first
            else { return nil }
            return .noAddress(mac)
        default: return nil
        }
    }

    private static func tftp(_ text: Substring) -> Self? {
        if let (path, address) = parts(text, "sent ", " to ") { return .sent(path: path, address: address) }
        if let (path, address) = parts(text, "file ", " not found for ") {
            return .notFound(path: path, address: address)
        }
        if let (path, address) = parts(text, "failed sending ", " to ") { return .failed(path: path, address: address) }
        if let (path, _) = parts(text, "cannot access ", ": ") { return .forbidden(path: path) }
        return nil
    }

    /// What stands between a beginning and the last occurrence of a middle, and what stands behind.
    private static func parts(_ text: Substring, _ beginning: String, _ middle: String) -> (String, String)? {
        guard text.hasPrefix(beginning) else { return nil }
        let rest = text.dropFirst(beginning.count)
        var index = rest.endIndex
        while index > rest.startIndex {
            index = rest.index(before: index)
            if rest[index...].hasPrefix(middle) {
                return (String(rest[..<index]), String(rest[index...].dropFirst(middle.count)))
            }
        }
        return nil
    }
}

extension String {
    /// Where a text first occurs.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}

/// When a dnsmasq that ended is started again: at once, then after 1, 2, 4, … 30 seconds; at once again after it ran for a minute.
struct DnsmasqPatience: Hashable, Sendable {
    private var failures = 0

    /// It ended after so long; how long to wait.
    mutating func ended(after time: Duration) -> Duration {
        if time >= .seconds(60) { failures = 0 }
        defer { failures += 1 }
        return failures == 0 ? .zero : .seconds(min(30, 1 << min(failures - 1, 5)))
    }
}
