private import Glibc

/// Reads the small files in which the kernel reports its state (`/proc`, `/sys`) and the machine's short settings files.
public enum ProcFile {
    /// What a reading takes at most; `/proc/net/route` of a machine with ten thousand routes is 1.3 MB.
    public static let limit = 2 * 1024 * 1024

    /// The file's bytes, at most `limit` of them; nil if it cannot be opened or read. Never waits: a pipe or device with nothing to say gives nil.
    public static func bytes(of path: String, limit: Int = limit) -> [UInt8]? {
        guard let file = FileDescriptor(adopting: open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) else {
            return nil
        }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit, 16 * 1024))
        while content.count < limit {
            let count = read(file.number, &buffer, min(buffer.count, limit - content.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { break }
            content += buffer[..<count]
        }
        return content
    }

    /// The file's text, repaired where it is not UTF-8; nil if it cannot be opened or read.
    public static func text(of path: String, limit: Int = limit) -> String? {
        bytes(of: path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first line without outer blanks, as the one-value files of `/sys` have it; nil if there is none.
    static func line(of path: String) -> String? {
        guard let text = text(of: path, limit: 4096) else { return nil }
        let line = text.prefix { !$0.isNewline }.trimmed
        return line.isEmpty ? nil : String(line)
    }
}

extension Substring {
    /// Without blanks and tabs at either end.
    var trimmed: Substring {
        var rest = self
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}

extension Substring {
    /// The words between blanks and tabs. What the kernel writes is ASCII, so that bytes will do.
    var words: [Substring] { utf8.split { $0 == 0x20 || 0x09...0x0D ~= $0 }.map { Substring($0) } }
    /// The lines, empty ones left out.
    var nonemptyLines: [Substring] { utf8.split { $0 == 0x0A || $0 == 0x0D }.map { Substring($0) } }
}

extension String {
    /// The words between blanks and tabs.
    var words: [Substring] { self[...].words }
    /// The lines, empty ones left out.
    var nonemptyLines: [Substring] { self[...].nonemptyLines }
}
