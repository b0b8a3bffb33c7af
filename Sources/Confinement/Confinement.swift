private import CConfinement
private import Glibc

/// What a process keeps that has confined itself.
package struct Confinement {
    /// Bytes of memory besides what the process has when it begins.
    package var memory: Int
    /// Seconds of processor time, and of any time: more than the parent grants, whose clock began earlier.
    package var seconds: (processor: UInt32, any: UInt32)
    /// Files open at once.
    package var files: UInt32 = 32
    /// Whether a library has threads; without them there are no children either.
    package var mayHaveThreads = false

    /// A confinement of those limits.
    package init(
        memory: Int, seconds: (processor: UInt32, any: UInt32), files: UInt32 = 32, mayHaveThreads: Bool = false
    ) {
        self.memory = memory
        self.seconds = seconds
        self.files = files
        self.mayHaveThreads = mayHaveThreads
    }

    /// Confines this process, for good: besides the limits no files that it writes, no core dump, no rights of root. What went wrong, or nil.
    package func enter() -> String? {
        let fault = cconfinement_enter(
            cconfinement_limits(
                bytes: memory, processor_seconds: seconds.processor, seconds: seconds.any, files: files,
                may_have_threads: mayHaveThreads ? 1 : 0))
        return fault == 0 ? nil : "the process could not be confined: \(String(cString: strerror(fault)))"
    }

    /// All that comes on standard input; nil if it is longer than that.
    package static func readInput(atMost limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(0, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
            guard bytes.count <= limit else { return nil }
        }
        return bytes
    }

    /// Writes to standard output, as far as somebody reads it.
    package static func writeOutput(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
