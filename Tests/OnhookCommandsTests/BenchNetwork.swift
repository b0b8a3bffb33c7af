import Foundation
import Glibc
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// A bench on the server's side of a network of its own, and phones that are plugged in there, each a machine of its own.
final class BenchNetwork: Sendable {
    let files: TemporaryDirectory
    let network: TestNetwork
    var environment: [String: String] { ["ONHOOK_BENCH_STORE": files.path(of: "bench")] }

    /// A job of that many devices.
    init(devices: Int, _ options: String...) async throws {
        files = try TemporaryDirectory()
        network = try await BlockingThread.value { try TestNetwork() }
        let list = (1...devices).map { "\(Self.mac($0));FCH2305DMH\($0);8841;Phone \($0);geheim-\($0)" }
        let template = try files.write(
            """
            <flat-profile>
            <Station_Name>{{name}}</Station_Name>
            <Password_1_>{{sip password}}</Password_1_>
            </flat-profile>

            """, to: "profile.xml")
        let table = try files.write(
            (["MAC;SN;Model;Name;SIP Password"] + list).joined(separator: "\n") + "\n", to: "devices.csv")
        let made = await CommandRun(
            ["bench", "new", "day", "--template", template, "--devices", table] + options, environment: environment)
        try #require(made.status == .done, "\(made.errors)")
    }

    static func mac(_ number: Int) -> String { "00:0e:08:aa:00:0\(number)" }

    /// The bench as a process, which says where it is served.
    func serve(_ options: String..., environment more: [String: String] = [:]) async throws -> ServingProcess {
        try await ServingProcess(
            network.onServer + [try BuiltProgram.path(of: "onhook"), "bench", "serve", "day"] + options,
            environment: environment.merging(more) { $1 })
    }

    /// A bench that does not come up: its exit status, and what it says.
    func refusal(
        options: [String], as user: [String] = [], environment more: [String: String] = [:]
    ) async throws -> String {
        let program = try BuiltProgram.path(of: "onhook")
        let command = network.onServer + user + [program, "bench", "serve", "day"] + options
        let variables = environment.merging(more) { $1 }
        return try await BlockingThread.value {
            try ChildProcess(
                ["timeout", "60", "/bin/sh", "-c", #""$@"; echo "status $?""#, "sh"] + command, environment: variables
            ).printedToTheEnd()
        }
    }

    /// What the board says of each device, and waits until it is that.
    func become(_ states: [String], _ server: ServingProcess? = nil) async throws {
        var last: [String] = []
        let clock = ContinuousClock()
        let end = clock.now + .seconds(120)
        while clock.now < end {
            let run = await CommandRun(["bench", "devices", "day", "--json"], environment: environment)
            last = try run.objects.map { $0["state"] as? String ?? "" }
            if last == states { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the states are \(last) and not \(states); the bench said: \(server?.printed ?? "")")
    }
}

/// A phone's side: a network namespace with a card of the phone's MAC.
final class PluggedPhone: Sendable {
    private let holder: ChildProcess
    private let process: Int
    private let files: TemporaryDirectory

    init(_ number: Int, on bench: BenchNetwork) async throws {
        files = bench.files
        let network = bench.network
        (holder, process) = try await BlockingThread.value {
            let holder = try ChildProcess(["unshare", "-n", "sh", "-c", "echo namespace:$$:; exec sleep infinity"])
            let text = try #require(holder.printed(lineWith: ":\n"))
            let process = try #require(text.split(separator: ":").dropFirst().first.flatMap { Int($0) })
            try ChildProcess.run(
                network.onClient + [
                    "sh", "-c",
                    #"ip link add "phone$1" link lan0 address "$2" type macvlan mode bridge && ip link set "phone$1" netns "$3" name lan0"#,
                    "sh", "\(number)", BenchNetwork.mac(number), "\(process)",
                ])
            try ChildProcess.run(
                Self.inside(process) + ["sh", "-c", "ip link set lo up && ip link set lan0 up"])
            return (holder, process)
        }
    }

    private static func inside(_ process: Int) -> [String] { ["nsenter", "--net=/proc/\(process)/ns/net", "--"] }

    /// Runs a command there; what it printed.
    @discardableResult
    func run(_ words: String...) async throws -> String {
        let command = Self.inside(process) + words
        return try await BlockingThread.value { try ChildProcess.run(command) }
    }

    /// Gets an address by udhcpc, and keeps it; what the server told.
    func lease() async throws -> [String: String] {
        try TestNetwork.require("udhcpc", package: "udhcpc")
        let told = "lease-\(process)"
        let script = try files.write(
            """
            #!/bin/sh
            [ "$1" = bound ] || exit 0
            ip addr replace "$ip/24" dev "$interface"
            env >"\(files.path)/\(told)"

            """, to: "udhcpc-\(process)")
        chmod(script, 0o755)
        try await run(
            "timeout", "100", "udhcpc", "-i", "lan0", "-f", "-q", "-n", "-t", "30", "-T", "2", "-s", script, "-O", "66",
            "-O", "150", "-O", "159", "-O", "160")
        var lease: [String: String] = [:]
        for line in String(decoding: try files.read(told), as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { lease[parts[0]] = parts[1] }
        }
        return lease
    }

    /// Fetches a file by TFTP; nil if the server has none.
    func tftp(_ name: String, from server: String = "10.77.0.1") async throws -> String? {
        try TestNetwork.require("tftp", package: "tftp-hpa")
        let target = "tftp-\(process)"
        try? FileManager.default.removeItem(atPath: files.path(of: target))
        try await run("timeout", "60", "tftp", server, "-m", "binary", "-c", "get", name, files.path(of: target))
        let bytes = try? files.read(target)
        return bytes.flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
    }
}

/// `onhook bench serve` as a process. It dies with this object.
final class ServingProcess: Sendable {
    private let child: ChildProcess
    private let output: Locked<String>
    /// Its number.
    let process: Int32

    init(_ command: [String], environment: [String: String]) async throws {
        let child = try ChildProcess(
            [
                "/bin/sh", "-c", #""$@" & echo "pid:$!:"; wait "$!"; echo "status:$?:""#, "sh", "setpriv",
                "--pdeathsig", "KILL",
            ]
                + command,
            environment: environment)
        let (text, isServing) = try await BlockingThread.value {
            var seen = ""
            let isServing = child.printed(lineWith: "job", &seen)
            return (seen, isServing)
        }
        try #require(isServing, "\(text)")
        // nsenter becomes the program.
        process = try #require(text.split(separator: ":").dropFirst().first.flatMap { Int32($0) })
        self.child = child
        let output = Locked(text)
        self.output = output
        BlockingThread.start {
            while let piece = child.printedNext() { output.withLock { $0 += piece } }
        }
    }

    /// What it has printed.
    var printed: String { output.withLock { $0 } }

    /// Waits until it has printed that.
    func says(_ text: String) async throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(120)
        while !printed.contains(text) {
            try #require(clock.now < end, "it did not say \"\(text)\", but: \(printed)")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends it by a signal; its exit status.
    func end(by signal: Int32) async throws -> Int {
        kill(process, signal)
        return try await ended()
    }

    /// Waits for its end; its exit status.
    func ended() async throws -> Int {
        try await says("status:")
        let parts = printed.split(separator: "\n").last { $0.hasPrefix("status:") }?.split(separator: ":") ?? []
        return try #require(parts.dropFirst().first.flatMap { Int($0) })
    }
}

/// A text of hexadecimal digits, as udhcpc gives options that it does not know.
func text(ofDigits digits: String?) -> String? {
    guard let digits = digits.map(Array.init) else { return nil }
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return String(decoding: bytes, as: UTF8.self)
}
