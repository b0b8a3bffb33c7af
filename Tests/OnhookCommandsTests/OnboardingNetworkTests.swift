import TestSupport
import Testing
import Threading

/// A phone from the box in a network of its own: the daemon, dnsmasq as its only name server, and a web server over TLS.
@Suite struct OnboardingNetworkTests {
    /// What runs in the namespaces before the daemon takes the place of the shell.
    private static let network = """
        set -e; ip link set lo up; mount --bind "$FILES/resolv.conf" /etc/resolv.conf
        dnsmasq --no-daemon --port=53 --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts --conf-file=/dev/null \\
            --pid-file= --user=root --srv-host=_ciscoprov-https._tls.example.test,pr1.example.test,8443,10,20 \\
            --host-record=pr1.example.test,127.0.0.1 >"$FILES/dnsmasq.log" 2>&1 &
        cd "$FILES/www"; openssl s_server -accept 127.0.0.1:8443 -cert ../chain.pem -key ../key.pem -WWW -quiet \\
            >"$FILES/web.log" 2>&1 &
        until grep -q started "$FILES/dnsmasq.log" && ss -ltn | grep -q 127.0.0.1:8443; do :; done
        cd /; exec "$@"
        """

    @Test func findsItsProviderByDNSAlone() async throws {
        let files = try await BlockingThread.value {
            let files = try TemporaryDirectory()
            let authority = try Certificates()
            let pair = try authority.certificate(commonName: "test", names: ["DNS:example.test"])
            try files.write(authority.authority, to: "ca.pem")
            try files.write(pair.certificate, to: "chain.pem")
            try files.write(pair.key, to: "key.pem")
            try files.write("search example.test\nnameserver 127.0.0.1\n", to: "resolv.conf")
            try files.write(
                "<flat-profile><Station_Name>Found by DNS</Station_Name></flat-profile>", to: "www/8841-3PCC.xml")
            return files
        }
        let state = try TemporaryDirectory()
        #expect(try await OnhookRun(["param", "set", "Resync_Random_Delay=0", "--state", state.path]).status == 0)
        let daemon = try await DaemonProcess(
            state: state.path, options: ["--ca-file", files.path(of: "ca.pem"), "--model", "8841"],
            environment: ["FILES": files.path], wrapper: ["unshare", "-m", "-n", "sh", "-c", Self.network, "sh"])
        var status = ""
        for _ in 0..<200 where !status.contains("customization  Aborted") {
            status = try await OnhookRun(["status", "--state", state.path]).output
        }
        #expect(status.contains("customization  Aborted"), "\(status)")
        #expect(status.contains("the profile of https://example.test/8841-3PCC.xml was loaded"), "\(status)")
        let name = try await OnhookRun(["param", "get", "Station_Name", "--state", state.path])
        #expect(name.output == "Found by DNS\n")
        let rule = try await OnhookRun(["param", "get", "Profile_Rule", "--state", state.path])
        #expect(rule.output == "[--srv] https://example.test/$PSN.xml\n")
        _ = daemon
    }
}
