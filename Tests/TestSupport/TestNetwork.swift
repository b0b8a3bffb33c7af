import Glibc

/// Two machines on one wire: network namespaces of this process's own, without names, so that nothing is left when the tests end in any
/// way: a namespace goes away with the last process in it. Needs root.
///
/// The server has the address `10.77.0.1` on `lan0`; the client's `lan0` is up, and has no address until somebody gives it one.
package final class TestNetwork: Sendable {
    /// The server's address.
    package static let server = "10.77.0.1"
    /// The interface of either.
    package static let interface = "lan0"

    private let holders: [ChildProcess]
    private let serverProcess: Int
    private let clientProcess: Int

    /// Makes the network.
    package init() throws {
        for (program, package) in [("ip", "iproute2"), ("unshare", "util-linux"), ("nsenter", "util-linux")] {
            try Self.require(program, package: package)
        }
        var holders: [ChildProcess] = []
        let processes = try (0..<2).map { _ in
            let holder = try ChildProcess(["unshare", "-n", "sh", "-c", "echo namespace:$$:; exec sleep infinity"])
            holders.append(holder)
            guard let printed = holder.printed(lineWith: ":\n"),
                let process = printed.split(separator: ":").dropFirst().first.flatMap({ Int($0) })
            else { throw TestSupportError("a network namespace cannot be made: are the tests run by root?") }
            return process
        }
        self.holders = holders
        (serverProcess, clientProcess) = (processes[0], processes[1])
        // Link-local addresses are good at once: nobody else is on the wire.
        let atOnce =
            "echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad; echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad"
        try ChildProcess.run(onClient + ["sh", "-c", atOnce])
        let script = """
            \(atOnce); ip link add lan0 type veth peer name lan0 netns "$1" && ip link set lo up && ip link set lan0 up \
            && ip addr add 10.77.0.1/24 dev lan0 && ip addr add fd77::1/64 dev lan0 nodad
            """
        try ChildProcess.run(onServer + ["sh", "-c", script, "sh", String(clientProcess)])
        try ChildProcess.run(onClient + ["sh", "-c", "ip link set lo up && ip link set lan0 up"])
        // The kernel makes them when it has seen the wire; a client of DHCPv6 gives up without.
        let linkLocal = #"until ip -6 addr show dev lan0 scope link -tentative | grep -q fe80; do sleep 0.02; done"#
        for side in [onServer, onClient] { try ChildProcess.run(["timeout", "20"] + side + ["sh", "-c", linkLocal]) }
    }

    /// What stands before a command that the server shall run.
    package var onServer: [String] { ["nsenter", "--net=/proc/\(serverProcess)/ns/net", "--"] }
    /// What stands before a command that the client shall run.
    package var onClient: [String] { ["nsenter", "--net=/proc/\(clientProcess)/ns/net", "--"] }

    /// Throws a sentence that names the Debian package if a program is missing.
    package static func require(_ program: String, package: String) throws {
        let path = (getenv("PATH").map { String(cString: $0) } ?? "") + ":/usr/sbin:/sbin"
        guard path.split(separator: ":").contains(where: { access("\($0)/\(program)", X_OK) == 0 }) else {
            throw TestSupportError(
                "\(program) is missing: install the Debian package \(package) (`make deps-test` does)")
        }
    }
}

/// A real dnsmasq that gives addresses and options to whoever asks on the server's side of a network, and serves files by TFTP there.
package final class DHCPServer: Sendable {
    private let process: ChildProcess
    private let directory: TemporaryDirectory

    /// Starts a server; it answers when this returns.
    ///
    /// - Parameter options: More options of dnsmasq: `--dhcp-option=160,http://10.77.0.1/x.xml`.
    /// - Parameter files: What it serves by TFTP, by name.
    package init(on network: TestNetwork, _ options: [String] = [], files: [String: String] = [:]) throws {
        try TestNetwork.require("dnsmasq", package: "dnsmasq-base")
        directory = try TemporaryDirectory()
        try directory.write("", to: "tftp/.keep")
        for (name, text) in files { try directory.write(text, to: "tftp/" + name) }
        process = try ChildProcess(
            network.onServer + [
                "dnsmasq", "--keep-in-foreground", "--log-facility=-", "--conf-file=/dev/null", "--user=root",
                "--pid-file", "--port=0", "--interface=lan0", "--bind-interfaces", "--no-ping", "--dhcp-authoritative",
                "--dhcp-leasefile=" + directory.path(of: "leases"), "--dhcp-range=10.77.0.50,10.77.0.99,1h",
                "--enable-tftp", "--tftp-root=" + directory.path(of: "tftp"),
            ] + options)
        guard process.printed(lineWith: "TFTP root is") != nil else { throw TestSupportError("dnsmasq did not start") }
    }
}
