import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook bench … --store postgresql://…`.
@Suite struct BenchPlaceTests {
    private let files: TemporaryDirectory
    private let template: String

    init() throws {
        files = try TemporaryDirectory()
        template = try files.write("<flat-profile><Station_Name>{{name}}</Station_Name></flat-profile>", to: "p.xml")
    }

    private func database() async throws -> (server: PostgreSQLServer, name: String) {
        let server = try await PostgreSQLServer.shared.value
        return (server, try await BlockingThread.value { try server.makeDatabase() })
    }

    @Test func keepsAJobInADatabaseForAllWhoNameIt() async throws {
        let (server, database) = try await database()
        let environment = ["ONHOOK_BENCH_STORE": server.address(of: database)]
        let devices = try files.write("mac,name\n000e08aabb01,Anna\n000e08aabb02,Bob\n", to: "d.csv")
        let made = await CommandRun(
            ["bench", "new", "floor-2", "--template", template, "--devices", devices, "--model", "8841"],
            environment: environment)
        #expect(made.output == "job floor-2 made with 2 devices\n" && made.errors == "")
        let scanned = await CommandRun(
            ["bench", "scan", "floor-2"], input: Array("000e08aabb02\n000e08aabb02\n".utf8), environment: environment)
        #expect(scanned.output.hasPrefix("accepted: 00:0e:08:aa:bb:02 (Bob, 8841, line 3), 1 of 2 scanned\nrefused: "))
        let list = await CommandRun(["bench", "list", "--store", server.address(of: database)])
        #expect(list.errors == "" && list.output.contains("\nfloor-2  2        20"))
        let show = await CommandRun(["bench", "show", "floor-2"], environment: environment)
        #expect(show.output.contains("devices     2: 2 waiting\n"))
        let deleted = await CommandRun(["bench", "delete", "floor-2", "--yes"], environment: environment)
        #expect(deleted.output == "job floor-2 deleted\n")
    }

    @Test func tellsHowAPasswordIsKeptOffACommandLineAndShowsItNowhere() async throws {
        let (server, database) = try await database()
        let address = server.remoteAddress(of: database, password: server.password)
        let told = await CommandRun(["bench", "list", "--store", address])
        #expect(told.status == .done && told.output.hasPrefix("there are no jobs"))
        #expect(
            told.errors
                == "onhook: note: a password on a command line stays in the shell's history, and others on this machine may see it while the command starts; leave it out of --store and put it into ~/.pgpass (mode 0600) or PGPASSWORD\n"
        )
        let quiet = await CommandRun(["bench", "list"], environment: ["ONHOOK_BENCH_STORE": address])
        #expect(quiet.errors == "" && quiet.status == .done)
        let wrong = await CommandRun(
            ["bench", "list"],
            environment: ["ONHOOK_BENCH_STORE": server.remoteAddress(of: database, password: "falsch-1")])
        #expect(
            wrong.status == .failed && wrong.errors.contains("does not let this bench in")
                && !wrong.errors.contains("falsch"))
        let broken = await CommandRun(["bench", "list", "--store", "postgresql://u:gehe/im@h/d"])
        #expect(broken.status == .usage && broken.errors.contains("%2F") && !broken.errors.contains("gehe"))
    }

    @Test func noAddressIsSeenInTheListOfProcesses() async throws {
        let (server, database) = try await database()
        let address = server.remoteAddress(of: database, password: server.password)
        let template = try files.write(
            "<flat-profile><Station_Name>Desk</Station_Name></flat-profile>", to: "plain.xml")
        let made = await CommandRun(
            ["bench", "new", "floor-2", "--template", template, "--model", "8841"],
            environment: ["ONHOOK_BENCH_STORE": address])
        #expect(made.status == .done, "\(made.errors)")
        let input = try ListeningSocket(.udp)
        let program = try BuiltProgram.path(of: "onhook")
        let process = try ChildProcess(
            [
                "/bin/sh", "-c", #"echo "process $$"; exec "$@""#, "sh", program, "bench", "scan", "floor-2", "--store",
                address,
            ],
            standardInput: input.descriptor)
        let said = try #require(try await BlockingThread.value { process.printed(lineWith: "\n") })
        let number = try #require(Int(said.split(whereSeparator: \.isWhitespace).dropFirst().first ?? ""))
        let words = try await eventually("the command line") { () -> String? in
            let words = String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/\(number)/cmdline")), as: UTF8.self)
            return words.contains("xxxxxxxx") ? words : nil
        }
        #expect(words.contains("bench\0scan\0floor-2\0--store\0") && !words.contains("geheim"))
        _ = process
    }
}
