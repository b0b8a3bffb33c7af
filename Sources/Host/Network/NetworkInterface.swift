public import FlatProfile

/// One network interface of the machine.
public struct NetworkInterface: Hashable, Sendable {
    /// An address that an interface has.
    public struct Assignment: Hashable, Sendable {
        /// The address.
        public var address: IPAddress
        /// How many leading bits name the network.
        public var prefixLength: Int

        /// An address in a network of that length.
        public init(_ address: IPAddress, prefixLength: Int) {
            self.address = address
            self.prefixLength = prefixLength
        }

        /// The same length as a mask: `255.255.255.0`.
        public var netmask: IPAddress { .netmask(address.family, prefixLength: prefixLength) }
    }

    /// Its name: `eth0`.
    public var name: String
    /// Whether it is switched on.
    public var isUp: Bool
    /// Whether it has a link: a cable, an association.
    public var isRunning: Bool
    /// Whether it leads back to the machine.
    public var isLoopback: Bool
    /// Its hardware address; nil if it has none or only zeros.
    public var mac: MACAddress?
    /// Its addresses, in the kernel's order.
    public var addresses: [Assignment]

    /// An interface of those parts.
    public init(
        name: String, isUp: Bool = true, isRunning: Bool = true, isLoopback: Bool = false, mac: MACAddress? = nil,
        addresses: [Assignment] = []
    ) {
        self.name = name
        self.isUp = isUp
        self.isRunning = isRunning
        self.isLoopback = isLoopback
        self.mac = mac
        self.addresses = addresses
    }

    /// Its first IPv4 address.
    public var ipv4: Assignment? { addresses.first { $0.address.family == .v4 } }

    /// Its first IPv6 address, one that is valid beyond the link if it has any.
    public var ipv6: Assignment? {
        let all = addresses.filter { $0.address.family == .v6 }
        return all.first { !$0.address.isLinkLocal } ?? all.first
    }
}
