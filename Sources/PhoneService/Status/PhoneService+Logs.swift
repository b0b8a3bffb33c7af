internal import Provisioning
internal import FlatProfile

/// A file of the log: a part of the latest lines.
public struct LogFile: Hashable, Sendable {
    /// `messages` for the newest, then `messages.1`, as the phone names them.
    public var name: String
    /// Its lines, oldest first: time in UTC, severity, text.
    public var lines: [String]

    /// Its text.
    public var text: String { lines.map { $0 + "\n" }.joined() }
    /// The times of its first and last line.
    public var times: (first: String, last: String)? {
        guard let first = lines.first?.split(separator: " ").first, let last = lines.last?.split(separator: " ").first
        else { return nil }
        return (String(first), String(last))
    }
}

extension PhoneService {
    /// How many lines a file has.
    static let linesPerLogFile = 100

    /// The files of the log, newest first; at least one, which may be empty. They hold no passwords: what is logged is redacted before.
    public var logFiles: [LogFile] {
        let lines = host.recentLog
        let starts = stride(from: lines.count, to: 0, by: -Self.linesPerLogFile)
        let parts = starts.map { end in Array(lines[max(0, end - Self.linesPerLogFile)..<end]) }
        return (parts.isEmpty ? [[]] : parts).enumerated().map { index, lines in
            LogFile(name: index == 0 ? "messages" : "messages.\(index)", lines: lines)
        }
    }
}
