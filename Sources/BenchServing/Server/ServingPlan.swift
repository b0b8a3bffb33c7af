public import HTTPServer
public import Host

/// What a bench shall serve, and where.
public struct ServingPlan: Sendable {
    /// A place on the network.
    public struct Place: Hashable, Sendable {
        /// The address in numbers.
        public var address: String
        /// The port; 0 for a free one.
        public var port: UInt16

        /// A place of those parts.
        public init(address: String, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    /// TFTP and DHCP by dnsmasq.
    public struct Dnsmasq: Hashable, Sendable {
        /// The interface on which it stands.
        public var interface: String
        /// Whether it serves files by TFTP.
        public var servesTFTP: Bool
        /// The addresses that it gives; nil for no DHCP.
        public var range: DnsmasqPlan.Range?
        /// Which of the options 66, 150, 159 and 160 it gives; nil for all that lead anywhere.
        public var options: Set<Int>?

        /// A wish of those parts.
        public init(interface: String, servesTFTP: Bool, range: DnsmasqPlan.Range?, options: Set<Int>? = nil) {
            self.interface = interface
            self.servesTFTP = servesTFTP
            self.range = range
            self.options = options
        }
    }

    /// Where HTTP is served; nil for nowhere.
    public var http: Place?
    /// Where HTTPS is served, and with which certificate; nil for nowhere.
    public var https: (place: Place, identity: TLSIdentity)?
    /// Where syslog is taken by UDP; nil for nowhere.
    public var syslog: Place?
    /// TFTP and DHCP; nil for neither.
    public var dnsmasq: Dnsmasq?
    /// The bench's own directory, in which problem reports, syslog and leases are kept.
    public var directory: String
    /// Where programs are looked for (`PATH`).
    public var searchPath: String?
    /// Where files lie that go away at the end, if not in `/run` (`TMPDIR`).
    public var temporaryDirectory: String?

    /// A plan that serves nothing yet.
    public init(directory: String) {
        self.directory = directory
    }
}

/// Why a bench does not serve.
public enum ServingFault: Error, Sendable, CustomStringConvertible {
    /// The store says no.
    case store(String)
    /// The job has no files; the sentence.
    case files(String)
    /// A web server does not start; the sentence.
    case web(String)
    /// Syslog cannot be taken there.
    case syslog(ServingPlan.Place, code: Int32)
    /// Neither TFTP nor DHCP.
    case dnsmasq(DnsmasqFault)
    /// A directory of the bench cannot be made; the sentence.
    case directory(String)

    /// One sentence: what it is, and what to do.
    public var description: String {
        switch self {
        case .store(let sentence), .files(let sentence), .directory(let sentence): sentence
        case .web(let sentence): sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        case .syslog(let place, let code): Self.sentence(place, code)
        case .dnsmasq(let fault): "\(fault)"
        }
    }

    private static func sentence(_ place: ServingPlan.Place, _ code: Int32) -> String {
        let error = SystemError(number: code)
        let name = place.address.contains(":") ? "[\(place.address)]:\(place.port)" : "\(place.address):\(place.port)"
        if error.isAddressInUse {
            let owner = PortOwner.name(of: place.port) ?? "another program"
            return
                "UDP port \(place.port) for syslog belongs to \(owner) already; stop it, or choose another port with --syslog"
        }
        if error.isNoRight {
            return
                "syslog cannot be taken at \(name): a port below 1024 needs CAP_NET_BIND_SERVICE; choose another one with --syslog"
        }
        return "syslog cannot be taken at \(name): \(error); choose another place with --syslog"
    }
}

extension ServingPlan {
    /// The IPv4 address of a network interface.
    public static func address(of interface: String) throws(DnsmasqFault) -> IPAddress {
        try InterfaceWatch.place(of: interface).address
    }
}
