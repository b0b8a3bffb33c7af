import Bench
import FlatProfile
import ProfileFormat
import ProfileRules
@testable import Rehearsal
import TestSupport
import Testing
import Threading

/// One virtual phone, from the box to the customer.
@Suite struct RehearsedPhoneTests {
    private func server(_ files: [String: String] = [:], _ lines: String = "") throws -> NginxServer {
        try NginxServer(files: files, server: lines)
    }

    @Test func itComesUpAtTheBenchAndThenAtTheCustomers() async throws {
        let nginx = try server(["000e08aa0001.xml": profile(["Resync_Periodic": "43200", "SIP_Port_1_": "5061"])])
        let record = try await rehearse(job(template(port: nginx.port)))
        #expect(
            record.text
                == "came up as expected with 6 values, the last from http://127.0.0.1:\(nginx.port)/000e08aa0001.xml")
        #expect(record.good && record.missed.isEmpty && record.mac == "00:0e:08:aa:00:01")
        #expect(record.stages.map(\.place) == ["bench", "customer"])
        #expect(record.stages.allSatisfy { $0.good && $0.text == nil && $0.story.count == 1 })
        #expect(record.stages[0].story[0].outcome == "changed 4 parameters")
        #expect(record.stages[0].story[0].rule == "Profile_Rule /$PSN.xml")
        #expect(record.stages[1].story[0].outcome == "changed 2 parameters")
        #expect(
            record.values == [
                "Station_Name": "Bob", "User_ID_1_": "1001", "Password_1_": "********", "Resync_Periodic": "43200",
                "SIP_Port_1_": "5061", "Profile_Rule": "http://127.0.0.1:\(nginx.port)/$MA.xml",
            ])
        #expect(!record.json.contains("geheim"))
        #expect(RehearsalRecord(json: record.json) == record)
    }

    @Test func aJobThatNamesNoServerEndsAtTheBench() async throws {
        let record = try await rehearse(job(profile(["Station_Name": "{{name}}"])))
        #expect(record.good && record.stages.map(\.place) == ["bench"])
    }

    @Test func benchOnlyEndsAtTheBench() async throws {
        let port = try ListeningSocket.freePort()
        let record = try await rehearse(job(template(port: port))) { $0.reach = .bench }
        #expect(record.good && record.stages.map(\.place) == ["bench"])
    }

    @Test func everyDeliveryAndLayoutIsServed() async throws {
        let content = profile(["Station_Name": "{{name}}"])
        let key = Secret("correct horse $MA \" battery")
        let deliveries: [Delivery] = [
            .plain, .gzip, .sealed(.init(scheme: .aes256cbc, key: key)),
            .sealed(.init(scheme: .aes256cbc, digest: .sha256, isCompressed: true, key: key)),
            .sealed(.init(scheme: .aes128gcm, key: key)),
        ]
        for delivery in deliveries {
            for (names, layout) in [
                ([Job.factoryFileName], FileLayout.byMAC), (["Cisco/$MA.cfg", "$MA.cfg"], .shared),
            ] {
                let record = try await rehearse(job(content, delivery: delivery, fileNames: names, layout: layout))
                #expect(record.good, "\(delivery.word) \(layout): \(record.text)")
                #expect(record.values["Station_Name"] == "Bob")
                #expect(!record.json.contains("correct horse"))
            }
        }
    }

    @Test func dhcpMayNameTheServer() async throws {
        let nginx = try server(["p/000e08aa0001.xml": profile(["GPP_A": "dhcp"])])
        let answer = try DHCPAnswer("150=10.255.255.1,160=http://127.0.0.1:\(nginx.port)/p/$MA.xml")
        #expect(answer.options == [150: "10.255.255.1", 160: "http://127.0.0.1:\(nginx.port)/p/$MA.xml"])
        let record = try await rehearse(job(profile([:]))) { $0.server = .dhcp(answer) }
        #expect(record.good && record.values == ["GPP_A": "dhcp"], "\(record.text)")
        let other = try await rehearse(job(profile([:]), fileNames: ["p/$MA.xml"], layout: .shared)) {
            $0.server = .address("http://127.0.0.1:\(nginx.port)/")
        }
        #expect(other.good && other.values == ["GPP_A": "dhcp"], "\(other.text)")
    }

    @Test func itTakesFirmwareAndStartsAgain() async throws {
        let load = "sip88xx.14-0-1-0001-5.loads"
        let nginx = try server([load: String(repeating: "load", count: 10_000)])
        let content = profile(["Upgrade_Rule": "http://127.0.0.1:\(nginx.port)/\(load)"])
        let record = try await rehearse(job(content)) { $0.expectations.firmware = "sip88xx.14-0-1-0001-5" }
        #expect(record.good && record.starts == 2, "\(record.text)")
        #expect(record.software_version == "sip88xx.14-0-1-0001-5")
        let missed = try await rehearse(job(content)) { $0.expectations.firmware = "sip88xx.15" }
        #expect(missed.text == "it runs sip88xx.14-0-1-0001-5, and “sip88xx.15” was expected")
        let lost = try await rehearse(job(profile(["Upgrade_Rule": "http://127.0.0.1:\(nginx.port)/none.loads"])))
        #expect(
            lost.text
                == "at the bench: firmware: http://127.0.0.1:\(nginx.port)/none.loads: the server answered 404: there is no such file"
        )
    }

    @Test func aServerThatHasNoFileIsToldWhole() async throws {
        let nginx = try server()
        let record = try await rehearse(job(template(port: nginx.port)))
        let url = "http://127.0.0.1:\(nginx.port)/000e08aa0001.xml"
        #expect(record.text == "at the customer's: \(url): the server answered 404: there is no such file")
        #expect(!record.good && record.stages[0].good && !record.stages[1].good)
        let line = record.stages[1].story[0]
        #expect(line.status == 404 && line.outcome == "not found" && line.url == url && !line.good)
        #expect(
            line.requests == [
                .init(url: url, address: "127.0.0.1:\(nginx.port)", result: "404", redirect: nil)
            ])
        #expect(record.values["Station_Name"] == "Bob")
    }

    @Test(arguments: [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 57\r\n\r\n<html><body><h1>It works</h1><script>alert(1)</script></b>",
            "Corrupt profile: this looks like an HTML page"
        ),
        ("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "the server answered 500"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<flat-profile>", "of 999"),
        ("garbage \u{1b}[2J\r\n\r\n", ""),
    ])
    func whatIsNoProfileIsToldWithItsAddress(answer: String, words: String) async throws {
        let server = try ScriptedServer(answers: [answer])
        let record = try await rehearse(job(template(port: server.port)))
        #expect(!record.good)
        #expect(record.text.hasPrefix("at the customer's: http://127.0.0.1:\(server.port)/000e08aa0001.xml: "))
        #expect(record.text.contains(words), "\(record.text)")
        #expect(!record.json.contains("alert(1)") && !record.json.contains("[2J"))
    }

    @Test func aConnectionThatIsResetIsToldWithItsAddress() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.reset()
        }
        let record = try await rehearse(job(template(port: server.port)))
        #expect(
            record.text == "at the customer's: http://127.0.0.1:\(server.port)/000e08aa0001.xml: "
                + "the server closed the connection without an answer")
    }

    @Test func aCircleOfRedirectsEnds() async throws {
        let nginx = try server([:], "location / { return 302 http://$http_host/again$request_uri; }")
        let record = try await rehearse(job(template(port: nginx.port)))
        #expect(!record.good)
        #expect(record.text.contains("redirect"), "\(record.text)")
        let requests = record.stages[1].story[0].requests
        #expect(requests.count > 2 && requests[0].redirect == "http://127.0.0.1:\(nginx.port)/again/000e08aa0001.xml")
    }

    @Test func rulesThatPointAtEachOtherEnd() async throws {
        let nginx = try server()
        for (here, there) in [("a", "b"), ("b", "a")] {
            try nginx.directory.write(
                profile(["Profile_Rule": "http://127.0.0.1:\(nginx.port)/\(there).xml", "Asset_ID": here]),
                to: "root/\(here).xml")
        }
        let record = try await rehearse(job(profile(["Profile_Rule": "http://127.0.0.1:\(nginx.port)/a.xml"])))
        #expect(record.good && record.stages.count == 2, "\(record.text)")
        #expect(record.stages[1].story.count == 1)
    }

    @Test func aServerThatKeepsSilentEndsByTheTimeOfThePhone() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.hold()
        }
        let record = try await rehearse(job(template(port: server.port))) { $0.timeout = .seconds(1) }
        #expect(record.text == "at the customer's: it was not through after 1 s")
        #expect(!record.good)
    }

    @Test func foreignServersAreNotAsked() async throws {
        let content = profile(["Profile_Rule": "http://192.0.2.1/$MA.xml"])
        let record = try await rehearse(job(content))
        #expect(record.text.hasPrefix("at the customer's: http://192.0.2.1/000e08aa0001.xml: "))
        #expect(record.text.hasSuffix("nor in a private network, and nobody allowed it (--allow-remote)"))
        let nginx = try server([:], "location / { return 302 http://192.0.2.7/x.xml; }")
        let led = try await rehearse(job(template(port: nginx.port)))
        #expect(led.text.contains(": 192.0.2.7:80 is not asked"), "\(led.text)")
    }

    @Test func aPhoneThatNobodyLeadsSaysSo() async throws {
        let record = try await rehearse(job(profile([:]))) { $0.server = .dhcp(DHCPAnswer()) }
        #expect(!record.good)
        #expect(record.text.hasPrefix("at the bench: "), "\(record.text)")
    }

    @Test func aDeviceThatTheTemplateDoesNotFitSaysSo() async throws {
        let record = try await rehearse(job(profile(["Station_Name": "{{name}}"])), device(1, name: "a\u{1}b"))
        #expect(record.text.contains("the server answered 500"), "\(record.text)")
    }
}
