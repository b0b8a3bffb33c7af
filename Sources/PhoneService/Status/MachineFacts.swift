internal import Host

/// What the sections of Status are made of: the machine at one moment, read once.
struct MachineFacts {
    let interfaces: NetworkInterfaces
    let primary: NetworkInterface?
    let kind: InterfaceKind
    let counters: InterfaceCounters?
    let speed: LinkSpeed
    let port: EthernetPort
    private let origins: [AddressOrigin]
    private let index: UInt32?

    /// The machine now.
    init() {
        interfaces = .current()
        primary = interfaces.primary
        let name = primary?.name ?? ""
        kind = .current(of: name)
        counters = .current(of: name)
        speed = .current(of: name)
        port = .current(of: name)
        origins = AddressOrigin.current()
        index = primary?.index
    }

    /// How the primary interface came by that address; nil if the machine cannot know.
    func connectionType(of address: IPAddress, isLeased: Bool) -> ConnectionType? {
        .of(
            address, origin: origins.first { $0.address == address && $0.interfaceIndex == index },
            routeProtocol: index.flatMap { RouteAuthor.ofDefaultRoute(address.family, interfaceIndex: $0) },
            isLeased: isLeased)
    }

    /// `OK`, or what is wrong with the address.
    func state(of address: IPAddress?) -> String {
        guard let address else { return "No address" }
        let isTentative = origins.contains { $0.address == address && $0.isTentative }
        return primary?.isRunning == false ? "No link" : isTentative ? "Being checked for duplicates" : "OK"
    }
}
