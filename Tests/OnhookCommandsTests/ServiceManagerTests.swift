import Glibc
import TestSupport
import Testing
import Threading

/// What a service manager hears from the real daemon, on a real datagram socket, and the sockets that it hands over.
@Suite struct ServiceManagerTests {
    @Test(arguments: [true, false])
    func theManagerHearsThatThePhoneIsReadyAliveAndEnding(isAbstract: Bool) async throws {
        let directory = try TemporaryDirectory()
        let path = isAbstract ? "@onhook-manager-\(getpid())" : directory.path + "/notify"
        let receiver = try NotifySocket(path)
        let state = try TemporaryDirectory()
        let daemon = try await DaemonProcess(
            state: state.path, environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "300000"])
        let ready = try await receiver.message(with: "READY=1")
        #expect(ready.hasPrefix("READY=1\nSTATUS=Revision 0; no password is set yet"), "\(ready)")
        _ = try await receiver.message(with: "WATCHDOG=1")
        _ = try await receiver.message(with: "WATCHDOG=1")
        #expect(try await OnhookRun(["param", "set", "Station_Name=x", "--state", state.path]).status == 0)
        #expect(try await receiver.message(with: "STATUS=Revision 1").contains("no password is set yet"))
        #expect(try await daemon.end() == 0)
        _ = try await receiver.message(with: "STOPPING=1")
    }

    @Test func theWatchdogOfAnotherProcessIsNotFed() async throws {
        let directory = try TemporaryDirectory()
        let receiver = try NotifySocket(directory.path + "/notify")
        let state = try TemporaryDirectory()
        let daemon = try await DaemonProcess(
            state: state.path,
            environment: ["NOTIFY_SOCKET": directory.path + "/notify", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"])
        _ = try await receiver.message(with: "READY=1")
        try await daemon.end()
        _ = try await receiver.message(with: "STOPPING=1")
        #expect(!receiver.heard.contains { $0.contains("WATCHDOG") })
    }

    /// The socket listens before the daemon begins, as systemd's do, and who connects is served by it.
    @Test func socketsThatAreHandedOverAreServed() async throws {
        let state = try TemporaryDirectory()
        let script = """
            import os, socket, sys
            handed = socket.create_server(("127.0.0.1", 0))
            print("handed over:", handed.getsockname()[1], flush=True)
            os.dup2(handed.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="web")
            os.execvp(sys.argv[1], sys.argv[1:])
            """
        let daemon = try await DaemonProcess(state: state.path, wrapper: ["python3", "-c", script])
        let handed = try await daemon.line(with: "handed over: ")
        #expect(handed.hasSuffix(": \(daemon.port)"), "\(handed)")
        let answer = try await OnhookRun(["status", "--state", state.path])
        #expect(answer.status == 0, "\(answer.errors)")
        let page = try await BlockingThread.value { [url = daemon.url("/healthz")] in
            try ChildProcess(["curl", "-sS", "--noproxy", "*", "--max-time", "60", url]).printedToTheEnd()
        }
        #expect(page == "ok\n")
    }

    @Test func theUnitsAreWellFormed() async throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let verdict = try await BlockingThread.value {
            try ChildProcess([
                "sh", "-c",
                #"""
                cd "$0"; d=$(mktemp -d); sed "s|@PREFIX@/bin/onhook|/bin/true|" packaging/onhook.service >"$d/onhook.service"
                cp packaging/onhook.socket "$d"; systemd-analyze verify --man=no "$d/onhook.service" "$d/onhook.socket" 2>&1; echo "status $?"
                rm -r "$d"
                """#, root,
            ]).printedToTheEnd()
        }
        #expect(verdict.contains("status 0") && !verdict.contains("onhook.s"), "\(verdict)")
    }
}

/// The manager's end of `NOTIFY_SOCKET`.
private final class NotifySocket: Sendable {
    private let number: Int32
    private let messages = Locked(Messages())

    private struct Messages: Sendable {
        var all: [String] = []
        /// How many of them were looked at.
        var read = 0
    }

    var heard: [String] { messages.withLock { $0.all } }

    init(_ path: String) throws {
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let status = try withUnixAddress(path) { [number] in bind(number, $0, $1) }
        guard status == 0 else { throw TestSupportError("bind: errno \(errno)") }
        listen()
    }

    deinit { shutdown(number, Int32(SHUT_RDWR)) }

    /// Reads from now on, as a manager does: a socket that nobody reads is full after ten messages, and the next ones are lost.
    private func listen() {
        BlockingThread.start { [number, messages] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(number, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                let message = String(decoding: buffer[..<count], as: UTF8.self)
                messages.withLock { $0.all.append(message) }
            }
            close(number)
        }
    }

    /// The first message with that text behind those that were asked for before.
    func message(with text: String) async throws -> String {
        do {
            return try await eventually(text) {
                messages.withLock { messages in
                    guard let index = messages.all[messages.read...].firstIndex(where: { $0.contains(text) }) else {
                        return nil
                    }
                    messages.read = index + 1
                    return messages.all[index]
                }
            }
        } catch {
            throw TestSupportError("no \(text) came; heard: \(heard)")
        }
    }
}
