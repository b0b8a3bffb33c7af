/// Where an address of an interface came from, as far as the kernel knows.
public struct AddressOrigin: Hashable, Sendable {
    /// Who put it there (`IFA_PROTO`).
    public enum Author: Hashable, Sendable {
        /// The kernel, for the loopback interface.
        case loopback
        /// The kernel, by an announcement of a router (stateless autoconfiguration).
        case routerAnnouncement
        /// The kernel, for the link alone.
        case linkLocal
        /// A program, or nobody knows.
        case program
    }

    /// The index of its interface.
    public var interfaceIndex: UInt32
    /// The address.
    public var address: IPAddress
    /// Whether it ends by itself unless somebody prolongs it.
    public var isTemporary: Bool
    /// Whether the kernel still looks for another machine that has it, or has found one (duplicate address detection).
    public var isTentative: Bool
    /// Who put it there.
    public var author: Author

    /// The addresses of this machine, from the kernel (rtnetlink(7), `RTM_GETADDR`); empty if it does not tell.
    public static func current() -> [AddressOrigin] {
        guard let answer = Netlink.dump(Netlink.getAddresses) else { return [] }
        return table(answer)
    }

    /// The addresses in the kernel's answer; what is no address is passed over.
    static func table(_ answer: [UInt8]) -> [AddressOrigin] {
        Netlink.messages(answer).filter { $0.type == Netlink.newAddress }.compactMap(origin)
    }

    /// `struct ifaddrmsg`: family, prefix length, flags, scope, index; then the attributes.
    private static func origin(_ message: Netlink.Message) -> AddressOrigin? {
        let body = message.body
        guard body.count >= 8 else { return nil }
        let attributes = Netlink.attributes(body.dropFirst(8))
        guard let bytes = attributes[Netlink.Attribute.local] ?? attributes[Netlink.Attribute.address],
            let address = IPAddress(bytes: Array(bytes))
        else { return nil }
        let flags =
            attributes[Netlink.Attribute.flags].flatMap(Netlink.number) ?? UInt32(body[body.startIndex + 2])
        return AddressOrigin(
            interfaceIndex: Netlink.number(body.dropFirst(4).prefix(4)) ?? 0, address: address,
            isTemporary: flags & Flag.permanent == 0, isTentative: flags & Flag.tentative != 0,
            author: author(attributes[Netlink.Attribute.protocol]?.first))
    }

    private static func author(_ number: UInt8?) -> Author {
        switch number {
        case 1: .loopback
        case 2: .routerAnnouncement
        case 3: .linkLocal
        default: .program
        }
    }

    /// `IFA_F_…` of `linux/if_addr.h`.
    private enum Flag {
        static let tentative: UInt32 = 0x40
        static let permanent: UInt32 = 0x80
    }
}

/// How an interface came by its address.
///
/// Source: web pages, "Info > Status": Connection Type is `DHCP` or `Static IP`. `SLAAC` and `Link-local` are chosen for what IPv6 has besides.
public enum ConnectionType: String, Hashable, Sendable {
    /// A server leased it.
    case dhcp = "DHCP"
    /// Somebody wrote it into the machine's settings.
    case fixed = "Static IP"
    /// The machine made it from what a router announced.
    case autoconfigured = "SLAAC"
    /// It is good on one link only.
    case linkLocal = "Link-local"

    /// How an address came about; nil if the machine cannot know.
    ///
    /// A lease that was told of is one. An address that ends by itself comes from DHCP, unless a router announced it. One that lasts
    /// is fixed only if the default route says so (`proto static`): a DHCP client that sets no lifetime, such as udhcpc, leaves the same
    /// trace as `ip addr add`.
    public static func of(
        _ address: IPAddress, origin: AddressOrigin?, routeProtocol: UInt8?, isLeased: Bool
    ) -> ConnectionType? {
        if isLeased { return .dhcp }
        if origin?.author == .routerAnnouncement { return .autoconfigured }
        if address.isLinkLocal { return .linkLocal }
        guard let origin else { return nil }
        if origin.isTemporary { return address.family == .v4 ? .dhcp : nil }
        switch routeProtocol {
        case 16: return .dhcp
        case 4: return .fixed
        default: return nil
        }
    }
}
