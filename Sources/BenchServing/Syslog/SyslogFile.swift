internal import FlatProfile
internal import Glibc
internal import Threading

/// Keeps what devices say in a file, line by line; a second file keeps what came before, and no more.
final class SyslogFile: Sendable {
    private struct State {
        var file: Int32 = -1
        var size = 0
        var hasFailed = false
    }

    private let state = Locked(State())
    private let path: String
    private let limit: Int

    /// - Parameter limit: How many bytes the file has when it becomes the second one; 16 MiB.
    init(path: String, limit: Int = 16 << 20) {
        self.path = path
        self.limit = limit
    }

    deinit {
        let file = state.withLock(\.file)
        if file >= 0 { close(file) }
    }

    /// Adds a line; false if it could not be written, once each time that it begins to fail.
    func add(_ line: String) -> Bool {
        state.withLock { state in
            if state.file < 0 || state.size > limit { reopen(&state) }
            let bytes = Array((line + "\n").utf8)
            let isWritten =
                state.file >= 0 && bytes.withUnsafeBytes { write(state.file, $0.baseAddress, $0.count) } == bytes.count
            state.size += bytes.count
            defer { state.hasFailed = !isWritten }
            return isWritten || state.hasFailed
        }
    }

    private func reopen(_ state: inout State) {
        if state.file >= 0 {
            close(state.file)
            rename(path, path + ".1")
        }
        state.file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        var status = stat()
        state.size = state.file >= 0 && fstat(state.file, &status) == 0 ? Int(status.st_size) : 0
    }
}
