public import FlatProfile

/// Somebody asks the bench for a file.
public struct FileRequest: Hashable, Sendable {
    /// How it came.
    public enum Carrier: String, Hashable, Sendable, Codable {
        /// HTTP without TLS.
        case http
        /// HTTP over TLS.
        case https
        /// TFTP.
        case tftp
    }

    /// How it came.
    public var carrier: Carrier
    /// The address that it came from, in numbers; empty if nobody knows.
    public var address: String
    /// What was asked for, decoded, with or without a slash before it.
    public var path: String
    /// What the asker says it is; nil if it says nothing.
    public var userAgent: String?
    /// The device in whose own directory a TFTP server looked; nil if there is none.
    public var directory: MACAddress?

    /// A request of those parts.
    public init(
        _ carrier: Carrier, address: String, path: String, userAgent: String? = nil, directory: MACAddress? = nil
    ) {
        self.carrier = carrier
        self.address = address
        self.path = path
        self.userAgent = userAgent
        self.directory = directory
    }

    /// The path relative to the root of the server.
    var name: String { String(path.drop { $0 == "/" }) }
}

/// By what a device was known.
public enum Evidence: String, Hashable, Sendable, Codable {
    /// It named its MAC in the User-Agent.
    case userAgent = "user-agent"
    /// It named its serial number in the User-Agent.
    case serialNumber = "serial-number"
    /// It has the lease of the address.
    case lease
    /// Its hardware address, seen on the wire.
    case wire
    /// It said who it is from the same address before.
    case address
    /// Its MAC stands in the path, or the file is its own.
    case path
    /// Its MAC stands in what it sent.
    case text

    /// `by its lease`.
    public var phrase: String {
        switch self {
        case .userAgent: "by the MAC in its User-Agent"
        case .serialNumber: "by the serial number in its User-Agent"
        case .lease: "by its lease"
        case .wire: "by its hardware address on the wire"
        case .address: "by its address"
        case .path: "by the path"
        case .text: "by the MAC in its text"
        }
    }
}
