import Glibc

/// A real squid on loopback, which forgets everything it fetches.
package final class SquidProxy: Sendable {
    /// How it wants its users to log in.
    package enum Login: Sendable {
        /// Everybody may use it.
        case none
        /// RFC 7617.
        case basic(user: String, password: String)
        /// RFC 7616, MD5.
        case digest(user: String, password: String)
    }

    /// Where the configuration and the logs are.
    package let directory: TemporaryDirectory
    /// Where it listens on 127.0.0.1.
    package let port: UInt16
    private let process: ChildProcess

    /// Starts a proxy; it can be used when this returns. Blocks the calling thread.
    ///
    /// - Parameter hosts: What it knows of names, besides the machine's name servers.
    package init(_ login: Login = .none, hosts: [String: String] = [:]) throws {
        let directory = try TemporaryDirectory()
        // It gives up root's rights and writes its log as another user.
        try directory.write("", to: "access.log")
        chmod(directory.path(of: "access.log"), 0o666)
        try directory.write(hosts.map { "\($0.value) \($0.key)\n" }.joined(), to: "hosts")
        let rules = try Self.rules(login, directory)
        var attempt = 0
        while true {
            let port = try ListeningSocket.freePort()
            let configuration = try directory.write(
                """
                http_port 127.0.0.1:\(port)
                visible_hostname squid.onhook.test
                pid_filename none
                cache deny all
                cache_mem 8 MB
                memory_pools off
                access_log stdio:\(directory.path(of: "access.log"))
                cache_log /dev/stderr
                coredump_dir \(directory.path)
                hosts_file \(directory.path(of: "hosts"))
                max_filedescriptors 256
                forward_max_tries 1
                connect_timeout 5 seconds
                shutdown_lifetime 0 seconds
                pinger_enable off
                \(rules)
                """, to: "squid.conf")
            let process = try ChildProcess(["squid", "-N", "-d", "1", "-f", configuration])
            var printed = ""
            let isReady = process.printed(lineWith: "Accepting HTTP Socket connections at", &printed)
            if isReady, Self.isListening(port) {
                (self.directory, self.port, self.process) = (directory, port, process)
                return
            }
            attempt += 1
            // Somebody may have taken the port between our look and squid's.
            guard attempt < 10 else { throw TestSupportError("squid did not start: \(printed)") }
        }
    }

    /// Squid says so a moment before it listens.
    private static func isListening(_ port: UInt16) -> Bool {
        for _ in 0..<500 {
            if ListeningSocket.isThereOne(on: port) { return true }
            usleep(10_000)
        }
        return false
    }

    /// What it served, a line each: squid's own form.
    package func log() throws -> String { String(decoding: try directory.read("access.log"), as: UTF8.self) }

    private static func rules(_ login: Login, _ directory: TemporaryDirectory) throws -> String {
        let closed = "acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all"
        switch login {
        case .none: return "http_access allow all"
        case .basic(let user, let password):
            let hash = try ChildProcess.run(["openssl", "passwd", "-apr1", password])
            let file = try directory.write("\(user):\(hash)", to: "users")
            return """
                auth_param basic program /usr/lib/squid/basic_ncsa_auth \(file)
                auth_param basic children 1
                auth_param basic realm onhook
                \(closed)
                """
        case .digest(let user, let password):
            let file = try directory.write("\(user):\(password)\n", to: "users")
            return """
                auth_param digest program /usr/lib/squid/digest_file_auth \(file)
                auth_param digest children 1
                auth_param digest realm onhook
                \(closed)
                """
        }
    }
}
