import Foundation
import TestSupport
import Testing

/// Real DHCP servers, real DHCP clients with the hooks that are shipped, and a real phone, on a wire of their own.
@Suite(.serialized) struct DHCPTrialTests {
    private static func profile(_ name: String) -> String {
        "<flat-profile><Station_Name>\(name)</Station_Name></flat-profile>"
    }

    /// nginx on port 80 of the server's side, which serves `/p/8841-3PCC.xml` until this is released.
    private final class WebServer {
        private let directory: TemporaryDirectory
        private let process: ChildProcess

        init(on network: TestNetwork, _ name: String) throws {
            try TestNetwork.require("nginx", package: "nginx-light")
            let directory = try TemporaryDirectory()
            self.directory = directory
            try directory.write(DHCPTrialTests.profile(name), to: "root/p/8841-3PCC.xml")
            let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(directory.path(of: $0));" }.joined(separator: " ")
            let configuration = try directory.write(
                """
                daemon off; user root; pid \(directory.path(of: "pid")); error_log stderr notice; events {}
                http { access_log off; \(paths) server { listen 10.77.0.1:80; root \(directory.path(of: "root")); } }
                """, to: "nginx.conf")
            process = try ChildProcess(
                network.onServer + ["nginx", "-p", directory.path, "-e", "stderr", "-c", configuration])
            guard process.printed(lineWith: "start worker process ") != nil else {
                throw TestSupportError("nginx did not start")
            }
        }
    }

    @Test func aPhoneFromTheFactoryGetsItsLeaseAndItsProfileByTFTP() async throws {
        let network = try TestNetwork()
        let server = try DHCPServer(
            on: network, ["--dhcp-option=66,10.77.0.1"], files: ["8841-3PCC.xml": Self.profile("Reception")])
        let phone = try PhoneDirectory()
        let hooks = try InstalledHooks(for: phone)
        let daemon = try await phone.serve(on: network)
        let client = try hooks.udhcpc(on: network)

        // The first contact after a start comes within 40 seconds (Resync_Random_Delay).
        let line = try await daemon.line(with: "applied, 1 parameters changed", within: 90)
        #expect(line.contains("tftp://10.77.0.1/8841-3PCC.xml"), "\(line)")
        #expect(await phone.run("param", "get", "Station_Name").output == "Reception\n")
        let dhcp = try await hooks.dhcp()
        let lease = try #require((dhcp["leases"] as? [[String: Any]])?.first)
        #expect(lease["interface"] as? String == "lan0")
        #expect(lease["client"] as? String == "udhcpc")
        let number = try #require(line.split(separator: " ").dropFirst().first)
        let story = await phone.run("status", "--attempt", String(number))
        #expect(story.output.contains("server    named by option 66 (TFTP server name) of lan0"), "\(story.output)")
        #expect(try await daemon.end() == 0)
        withExtendedLifetime((server, client)) {}
    }

    @Test(arguments: [
        (["160,http://10.77.0.1/p/$PSN.xml"], "http://10.77.0.1/p/8841-3PCC.xml", "web"),
        (["160,HTTP://10.77.0.9;10.77.0.1", "66,10.77.0.1"], "tftp://10.77.0.1/8841-3PCC.xml", "tftp"),
        (["150,10.77.0.1"], "tftp://10.77.0.1/8841-3PCC.xml", "tftp"),
        (["159,10.77.0.1"], "tftp://10.77.0.1/8841-3PCC.xml", "tftp"),
        (["vi-encap:9,66,10.77.0.1"], "tftp://10.77.0.1/8841-3PCC.xml", "tftp"),
        (["43,42:09:31:30:2e:37:37:2e:30:2e:31"], "tftp://10.77.0.1/8841-3PCC.xml", "tftp"),
    ]) func everyOptionLeadsThePhoneToItsServer(options: [String], url: String, name: String) async throws {
        let network = try TestNetwork()
        let server = try DHCPServer(
            on: network, options.map { "--dhcp-option-force=\($0)" }, files: ["8841-3PCC.xml": Self.profile("tftp")])
        let web = try WebServer(on: network, "web")
        let phone = try PhoneDirectory()
        try await phone.set("Resync_Random_Delay=0")
        let hooks = try InstalledHooks(for: phone)
        let daemon = try await phone.serve(on: network)
        // Without a lease the first try fails; the lease makes it look again at once, not after Resync_Error_Retry_Delay.
        try await daemon.line(with: "DHCP named none", within: 60)
        let client = try hooks.udhcpc(on: network)
        let line = try await daemon.line(with: "applied, 1 parameters changed", within: 50)
        #expect(line.contains("(Profile_Rule, dhcp): \(url)"), "\(line)")
        #expect(await phone.run("param", "get", "Station_Name").output == "\(name)\n")
        withExtendedLifetime((server, web, client)) {}
    }

    @Test func theOrderOfTheConfigurationDecides() async throws {
        let network = try TestNetwork()
        let server = try DHCPServer(
            on: network, ["--dhcp-option=66,10.77.0.1", "--dhcp-option=160,http://10.77.0.1/p/8841-3PCC.xml"],
            files: ["8841-3PCC.xml": Self.profile("tftp")])
        let web = try WebServer(on: network, "web")
        let phone = try PhoneDirectory()
        try await phone.set("Resync_Random_Delay=0", "DHCP_Option_To_Use=160,66")
        let hooks = try InstalledHooks(for: phone)
        let daemon = try await phone.serve(on: network)
        let client = try hooks.udhcpc(on: network)
        try await daemon.line(with: "http://10.77.0.1/p/8841-3PCC.xml: applied", within: 60)
        let explained = await phone.run("rule", "explain", "/$PSN.xml")
        #expect(explained.output.contains("server    named by option 160 (provisioning URL) of lan0"))
        try await phone.set("DHCP_Option_To_Use=66,160")
        let resync = await phone.run("resync")
        #expect(resync.output.contains("tftp://10.77.0.1/8841-3PCC.xml"), "\(resync.output)")
        #expect(resync.output.contains("server    named by option 66 (TFTP server name) of lan0"))
        withExtendedLifetime((server, web, client, daemon)) {}
    }

    @Test func aLeaseOutlivesTheDaemonAndEndsWithItsRelease() async throws {
        let network = try TestNetwork()
        let server = try DHCPServer(
            on: network, ["--dhcp-option=66,10.77.0.1"], files: ["8841-3PCC.xml": Self.profile("Reception")])
        let phone = try PhoneDirectory()
        try await phone.set("Resync_Random_Delay=0")
        let hooks = try InstalledHooks(for: phone)
        // The lease comes before the daemon, as when a machine boots.
        let client = try hooks.udhcpc(on: network)
        try await hooks.heard("names tftp://10.77.0.1")
        let first = try await phone.serve(on: network)
        try await first.line(with: "tftp://10.77.0.1/8841-3PCC.xml: applied", within: 60)
        #expect(try await first.end() == 0)
        let second = try await phone.serve(on: network)
        try await second.line(with: "tftp://10.77.0.1/8841-3PCC.xml: applied", within: 60)
        #expect(try await hooks.places() == ["tftp://10.77.0.1"])
        // udhcpc gives its lease back when it is told to by USR2.
        try hooks.releaseLease()
        try await second.line(with: "no provisioning server is named any more", within: 30)
        #expect(try await hooks.places() == [])
        withExtendedLifetime((server, client)) {}
    }

    @Test func dhclientTellsOfDHCPv6Too() async throws {
        let network = try TestNetwork()
        let server = try DHCPServer(
            on: network,
            [
                "--dhcp-range=fd77::50,fd77::99,64,1h", "--dhcp-option=option6:160,http://ps.example.com/p/$PSN.xml",
                "--dhcp-option=option6:domain-search,a.example.com,example.com",
            ])
        let hooks = try InstalledHooks(for: try PhoneDirectory())
        let client = try hooks.dhclient(on: network, "-6")
        try await hooks.heard("names http://ps.example.com/p/$PSN.xml", within: .seconds(60))
        let dhcp = try await hooks.dhcp()
        #expect(
            (dhcp["server"] as? [String: Any])?["label"] as? String == "DHCPv6 option 160 (provisioning URL) of lan0")
        let lease = try #require((dhcp["leases"] as? [[String: Any]])?.first)
        #expect(lease["family"] as? String == "ipv6")
        #expect(lease["domains"] as? [String] == ["a.example.com", "example.com"])
        withExtendedLifetime((server, client)) {}
    }

    @Test func dhclientTellsItToo() async throws {
        let network = try TestNetwork()
        let server = try DHCPServer(
            on: network,
            [
                "--dhcp-option=150,10.77.0.1", "--dhcp-option=160,http://10.77.0.1/p/$PSN.xml",
                "--dhcp-option=15,example.com", "--dhcp-option=43,01:02:61:62",
            ])
        let web = try WebServer(on: network, "web")
        let phone = try PhoneDirectory()
        try await phone.set("Resync_Random_Delay=0")
        let hooks = try InstalledHooks(for: phone)
        let daemon = try await phone.serve(on: network)
        let client = try hooks.dhclient(on: network, "-4")
        try await daemon.line(with: "http://10.77.0.1/p/8841-3PCC.xml: applied", within: 60)
        let dhcp = try await hooks.dhcp()
        let texts = (dhcp["options"] as? [[String: Any]])?.compactMap { $0["text"] as? String }
        #expect(texts == ["http://10.77.0.1/p/$PSN.xml", "hex:0a4d0001", "hex:01026162"])
        #expect((dhcp["leases"] as? [[String: Any]])?.first?["domains"] as? [String] == ["example.com"])
        withExtendedLifetime((server, web, client)) {}
    }
}
