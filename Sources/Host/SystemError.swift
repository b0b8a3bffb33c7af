private import Glibc

/// An error number of the operating system.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number, as errno(3) lists it.
    public var number: Int32

    /// The error of that number.
    public init(number: Int32) {
        self.number = number
    }

    /// What the last system call of this thread left in `errno`.
    static var last: SystemError { SystemError(number: errno) }

    /// Whether there is no such file.
    public var isMissingFile: Bool { number == ENOENT }

    /// Whether a program is open for writing.
    var isFileInUse: Bool { number == ETXTBSY }

    /// The C library's words for it, in English: `No space left on device`.
    public var description: String {
        var text = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &text, text.count) == 0 else { return "error \(number)" }
        return String(terminated: text)
    }
}

extension String {
    /// The text in a buffer that a C function filled, up to the zero byte or the buffer's end.
    init(terminated buffer: [CChar]) {
        self.init(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
