import Foundation
import TestSupport
import Testing

@testable import OnhookCommands

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct DHCPHookTests {
    private static let pr: [UInt8] = [66, 2] + bytes("pr")

    // MARK: What each client writes

    @Test func readsTheEnvironmentOfUdhcpc() throws {
        // As udhcpc of BusyBox 1.35 wrote it for a lease of dnsmasq 2.90.
        let environment = [
            "interface": "eth0", "ip": "10.77.0.50", "mask": "24", "dns": "10.77.0.1 10.77.0.2",
            "domain": "example.com",
            "search": "a.example.com b.example.com", "ntpsrv": "10.77.0.1", "tftp": "10.77.0.1", "vendor": "CP-X",
            "wpad": "http://wpad/wpad.dat", "opt150": "0a4d00010a4d0002", "opt160": "687474703a2f2f68",
            "opt43": "42027072",
            "opt125": "00000009074205686f737478", "opt": "1", "opt0": "00", "optx": "00", "opt161": "zz",
        ]
        let words = try DHCPClient.udhcpc.words("bound", on: nil, environment, leaseFile: nil)
        let word = try #require(words.first)
        #expect(words.count == 1)
        #expect((word.event, word.interface, word.family) == (.obtained, "eth0", .ipv4))
        #expect(
            word.options == [
                6: [10, 77, 0, 1, 10, 77, 0, 2], 15: bytes("example.com"), 42: [10, 77, 0, 1], 60: bytes("CP-X"),
                66: bytes("10.77.0.1"), 252: bytes("http://wpad/wpad.dat"), 150: [10, 77, 0, 1, 10, 77, 0, 2],
                160: bytes("http://h"), 43: Self.pr, 125: [0, 0, 0, 9, 7, 66, 5] + bytes("hostx"),
                119: [1] + bytes("a") + [7] + bytes("example") + [3] + bytes("com") + [0, 1] + bytes("b") + [7]
                    + bytes("example") + [3] + bytes("com") + [0],
            ])
    }

    @Test(arguments: [
        ("bound", DHCPWord.Event.obtained), ("renew", .obtained), ("deconfig", .released), ("leasefail", .released),
        ("nak", nil), ("", nil), ("BOUND", nil),
    ]) func knowsTheWordsOfUdhcpc(word: String, event: DHCPWord.Event?) throws {
        #expect(try DHCPClient.udhcpc.words(word, on: "eth0", [:], leaseFile: nil).first?.event == event)
    }

    @Test func readsTheEnvironmentOfDhclient() throws {
        // As dhclient 4.4.3 wrote it with the shipped configuration; the last two as it writes what it has no name for.
        let environment = [
            "reason": "BOUND", "interface": "eth0", "new_ip_address": "10.77.0.50", "new_domain_name": "example.com",
            "new_domain_search": "a.example.com. b.", "new_ntp_servers": "10.77.0.1",
            "new_tftp_server_name": "10.77.0.1",
            "new_provisioning_150": "10.77.0.1 10.77.0.2", "new_provisioning_159": "a:4d:0:1",
            "new_provisioning_160": #"http://h/p/\$PSN.xml"#, "new_vendor_encapsulated_options": "42:2:70:72",
            "new_vivso": "0:0:0:9:4:42:2:70:72", "new_wpad_url": "http://wpad/wpad.dat", "old_tftp_server_name": "old",
            "new_unknown_161": #"a\011b"#, "new_unknown_162": "0:ff",
        ]
        let words = try DHCPClient.dhclient.words(nil, on: nil, environment, leaseFile: nil)
        #expect(
            words.first?.options == [
                15: bytes("example.com"), 42: [10, 77, 0, 1], 66: bytes("10.77.0.1"),
                119: [1] + bytes("a") + [7] + bytes("example") + [3] + bytes("com") + [0, 1] + bytes("b") + [0],
                150: [10, 77, 0, 1, 10, 77, 0, 2], 159: [10, 77, 0, 1], 160: bytes("http://h/p/$PSN.xml"),
                43: Self.pr, 125: [0, 0, 0, 9, 4] + Self.pr, 252: bytes("http://wpad/wpad.dat"), 161: bytes("a\tb"),
                162: [0, 255],
            ])
        let six = try DHCPClient.dhclient.words(
            "BOUND6", on: nil,
            [
                "interface": "eth0", "new_dhcp6_provisioning_160": "http://h/x", "new_dhcp6_vendor_opts": "0:0:0:9:0:1",
                "new_dhcp6_name_servers": "fd77::1", "new_tftp_server_name": "four",
            ], leaseFile: nil)
        #expect(
            six == [
                DHCPWord(
                    event: .obtained, interface: "eth0", family: .ipv6,
                    options: [
                        160: bytes("http://h/x"), 17: [0, 0, 0, 9, 0, 1],
                        23: [0xfd, 0x77] + Array(repeating: 0, count: 13) + [1],
                    ])
            ])
    }

    @Test(arguments: [
        ("REBOOT", DHCPWord.Event.obtained), ("RENEW", .obtained), ("TIMEOUT", .obtained), ("EXPIRE", .released),
        ("RELEASE", .released), ("STOP6", .released), ("PREINIT", nil), ("MEDIUM", nil),
    ]) func knowsTheReasonsOfDhclient(reason: String, event: DHCPWord.Event?) throws {
        let words = try DHCPClient.dhclient.words(nil, on: "eth0", ["reason": reason], leaseFile: nil)
        #expect(words.first?.event == event)
    }

    @Test func readsTheEnvironmentOfNetworkManager() throws {
        let environment = [
            "DHCP4_IP_ADDRESS": "10.77.0.50", "DHCP4_TFTP_SERVER_NAME": "10.77.0.1", "DHCP4_DOMAIN_NAME": "example.com",
            "DHCP4_VENDOR_ENCAPSULATED_OPTIONS": "42:02:70:72", "DHCP4_PRIVATE_224": "68:74",
            "DHCP6_DHCP6_NAME_SERVERS": "fd77::1", "DHCP6_UNKNOWN_160": "http://h/x",
        ]
        let four = DHCPWord(
            event: .obtained, interface: "eth0", family: .ipv4,
            options: [66: bytes("10.77.0.1"), 15: bytes("example.com"), 43: Self.pr, 224: bytes("ht")])
        let six = DHCPWord(
            event: .obtained, interface: "eth0", family: .ipv6,
            options: [23: [0xfd, 0x77] + Array(repeating: 0, count: 13) + [1], 160: bytes("http://h/x")])
        func words(_ action: String, _ environment: [String: String]) throws -> [DHCPWord] {
            try DHCPClient.networkmanager.words(action, on: "eth0", environment, leaseFile: nil)
        }
        #expect(try words("up", environment) == [four, six])
        #expect(try words("dhcp4-change", environment) == [four])
        #expect(try words("dhcp6-change", environment) == [six])
        #expect(try words("down", environment) == [DHCPWord(event: .released, interface: "eth0")])
        #expect(try words("hostname", environment) == [])
        // An interface with fixed addresses.
        #expect(try words("up", [:]).map(\.event) == [.released, .released])
    }

    @Test func readsTheLeaseFileAndTheDescriptionOfNetworkd() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(
            """
            # This is private data. Do not parse.
            ADDRESS=10.77.0.50
            NTP=10.77.0.1
            DNS=10.77.0.1 10.77.0.2
            DOMAINNAME=example.com
            VENDOR_SPECIFIC=42027072
            OPTION_224=6874
            OPTION_x=00
            """, to: "2")
        let description = """
            {"Name":"eth0","DHCPv4Client":{"PrivateOptions":[{"Option":225,"PrivateOptionData":"6162"}]},
            "DHCPv6Client":{"VendorSpecificOptions":[{"EnterpriseId":3561,"SubOptionCode":1,"SubOptionData":"61"},
            {"EnterpriseId":9,"SubOptionCode":66,"SubOptionData":"7072"}]}}
            """
        let words = try DHCPClient.networkd.words(
            nil, on: nil, ["IFACE": "eth0", "json": description], leaseFile: file)
        #expect(
            words == [
                DHCPWord(
                    event: .obtained, interface: "eth0", family: .ipv4,
                    options: [
                        42: [10, 77, 0, 1], 6: [10, 77, 0, 1, 10, 77, 0, 2], 15: bytes("example.com"), 43: Self.pr,
                        224: bytes("ht"), 225: bytes("ab"),
                    ]),
                DHCPWord(
                    event: .obtained, interface: "eth0", family: .ipv6,
                    options: [17: [0, 0, 0, 9, 0, 66, 0, 2] + bytes("pr")]),
            ])
        let none = try DHCPClient.networkd.words(
            nil, on: "eth0", ["json": "{"], leaseFile: directory.path(of: "none"))
        #expect(none == [DHCPWord(event: .released, interface: "eth0", family: .ipv4)])
    }

    // MARK: The command

    @Test func keepsWhatItIsToldForTheNextStart() async throws {
        let phone = try PhoneDirectory()
        let told = await phone.run(
            "dhcp-event", "--interface", "eth0", "--option", "66=tftp.example.com", "--option",
            "150=ip:10.0.0.1,10.0.0.2",
            "--option", "43=hex:00", "--json")
        #expect(told.status == .done, "\(told.errors)")
        #expect(try told.object.keySet == Keys.dhcp)
        let server = try #require(try told.object["server"] as? [String: Any])
        #expect(server.keySet == Keys.dhcpServer)
        #expect(server["places"] as? [String] == ["tftp://tftp.example.com"])
        let options = try #require(try told.object["options"] as? [[String: Any]])
        #expect(options.map(\.keySet) == [Keys.dhcpOption, Keys.dhcpOption, Keys.dhcpOption])
        #expect(
            options.compactMap { $0["result"] as? String } == [
                "used", "not needed: option 66 came first",
                "passed over: none of its sub-options is the address of a server",
            ])
        let status = await phone.run("status", "--json")
        let dhcp = try #require(try status.object["dhcp"] as? [String: Any])
        #expect((dhcp["leases"] as? [[String: Any]])?.map(\.keySet) == [Keys.lease])
        #expect((dhcp["server"] as? [String: Any])?["label"] as? String == "option 66 (TFTP server name) of eth0")
        #expect(
            await phone.run("status").output.contains("option 66 (TFTP server name) of eth0: tftp://tftp.example.com"))

        let explained = await phone.run("rule", "explain", "/$PSN.xml", "--json")
        #expect(try explained.object["url"] as? String == "tftp://tftp.example.com/8841-3PCC.xml")
        #expect(try explained.object["dhcp"] as? String == "option 66 (TFTP server name) of eth0")
        let order = await phone.run("rule", "explain", "/x", "--set", "DHCP_Option_To_Use=150")
        #expect(order.output.contains("fetch tftp://10.0.0.1/x"))
        #expect(order.output.contains("if 10.0.0.1 does not answer, the others are asked: tftp://10.0.0.2/x"))

        #expect(await phone.run("dhcp-event", "--interface", "eth0", "--event", "released").status == .done)
        #expect(await phone.run("status").output.contains("dhcp") == false)
    }

    @Test(arguments: [
        (["--interface", "e/0"], "\"e/0\" is no interface: a name such as eth0 is expected"),
        (["--interface", "an-interface-with-a-long-name"], "is no interface"),
        (["--interface", "eth0", "--option", "255=x"], "\"255\" is no number of a DHCP option"),
    ]) func refusesWhatMakesNoSense(words: [String], sentence: String) async throws {
        let phone = try PhoneDirectory()
        let run = await CommandRun(["dhcp-event", "--state", phone.path] + words)
        #expect(run.status == .failed)
        #expect(run.errors.contains(sentence), "\(run.errors)")
        #expect(isOneSentence(run.errors))
    }

    @Test(arguments: [
        ([], "--interface is missing"), (["--client", "pump"], "\"pump\" is no client"),
        (["--client", "udhcpc"], "--interface is missing, and the environment names none"),
        (["--interface", "eth0", "--event", "bound"], "--event takes obtained or released"),
        (["--interface", "eth0", "--family", "ipx"], "--family takes ipv4 or ipv6"),
        (["--interface", "eth0", "--option", "x=1"], "--option takes N=VALUE"),
        (["--interface", "eth0", "--option", "150=ip:10.0.0"], "--option 150 is not written as hex: or ip: says"),
        (["--interface", "eth0", "--option", "43=hex:0"], "--option 43 is not written as hex: or ip: says"),
    ]) func tellsWhatIsWrongWithTheCommandLine(words: [String], sentence: String) async throws {
        let run = await CommandRun(["dhcp-event"] + words)
        #expect(run.status == .usage)
        #expect(run.errors.contains(sentence), "\(run.errors)")
    }

    // MARK: The scripts of the dispatchers

    @Test func theScriptForNetworkManagerTellsALease() async throws {
        let hooks = try InstalledHooks(for: try PhoneDirectory())
        let environment = ["DHCP4_TFTP_SERVER_NAME": "10.77.0.1", "DEVICE_IP_IFACE": "eth0", "CONNECTION_ID": "x"]
        try await hooks.run("networkmanager/90-onhook", "eth0", "connectivity-change", environment: environment)
        #expect(try await hooks.places() == [])
        try await hooks.run("networkmanager/90-onhook", "eth0", "up", environment: environment)
        #expect(try await hooks.places() == ["tftp://10.77.0.1"], "\(hooks.said)")
        try await hooks.run("networkmanager/90-onhook", "eth0", "down", environment: [:])
        #expect(try await hooks.places() == [])
    }

    @Test func theScriptForNetworkdDispatcherTellsALease() async throws {
        let hooks = try InstalledHooks(for: try PhoneDirectory())
        try hooks.directory.write("7\n", to: "sys/class/net/eth0/ifindex")
        try hooks.directory.write("ADDRESS=10.77.0.9\nVENDOR_SPECIFIC=42027072\n", to: "netif/leases/7")
        let environment = [
            "IFACE": "eth0", "AdministrativeState": "configured", "OperationalState": "routable", "json": "{}",
            "ONHOOK_SYSFS": hooks.directory.path(of: "sys"), "ONHOOK_NETIF": hooks.directory.path(of: "netif"),
        ]
        try await hooks.run("networkd-dispatcher/onhook", environment: environment)
        #expect(try await hooks.places() == ["tftp://pr"], "\(hooks.said)")
        try FileManager.default.removeItem(atPath: hooks.directory.path(of: "netif/leases/7"))
        try await hooks.run("networkd-dispatcher/onhook", environment: environment)
        #expect(try await hooks.places() == [])
    }

    @Test func aHookNeverFailsItsClient() async throws {
        let hooks = try InstalledHooks(for: try PhoneDirectory())
        // Neither a phone that is not there, nor a program that is missing, nor nonsense keeps a machine from its network.
        try await hooks.run("onhook-dhcp-event", "--client", "udhcpc", environment: ["ONHOOK_STATE": "/nowhere"])
        try await hooks.run("onhook-dhcp-event", "--bogus", environment: [:])
        #expect(hooks.said.contains("there is no option --bogus"))
        try await hooks.run("onhook-dhcp-event", environment: ["ONHOOK_PROGRAM": "/nowhere"])
    }
}
