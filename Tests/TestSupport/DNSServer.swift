/// A real dnsmasq on loopback that knows only what it is told.
package final class DNSServer: Sendable {
    /// Where it listens, UDP and TCP, on 127.0.0.1.
    package let port: UInt16
    private let process: ChildProcess

    /// Starts a server; it answers when this returns.
    ///
    /// - Parameter options: dnsmasq's own: `--host-record=name,192.0.2.1`, `--srv-host=_x._tcp.name,target,port,priority,weight`.
    package init(_ options: [String]) throws {
        var attempt = 0
        while true {
            let port = try ListeningSocket.freePort()
            let process = try ChildProcess(
                [
                    "dnsmasq", "--no-daemon", "--log-facility=-", "--port=\(port)", "--listen-address=127.0.0.1",
                    "--bind-interfaces", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=",
                    "--user=root", "--local-ttl=1",
                ] + options)
            if process.printed(lineWith: "started") != nil {
                self.port = port
                self.process = process
                return
            }
            attempt += 1
            // Somebody may have taken the port between our look and dnsmasq's.
            guard attempt < 10 else { throw TestSupportError("dnsmasq did not start with \(options)") }
        }
    }
}
