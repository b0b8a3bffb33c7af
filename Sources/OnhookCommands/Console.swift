internal import Glibc

/// Where a command reads and writes; tests have one of their own.
struct Console: Sendable {
    /// Writes to standard output.
    var write: @Sendable (String) -> Void
    /// Writes to standard output what is no text, all of it.
    var writeBytes: @Sendable (_ bytes: [UInt8]) throws(CommandFailure) -> Void = Self.writeStandardOutput
    /// Writes to standard error.
    var complain: @Sendable (String) -> Void
    /// The bytes of standard input, at most that many and one more, which tells that there are more.
    var read: @Sendable (_ limit: Int) throws(CommandFailure) -> [UInt8]
    /// The next line of standard input, without its end, as soon as it is there; nil at the end. Of a longer one the rest is left out.
    var nextLine: @Sendable (_ longest: Int) async throws(CommandFailure) -> [UInt8]? = StandardInput.shared.line
    /// Whether what is typed at standard input can be seen.
    var inputIsTerminal = false
    /// Shows a line that the next one replaces, and an empty one that clears it; nil unless somebody looks: standard error is no terminal.
    var showProgress: (@Sendable (String) -> Void)?

    /// The console of the process.
    static let standard = Console(
        write: { Self.put($0, to: STDOUT_FILENO) }, complain: { Self.put($0, to: STDERR_FILENO) },
        read: Self.readStandardInput, inputIsTerminal: isatty(STDIN_FILENO) == 1, showProgress: Self.terminalProgress)

    @Sendable private static func readStandardInput(_ limit: Int) throws(CommandFailure) -> [UInt8] {
        try InputFile.bytes(of: STDIN_FILENO, called: "standard input", limit: limit)
    }

    @Sendable private static func writeStandardOutput(_ bytes: [UInt8]) throws(CommandFailure) {
        guard put(bytes, to: STDOUT_FILENO) else {
            throw .failed("standard output cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    private static var terminalProgress: (@Sendable (String) -> Void)? {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        return { line in put("\r\u{1B}[K\(line.prefix(79))", to: STDERR_FILENO) }
    }

    /// Writes a line to standard output.
    func line(_ text: String) { write(text + "\n") }

    private static func put(_ text: String, to file: Int32) { _ = put(Array(text.utf8), to: file) }

    /// Writes all, or as much as the reader takes; whether that was all.
    private static func put(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// What a command is given to read.
enum InputFile {
    /// The bytes of a file, at most `limit` and one more; `-` is standard input.
    static func bytes(of name: String, _ console: Console, limit: Int) throws(CommandFailure) -> [UInt8] {
        guard name != "-" else { return try console.read(limit) }
        let file = open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .failed("\(name) cannot be opened: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        return try bytes(of: file, called: name, limit: limit)
    }

    /// The text of standard input, in UTF-8, at most `limit` bytes.
    static func text(_ console: Console, limit: Int) throws(CommandFailure) -> String {
        let bytes = try console.read(limit)
        guard bytes.count <= limit else {
            throw .failed("standard input holds more than \(limit >> 20) MiB, which is more than a phone takes at once")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .failed("standard input is not UTF-8") }
        guard !text.utf8.contains(0) else { throw .failed("standard input holds a NUL byte, which no value can hold") }
        return text
    }

    fileprivate static func bytes(of file: Int32, called name: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = Glibc.read(file, &buffer, min(buffer.count, limit + 1 - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .failed("\(name) cannot be read: \(String(cString: strerror(errno)))") }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
