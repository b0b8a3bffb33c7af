private import CConfinement
private import Glibc
package import Threading

/// A child process that talks over one socket, its standard input and output: nothing else of ours, no environment, no signal mask.
///
/// It is meant for this program itself (`/proc/self/exe`) with a hidden command, which confines itself before it touches what it is sent.
package struct ConfinedChild: ~Copyable {
    private let process: pid_t
    private let socket: Int32

    /// Starts the program with those arguments, the program's name first.
    package init(_ command: [String]) throws(ConfinementError) {
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw ConfinementError(sentence: String(cString: strerror(errno)))
        }
        defer { close(pair[1]) }
        var process = pid_t()
        let code = Self.spawn(&process, command, pair[1])
        guard code == 0 else {
            close(pair[0])
            throw ConfinementError(sentence: "\(command.first ?? ""): \(String(cString: strerror(code)))")
        }
        (self.process, socket) = (process, pair[0])
    }

    deinit { close(socket) }

    private static func spawn(_ process: inout pid_t, _ command: [String], _ socket: Int32) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket, 0)
        posix_spawn_file_actions_adddup2(&actions, socket, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        cconfinement_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let words = command.map { strdup($0) }
        defer { for word in words { free(word) } }
        return posix_spawn(&process, command.first ?? "", &actions, &attributes, words + [nil], [nil])
    }

    /// Sends all bytes and the end of them; false when the child is gone or the time is over.
    package func send(_ bytes: [UInt8], until deadline: MonotonicTime) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard setTimeout(SO_SNDTIMEO, until: deadline) else { return false }
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return shutdown(socket, Int32(SHUT_WR)) == 0
    }

    /// What the child says until it closes its end; nil when that is too much or the time is over.
    package func readToTheEnd(atMost limit: Int, until deadline: MonotonicTime) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while setTimeout(SO_RCVTIMEO, until: deadline) {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { return nil }
        }
        return nil
    }

    /// socket(7): a zero would mean for ever.
    private func setTimeout(_ option: Int32, until deadline: MonotonicTime) -> Bool {
        let now = MonotonicTime.now
        guard now < deadline else { return false }
        let microseconds = Int((deadline.nanoseconds - now.nanoseconds) / 1000) + 1
        var time = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        return setsockopt(socket, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size)) == 0
    }

    /// The child's status, as waitpid(2) tells it. A child that has not ended by then, or is no longer wanted, is killed.
    package func end(by deadline: MonotonicTime?) -> Int32 {
        var status: Int32 = 0
        // It closes its socket by ending: this loop turns once or twice.
        while let deadline, MonotonicTime.now < deadline {
            guard waitpid(process, &status, WNOHANG) == 0 else { return status }
            usleep(500)
        }
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// The signal that ended it, if one did.
    package static func signal(in status: Int32) -> Int32? { status & 0x7f == 0 ? nil : status & 0x7f }
    /// The status with which it ended by itself, if it did.
    package static func exitStatus(in status: Int32) -> Int32? { status & 0x7f == 0 ? status >> 8 & 0xff : nil }
}

/// Why a child could not be had.
package struct ConfinementError: Error {
    /// What the system said.
    package let sentence: String
}
