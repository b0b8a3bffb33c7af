import Notation

/// One message for a syslog server, as a phone sends it: RFC 3164 without host name and tag.
public struct SyslogMessage: Hashable, Sendable {
    /// What part of a system a message comes from; the number of RFC 3164, section 4.1.1.
    public enum Facility: Int, Hashable, Sendable {
        /// Programs of users.
        case user = 1
        /// The first of those that an administrator gives a meaning.
        case local0 = 16
    }

    /// The most bytes of one packet (RFC 3164, section 4.1).
    public static let limit = 1024

    /// Where it comes from. What real phones use is not public: `local0` is chosen.
    public var facility: Facility
    /// How grave it is.
    public var severity: Severity
    /// When it was written.
    public var time: LocalTime
    /// What `Syslog_Identifier` adds after the time stamp, expanded; nil adds nothing.
    public var identifier: String?
    /// What happened.
    public var text: String

    /// A message of those parts.
    public init(
        facility: Facility = .local0, severity: Severity, time: LocalTime, identifier: String? = nil, text: String
    ) {
        self.facility = facility
        self.severity = severity
        self.time = time
        self.identifier = identifier
        self.text = text
    }

    /// `<133>Aug 13 06:12:38 000e08aabbcc CP-8841-3PCC …`: control characters are `?`, what is beyond 1024 bytes is cut off.
    public var packet: [UInt8] {
        let identification = identifier.map { $0.isEmpty ? "" : " \($0)" } ?? ""
        let head = "<\(facility.rawValue * 8 + severity.rawValue)>\(time.syslog)\(identification) "
        return Array(LogText.prefix(of: LogText.line(head + text), bytes: Self.limit).utf8)
    }
}

/// The server that messages go to: `Syslog_Server`.
public struct SyslogDestination: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// The UDP port.
    public let port: UInt16

    /// The port of a server that was given without one (RFC 3164, section 2).
    public static let defaultPort: UInt16 = 514

    /// The server at that host and port; nil if the host is neither a name nor an address.
    public init?(host: String, port: UInt16 = defaultPort) {
        guard Self.isHost(host), port > 0 else { return nil }
        self.host = host
        self.port = port
    }

    /// Reads `name`, `name:port`, `192.0.2.1:5514`, `[2001:db8::1]:514`, and an IPv6 address alone. Blanks around it do not count.
    public init(parsing text: String) throws(SyslogDestinationError) {
        let text = text[...].trimmed
        guard !text.isEmpty else { throw .empty }
        let host: Substring
        let port: Substring?
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { throw .unclosedBracket(String(text)) }
            host = text[text.index(after: text.startIndex)..<bracket]
            let rest = text[text.index(after: bracket)...]
            guard IPAddress(host)?.family == .v6 else { throw .badHost(String(host)) }
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .badPort(String(rest)) }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if IPAddress(text)?.family == .v6 {
            host = text
            port = nil
        } else {
            let colon = text.firstIndex(of: ":")
            host = text[..<(colon ?? text.endIndex)]
            port = colon.map { text[text.index(after: $0)...] }
        }
        guard Self.isHost(host) else { throw .badHost(String(host)) }
        self.host = String(host)
        self.port = if let port { try Self.port(port) } else { Self.defaultPort }
    }

    /// `syslog.example.com:514`, `[2001:db8::1]:514`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func port(_ text: Substring) throws(SyslogDestinationError) -> UInt16 {
        guard text.utf8.allSatisfy(\.isDigit), let port = UInt16(text),
            port > 0
        else { throw .badPort(String(text)) }
        return port
    }

    /// Letters, digits, `-`, `_` and `.` make a name; a longer one than 253 bytes cannot be looked up (RFC 1035, section 2.3.4).
    private static func isHost(_ text: some StringProtocol) -> Bool {
        guard IPAddress(text) == nil else { return true }
        return (1...253).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_.".utf8.contains($0) }
    }
}

/// Why a text names no syslog server.
public enum SyslogDestinationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is nothing.
    case empty
    /// This is no name and no address.
    case badHost(String)
    /// This is no port.
    case badPort(String)
    /// A bracket is opened and not closed.
    case unclosedBracket(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .empty: "The syslog server is empty; write a host, or a host and a port as in syslog.example.com:514."
        case .badHost(let text):
            "\"\(LogText.line(text))\" is neither a host name nor an address; write an IPv6 address with a port as in [2001:db8::1]:514."
        case .badPort(let text): "\"\(LogText.line(text))\" is no port; write a number from 1 to 65535 after the colon."
        case .unclosedBracket(let text): "\"\(LogText.line(text))\" has no closing bracket; write [2001:db8::1]:514."
        }
    }
}
