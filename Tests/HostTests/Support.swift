import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Host

extension TemporaryDirectory {
    /// The names of what is in it, in order.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
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
        guard try withUnixAddress(path, { bind(number, $0, $1) }) == 0 else { throw SystemError.last }
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

/// Asks again and again, with breaks, until the condition holds; gives up after twenty seconds.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return condition()
}
