private import CSpawn
private import Glibc
internal import Threading

/// A descriptor whose bytes are handed on and kept nowhere: a pipe, read by a thread of its own.
public final class PassingBytes: Sendable {
    /// Takes the bytes; closed by `end`.
    private let writing: Locked<FileDescriptor.Number>
    private let done: Task<Void, Never>

    /// The descriptor that takes the bytes; -1 once it is closed.
    public var descriptor: Int32 { writing.withLock { $0 } }

    /// Hands the bytes to `take`, in their order, on a thread of its own.
    public init(_ take: @escaping @Sendable ([UInt8]) -> Void) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard spawn_pipe(&ends) == 0, let reading = FileDescriptor(adopting: ends[0]) else { throw .last }
        let number = reading.release()
        writing = Locked(ends[1])
        let (words, word) = AsyncStream.makeStream(of: Void.self)
        done = Task { for await _ in words {} }
        do throws(ThreadError) {
            try BlockingThread.start(named: "onhook-digest") {
                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                while true {
                    let count = read(number, &buffer, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    take(Array(buffer[..<count]))
                }
                close(number)
                word.finish()
            }
        } catch {
            close(number)
            close(ends[1])
            writing.withLock { $0 = -1 }
            word.finish()
            throw SystemError(number: error.number)
        }
    }

    deinit { closeEnd() }

    /// There are no more; returns when the last are handed over.
    public func end() async {
        closeEnd()
        await done.value
    }

    private func closeEnd() {
        writing.withLock { number in
            if number >= 0 { close(number) }
            number = -1
        }
    }
}
