public import FlatProfile
private import Glibc
private import Threading

/// The program's own log: lines on standard error, and the latest of them for the Debug Info page.
///
/// Writing never waits: a line for which the reader has no room is counted, and the next line that finds room is preceded by the count.
/// Callers keep secrets out; the user information of URLs is taken out here.
public final class ProcessLog: Sendable {
    /// One line.
    public struct Line: Hashable, Sendable {
        /// When it was written.
        public var time: Timestamp
        /// How grave it is.
        public var severity: Severity
        /// What happened, on one line.
        public var text: String
    }

    /// How many lines are kept.
    public static let capacity = 500
    /// The most bytes of a line. A pipe takes that many at once or none (pipe(7)), so that a line is never torn.
    public static let lineLimit = 2048

    /// The gravest that is left out is one below this.
    public let threshold: Severity
    private let descriptor: Int32
    private let hasPrefixes: Bool
    private let clock = SystemClock()
    private let state = Locked(State())

    fileprivate struct State: Sendable {
        var lines: [Line] = []
        /// Where the oldest line stands once the ring is full.
        var oldest = 0
        var unwritten = 0
    }

    /// A log on standard error. Lines get the prefixes of sd-daemon(3), `<6>`, only when standard error leads to the journal, as
    /// the variable `JOURNAL_STREAM` says.
    public convenience init(threshold: Severity = .info) {
        let journal = getenv("JOURNAL_STREAM").map { String(cString: $0) }
        self.init(
            threshold: threshold, descriptor: STDERR_FILENO,
            hasPrefixes: Self.leads(STDERR_FILENO, to: journal))
    }

    /// A log on an open file, which stays the caller's.
    init(threshold: Severity, descriptor: Int32, hasPrefixes: Bool) {
        self.threshold = threshold
        self.descriptor = descriptor
        self.hasPrefixes = hasPrefixes
    }

    /// Writes a line, unless it is less grave than the threshold.
    public func log(_ severity: Severity, _ text: @autoclosure () -> String) {
        guard severity <= threshold else { return }
        let whole = LogText.line(LogText.withoutUserInfo(text()))
        let line = Line(
            time: clock.now(), severity: severity, text: String(LogText.prefix(of: whole, bytes: Self.lineLimit - 8)))
        state.withLock { state in
            state.keep(line)
            write(line, &state)
        }
    }

    /// The latest lines, oldest first, at most 500.
    public var recent: [Line] { state.withLock { Array($0.lines[$0.oldest...] + $0.lines[..<$0.oldest]) } }

    private func write(_ line: Line, _ state: inout State) {
        if state.unwritten > 0 {
            guard put(.warning, "onhook: \(state.unwritten) lines of the log could not be written here") else {
                state.unwritten += 1
                return
            }
            state.unwritten = 0
        }
        if !put(line.severity, line.text) { state.unwritten += 1 }
    }

    /// Writes a line if there is room for the whole of it.
    private func put(_ severity: Severity, _ text: String) -> Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // Anything but room alone means that the reader is gone; writing then would raise SIGPIPE.
        guard poll(&ready, 1, 0) == 1, ready.revents == Int16(POLLOUT) else { return false }
        let bytes = Array(((hasPrefixes ? "<\(severity.rawValue)>" : "") + text + "\n").utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }

    /// Whether an open file is the one that `JOURNAL_STREAM` names, `device:inode` (systemd.exec(5)).
    static func leads(_ descriptor: Int32, to journal: String?) -> Bool {
        guard let parts = journal?.split(separator: ":"), parts.count == 2 else { return false }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return UInt64(parts[0]) == UInt64(status.st_dev) && UInt64(parts[1]) == UInt64(status.st_ino)
    }
}

extension ProcessLog.State {
    fileprivate mutating func keep(_ line: ProcessLog.Line) {
        guard lines.count == ProcessLog.capacity else { return lines.append(line) }
        lines[oldest] = line
        oldest = (oldest + 1) % ProcessLog.capacity
    }
}
