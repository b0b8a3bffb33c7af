internal import Host
internal import Threading

/// Looks at a network interface from time to time: dnsmasq says nothing when it goes, and takes it up again when it comes back.
actor InterfaceWatch {
    private let executor = QueueExecutor(label: "onhook.bench.interface")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The address of an interface; throws if there is none to stand on.
    static func place(of name: String) throws(DnsmasqFault) -> (address: IPAddress, prefixLength: Int) {
        let interfaces = NetworkInterfaces.current()
        guard let interface = interfaces[name] else {
            throw .noInterface(
                LogText.line(name), others: interfaces.all.filter { !$0.isLoopback }.map(\.name).sorted())
        }
        guard interface.isUp, let place = interface.ipv4 else { throw .noAddress(name) }
        return (place.address, place.prefixLength)
    }

    private func fault(of name: String) -> DnsmasqFault? {
        do throws(DnsmasqFault) {
            _ = try Self.place(of: name)
            return nil
        } catch {
            return error
        }
    }

    /// Says when it goes and when it comes back, until the task is cancelled.
    func watch(_ name: String, say: @Sendable (String) -> Void) async {
        var isGone = false
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            switch (fault(of: name), isGone) {
            case (let fault?, false):
                isGone = true
                say("TFTP and DHCP reach nobody now: \(fault); they go on when it is back")
            case (nil, true):
                isGone = false
                say("the interface \(name) is back, and TFTP and DHCP with it")
            default: break
            }
        }
    }
}
