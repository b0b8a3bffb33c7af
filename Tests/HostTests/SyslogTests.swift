import Dispatch
import FlatProfile
import Glibc
import Testing
import TestSupport
import Threading

@testable import Host

struct SyslogDestinationTests {
    @Test(arguments: [
        ("log.example.com", "log.example.com", 514), (" 192.0.2.1:5514 ", "192.0.2.1", 5514),
        ("[::1]:1514", "::1", 1514),
        ("[2001:db8::1]", "2001:db8::1", 514), ("2001:db8::1", "2001:db8::1", 514),
        ("log_1.lan:65535", "log_1.lan", 65535),
    ])
    func readsHostAndPort(text: String, host: String, port: UInt16) throws {
        let destination = try SyslogDestination(parsing: text)
        #expect(destination == SyslogDestination(host: host, port: port))
        #expect(try SyslogDestination(parsing: destination.description) == destination)
    }

    @Test(arguments: [
        ("", SyslogDestinationError.empty), ("  ", .empty), (":514", .badHost("")), ("[::1", .unclosedBracket("[::1")),
        ("[192.0.2.1]:514", .badHost("192.0.2.1")), ("[::1]514", .badPort("514")), ("log:", .badPort("")),
        ("log:0", .badPort("0")), ("log:65536", .badPort("65536")), ("log:+1", .badPort("+1")),
        ("log:5:14", .badPort("5:14")),
        ("-x", .badHost("-x")), ("a b", .badHost("a b")), ("http://log", .badPort("//log")),
        ("l\u{f6}g", .badHost("l\u{f6}g")),
    ])
    func refusesWhatNamesNoServer(text: String, expected: SyslogDestinationError) {
        #expect(throws: expected) { try SyslogDestination(parsing: text) }
    }

    @Test func saysWhatToWriteInstead() {
        #expect(
            SyslogDestinationError.badPort("x\n").description
                == "\"x?\" is no port; write a number from 1 to 65535 after the colon.")
    }
}

struct SyslogMessageTests {
    private func packet(_ text: String, identifier: String? = nil, severity: Severity = .notice) -> String {
        let time = LocalTime(Timestamp(unixSeconds: 1_407_046_358), offset: 0)
        let message = SyslogMessage(severity: severity, time: time, identifier: identifier, text: text)
        return String(decoding: message.packet, as: UTF8.self)
    }

    @Test func standsAsAPhoneSendsIt() {
        let text = "CP-8851-3PCC 14:a2:a0:e0:83:7a -- Requesting resync tftp://192.168.150.20:69/8851-3PCC.xml"
        #expect(packet(text) == "<133>Aug  3 06:12:38 " + text)
        #expect(packet("up", identifier: "000e08aabbcc", severity: .error) == "<131>Aug  3 06:12:38 000e08aabbcc up")
        #expect(packet("up", identifier: "") == "<133>Aug  3 06:12:38 up")
    }

    @Test func staysOnOneLine() {
        #expect(
            packet("a\r\n<0>b\u{0}c\u{1b}[1m\u{2028}\u{202e}d\u{e9}") == "<133>Aug  3 06:12:38 a??<0>b?c?[1m??d\u{e9}")
    }

    @Test func isCutBetweenTwoCharacters() {
        for filler in 990...1010 {
            let whole = packet(String(repeating: "x", count: filler) + String(repeating: "\u{1f4de}", count: 20))
            #expect((1021...1024).contains(whole.utf8.count) && !whole.contains("\u{fffd}"))
        }
    }

    @Test(arguments: Severity.allCases) func aSeverityIsCalledAsInDebugLevel(severity: Severity) {
        #expect(Severity(named: severity.name.lowercased()) == severity)
    }
}

struct SyslogSenderTests {
    /// Collects what a sender reports.
    private final class Reports: Sendable {
        let all = Locked<[SyslogFailure]>([])
        func add(_ failure: SyslogFailure) { all.withLock { $0.append(failure) } }
        var seen: [SyslogFailure] { all.withLock { $0 } }
    }

    private func message(_ text: String) -> SyslogMessage {
        SyslogMessage(severity: .notice, time: LocalTime(Timestamp(unixSeconds: 0), offset: 0), text: text)
    }

    @Test func sendsToARealSocketInOrder() async throws {
        let receiver = try Receiver()
        let reports = Reports()
        let sender = SyslogSender(reportFailure: reports.add)
        let destination = try #require(SyslogDestination(host: "127.0.0.1", port: receiver.port))
        for number in 1...3 { sender.send(message("\(number)"), to: destination) }
        await sender.flush()
        for number in 1...3 { #expect(receiver.packet() == "<133>Jan  1 00:00:00 \(number)") }
        #expect(reports.seen.isEmpty)
    }

    @Test func looksUpANameOfTheMachine() async throws {
        // localhost may stand for either address first: a socket for both has the answer.
        let receiver = try Receiver(on: "::")
        let sender = SyslogSender { Issue.record("\($0)") }
        sender.send(message("name"), to: try #require(SyslogDestination(host: "localhost", port: receiver.port)))
        await sender.flush()
        #expect(receiver.packet() == "<133>Jan  1 00:00:00 name")
    }

    @Test func sendsOverIPv6() async throws {
        let receiver = try Receiver(on: "::1")
        let sender = SyslogSender { _ in }
        sender.send(message("six"), to: try SyslogDestination(parsing: "[::1]:\(receiver.port)"))
        await sender.flush()
        #expect(receiver.packet() == "<133>Jan  1 00:00:00 six")
    }

    @Test func reportsOnceThatANameIsUnknown() async throws {
        let reports = Reports()
        let sender = SyslogSender(reportFailure: reports.add)
        // A label of more than 63 bytes is refused before anybody is asked.
        let destination = try #require(SyslogDestination(host: String(repeating: "a", count: 70) + ".invalid"))
        for _ in 0..<3 { sender.send(message("lost"), to: destination) }
        await sender.flush()
        guard case .unresolved(destination, _)? = reports.seen.first, reports.seen.count == 1 else {
            Issue.record("\(reports.seen)")
            return
        }
    }

    @Test func reportsOnceThatNobodyListens() async throws {
        // Connected elsewhere, the socket keeps the port from others and takes nothing.
        let deaf = try Receiver()
        let elsewhere = SocketAddress(try #require(IPAddress("127.0.0.1")), port: 9)
        try #require(elsewhere.withSockaddr { connect(deaf.number, $0, $1) } == 0)
        let reports = Reports()
        let sender = SyslogSender(reportFailure: reports.add)
        let destination = try #require(SyslogDestination(host: "127.0.0.1", port: deaf.port))
        for _ in 0..<5 {
            sender.send(message("lost"), to: destination)
            await sender.flush()
        }
        #expect(reports.seen == [.unreachable(destination, SystemError(number: ECONNREFUSED))])
    }

    @Test func dropsWhatFindsNoRoomAndSaysHowMuch() async throws {
        let receiver = try Receiver()
        let reports = Reports()
        let gate = DispatchSemaphore(value: 0)
        let reached = DispatchSemaphore(value: 0)
        let sender = SyslogSender { failure in
            reports.add(failure)
            guard case .unreachable = failure else { return }
            reached.signal()
            gate.wait()
        }
        // A broadcast is not permitted, which keeps the queue in the report until the gate opens.
        let forbidden = try #require(SyslogDestination(host: "255.255.255.255"))
        sender.send(message("stuck"), to: forbidden)
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                reached.wait()
                done.resume()
            }
        }
        let destination = try #require(SyslogDestination(host: "127.0.0.1", port: receiver.port))
        for _ in 0..<SyslogSender.backlog + 7 { sender.send(message("x"), to: destination) }
        gate.signal()
        await sender.flush()
        #expect(reports.seen == [.unreachable(forbidden, SystemError(number: EACCES)), .dropped(7, to: destination)])
    }

    @Test func rsyslogTakesTheMessage() async throws {
        let directory = try TemporaryDirectory()
        let port = try Receiver().port
        let lines = directory.path + "/lines"
        let configuration = """
            global(workDirectory="\(directory.path)")
            module(load="imudp")
            input(type="imudp" address="127.0.0.1" port="\(port)")
            template(name="parts" type="string" string="%pri% %timereported% [%hostname%] %rawmsg%\\n")
            action(type="omfile" file="\(lines)" template="parts")
            """
        try FileWriting.atomically(directory.path + "/conf", Array(configuration.utf8))
        let rsyslog = try ChildProcess(
            ["rsyslogd", "-n", "-f", directory.path + "/conf", "-i", directory.path + "/pid"])
        let digits = String(port, radix: 16, uppercase: true)
        let socket = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
        #expect(try await eventually { ProcFile.text(of: "/proc/net/udp")?.contains(socket) ?? false })
        let sender = SyslogSender { Issue.record("\($0)") }
        var sent = message("CP-8841-3PCC -- Successful resync")
        sent.identifier = "000e08aabbcc"
        sender.send(sent, to: try #require(SyslogDestination(host: "127.0.0.1", port: port)))
        await sender.flush()
        #expect(try await eventually { ProcFile.text(of: lines)?.contains("\n") ?? false })
        let expected = """
            133 Jan  1 00:00:00 [000e08aabbcc] <133>Jan  1 00:00:00 000e08aabbcc CP-8841-3PCC -- Successful resync

            """
        #expect(ProcFile.text(of: lines) == expected)
        withExtendedLifetime(rsyslog) {}
    }
}
