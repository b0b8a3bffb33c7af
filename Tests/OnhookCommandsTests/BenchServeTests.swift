import Foundation
import Glibc
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook bench serve` with real dnsmasq, udhcpc, tftp, curl and logger, in network namespaces of the test. Needs root, as all of them do in CI.
@Suite struct BenchServeTests {
    @Test func aWholeBenchDay() async throws {
        let bench = try await BenchNetwork(devices: 5)
        let options = ["--interface", "lan0", "--tftp", "--dhcp", "10.77.0.50-10.77.0.99"]
        var server = try await bench.serve(options[0], options[1], options[2], options[3], options[4])
        var phones: [PluggedPhone] = []
        for number in 1...4 {
            let phone = try await PluggedPhone(number, on: bench)
            let lease = try await phone.lease()
            #expect(lease["tftp"] == "10.77.0.1" && lease["opt150"] == "0a4d0001", "\(lease)")
            #expect(text(ofDigits: lease["opt159"]) == "http://10.77.0.1/$PSN.xml")
            #expect(text(ofDigits: lease["opt160"]) == "http://10.77.0.1/$PSN.xml")
            phones.append(phone)
        }
        // Options 66 and 150: TFTP, where the card decides whose file it is. Option 160: HTTP, where the lease does.
        #expect(try await phones[0].tftp("8841-3PCC.xml")?.contains("<Station_Name>Phone 1<") == true)
        #expect(try await phones[1].tftp("8841-3PCC.xml")?.contains("<Station_Name>Phone 2<") == true)
        for number in 3...4 {
            let file = try await phones[number - 1].run("curl", "-sSf", "http://10.77.0.1/8841-3PCC.xml")
            #expect(file.contains("<Station_Name>Phone \(number)<"))
        }
        try await bench.become(["fetched", "fetched", "fetched", "fetched", "waiting"], server)
        // Killed in the middle; nothing of it stays, and the next one goes on.
        #expect(try await server.end(by: SIGKILL) == 137)
        try await until("dnsmasq is gone with it") {
            try await BlockingThread.value {
                try ChildProcess.run(bench.network.onServer + ["ss", "-lun"]).contains(":69 ") == false
            }
        }
        server = try await bench.serve(options[0], options[1], options[2], options[3], options[4])
        #expect(try await phones[0].tftp("8841-3PCC.xml")?.contains("Phone 1") == true)
        #expect(try await phones[3].run("curl", "-sSf", "http://10.77.0.1/8841-3PCC.xml").contains("Phone 4"))
        try await bench.become(["fetched-again", "fetched", "fetched", "fetched-again", "waiting"], server)
        // What phones tell: a report by PUT, a worse one by POST, and syslog.
        let good = try bench.files.write(
            "<flat-profile><Station_Name>Phone 1</Station_Name></flat-profile>", to: "good.xml")
        try await phones[0].run("curl", "-sSf", "-T", good, "http://10.77.0.1/report/$MA.xml")
        try await phones[1].run(
            "curl", "-sSf", "--data-binary", "<flat-profile><Station_Name>Phone 9</Station_Name></flat-profile>",
            "http://10.77.0.1/report.php")
        try await phones[2].run(
            "logger", "--rfc3164", "-d", "-n", "10.77.0.1", "-P", "514", "CP-8841-3PCC -- Successful resync http://x")
        _ = try await phones[3].run("curl", "-s", "http://10.77.0.1/00-0e-08-aa-00-02/8841-3PCC.xml")
        #expect(try await phones[3].tftp("no-such-file.xml") == nil)
        try await bench.become(["reported", "reported", "reported", "refused", "waiting"], server)
        #expect(try await server.end(by: SIGINT) == 0)
        let printed = server.printed
        #expect(printed.contains("00:0e:08:aa:00:02 sent a report of changes: 0 parameters as served, 1 differ"))
        #expect(printed.contains("wrong-file !  00:0e:08:aa:00:04 asked from 10.77.0."))
        #expect(
            printed.contains(
                "onhook: [########  ] 4 of 5 fetched  1 waiting  3 reported  1 refused  1 with differences"))
        #expect(!printed.contains("geheim"))
    }

    @Test func theBoardOfAJobInWhichAllRootsAreOne() async throws {
        let bench = try await BenchNetwork(devices: 3, "--file-name", "$MA.cfg", "--delivery", "gzip")
        let server = try await bench.serve(
            "--interface", "lan0", "--tftp", "--dhcp", "10.77.0.50-10.77.0.99", "--dhcp-options", "66,160", "--json",
            "--until-all", "fetched")
        var phones: [PluggedPhone] = []
        for number in 1...2 {
            let phone = try await PluggedPhone(number, on: bench)
            let lease = try await phone.lease()
            // udhcpc takes no address for the name of a server, and says so.
            #expect(lease["tftp"] == "bad" && lease["opt150"] == nil, "\(lease)")
            #expect(text(ofDigits: lease["opt160"]) == "http://10.77.0.1/$MA.cfg")
            phones.append(phone)
        }
        // Two phones ask for each other's file: both are told.
        #expect(try await phones[0].tftp("000e08aa0002.cfg") != nil)
        #expect(try await phones[1].tftp("000e08aa0001.cfg") != nil)
        try await bench.become(["wrong-file", "wrong-file", "waiting"], server)
        try await server.says("may be swapped")
        for number in 1...2 { #expect(try await phones[number - 1].tftp("000e08aa000\(number).cfg") != nil) }
        let stranger = try await PluggedPhone(9, on: bench)
        _ = try await stranger.lease()
        #expect(
            try await stranger.run("curl", "-s", "http://10.77.0.1/000e08aa0003.cfg").contains(
                "no device 00:0e:08:aa:00:09"))
        _ = try await phones[0].run(
            "curl", "-sSf", "-A", "Cisco-CP-8841-3PCC/11.0 (000e08aa0003)", "-o", "/dev/null",
            "http://10.77.0.1/000e08aa0003.cfg")
        #expect(try await server.ended() == 0)
        let objects = try server.printed.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let first = try #require(objects.first)
        #expect(first["http"] as? String == "http://10.77.0.1" && first["devices"] as? Int == 3)
        #expect(
            first["dhcp_options"] as? [String: String] == [
                "66": "tftp://10.77.0.1/$MA.cfg", "160": "http://10.77.0.1/$MA.cfg",
            ])
        #expect(objects.dropFirst().allSatisfy { $0["kind"] is String && $0["id"] is Int && $0["text"] is String })
        #expect(objects.contains { ($0["detail"] as? [String: Any])?["other"] as? String == "00:0e:08:aa:00:09" })
    }

    @Test func restartsADnsmasqThatEnds() async throws {
        let bench = try await BenchNetwork(devices: 1)
        let server = try await bench.serve("--interface", "lan0", "--tftp")
        let phone = try await PluggedPhone(1, on: bench)
        try await phone.run("ip", "addr", "add", "10.77.0.60/24", "dev", "lan0")
        let children = try await BlockingThread.value {
            try ChildProcess.run(["sh", "-c", "pgrep -x dnsmasq -P \"$(pgrep -d , -P \(server.process))\""])
        }
        let process = try #require(Int32(children.split(separator: "\n").first ?? ""))
        kill(process, SIGKILL)
        try await server.says("is started again; HTTP goes on")
        try await server.says("dnsmasq runs again")
        #expect(try await phone.tftp("8841-3PCC.xml")?.contains("Phone 1") == true)
        try await BlockingThread.value {
            _ = try ChildProcess.run(bench.network.onServer + ["ip", "link", "set", "lan0", "down"])
        }
        try await server.says("the interface lan0 is down or has no IPv4 address")
        try await BlockingThread.value {
            _ = try ChildProcess.run(bench.network.onServer + ["ip", "link", "set", "lan0", "up"])
        }
        try await server.says("the interface lan0 is back")
        #expect(try await server.end(by: SIGTERM) == 0)
        let left = try await BlockingThread.value {
            try ChildProcess.run(["sh", "-c", "ls -d /run/onhook-bench-* 2>/dev/null || true"])
        }
        #expect(!left.contains("onhook-bench-") || !server.printed.contains(left))
    }

    @Test func saysInOneSentenceWhatIsWrong() async throws {
        let bench = try await BenchNetwork(devices: 1)
        let free = ["--http", "127.0.0.1:0", "--syslog", "none"]
        func refusal(_ options: String...) async throws -> String { try await bench.refusal(options: free + options) }
        #expect(
            try await refusal("--tftp")
                == "onhook bench serve: --interface is missing: TFTP and DHCP are served only where you say, because a second DHCP server upsets a network; `onhook bench serve --help` tells more\nstatus 2\n"
        )
        #expect(
            try await refusal("--interface", "nope0", "--tftp")
                == "onhook: there is no interface nope0; this machine has lan0\nstatus 1\n")
        #expect(
            try await refusal("--interface", "lan0", "--dhcp", "10.78.0.5-10.78.0.9").hasPrefix(
                "onhook: the range 10.78.0.5-10.78.0.9 is not of the network 10.77.0.1/24 of lan0; give addresses"))
        #expect(
            try await refusal("--interface", "lan0", "--dhcp", "10.77.0.9").hasPrefix(
                "onhook bench serve: --dhcp: \"10.77.0.9\" is no range of addresses"))
        let other = try ChildProcess(
            bench.network.onServer + [
                "python3", "-c",
                "import socket,time\nfor p in (67, 69):\n s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(('0.0.0.0',p)); globals()[f's{p}']=s\nprint('bound',flush=True); time.sleep(300)",
            ])
        _ = try await BlockingThread.value { other.printed(lineWith: "bound") }
        for (options, port) in [(["--tftp"], "69, which TFTP"), (["--dhcp", "10.77.0.5-10.77.0.9"], "67, which DHCP")] {
            let text = try await bench.refusal(options: free + ["--interface", "lan0"] + options)
            #expect(text.hasPrefix("onhook: UDP port \(port) needs, belongs to python3 (process "), "\(text)")
            #expect(text.hasSuffix(") already; stop it, or use another interface\nstatus 1\n"), "\(text)")
        }
        let missing = try await bench.refusal(
            options: free + ["--interface", "lan0", "--tftp"],
            as: [
                "unshare", "-m", "sh", "-c", #"mount --bind /dev/null "$(readlink -f /usr/sbin/dnsmasq)"; exec "$@""#,
                "sh",
            ])
        #expect(
            missing.hasPrefix(
                "onhook: dnsmasq, which serves TFTP and DHCP, is not installed; install the Debian package dnsmasq-base"
            ), "\(missing)")
        // Without rights: another user, whose bench this is.
        let own = bench.files.path(of: "own")
        try await BlockingThread.value {
            _ = try ChildProcess.run(["sh", "-c", "cp -r \(bench.files.path)/bench \(own); chown -R nobody \(own)"])
        }
        let powerless = try await bench.refusal(
            options: free + ["--interface", "lan0", "--tftp", "--store", own],
            as: ["setpriv", "--reuid=nobody", "--clear-groups", "--"])
        #expect(
            powerless.hasPrefix(
                "onhook: TFTP and DHCP need rights that this user does not have: CAP_NET_BIND_SERVICE;"), "\(powerless)"
        )
        let state = await CommandRun(
            ["bench", "serve", "nothing", "--http", "127.0.0.1:0"], environment: bench.environment)
        #expect(state.errors.hasPrefix("onhook: there is no job nothing") && state.status == .failed)
    }
}
