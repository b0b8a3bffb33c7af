import Foundation
import Glibc
import Threading

/// A real PostgreSQL server in a fresh directory, on a socket there and on a free port of loopback, with fsync. It goes away with this object
/// and also when the tests end in any way. Where the tests are root's it runs as `postgres`, because it refuses to be root's.
package final class PostgreSQLServer: Sendable {
    /// The server that all tests of a process share; each makes databases of its own.
    package static let shared = Task { try await BlockingThread.value { try PostgreSQLServer() } }

    /// Where its socket is. Whoever comes by it needs no password; whoever comes by TCP does.
    package let directory: String
    /// Its port of 127.0.0.1.
    package let port: UInt16
    /// The password of the role `bench`, which may make databases.
    package let password = "geheim-77"
    private let programs: String
    private let lifeline: Int32

    /// Makes and starts one; blocks the calling thread.
    package init() throws {
        programs = try ChildProcess.run(["/bin/sh", "-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"])
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !programs.isEmpty else {
            throw TestSupportError("there is no PostgreSQL: install the package postgresql")
        }
        directory = try ChildProcess.run(["mktemp", "-d", "/tmp/onhook-postgresql-XXXXXXXX"])
            .trimmingCharacters(in: .whitespacesAndNewlines)
        port = try ListeningSocket(.tcp, listens: false).port
        lifeline = try Self.cleaner(of: directory, Self.asServer([programs + "/pg_ctl"]))
        try ChildProcess.run(["chmod", "711", directory])
        if getuid() == 0 { try ChildProcess.run(["chown", "postgres", directory]) }
        try run(
            "initdb", "--no-sync", "--username", "admin", "--auth-local", "trust", "--auth-host", "scram-sha-256",
            "--encoding", "UTF8", "--no-locale", "--pgdata", data)
        try ChildProcess.run(["/bin/sh", "-c", #"printf %s "$1" >> "$0""#, data + "/postgresql.conf", configuration])
        try start()
        try ask("CREATE ROLE bench LOGIN CREATEDB PASSWORD '\(password)'")
    }

    deinit { close(lifeline) }

    private var data: String { directory + "/data" }

    private var configuration: String {
        """
        listen_addresses = '127.0.0.1'
        port = \(port)
        unix_socket_directories = '\(directory)'
        fsync = on
        shared_buffers = 16MB
        max_connections = 80

        """
    }

    // MARK: Starting and stopping

    /// Starts it, and waits until it takes connections.
    package func start() throws {
        try run("pg_ctl", "start", "--wait", "--timeout", "300", "--pgdata", data, "--log", directory + "/log")
    }

    /// Has it fall over as it does without power.
    package func stopAtOnce() throws {
        try run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", data)
    }

    /// Executes a statement as the one who may do all.
    @discardableResult
    package func ask(_ sql: String, database: String = "postgres") throws -> String {
        try ChildProcess.run([
            programs + "/psql", "--host", directory, "--port", "\(port)", "--username", "admin", "--dbname", database,
            "--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", sql,
        ]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Makes a database of its own for a test; its name.
    package func makeDatabase(_ options: String = "") throws -> String {
        let name = "t" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        try ask("CREATE DATABASE \(name) OWNER bench \(options)")
        return name
    }

    /// The address of a database by the socket, which needs no password.
    package func address(of database: String) -> String {
        "postgresql://bench@/\(database)?host=\(directory)&port=\(port)"
    }

    /// The address of a database by TCP.
    package func remoteAddress(of database: String, password: String) -> String {
        "postgresql://bench:\(password)@127.0.0.1:\(port)/\(database)"
    }

    // MARK: Its user

    @discardableResult
    private func run(_ program: String, _ words: String...) throws -> String {
        try ChildProcess.run(Self.asServer([programs + "/" + program] + words))
    }

    /// A command as the server's user.
    private static func asServer(_ words: [String]) -> [String] {
        guard getuid() == 0 else { return words }
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "env", "-C", "/"] + words
    }

    /// Has somebody stop the server and remove its directory as soon as the descriptor is closed, by us or by our end.
    private static func cleaner(of directory: String, _ control: [String]) throws -> Int32 {
        var ends: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw TestSupportError("no socket pair: errno \(errno)") }
        defer { close(ends[0]) }
        let script = """
            echo up; exec >/dev/null 2>&1; dir=$1; shift; read -r line <&3; "$@" stop -m immediate -D "$dir/data"; rm -rf "$dir"
            """
        // In a session of its own, so that it is still there when all other children of the tests are killed.
        let words = ["setsid", "--fork", "/bin/bash", "-c", script, "bash", directory] + control
        guard try ChildProcess(words, passing: [ends[0]: 3]).printed(lineWith: "up") != nil else {
            throw TestSupportError("nobody is there to clean up")
        }
        return ends[1]
    }
}
