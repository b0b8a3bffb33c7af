public import Host

/// What a dnsmasq of the bench shall do: TFTP, DHCP or both, on one interface.
public struct DnsmasqPlan: Hashable, Sendable {
    /// The addresses that DHCP gives.
    public struct Range: Hashable, Sendable {
        /// The first one.
        public var first: IPAddress
        /// The last one.
        public var last: IPAddress

        /// Reads `10.77.0.50-10.77.0.99`.
        public init(_ text: String) throws(DnsmasqFault) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let first = IPAddress(parts[0]), let last = IPAddress(parts[1]),
                first.family == .v4, last.family == .v4, !last.bytes.lexicographicallyPrecedes(first.bytes)
            else { throw .range(Shown.text(text, limit: 40)) }
            self.first = first
            self.last = last
        }
    }

    /// One option that DHCP gives.
    public struct DHCPOption: Hashable, Sendable {
        /// Its number.
        public var number: Int
        /// Its value.
        public var value: String
    }

    /// Where it stands on the network.
    public var interface: String
    /// The bench's address there.
    public var address: IPAddress
    /// How long the network's part of the address is.
    public var prefixLength: Int
    /// Whether it serves files.
    public var servesTFTP: Bool
    /// What DHCP gives; nil for no DHCP.
    public var range: Range?
    /// How long a lease is good, in seconds; dnsmasq gives none for less than two minutes.
    public var leaseSeconds = 3600
    /// Whether each device has a directory of its own, by its hardware address on the wire.
    public var hasUniqueRoots: Bool
    /// What DHCP tells besides addresses.
    public var options: [DHCPOption]

    /// A plan of those parts.
    public init(
        interface: String, address: IPAddress, prefixLength: Int, servesTFTP: Bool, range: Range?,
        hasUniqueRoots: Bool, options: [DHCPOption]
    ) {
        self.interface = interface
        self.address = address
        self.prefixLength = prefixLength
        self.servesTFTP = servesTFTP
        self.range = range
        self.hasUniqueRoots = hasUniqueRoots
        self.options = options
    }

    /// The options by which phones find the bench: 66 and 150 for TFTP, 159 and 160 for HTTP (`DHCP_Option_To_Use`).
    ///
    /// - Parameter fileName: The rule under which a device finds its profile. What a phone from the factory asks for anyway needs no telling.
    /// - Parameter web: The address of the web server, `http://10.77.0.1:8080`; nil if there is none.
    /// - Parameter wanted: Which of them to give; nil for all that lead anywhere.
    public static func options(
        address: IPAddress, fileName: String, isFactoryName: Bool, servesTFTP: Bool, web: String?, wanted: Set<Int>?
    ) -> [DHCPOption] {
        let name = fileName.hasPrefix("/") ? String(fileName.dropFirst()) : fileName
        var options: [DHCPOption] = []
        if servesTFTP {
            options.append(
                DHCPOption(number: 66, value: isFactoryName ? "\(address)" : "tftp://\(address)/\(name)"))
            options.append(DHCPOption(number: 150, value: "\(address)"))
        }
        if let web { options += [159, 160].map { DHCPOption(number: $0, value: "\(web)/\(name)") } }
        return options.filter { wanted?.contains($0.number) ?? true }
    }

    /// Whether the addresses of the range are of the interface's network, and its own address is none of them.
    public func check() throws(DnsmasqFault) {
        guard let range else { return }
        let network = (address, prefixLength)
        guard Self.isIn(range.first, network), Self.isIn(range.last, network) else {
            throw .rangeElsewhere("\(range.first)-\(range.last)", network: "\(address)/\(prefixLength)", interface)
        }
        let isOwn =
            !address.bytes.lexicographicallyPrecedes(range.first.bytes)
            && !range.last.bytes.lexicographicallyPrecedes(address.bytes)
        if isOwn { throw .rangeHoldsBench("\(range.first)-\(range.last)", "\(address)") }
    }

    private static func isIn(_ address: IPAddress, _ network: (IPAddress, length: Int)) -> Bool {
        let mask = IPAddress.netmask(.v4, prefixLength: network.length).bytes
        return zip(zip(address.bytes, network.0.bytes), mask).allSatisfy { ($0.0 ^ $0.1) & $1 == 0 }
    }

    /// The command line of dnsmasq (dnsmasq(8)).
    ///
    /// It reads no configuration file of the system, answers no name, stands on that interface alone, and says all on standard error. With
    /// `--tftp-secure` it serves only what its own user owns: the bench's files and nothing else.
    ///
    /// Without `--no-ping` it would look for each address for three seconds, and a floor of phones that get power at once wait in a row.
    ///
    /// - Parameter user: What it becomes when it has its sockets; nil for who it is.
    func arguments(root: String, leases: String, user: String?) -> [String] {
        var arguments = [
            "--keep-in-foreground", "--log-facility=-", "--conf-file=/dev/null", "--pid-file", "--port=0", "--no-hosts",
            "--no-resolv", "--interface=\(interface)", "--except-interface=lo", "--bind-dynamic",
        ]
        if let user { arguments.append("--user=\(user)") }
        if let range {
            arguments += [
                "--dhcp-range=\(range.first),\(range.last),\(IPAddress.netmask(.v4, prefixLength: prefixLength)),\(leaseSeconds)s",
                "--dhcp-authoritative", "--no-ping", "--dhcp-leasefile=\(leases)",
                "--dhcp-lease-max=\(10_000)",
            ]
            arguments += options.map { "--dhcp-option=\($0.number),\($0.value)" }
        }
        if servesTFTP {
            arguments += [
                "--enable-tftp=\(interface)", "--tftp-root=\(root)", "--tftp-secure", "--tftp-max=1000",
            ]
            if hasUniqueRoots { arguments.append("--tftp-unique-root=mac") }
        }
        return arguments
    }
}

/// Why no dnsmasq of the bench runs.
public enum DnsmasqFault: Error, Hashable, Sendable {
    /// The program is not there.
    case missing
    /// This is no range.
    case range(String)
    /// The range is not of the interface's network.
    case rangeElsewhere(String, network: String, String)
    /// The bench's own address is in the range.
    case rangeHoldsBench(String, String)
    /// There is no such interface; those that there are.
    case noInterface(String, others: [String])
    /// The interface has no address, or is down.
    case noAddress(String)
    /// Somebody has the port already; who, if that is known.
    case portInUse(UInt16, owner: String?)
    /// Rights are missing; what dnsmasq or the kernel says.
    case noRight(String)
    /// The files cannot be put where it reads them.
    case files(String)
    /// It ended: its own words.
    case ended(String)
}

extension DnsmasqFault: CustomStringConvertible {
    /// One sentence: what it is, and what to do.
    public var description: String {
        switch self {
        case .missing:
            "dnsmasq, which serves TFTP and DHCP, is not installed; install the Debian package dnsmasq-base, or serve by HTTP alone"
        case .range(let text):
            "\"\(text)\" is no range of addresses; write the first and the last one, such as 10.77.0.50-10.77.0.99"
        case .rangeElsewhere(let range, let network, let interface):
            "the range \(range) is not of the network \(network) of \(interface); give addresses of that network"
        case .rangeHoldsBench(let range, let address):
            "the range \(range) holds the bench's own address \(address), which no device may get; leave it out"
        case .noInterface(let name, let others):
            "there is no interface \(name); this machine has \(others.isEmpty ? "none" : others.joined(separator: ", "))"
        case .noAddress(let name):
            "the interface \(name) is down or has no IPv4 address; `ip addr add 10.77.0.1/24 dev \(name)` and `ip link set \(name) up` give it one"
        case .portInUse(let port, let owner):
            "UDP port \(port), which \(port == 69 ? "TFTP" : "DHCP") needs, belongs to \(owner ?? "another program") already; stop it, or use another interface"
        case .noRight(let detail):
            "TFTP and DHCP need rights that this user does not have: \(detail); run as root, or give onhook these capabilities, and dnsmasq with it"
        case .files(let reason): "the files for TFTP cannot be written: \(reason)"
        case .ended(let words): "dnsmasq does not run: \(words)"
        }
    }
}
