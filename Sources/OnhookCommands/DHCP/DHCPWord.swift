internal import Notation
internal import PhoneService

/// What a DHCP client says of one lease.
struct DHCPWord: Hashable, Sendable {
    /// What has happened to the lease.
    enum Event: String, Hashable, Sendable {
        case obtained, released
    }

    /// The protocol, in the word of the API.
    enum Family: String, Hashable, Sendable {
        case ipv4, ipv6
    }

    var event: Event
    var interface: String
    /// nil: of both.
    var family: Family?
    var options: [UInt16: [UInt8]] = [:]

    /// The word as the API takes it.
    func wish(client: String?) -> LeaseWish {
        LeaseWish(
            event: event.rawValue, interface: interface, family: family?.rawValue, client: client,
            options: event == .released
                ? nil
                : Dictionary(
                    options.map { (String($0.key), $0.value.hexadecimal) }, uniquingKeysWith: { first, _ in first }))
    }
}

/// The DHCP clients whose hooks Onhook knows.
enum DHCPClient: String, CaseIterable, Sendable {
    case udhcpc, dhclient, networkmanager, networkd

    /// What the client says by the environment of its hook, and by the word with which it called it. Nothing, if nothing has happened to
    /// a lease.
    func words(
        _ event: String?, on interface: String?, _ environment: [String: String], leaseFile: String?
    ) throws(CommandFailure) -> [DHCPWord] {
        switch self {
        case .udhcpc:
            let interface = try Self.named(interface ?? environment["interface"])
            return UdhcpcHook(interface: interface, environment: environment).words(event ?? "")
        case .dhclient:
            let interface = try Self.named(interface ?? environment["interface"])
            return DhclientHook(interface: interface, environment: environment).words(
                event ?? environment["reason"] ?? "")
        case .networkmanager:
            let interface = try Self.named(interface ?? environment["DEVICE_IP_IFACE"])
            return NetworkManagerHook(interface: interface, environment: environment).words(
                event ?? environment["NM_DISPATCHER_ACTION"] ?? "")
        case .networkd:
            let interface = try Self.named(interface ?? environment["IFACE"])
            let file = try leaseFile.map(NetworkdHook.read) ?? nil
            return NetworkdHook(interface: interface, lease: file, description: environment["json"]).words
        }
    }

    private static func named(_ interface: String?) throws(CommandFailure) -> String {
        guard let interface, !interface.isEmpty else {
            throw .usage("--interface is missing, and the environment names none")
        }
        return interface
    }
}
