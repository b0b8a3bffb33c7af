import Foundation
import PhoneService
import TestSupport
import Testing
import Threading

/// The daemon in a network of its own that real commands have made, compared with what those commands tell of it.
@Suite struct StatusNetworkTests {
    /// Addresses that end by themselves and one that lasts, routes, a tunnel where the kernel has them, hostile name settings.
    private static let network = """
        set -e; mount -t sysfs sysfs /sys; ip link set lo up
        ip link add wire0 type veth peer name far0; ip link set wire0 up; ip link set far0 up
        ip addr add 192.0.2.50/25 dev wire0 valid_lft 600 preferred_lft 600
        ip addr add 2001:db8::50/56 dev wire0 nodad
        ip route add default via 192.0.2.1 dev wire0; ip -6 route add default via 2001:db8::1 dev wire0
        mount --bind "$FILES/resolv.conf" /etc/resolv.conf
        exec "$@"
        """
    private static let resolver = """
        nameserver 192.0.2.53
        nameserver 2001:db8::53
        nameserver 192.0.2.54
        search "><script>alert(1)</script>.example
        """

    @Test func everyAddressIsTheOneThatTheKernelHas() async throws {
        let files = try TemporaryDirectory()
        try files.write(Self.resolver, to: "resolv.conf")
        let state = try TemporaryDirectory()
        let daemon = try await DaemonProcess(
            state: state.path, environment: ["FILES": files.path],
            wrapper: ["unshare", "-m", "-n", "sh", "-c", Self.network, "sh"])
        let printed = try await OnhookRun(["status", "--json", "--state", state.path]).output
        let status = try RecordCoding.decode(StatusRecord.self, from: Array(printed.utf8))
        func row(_ title: String, _ label: String, in sections: [SectionRecord]) -> String? {
            sections.first { $0.title == title }?.rows.first { $0.label == label }?.value
        }
        func shown(_ title: String, _ label: String) -> String? { row(title, label, in: status.sections) }

        let addresses = try await inside(daemon, "ip -j addr show wire0")
        let info = try #require(addresses.first?["addr_info"] as? [[String: Any]])
        let four = try #require(info.first { $0["family"] as? String == "inet" })
        #expect(shown("IPv4 Information", "Current IP") == four["local"] as? String)
        #expect(four["dynamic"] as? Bool == true && shown("IPv4 Information", "Connection Type") == "DHCP")
        #expect(shown("IPv4 Information", "Current Netmask") == "255.255.255.128")
        let six = try #require(info.first { $0["scope"] as? String == "global" && $0["family"] as? String == "inet6" })
        #expect(shown("IPv6 Information", "Current IP") == six["local"] as? String)
        #expect(shown("IPv6 Information", "Prefix Length") == (six["prefixlen"] as? Int).map(String.init))
        // It lasts, and nobody says why: the machine cannot know.
        #expect(shown("IPv6 Information", "Connection Type") == nil)
        let routes = try await inside(daemon, "ip -j route show default")
        #expect(shown("IPv4 Information", "Current Gateway") == routes.first?["gateway"] as? String)
        #expect(shown("IPv6 Information", "Current Gateway") == "2001:db8::1")
        #expect(shown("IPv4 Information", "Primary DNS") == "192.0.2.53")
        #expect(shown("IPv4 Information", "Secondary DNS") == "192.0.2.54")
        #expect(shown("IPv6 Information", "Primary DNS") == "2001:db8::53")
        #expect(shown("System Information", "Domain") == "\"><script>alert(1)</script>.example")
        #expect(shown("Phone Status", "SIP Messages Sent") == nil)
        #expect(shown("Phone Status", "Operational VLAN ID") == "")
        #expect(try #require(shown("Phone Status", "SW Port")).hasPrefix("Link up, 10000 Mbps full duplex"))

        let statistics = try await inside(daemon, "ip -j -s link show wire0")
        let received = ((statistics.first?["stats64"] as? [String: Any])?["rx"] as? [String: Any])?["packets"] as? Int
        let count = row("Interface wire0", "Received Packets", in: status.network_statistics).flatMap { Int($0) }
        #expect(try #require(count) <= #require(received))
        #expect(row("Interface far0", "MAC Address", in: status.network_statistics)?.count == 17)
        #expect(row("Network Port Information", "PortSpeed", in: status.network_statistics) == "10000 Mbps full duplex")
        #expect(status.network_statistics.contains { $0.title == "Interface lo" } == false)
    }

    /// A command's JSON, run where the daemon is.
    private func inside(_ daemon: DaemonProcess, _ command: String) async throws -> [[String: Any]] {
        let text = try await BlockingThread.value {
            try ChildProcess(["nsenter", "-t", String(daemon.process), "-n", "-m", "sh", "-c", command])
                .printedToTheEnd()
        }
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]], "\(text)")
    }

    @Test func aVLANIsToldByItsNumber() async throws {
        // Kernels without 802.1Q can make none; what is read of one then is tested as text.
        let canMake = try await BlockingThread.value {
            try ChildProcess([
                "unshare", "-n", "sh", "-c",
                "ip link add a type veth peer name b && ip link add link a name a.7 type vlan id 7 2>/dev/null && echo yes; true",
            ]).printedToTheEnd().contains("yes")
        }
        guard canMake else { return }
        let script = """
            set -e; mount -t sysfs sysfs /sys; ip link add wire0 type veth peer name far0; ip link set wire0 up; ip link set far0 up
            ip link add link wire0 name voice type vlan id 7; ip link set voice up
            ip addr add 192.0.2.50/24 dev voice; ip route add default via 192.0.2.1 dev voice; exec "$@"
            """
        let state = try TemporaryDirectory()
        let daemon = try await DaemonProcess(
            state: state.path, wrapper: ["unshare", "-m", "-n", "sh", "-c", script, "sh"])
        let printed = try await OnhookRun(["status", "--json", "--state", state.path]).output
        let status = try RecordCoding.decode(StatusRecord.self, from: Array(printed.utf8))
        let rows = status.sections.flatMap(\.rows)
        #expect(rows.first { $0.label == "Operational VLAN ID" }?.value == "7")
        _ = daemon
    }
}
