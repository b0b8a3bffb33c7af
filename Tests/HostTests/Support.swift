import Glibc
import Testing

@testable import Host

/// A directory of one test; removed with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/onhook-host.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last }
        path = String(terminated: template)
    }

    deinit { Self.remove(path) }

    var names: [String] { Self.names(in: path) }

    private static func names(in path: String) -> [String] {
        guard let listing = opendir(path) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(in: path) where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        rmdir(path)
    }
}

/// A datagram socket that receives; of the loopback interface, or a Unix one.
final class Receiver {
    let number: Int32

    /// A UDP socket on a free port of `127.0.0.1` or `::1`.
    init(on address: String = "127.0.0.1") throws {
        let here = SocketAddress(try #require(IPAddress(address)), port: 0)
        number = socket(here.family, datagram | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard here.withSockaddr({ bind(number, $0, $1) }) == 0 else { throw SystemError.last }
    }

    /// A Unix datagram socket with that name; a leading `@` makes it abstract.
    init(unix path: String) throws {
        number = socket(AF_UNIX, datagram | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if path.hasPrefix("@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(2 + name.count)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
        }
        guard status == 0 else { throw SystemError.last }
    }

    deinit { close(number) }

    var port: UInt16 {
        let bytes = SocketAddress.ofThisEnd(of: number)?.bytes ?? [0, 0, 0, 0]
        return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    /// The next packet that is here already or comes within ten seconds.
    func packet() -> String? {
        var ready = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 10_000) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(number, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}

/// A program that runs for as long as this object lives.
final class RunningProgram {
    private let process: pid_t

    init(_ path: String, _ arguments: [String], output: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // The threads that run tests block all signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, &attributes, &words, environ)
        guard status == 0 else { throw SystemError(number: status) }
        self.process = process
    }

    deinit {
        kill(process, SIGTERM)
        while waitpid(process, nil, 0) < 0, errno == EINTR {}
    }
}

/// Asks again and again, with breaks, until the condition holds; gives up after twenty seconds.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return condition()
}
