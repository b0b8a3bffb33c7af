internal import Glibc

/// Where whoever started the daemon waits for it: a descriptor of theirs that gets the address of the web utility in one line as soon as
/// it answers, and is closed then. It ends without a line if the daemon ends before.
struct ReadyDescriptor: Sendable {
    private let number: Int32

    /// The descriptor that `--ready-fd` names; programs that the daemon starts do not get it.
    init(_ text: String) throws(CommandFailure) {
        guard let number = Int32(text), number > 2 else {
            throw .usage(
                "--ready-fd takes the number of a descriptor that is open for writing, 3 or more, not \"\(text.prefix(40))\""
            )
        }
        let access = fcntl(number, F_GETFL) & O_ACCMODE
        guard fcntl(number, F_GETFD) >= 0, access == O_WRONLY || access == O_RDWR else {
            throw .usage(
                "--ready-fd \(number): no descriptor of this number is open for writing; a shell opens one by \(number)>FILE"
            )
        }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        self.number = number
    }

    /// Says where the web utility is. Nobody else may use the number afterwards.
    ///
    /// - Returns: Whether somebody could still read it.
    func tell(_ address: String) -> Bool {
        defer { close(number) }
        let line = Array((address + "\n").utf8)
        return write(number, line, line.count) == line.count
    }
}
