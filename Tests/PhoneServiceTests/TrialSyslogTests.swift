import FlatProfile
import Foundation
import Host
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// What goes to Syslog_Server, and when.
@Suite struct TrialSyslogTests {
    private static func snapshot(_ values: [ParameterName: String]) throws -> Snapshot {
        let changes = values.map { ParameterChange($0.key, .set($0.value)) }
        return try #require(
            Snapshot(catalogue: .of(.standard))
                .applying(ChangeSet(changes, origin: .web(account: "admin")), at: Timestamp(unixSeconds: 0))
        ).snapshot
    }

    private static let host = MachineHost(identity: TrialPhone.identity, log: ProcessLog(threshold: .emergency))

    /// Of one line of each severity those come that are as grave as the level, or graver.
    @Test(arguments: Severity.allCases) func debugLevelDecidesWhichLinesOfTheProcessGo(level: Severity) async throws {
        let receiver = try SyslogReceiver()
        let snapshot = try Self.snapshot([
            "Syslog_Server": "127.0.0.1:\(receiver.port)", "Debug_Level": level.name, "Syslog_Identifier": "$MAU",
        ])
        for severity in Severity.allCases { Self.host.note(severity, "line \(severity.name)", configuration: snapshot) }
        // The messages of the templates have their own switch.
        Self.host.syslog("message", configuration: snapshot)
        let packets = try await receiver.next(level.rawValue + 2)
        let expected =
            Severity.allCases.filter { $0 <= level }.map { (16 * 8 + $0.rawValue, "line \($0.name)") }
            + [(133, "message")]
        #expect(packets.count == expected.count)
        for (packet, (priority, text)) in zip(packets, expected) {
            #expect(packet.hasPrefix("<\(priority)>"), "\(packet)")
            #expect(packet.hasSuffix(" 000E08AABBCC \(text)"), "\(packet)")
        }
        #expect(receiver.rest() == [])
    }

    @Test func aServerThatChangesGetsTheNextMessage() async throws {
        let (first, second) = (try SyslogReceiver(), try SyslogReceiver(address: "::1"))
        Self.host.syslog("one", configuration: try Self.snapshot(["Syslog_Server": "127.0.0.1:\(first.port)"]))
        #expect(try await first.texts(1) == ["one"])
        Self.host.syslog("two", configuration: try Self.snapshot(["Syslog_Server": "[::1]:\(second.port)"]))
        #expect(try await second.texts(1) == ["two"])
        Self.host.syslog("three", configuration: try Self.snapshot(["Syslog_Server": "localhost:\(first.port)"]))
        #expect(try await first.texts(1) == ["three"])
        Self.host.syslog("nobody", configuration: try Self.snapshot(["Debug_Level": "DEBUG"]))
        #expect(first.rest() + second.rest() == [])
    }

    @Test(arguments: [
        ("None", "text"), ("$MA", "000e08aabbcc text"), ("$MAU", "000E08AABBCC text"),
        ("$MAC", "00:0e:08:aa:bb:cc text"), ("$SN", "FCH0000TEST text"),
    ])
    func theIdentifierStandsBehindTheTime(identifier: String, expected: String) async throws {
        let receiver = try SyslogReceiver()
        Self.host.syslog(
            "text",
            configuration: try Self.snapshot([
                "Syslog_Server": "127.0.0.1:\(receiver.port)", "Syslog_Identifier": identifier,
            ]))
        #expect(try await receiver.texts(1) == [expected])
    }

    /// A resync and one that fails, as a real rsyslog writes them down.
    @Test(.timeLimit(.minutes(5))) func rsyslogWritesDownWhatAResyncSays() async throws {
        let port = try ListeningSocket(.udp).port
        let directory = try TemporaryDirectory()
        let lines = directory.path(of: "lines")
        let configuration = try directory.write(
            """
            global(workDirectory="\(directory.path)")
            module(load="imudp")
            input(type="imudp" address="127.0.0.1" port="\(port)")
            template(name="raw" type="string" string="%pri% %rawmsg-after-pri%\\n")
            action(type="omfile" file="\(lines)" template="raw")
            """, to: "conf")
        let rsyslog = try ChildProcess(
            ["rsyslogd", "-n", "-f", configuration, "-i", directory.path(of: "pid")])
        while !Self.isBound(port) { try await Task.sleep(for: .milliseconds(10)) }
        let server = try NginxServer(files: ["a.xml": "<flat-profile><GPP_A>1</GPP_A></flat-profile>"])
        let phone = try await TrialPhone()
        try await phone.set([
            "Syslog_Server": "127.0.0.1:\(port)", "Syslog_Identifier": "$MA", "Resync_Fails_On_FNF": "Yes",
            "Log_Success_Msg": "",
        ])
        _ = try await phone.resync(by: "http://127.0.0.1:\(server.port)/a.xml")
        _ = try await phone.resync(by: "http://127.0.0.1:\(server.port)/b.xml")
        var written: [Substring] = []
        while written.count < 3 {
            try await Task.sleep(for: .milliseconds(10))
            written =
                (try? directory.read("lines")).map { String(decoding: $0, as: UTF8.self).split(separator: "\n") } ?? []
        }
        let head = "000e08aabbcc CP-8841-3PCC 00:0e:08:aa:bb:cc --"
        let expected = [
            "\(head) Requesting resync http://127.0.0.1:\(server.port)/a.xml",
            "\(head) Requesting resync http://127.0.0.1:\(server.port)/b.xml", "\(head) Resync failed: Download failed",
        ]
        for (line, text) in zip(written, expected) {
            #expect(
                line.wholeMatch(of: /133 [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (.*)/)?.1.hasPrefix(text) == true,
                "\(line)")
        }
        await phone.stop()
        withExtendedLifetime(rsyslog) {}
    }

    /// Whether a UDP socket of 127.0.0.1 has that port.
    private static func isBound(_ port: UInt16) -> Bool {
        let digits = String(port, radix: 16, uppercase: true)
        let name = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
        return (try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8))?.contains(name) ?? false
    }
}
