import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook bench …`.
@Suite struct BenchCommandTests {
    private let files: TemporaryDirectory
    private let template: String
    private let devices: String
    private let environment: [String: String]

    init() throws {
        files = try TemporaryDirectory()
        environment = ["ONHOOK_BENCH_STORE": files.path(of: "bench")]
        template = try files.write(
            """
            <flat-profile>
              <Station_Name>{{name}}</Station_Name>
              <Password_1_>{{sip password}}</Password_1_>
              <Profile_Rule>https://provisioning.example.com/$MA.cfg</Profile_Rule>
            </flat-profile>

            """, to: "profile.xml")
        devices = try files.write(
            """
            MAC Address;SN;PN;Name;SIP Password\r
            00:0e:08:aa:bb:01;FCH2305DMH1;8841;Anna & Co;geheim-1\r
            000E.08AA.BB02;;CP-8851-3PCC-K9;Bob;geheim-2\r

            """, to: "devices.csv")
    }

    private func run(_ words: String..., input: String = "", hasTerminal: Bool = false) async -> CommandRun {
        await CommandRun(
            ["bench"] + words, input: Array(input.utf8), environment: environment, hasTerminal: hasTerminal)
    }

    private func make(_ words: String...) async -> CommandRun {
        await CommandRun(
            ["bench", "new", "floor-2", "--template", template, "--devices", devices] + words, environment: environment)
    }

    @Test func makesShowsAndExportsAJob() async throws {
        let made = await make()
        #expect(made.errors == "")
        #expect(made.output == "job floor-2 made with 2 devices\n" && made.status == .done)
        let list = await run("list")
        #expect(list.output.hasPrefix("job      devices  made") && list.output.contains("\nfloor-2  2        20"))
        let show = await run("show", "floor-2")
        #expect(show.output.contains("columns     name, sip_password (secret)\n"))
        #expect(show.output.contains("file names  $PSN.xml (by-mac)\n"))
        #expect(show.output.contains("devices     2: 2 waiting\n"))
        let devices = await run("devices", "floor-2")
        #expect(
            devices.output == """
                   mac                serial number  model  state    scanned  name
                1  00:0e:08:aa:bb:01  FCH2305DMH1    8841   waiting  -        Anna & Co
                2  00:0e:08:aa:bb:02  -              8851   waiting  -        Bob

                """)
        let records = try await run("devices", "floor-2", "--json").objects
        #expect(records.count == 2)
        #expect(
            Set(records[0].keys) == [
                "number", "mac", "serial_number", "model", "product_name", "line", "state", "scanned", "fetches",
                "values",
            ])
        #expect(records[0]["values"] as? [String: String] == ["name": "Anna & Co", "sip_password": "********"])
        let export = await run("export", "floor-2")
        #expect(export.status == .done)
        for run in [list, show, devices, made] { #expect(!(run.output + run.errors).contains("geheim")) }
        #expect(try await run("show", "floor-2", "--json").object["states"] as? [String: Int] != nil)
        #expect(try await run("list", "--json").objects.map { $0["name"] as? String } == ["floor-2"])
    }

    @Test func exportsAListThatMakesTheSameJob() async throws {
        _ = await make()
        let program = try await OnhookRun(
            ["bench", "export", "floor-2", "--store", files.path(of: "bench")], input: "")
        #expect(
            program.output == "mac,serial,model,Name\r\n00:0e:08:aa:bb:01,FCH2305DMH1,CP-8841-3PCC,Anna & Co\r\n"
                + "00:0e:08:aa:bb:02,,CP-8851-3PCC,Bob\r\n")
        let again = try files.write(program.output, to: "again.csv")
        let plain = try files.write(
            "<flat-profile><Station_Name>{{name}}</Station_Name></flat-profile>", to: "plain.xml")
        let made = await run("new", "again", "--template", plain, "--devices", again)
        #expect(made.output == "job again made with 2 devices\n")
    }

    @Test func tellsAllFaultsAndMakesNothing() async throws {
        let bad = try files.write("mac,name\n000e08aabb0,x\n000e08aabb02,y\n000e08aabb02,z\n", to: "bad.csv")
        let run = await run("new", "floor-2", "--template", template, "--devices", bad, "--model", "8841")
        #expect(run.status == .failed && run.output == "")
        #expect(
            run.errors == """
                onhook: \(bad): line 2, column 1, “mac”: “000e08aabb0” is no MAC address: a MAC address has twelve hexadecimal digits, this one has 11; compare it with the label
                onhook: \(bad): line 4, column 1, “mac”: 00:0e:08:aa:bb:02 stands on line 3 too; each device has one line, remove the other or correct it by its label
                onhook: job floor-2 was not made: there are 2 faults

                """)
        #expect(await self.run("list").output == "there are no jobs; `onhook bench new` makes one\n")
        let json = await self.run(
            "new", "floor-2", "--template", template, "--devices", bad, "--model", "8841", "--json")
        #expect(try json.object["count"] as? Int == 2)
        let good = try files.write("mac,name\n000e08aabb02,y\n", to: "good.csv")
        let missing = await self.run("new", "floor-2", "--template", template, "--devices", good, "--model", "8841")
        #expect(
            missing.errors == """
                onhook: \(template): line 3, column 16: the devices have no column sip_password; they have name, mac, mac_upper, mac_colon, serial, model, product_name, product_series_name
                onhook: job floor-2 was not made: there is 1 fault

                """)
    }

    @Test func rendersFilesAsServersServeThem() async throws {
        _ = await make("--file-name", "Cisco/$MA.cfg")
        let target = files.path(of: "tftp")
        let run = await run("render", "floor-2", "--to", target, hasTerminal: true)
        #expect(run.output == "2 files written below \(target)\n" && run.errors == "")
        #expect(run.progress.contains("[####################] 2 of 2 devices written") && run.progress.last == "")
        let text = String(decoding: try files.read("tftp/Cisco/000e08aabb01.cfg"), as: UTF8.self)
        #expect(text.contains("<Station_Name>Anna &amp; Co</Station_Name>\n  <Password_1_>geheim-1</Password_1_>"))
        _ = await self.run("new", "roots", "--template", template, "--devices", devices, "--delivery", "gzip")
        #expect(await self.run("render", "roots", "--to", target, "--device", "MAC 000E08AABB02").status == .done)
        #expect(try files.read("tftp/00-0e-08-aa-bb-02/8851-3PCC.xml").starts(with: [0x1f, 0x8b]))
        let one = try await OnhookRun(
            ["bench", "render", "floor-2", "--device", "000e08aabb02", "--store", files.path(of: "bench")], input: "")
        #expect(one.output.contains("<Station_Name>Bob</Station_Name>") && one.status == 0)
        let unknown = await self.run("render", "floor-2", "--device", "000e08aabb09")
        #expect(
            unknown.errors
                == "onhook: job floor-2 has no device 00:0e:08:aa:bb:09; `onhook bench devices floor-2` lists those that it has\n"
        )
        try FileManager.default.removeItem(atPath: target + "/Cisco")
        try FileManager.default.createSymbolicLink(atPath: target + "/Cisco", withDestinationPath: "/tmp")
        let link = await self.run("render", "floor-2", "--to", target)
        #expect(
            link.errors == "onhook: the directory \(target)/Cisco cannot be made: something else has that name\n")
    }

    @Test func sealsWithAKeyThatNobodySees() async throws {
        let key = try files.write("TopSecretKey99\n", to: "key")
        let made = await make("--delivery", "aes256cbc", "--key-file", key, "--file-name", "$MA.cfg")
        #expect(made.output == "job floor-2 made with 2 devices\n")
        let target = files.path(of: "out")
        #expect(await run("render", "floor-2", "--to", target).status == .done)
        let opened = await CommandRun(
            ["profile", "open", target + "/000e08aabb01.cfg", "--output", files.path(of: "opened")],
            environment: ["ONHOOK_PROFILE_KEY": "TopSecretKey99"])
        #expect(opened.status == .done)
        #expect(String(decoding: try files.read("opened"), as: UTF8.self).contains("geheim-1"))
        for words in [["list"], ["show", "floor-2"], ["devices", "floor-2"]] {
            for json in [[], ["--json"]] {
                let run = await CommandRun(["bench"] + words + json, environment: environment)
                #expect(run.status == .done && !(run.output + run.errors).contains("TopSecretKey99"))
                #expect(!run.output.contains("geheim"))
            }
        }
        let spoken = await make("--delivery", "aes256cbc", "--key", "TopSecretKey99")
        #expect(spoken.status == .usage && !spoken.errors.contains("TopSecretKey99"))
    }

    @Test func answersScansLineByLine() async throws {
        _ = await make("--scan-pairs")
        let run = await run(
            "scan", "floor-2",
            input: "000E08AABB02\nFCH2305DMH2\n\nhello\n000e08aabb02\nUNDO\n\r\nundo\n00:0e:08:aa:bb:01")
        #expect(run.status == .done && run.errors == "")
        #expect(
            run.output == """
                accepted: 00:0e:08:aa:bb:02 (Bob, 8851, line 3), 1 of 2 scanned; now its serial number
                accepted: FCH2305DMH2 belongs to 00:0e:08:aa:bb:02 (Bob, 8851, line 3), 1 of 2 scanned
                refused: “hello” is neither a MAC address nor a serial number; scan the code beside MAC or S/N on the label
                refused: 00:0e:08:aa:bb:02 (Bob, 8851, line 3) was scanned already, as the 1st of this job; put it to those that are done, or undo
                undone: 00:0e:08:aa:bb:02 (Bob, 8851, line 3) has no serial number again; now its serial number
                undone: 00:0e:08:aa:bb:02 (Bob, 8851, line 3) counts as not scanned again
                accepted: 00:0e:08:aa:bb:01 (Anna & Co, 8841, line 2), 1 of 2 scanned; now its serial number

                """)
        let json = await self.run("scan", "floor-2", "--json", input: "000E08AABB02")
        #expect(try json.object["outcome"] as? String == "accepted" && json.object["scanned"] as? Int == 2)
        #expect(await self.run("devices", "floor-2").output.contains("waiting  yes      Bob"))
    }

    @Test func makesAJobOutOfScansAlone() async throws {
        let plain = try files.write("<flat-profile><GPP_A>{{mac}}</GPP_A></flat-profile>", to: "plain.xml")
        #expect(
            await run("new", "pallet", "--template", plain, "--model", "8841").output
                == "job pallet made with 0 devices\n")
        let scans = await run("scan", "pallet", input: "000E08AABB09\n")
        #expect(scans.output == "accepted: 00:0e:08:aa:bb:09 (8841), 1 of 1 scanned\n")
        let refused = await run("new", "other", "--template", template, "--model", "8841")
        #expect(
            refused.status == .failed && refused.errors.contains("a scan can tell MAC, serial number and model only"))
    }

    /// The program as a process: a scan is answered before the next one is typed.
    @Test func answersAScanAtOnce() async throws {
        _ = await make()
        let store = files.path(of: "bench")
        let answer = try await BlockingThread.value {
            let program = try BuiltProgram.path(of: "onhook")
            let process = try ChildProcess([
                "bash", "-c", "(echo 000E08AABB01; sleep 600) | \"$0\" bench scan floor-2 --store \"$1\"", program,
                store,
            ])
            return process.printed(lineWith: "1 of 2 scanned\n")
        }
        #expect(answer == "accepted: 00:0e:08:aa:bb:01 (Anna & Co, 8841, line 2), 1 of 2 scanned\n")
    }

    @Test func asksBeforeItDeletes() async throws {
        _ = await make()
        let nobody = await run("delete", "floor-2")
        #expect(nobody.status == .usage)
        let no = await run("delete", "floor-2", input: "n\n", hasTerminal: true)
        #expect(
            no.output
                == "delete job floor-2 with its 2 devices and all that happened to them? [y/N] job floor-2 stays\n")
        let yes = await run("delete", "floor-2", input: "yes\n", hasTerminal: true)
        #expect(yes.output.hasSuffix("[y/N] job floor-2 deleted\n"))
        let gone = await run("delete", "floor-2", "--yes")
        #expect(gone.errors == "onhook: there is no job floor-2; `onhook bench list` lists those that exist\n")
    }

    @Test(arguments: [
        (["new"], "JOB is missing"),
        (
            ["new", "a/b", "--template", "x"],
            "\"a/b\" is no name of a job; it has up to 64 letters, digits, - and _, such as floor-2"
        ),
        (["new", "x"], "--template is missing; it is a profile with {{column}} places"),
        (
            ["new", "x", "--template", "-", "--devices", "-"],
            "--template and --devices cannot both be standard input; give one of them as a file"
        ),
        (["new", "x", "--template", "t", "--layout", "flat"], "--layout takes one of shared, by-mac, not \"flat\""),
        (
            ["new", "x", "--template", "t", "--delivery", "zip"],
            "--delivery takes one of plain, gzip, aes256cbc, aes128gcm, not \"zip\""
        ),
        (["new", "x", "--template", "t", "--model", "8842"], "\"8842\" is no model; did you mean 8841?"),
        (["new", "x", "--template", "t", "--digest", "md5"], "--digest belongs to --delivery aes256cbc"),
        (["render", "x"], "--to is missing; without it, --device says whose file goes to standard output"),
        (
            ["render", "x", "--device", "12"],
            "\"12\" is no MAC address: a MAC address has twelve hexadecimal digits, this one has 2; compare it with the label"
        ),
        (
            ["list", "--store", "mysql://user:pw@host/db"],
            "--store takes a directory or postgresql://…, not \"mysql://…\""
        ),
    ])
    func saysWhatIsWrongWithTheCommandLine(words: [String], sentence: String) async {
        let run = await CommandRun(["bench"] + words, environment: environment)
        #expect(run.status == .usage && run.output == "")
        let command = "bench \(words[0])"
        #expect(run.errors == "onhook \(command): \(sentence); `onhook \(command) --help` tells more\n")
    }

    @Test func findsItsDirectory() async throws {
        let home = files.path(of: "home")
        #expect(await CommandRun(["bench", "list"], environment: ["HOME": home]).status == .done)
        #expect(FileManager.default.fileExists(atPath: home + "/.local/state/onhook-bench/bench.db"))
        let state = files.path(of: "state")
        #expect(
            await CommandRun(["bench", "list"], environment: ["HOME": home, "XDG_STATE_HOME": state]).status == .done)
        #expect(FileManager.default.fileExists(atPath: state + "/onhook-bench/bench.db"))
        #expect(await CommandRun(["bench", "list"]).status == .usage)
        try files.write("x", to: "file")
        let run = await CommandRun(["bench", "list", "--store", files.path(of: "file")])
        #expect(isOneSentence(run.errors))
        #expect(
            run.errors
                == "onhook: \(files.path(of: "file")), where the bench should be, is no directory; give another one with --store\n"
        )
    }
}
