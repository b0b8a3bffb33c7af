internal import FlatProfile

/// A message of a syslog client: RFC 5424, RFC 3164, or what phones make of them.
public struct SyslogText: Hashable, Sendable {
    /// What a phone says about its provisioning (`Log_Success_Msg` and its like).
    public enum Outcome: Hashable, Sendable {
        /// `Successful resync …`, `Successful upgrade …`.
        case success
        /// `Resync failed: …`, `Upgrade failed: …`.
        case failure
    }

    /// How grave it is, 0 to 7; nil without a priority.
    public var severity: Int?
    /// What is said, without priority and time stamp: one line, at most 1,000 bytes.
    public var text: String

    /// Reads a datagram, whatever is in it. Bytes that are no UTF-8 and control characters are shown as such.
    public init(_ bytes: some Collection<UInt8>) {
        var text = String(decoding: bytes.prefix(4096), as: UTF8.self)[...]
        while text.last?.isNewline == true || text.last == "\0" { text.removeLast() }
        severity = Self.takePriority(from: &text).map { $0 & 7 }
        if severity != nil, text.hasPrefix("1 ") {
            Self.skipHeader5424(in: &text)
        } else {
            Self.skipTime3164(in: &text)
        }
        self.text = Shown.text(String(text), limit: 1000)
    }

    /// `<133>`, 0 to 191 (RFC 5424, section 6.2.1).
    private static func takePriority(from text: inout Substring) -> Int? {
        guard text.first == "<", let end = text.prefix(5).firstIndex(of: ">"),
            let number = Int(text[text.index(after: text.startIndex)..<end]), (0...191).contains(number)
        else { return nil }
        text = text[text.index(after: end)...]
        return number
    }

    /// `1 TIMESTAMP HOST APP PROCID MSGID STRUCTURED-DATA MSG`: what is before the structured data says little that the address does not,
    /// but a host name may be a MAC, so that it stays.
    private static func skipHeader5424(in text: inout Substring) {
        let fields = text.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
        guard fields.count == 7 else { return }
        var rest = fields[6]
        if rest.hasPrefix("- ") {
            rest = rest.dropFirst(2)
        } else if rest.hasPrefix("["), let end = rest.range(ofEnd: "] ") {
            rest = rest[end...]
        }
        if rest.hasPrefix("\u{feff}") { rest = rest.dropFirst() }
        let host = fields[2] == "-" ? "" : fields[2] + " "
        text = Substring(host + rest)
    }

    /// `Aug 13 06:12:38 `.
    private static func skipTime3164(in text: inout Substring) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let stamp = text.prefix(16)
        guard months.contains(where: { stamp.hasPrefix($0 + " ") }), stamp.utf8.count == 16, stamp.last == " ",
            stamp.dropFirst(7).prefix(8).count(where: { $0 == ":" }) == 2
        else { return }
        text = text.dropFirst(16)
    }

    /// What it says about provisioning; nil if that is nothing that counts: a request that only begins, or something else.
    ///
    /// Source: administration guide, `Log_Success_Msg` and `Log_Failure_Msg`; who changes these texts gets no outcome.
    public var outcome: Outcome? {
        let lowered = text.lowercased()
        if ["successful resync", "successful upgrade"].contains(where: { lowered.contains($0) }) { return .success }
        if ["resync failed", "upgrade failed"].contains(where: { lowered.contains($0) }) { return .failure }
        return nil
    }

    /// The hardware addresses in it.
    var macs: [MACAddress] { MACScan.addresses(in: text) }
}

extension Substring {
    /// Where the first occurrence of a text ends.
    fileprivate func range(ofEnd text: String) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
