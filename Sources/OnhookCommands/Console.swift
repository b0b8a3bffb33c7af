internal import Glibc

/// Where a command reads and writes; tests have one of their own.
struct Console: Sendable {
    /// Writes to standard output.
    var write: @Sendable (String) -> Void
    /// Writes to standard error.
    var complain: @Sendable (String) -> Void
    /// The lines of standard input.
    var readLines: @Sendable () -> [String]

    /// The console of the process.
    static let standard = Console(
        write: { Self.put($0, to: STDOUT_FILENO) }, complain: { Self.put($0, to: STDERR_FILENO) },
        readLines: {
            var lines: [String] = []
            while let line = readLine() { lines.append(line) }
            return lines
        })

    /// Writes a line to standard output.
    func line(_ text: String) { write(text + "\n") }

    /// Writes all, or as much as the reader takes.
    private static func put(_ text: String, to file: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
