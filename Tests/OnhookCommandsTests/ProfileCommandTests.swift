import Testing
import TestSupport
import Threading

@testable import OnhookCommands

@Suite struct ProfileCommandTests {
    private static let good = """
        <flat-profile>
          <Resync_Periodic ua="na">7200</Resync_Periodic>
          <GPP_A ua="rw"/>
          <GPP_SA>geheim</GPP_SA>
          <Resync_Perodic>1</Resync_Perodic>
        </flat-profile>
        """
    private static let broken = """
        <flat-profile>
          <Resync_Periodic>7200</Resync_Periodic>
          <GPP_SA>geheim</GPP_SA>
          <GPP_B>b</GPP_A>
        </flat-profile>
        """
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
    }

    @Test func checksAFile() async throws {
        let file = try files.write(Self.good, to: "p.xml")
        let run = await CommandRun("profile", "check", file)
        #expect(run.status == .done)
        #expect(run.output.contains("line 5, Resync_Perodic: no model has a parameter of this name"))
        #expect(run.output.hasSuffix("\(file): a phone takes it: 4 parameters, 1 warning\n"))
        let json = try await CommandRun("profile", "check", file, "--json").object
        #expect(json.keySet == ["accepted", "parameters", "error", "salvaged", "warnings"])
        #expect(json["accepted"] as? Bool == true)
        #expect(json["parameters"] as? Int == 4)
        #expect("\(json["error"] ?? "")" == "<null>")
        #expect(try #require(json["warnings"] as? [[String: Any]]).map(\.keySet) == [Keys.warning])
    }

    @Test func readsStandardInputForADash() async throws {
        let run = await CommandRun("profile", "show", "-", "--json", input: Self.good)
        #expect(run.status == .done)
        let json = try run.object
        #expect(json.keySet == ["root", "parameters", "warnings"])
        #expect(json["root"] as? String == "flat-profile")
        let parameters = try #require(json["parameters"] as? [[String: Any]])
        #expect(parameters.allSatisfy { $0.keySet == ["name", "value", "ua", "line"] })
        #expect(parameters.map { $0["name"] as? String } == ["Resync_Periodic", "GPP_A", "GPP_SA", "Resync_Perodic"])
        #expect(parameters[0]["ua"] as? String == "na")
        #expect(parameters[0]["line"] as? Int == 2)
        #expect(parameters[2]["value"] as? String == "********")
        #expect(!run.output.contains("geheim"))
    }

    @Test func readsGzip() async throws {
        let file = try files.write(Self.good, to: "p.xml")
        _ = try await BlockingThread.value { try ChildProcess.run(["gzip", "-k", file]) }
        let run = await CommandRun("profile", "check", file + ".gz")
        #expect(run.status == .done)
        #expect(run.output.contains("a phone takes it: 4 parameters"))
    }

    @Test func aRefusedFileIsRefusedAndSalvagedOnlyOnDemand() async throws {
        let file = try files.write(Self.broken, to: "p.xml")
        let plain = await CommandRun("profile", "check", file)
        #expect(plain.status == .failed)
        #expect(plain.output.hasPrefix("\(file): refused: line 4"))
        #expect(plain.output.split(separator: "\n").count == 1)
        let recovered = await CommandRun("profile", "check", file, "--recover")
        #expect(recovered.status == .failed)
        #expect(recovered.output.contains("could be read of it, of which a phone takes none:"))
        #expect(recovered.output.contains("\n  line 2  Resync_Periodic=7200\n  line 3  GPP_SA=********\n"))
        #expect(!recovered.output.contains("geheim"))
        let json = try await CommandRun("profile", "check", file, "--recover", "--json").object
        #expect(json["accepted"] as? Bool == false)
        #expect(json["parameters"] as? Int == 0)
        let error = try #require(json["error"] as? [String: Any])
        #expect(error.keySet == ["line", "column", "message"])
        #expect(error["line"] as? Int == 4)
        let salvaged = try #require(json["salvaged"] as? [[String: Any]])
        #expect(salvaged.first?["name"] as? String == "Resync_Periodic")
        for command in ["show", "diff"] {
            let run = await CommandRun("profile", command, file)
            #expect(run.status == .failed)
            #expect(run.errors.hasPrefix("onhook: \(file) is refused: line 4"))
            #expect(isOneSentence(run.errors))
        }
    }

    @Test func saysWhenAFileCannotBeRead() async throws {
        let missing = await CommandRun("profile", "check", files.path(of: "none.xml"))
        #expect(missing.status == .failed)
        #expect(missing.errors == "onhook: \(files.path(of: "none.xml")) cannot be opened: No such file or directory\n")
        let directory = await CommandRun("profile", "check", files.path)
        #expect(directory.status == .failed)
        #expect(directory.errors == "onhook: \(files.path) cannot be read: Is a directory\n")
        let file = try files.write([UInt8](repeating: 0x20, count: (16 << 20) + 1), to: "large.xml")
        let large = await CommandRun("profile", "check", file)
        #expect(large.errors == "onhook: \(file) is larger than 16 MiB, which is more than a phone fetches\n")
    }

    @Test func knowsOtherModels() async throws {
        let file = try files.write("<flat-profile><Proxy_7_>p</Proxy_7_></flat-profile>", to: "p.xml")
        #expect(await CommandRun("profile", "check", file).output == "\(file): a phone takes it: 1 parameter\n")
        let small = await CommandRun("profile", "check", file, "--model", "7811")
        #expect(small.status == .done)
        #expect(small.output.contains("1 warning"))
    }

    @Test func comparesAProfileWithThePhone() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=kept?")
        let file = try files.write(Self.good, to: "p.xml")
        let run = await phone.run("profile", "diff", file)
        #expect(run.status == .done)
        #expect(run.output.contains("Resync_Periodic: default -> \"7200\""))
        #expect(run.output.contains("GPP_A: \"kept?\" -> \"\" (ua"))
        #expect(run.output.contains("GPP_SA: default -> \"********\""))
        #expect(run.output.contains("warning: line 5, Resync_Perodic"))
        #expect(await phone.run("param", "get", "GPP_A").output == "kept?\n")
        let json = try await phone.run("profile", "diff", file, "--json").object
        #expect(json.keySet == ["changes", "warnings"])
    }

    @Test(arguments: [
        ("set", "GPP_A: \"kept?\" -> \"\""), ("keep", "GPP_A: \"kept?\" -> \"kept?\""),
        ("default", "GPP_A: \"kept?\" -> \"\""),
    ])
    func emptyElementsMeanWhatIsAskedFor(word: String, change: String) async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=kept?", "Resync_Periodic=60")
        let file = try files.write(
            "<flat-profile><GPP_A ua=\"rw\"/><Resync_Error_Retry_Delay></Resync_Error_Retry_Delay></flat-profile>",
            to: "p.xml")
        let run = await phone.run("profile", "diff", file, "--empty-elements", word)
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.contains(change), "\(run.output)")
    }
}
