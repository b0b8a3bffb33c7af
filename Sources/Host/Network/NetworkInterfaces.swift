private import FlatProfile
private import Glibc

/// The machine's network at one moment.
public struct NetworkInterfaces: Hashable, Sendable {
    /// All interfaces, in the kernel's order.
    public var all: [NetworkInterface]
    /// The default route of IPv4 packets.
    public var ipv4Default: Route?
    /// The default route of IPv6 packets.
    public var ipv6Default: Route?
    /// Name servers and domain.
    public var resolver: ResolverConfiguration

    /// A network of those parts.
    public init(
        all: [NetworkInterface], ipv4Default: Route? = nil, ipv6Default: Route? = nil,
        resolver: ResolverConfiguration = ResolverConfiguration()
    ) {
        self.all = all
        self.ipv4Default = ipv4Default
        self.ipv6Default = ipv6Default
        self.resolver = resolver
    }

    /// The network of this machine now. Reads a few files of `/proc` and asks the kernel; never waits for the network.
    public static func current() -> NetworkInterfaces {
        NetworkInterfaces(
            all: interfaces(),
            ipv4Default: Route.preferredDefault(of: Route.ipv4Table(ProcFile.text(of: "/proc/net/route") ?? "")),
            ipv6Default: Route.preferredDefault(of: Route.ipv6Table(ProcFile.text(of: "/proc/net/ipv6_route") ?? "")),
            resolver: .current())
    }

    /// The interface of that name.
    public subscript(name: String) -> NetworkInterface? { all.first { $0.name == name } }

    /// The interface that stands for the phone's port: that of the default route, else the first one with an address that is up
    /// and no loopback.
    public var primary: NetworkInterface? {
        let routed = [ipv4Default, ipv6Default].compactMap { $0.flatMap { self[$0.interface] } }
        return routed.first ?? all.first { $0.isUp && !$0.isLoopback && !$0.addresses.isEmpty }
    }

    /// The address that a packet to `destination` would leave from; nil if no route leads there. Sends nothing: a UDP socket that
    /// is connected only looks up the route (udp(7)).
    public static func localAddress(towards destination: IPAddress) -> IPAddress? {
        // Any port does; 9 is that of the discard service.
        let target = SocketAddress(destination, port: 9)
        guard let socket = FileDescriptor(adopting: socket(target.family, datagram | Int32(SOCK_CLOEXEC.rawValue), 0))
        else { return nil }
        guard target.withSockaddr({ connect(socket.number, $0, $1) }) == 0 else { return nil }
        return SocketAddress.ofThisEnd(of: socket.number)?.address
    }

    private static func interfaces() -> [NetworkInterface] {
        var head: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&head) == 0 else { return [] }
        defer { freeifaddrs(head) }
        var found: [NetworkInterface] = []
        var next = head
        while let entry = next?.pointee {
            next = entry.ifa_next
            add(entry, to: &found)
        }
        return found
    }

    /// getifaddrs(3) lists an interface once for its hardware address and once for each of its addresses.
    private static func add(_ entry: ifaddrs, to found: inout [NetworkInterface]) {
        // An alias is listed as eth0:1; it is the same interface.
        let name = String(String(cString: entry.ifa_name).prefix { $0 != ":" })
        var index = found.count
        if let known = found.firstIndex(where: { $0.name == name }) {
            index = known
        } else {
            let flags = Int(entry.ifa_flags)
            found.append(
                NetworkInterface(
                    name: name, isUp: flags & IFF_UP != 0,
                    isRunning: flags & IFF_RUNNING != 0,
                    isLoopback: flags & IFF_LOOPBACK != 0))
        }
        guard let pointer = entry.ifa_addr else { return }
        if Int32(pointer.pointee.sa_family) == AF_PACKET {
            found[index].mac = hardwareAddress(pointer)
        } else if let address = SocketAddress(copying: pointer)?.address,
            let length = SocketAddress(copying: entry.ifa_netmask)?.address?.prefixLength
        {
            found[index].addresses.append(.init(address, prefixLength: length))
        }
    }

    /// Swift does not import `sockaddr_ll`; packet(7) fixes where its fields are: the length in byte 11, the address from byte 12.
    private static func hardwareAddress(_ pointer: UnsafeMutablePointer<sockaddr>) -> MACAddress? {
        let bytes = UnsafeRawBufferPointer(start: pointer, count: 20)
        guard bytes[11] == 6 else { return nil }
        let bits = bytes[12..<18].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return bits == 0 ? nil : MACAddress(bits: bits)
    }
}

/// The C library declares it as an enumeration, socket(2) takes a number.
let datagram = Int32(SOCK_DGRAM.rawValue)
