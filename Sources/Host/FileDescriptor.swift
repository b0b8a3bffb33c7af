private import Glibc

/// An open file or socket; closed when it goes out of scope.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// Takes over a descriptor that a system call returned; nil if it returned -1.
    init?(adopting number: Int32) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit { close(number) }

    /// A descriptor as the kernel counts it.
    typealias Number = Int32

    /// Gives it up: whoever gets the number closes it.
    consuming func release() -> Number {
        let number = number
        discard self
        return number
    }
}
