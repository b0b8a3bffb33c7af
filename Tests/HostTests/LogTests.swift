import Glibc
import TestSupport
import Testing

@testable import Host

struct LogTextTests {
    @Test(arguments: [
        ("get http://joe:secret@example.com/x?y=a@b", "get http://***@example.com/x?y=a@b"),
        ("a https://u@h and tftp://v:w@x@y:69/z", "a https://***@h and tftp://***@y:69/z"),
        ("mail me@example.com", "mail me@example.com"),
        ("http://example.com/a@b", "http://example.com/a@b"), ("://", "://"), ("x://@", "x://***@"), ("", ""),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ])
    func takesUserInformationOut(text: String, expected: String) {
        #expect(LogText.withoutUserInfo(text) == expected)
    }

    @Test(arguments: [(0, ""), (1, "a"), (2, "a"), (3, "a\u{e9}"), (4, "a\u{e9}b"), (99, "a\u{e9}b")])
    func cutsBetweenCharacters(limit: Int, expected: String) {
        #expect(LogText.prefix(of: "a\u{e9}b", bytes: limit) == expected)
    }
}

struct ProcessLogTests {
    /// A pipe whose reading end never waits.
    private final class Pipe {
        private(set) var reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            guard Glibc.pipe(&ends) == 0 else { throw SystemError.last }
            (reading, writing) = (ends[0], ends[1])
            _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        }

        deinit {
            closeReading()
            close(writing)
        }

        func closeReading() {
            if reading >= 0 { close(reading) }
            reading = -1
        }

        func contents() -> String {
            var buffer = [UInt8](repeating: 0, count: 100_000)
            let count = read(reading, &buffer, buffer.count)
            return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        }
    }

    @Test func writesALineForEachMessageThatIsGraveEnough() throws {
        let pipe = try Pipe()
        let log = ProcessLog(threshold: .notice, descriptor: pipe.writing, hasPrefixes: true)
        log.log(.error, "fetch\nhttp://u:p@h/x failed")
        log.log(.info, "not this")
        log.log(.notice, "up")
        #expect(pipe.contents() == "<3>fetch?http://***@h/x failed\n<5>up\n")
        #expect(log.recent.map(\.text) == ["fetch?http://***@h/x failed", "up"])
    }

    @Test func keepsTheLatestLines() throws {
        let log = ProcessLog(threshold: .debug, descriptor: -1, hasPrefixes: false)
        #expect(log.recent.isEmpty)
        for number in 1...1203 { log.log(.debug, "\(number)") }
        #expect(log.recent.map(\.text) == (704...1203).map(String.init))
    }

    @Test func countsWhatTheReaderHasNoRoomFor() throws {
        let pipe = try Pipe()
        let log = ProcessLog(threshold: .debug, descriptor: pipe.writing, hasPrefixes: false)
        let long = String(repeating: "x", count: 3000)
        for _ in 0..<40 { log.log(.debug, long) }
        let first = pipe.contents()
        let written = first.split(separator: "\n").count
        #expect(written < 40 && first.utf8.count == written * (ProcessLog.lineLimit - 7))
        log.log(.debug, "room")
        #expect(pipe.contents() == "onhook: \(40 - written) lines of the log could not be written here\nroom\n")
    }

    @Test func writesFromManyTasksAtOnce() async throws {
        let pipe = try Pipe()
        let log = ProcessLog(threshold: .debug, descriptor: pipe.writing, hasPrefixes: false)
        await withTaskGroup { group in
            for task in 0..<8 { group.addTask { for _ in 0..<50 { log.log(.debug, "line of task \(task)") } } }
        }
        #expect(pipe.contents().split(separator: "\n").count == 400)
        #expect(log.recent.count == 400)
    }

    @Test func aReaderThatIsGoneDoesNoHarm() throws {
        let pipe = try Pipe()
        let log = ProcessLog(threshold: .debug, descriptor: pipe.writing, hasPrefixes: false)
        pipe.closeReading()
        log.log(.debug, "nobody hears")
        #expect(log.recent.count == 1)
    }

    @Test func knowsTheJournalByDeviceAndInode() throws {
        let pipe = try Pipe()
        var status = stat()
        #expect(fstat(pipe.writing, &status) == 0)
        #expect(ProcessLog.leads(pipe.writing, to: "\(status.st_dev):\(status.st_ino)"))
        for journal in [nil, "", ":", "\(status.st_dev):\(status.st_ino + 1)", "x:y", "\(status.st_dev)"] {
            #expect(!ProcessLog.leads(pipe.writing, to: journal))
        }
    }
}

struct ServiceNotificationTests {
    @Test func tellsASocketWithAPath() throws {
        let directory = try TemporaryDirectory()
        let receiver = try Receiver(unix: directory.path + "/notify")
        let service = try #require(ServiceNotification(environment: ["NOTIFY_SOCKET": directory.path + "/notify"]))
        #expect(service.send(.ready, .status("on\nhook")))
        #expect(receiver.packet() == "READY=1\nSTATUS=on?hook")
        #expect(service.watchdogInterval == nil)
    }

    @Test func tellsAnAbstractSocket() throws {
        let name = "@onhook-test-\(getpid())"
        let receiver = try Receiver(unix: name)
        let service = try #require(
            ServiceNotification(environment: [
                "NOTIFY_SOCKET": name, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())",
            ]))
        #expect(service.watchdogInterval == .seconds(30))
        #expect(service.send(.alive) && receiver.packet() == "WATCHDOG=1")
        #expect(service.send(.stopping) && receiver.packet() == "STOPPING=1")
    }

    @Test(arguments: ["", "relative", "@", "/"]) func nobodyWaitsForWord(path: String) {
        #expect(ServiceNotification(environment: ["NOTIFY_SOCKET": path]) == nil)
        #expect(ServiceNotification(environment: [:]) == nil)
    }

    @Test func aWatchdogOfAnotherProcessIsNotOurs() {
        let environment = ["NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"]
        #expect(ServiceNotification(environment: environment)?.watchdogInterval == nil)
    }

    @Test(arguments: ["/nowhere/notify", "/" + String(repeating: "x", count: 200)])
    func aSocketThatIsNotThereIsNoFault(path: String) {
        #expect(ServiceNotification(environment: ["NOTIFY_SOCKET": path])?.send(.ready) == false)
    }
}
