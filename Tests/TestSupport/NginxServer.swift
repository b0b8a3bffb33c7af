/// A real nginx on loopback, with its files in a directory of its own.
package final class NginxServer: Sendable {
    /// Where the configuration, the logs and, below `root`, the files are.
    package let directory: TemporaryDirectory
    /// The port of plain HTTP.
    package let port: UInt16
    /// The port of HTTPS; nil without a certificate.
    package let tlsPort: UInt16?
    private let sockets: [ListeningSocket]
    private let process: ChildProcess

    /// Starts a server; it can be connected to when this returns.
    ///
    /// - Parameter files: Names below the root, without a leading slash, and contents.
    /// - Parameter server: Lines for the `server` block (`location /x { return 302 /y; }`).
    /// - Parameter port: The port of plain HTTP; a free one unless said otherwise.
    /// - Parameter certificate: Switches HTTPS on, on a second port with the same content.
    package init(
        files: [String: String] = [:], server lines: String = "", certificate: Certificates.Pair? = nil,
        port wanted: UInt16 = 0
    ) throws {
        directory = try TemporaryDirectory()
        for (name, text) in files { try directory.write(text, to: "root/" + name) }
        try directory.write("", to: "root/.keep")
        var sockets = [try ListeningSocket(.tcp, port: wanted)]
        port = sockets[0].port
        var listeners = "listen 127.0.0.1:\(port);"
        if let certificate {
            let tls = try ListeningSocket(.tcp)
            sockets.append(tls)
            tlsPort = tls.port
            let chain = try directory.write(certificate.certificate, to: "server.pem")
            let key = try directory.write(certificate.key, to: "server.key")
            listeners += " listen 127.0.0.1:\(tls.port) ssl; ssl_certificate \(chain); ssl_certificate_key \(key);"
        } else {
            tlsPort = nil
        }
        self.sockets = sockets
        let configuration = try directory.write(
            """
            daemon off; user root; worker_processes 1; pid \(directory.path(of: "nginx.pid"));
            error_log stderr notice;
            events { worker_connections 4096; }
            http {
                access_log \(directory.path(of: "access.log")); ssl_protocols TLSv1.2 TLSv1.3;
                client_body_temp_path \(directory.path(of: "client")); proxy_temp_path \(directory.path(of: "proxy"));
                fastcgi_temp_path \(directory.path(of: "fastcgi")); uwsgi_temp_path \(directory.path(of: "uwsgi"));
                scgi_temp_path \(directory.path(of: "scgi"));
                server { \(listeners) root \(directory.path(of: "root")); \(lines) }
            }
            """, to: "nginx.conf")
        // nginx takes over listening sockets whose numbers stand in this variable: that is how it replaces its own program.
        let numbers = sockets.indices.map { Int32($0) + 3 }
        process = try ChildProcess(
            ["nginx", "-p", directory.path, "-e", "stderr", "-c", configuration],
            passing: Dictionary(uniqueKeysWithValues: zip(sockets.map(\.descriptor), numbers)),
            environment: ["NGINX": numbers.map { "\($0);" }.joined()])
        guard process.printed(lineWith: "using inherited sockets") != nil else {
            throw TestSupportError("nginx did not start")
        }
    }
}
