internal import Glibc
internal import Threading

/// Standard input line by line, as somebody types it. Waiting for a line holds no thread of the cooperative pool.
final class StandardInput: Sendable {
    static let shared = StandardInput(file: STDIN_FILENO)

    private let file: Int32
    private let state = Locked((rest: [UInt8](), isEnded: false))

    init(file: Int32) {
        self.file = file
    }

    /// The next line without its end (LF, CR LF, or CR as some scanners send); nil at the end of the input.
    @Sendable func line(_ longest: Int) async throws(CommandFailure) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            switch take(&line, longest) {
            case .line: return line
            case .end: return line.isEmpty ? nil : line
            case .more: try await fill()
            }
        }
    }

    private enum Taken {
        case line, more, end
    }

    /// Moves bytes into the line, up to its end.
    private func take(_ line: inout [UInt8], _ longest: Int) -> Taken {
        let (bytes, end): ([UInt8], Taken) = state.withLock { state in
            guard let index = state.rest.firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) else {
                let bytes = state.rest
                state.rest = []
                return (bytes, state.isEnded ? .end : .more)
            }
            let bytes = Array(state.rest[..<index])
            // The LF of a CR LF that comes later begins an empty line, which nobody misses.
            let isPair = state.rest[index] == 0x0d && index + 1 < state.rest.count && state.rest[index + 1] == 0x0a
            state.rest.removeFirst(index + (isPair ? 2 : 1))
            return (bytes, .line)
        }
        line += bytes.prefix(max(0, longest + 1 - line.count))
        return end
    }

    private func fill() async throws(CommandFailure) {
        let file = file
        let outcome: Result<[UInt8], CommandFailure> = await withCheckedContinuation { continuation in
            do throws(ThreadError) {
                try BlockingThread.start(named: "standard input") {
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    var count = read(file, &buffer, buffer.count)
                    while count < 0, errno == EINTR { count = read(file, &buffer, buffer.count) }
                    let reason = count < 0 ? String(cString: strerror(errno)) : ""
                    continuation.resume(
                        returning: count < 0
                            ? .failure(.failed("standard input cannot be read: \(reason)"))
                            : .success(Array(buffer.prefix(count))))
                }
            } catch {
                continuation.resume(returning: .failure(.failed("no thread is left to read standard input")))
            }
        }
        let bytes = try outcome.get()
        state.withLock { state in
            state.rest += bytes
            state.isEnded = bytes.isEmpty
        }
    }
}
