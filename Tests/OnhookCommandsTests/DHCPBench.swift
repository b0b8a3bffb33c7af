import Foundation
import Glibc
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// The hooks as `make install` puts them, in a directory of the test, and the environment in which they find the program and the phone.
struct InstalledHooks {
    let directory: TemporaryDirectory
    let phone: PhoneDirectory
    /// Where the hooks write what they would tell the system's log.
    var log: String { directory.path(of: "log") }

    /// The hooks for the phone of a state directory.
    init(for phone: PhoneDirectory) throws {
        self.phone = phone
        directory = try TemporaryDirectory()
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("packaging/dhcp")
        // `make install` runs the same script; what it writes is where PREFIX says, so PREFIX is a place of the test.
        try ChildProcess.run([
            source.path + "/install", directory.path(of: "share/onhook/dhcp"), directory.path,
        ])
        // What the system's own script would do, without its resolv.conf.
        try directory.write(
            """
            #!/bin/sh
            case $1 in
                deconfig) ip addr flush dev "$interface" scope global ;;
                bound | renew) ip addr replace "$ip/$mask" dev "$interface" ;;
            esac
            """, to: "system.script")
        try directory.write(
            """
            #!/bin/sh
            case $reason in
                BOUND | RENEW | REBIND | REBOOT) ip addr replace "$new_ip_address/24" dev "$interface" ;;
                BOUND6 | RENEW6 | REBIND6) ip addr replace "$new_ip6_address/64" dev "$interface" nodad ;;
            esac
            . "\(path("dhclient/onhook"))"
            exit 0
            """, to: "dhclient-script")
        try ChildProcess.run([
            "chmod", "755", directory.path(of: "system.script"), directory.path(of: "dhclient-script"),
        ])
    }

    func path(_ name: String) -> String { directory.path(of: "share/onhook/dhcp/" + name) }

    var environment: [String: String] {
        get throws {
            [
                "ONHOOK_STATE": phone.path, "ONHOOK_PROGRAM": try BuiltProgram.path(of: "onhook"),
                "ONHOOK_UDHCPC_SCRIPT": directory.path(of: "system.script"), "ONHOOK_HOOK_LOG": log,
            ]
        }
    }

    /// Runs a hook to its end, with nothing in its environment but what is given here and what the hooks need.
    func run(_ hook: String, _ arguments: String..., environment: [String: String]) async throws {
        let all = try self.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        let command = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + all + [path(hook)] + arguments
        try await BlockingThread.value { _ = try ChildProcess.run(command) }
    }

    /// What the hooks have said.
    var said: String { (try? directory.read("log")).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// udhcpc on the client's side of a network, as the hook's first lines say, until this is released.
    func udhcpc(on network: TestNetwork) throws -> ChildProcess {
        try TestNetwork.require("udhcpc", package: "udhcpc")
        let options = String(decoding: try directory.read("share/onhook/dhcp/udhcpc/options"), as: UTF8.self)
        return try ChildProcess(
            network.onClient + [
                "udhcpc", "-f", "-i", TestNetwork.interface, "-s", path("udhcpc/onhook.script"), "-p",
                directory.path(of: "udhcpc.pid"),
            ]
                + options.split(whereSeparator: \.isWhitespace).map(String.init), environment: try environment)
    }

    /// Lets udhcpc give its lease back.
    func releaseLease() throws {
        let number = String(decoding: try directory.read("udhcpc.pid"), as: UTF8.self)
        let process = try #require(Int32(number.trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(process, SIGUSR2)
    }

    /// Waits until a hook has said that.
    func heard(_ text: String, within time: Duration = .seconds(30)) async throws {
        let end = ContinuousClock.now + time
        while !said.contains(text) {
            try #require(ContinuousClock.now < end, "no hook said \"\(text)\", but: \(said)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// dhclient on the client's side, with the shipped configuration, until this is released.
    func dhclient(on network: TestNetwork, _ options: String...) throws -> ChildProcess {
        try TestNetwork.require("dhclient", package: "isc-dhcp-client")
        return try ChildProcess(
            network.onClient + ["dhclient", "-d"] + options
                // It hands nothing of its own environment to its script.
                + (try environment).flatMap { ["-e", "\($0.key)=\($0.value)"] } + [
                    "-cf", path("dhclient/dhclient.conf"), "-sf", directory.path(of: "dhclient-script"),
                    "-lf", directory.path(of: "dhclient.leases"), "-pf", directory.path(of: "dhclient.pid"),
                    TestNetwork.interface,
                ])
    }

    /// What the phone knows of DHCP.
    func dhcp() async throws -> [String: Any] {
        let status = try await OnhookRun(["status", "--json", "--state", phone.path])
        let object = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
        return try #require(object?["dhcp"] as? [String: Any], "\(status.errors)")
    }

    /// Where DHCP leads the phone.
    func places() async throws -> [String] {
        (try await dhcp()["server"] as? [String: Any])?["places"] as? [String] ?? []
    }
}

extension PhoneDirectory {
    /// Sets parameters in the directory that nobody serves.
    func set(_ assignments: String...) async throws {
        let run = await CommandRun(["param", "set"] + assignments + ["--state", path])
        try #require(run.status == .done, "\(run.errors)")
    }

    /// The phone, served on the client's side of a network.
    func serve(on network: TestNetwork) async throws -> DaemonProcess {
        try await DaemonProcess(
            state: path, options: ["--model", "8841", "--mac", "00:0e:08:aa:bb:cc"], wrapper: network.onClient)
    }
}
