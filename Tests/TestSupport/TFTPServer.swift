/// A real tftpd-hpa on loopback, with its files in a directory of its own. It must be started as root, since it changes its root.
package final class TFTPServer: Sendable {
    /// What is served.
    package let directory: TemporaryDirectory
    /// The port that takes requests.
    package let port: UInt16
    private let socket: ListeningSocket
    private let process: ChildProcess

    /// Starts a server; requests wait in its socket until it runs.
    ///
    /// - Parameter files: Names, without a leading slash, and contents.
    package init(files: [String: [UInt8]]) throws {
        directory = try TemporaryDirectory()
        for (name, bytes) in files { try directory.write(bytes, to: name) }
        socket = try ListeningSocket(.udp)
        port = socket.port
        // As from inetd: the bound socket is its standard input.
        process = try ChildProcess(
            ["in.tftpd", "--secure", "--user", "root", "--timeout", "900", directory.path],
            standardInput: socket.descriptor)
    }
}
