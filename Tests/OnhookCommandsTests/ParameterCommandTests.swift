import Foundation
import TestSupport
import Testing

@testable import OnhookCommands

@Suite struct ParameterCommandTests {
    @Test func setsSeveralParametersAsOneRevision() async throws {
        let phone = try PhoneDirectory()
        let set = await phone.run("param", "set", "GPP_A=a=b=c", "Resync_Periodic=7200", "--json")
        #expect(set.status == .done)
        let revision = try #require(try set.object["revision"] as? [String: Any])
        #expect(revision.keySet == Keys.revision)
        #expect(revision["number"] as? Int == 1)
        #expect(revision["change_count"] as? Int == 2)
        #expect((revision["origin"] as? String)?.hasSuffix(" (command line)") == true)
        #expect(try #require(revision["changes"] as? [[String: Any]]).allSatisfy { $0.keySet == Keys.change })
        #expect(await phone.run("param", "get", "GPP_A").output == "a=b=c\n")
        #expect(await phone.run("param", "get", "Resync_Periodic").output == "7200\n")
    }

    @Test func aDryRunTellsTheEffectsAndStoresNothing() async throws {
        let phone = try PhoneDirectory()
        let set = await phone.run("param", "set", "--dry-run", "Asset_ID=4711", "Web_Server_Port=8443", "GPP_A=x")
        #expect(set.status == .done)
        #expect(
            set.output == """
                Asset_ID: default -> "4711"  [Reboots]
                GPP_A: default -> "x"  [Applies now]
                Web_Server_Port: default -> "8443"  [May lock you out, Restarts the web server]

                May lock you out: The web pages move to port 8443.
                Reboots: The phone reboots as soon as no line is in use.
                Restarts the web server: The web server listens anew; open connections end.

                """)
        let json = await phone.run("param", "set", "--dry-run", "--json", "GPP_A=x")
        #expect(try json.object.keySet == Keys.preview)
        #expect((try json.object["changes"] as? [[String: Any]])?.map(\.keySet) == [Keys.previewChange])
        let faulty = await phone.run("param", "set", "--dry-run", "Resync_Periodic=soon")
        #expect(faulty.status == .failed && faulty.errors.contains("Resync Periodic must be seconds"))
        #expect(await phone.run("param", "reset", "--dry-run", "GPP_A").output == "nothing would be different\n")
        #expect(await phone.run("history", "list").output == "nothing was changed yet\n")
    }

    @Test func storesAllOrNothing() async throws {
        let phone = try PhoneDirectory()
        let set = await phone.run("param", "set", "GPP_A=x", "Resync_Periodic=soon", "GPP_X=y")
        #expect(set.status == .failed)
        #expect(isOneSentence(set.errors))
        #expect(set.errors.contains("GPP_X is no parameter of this model"))
        #expect(set.errors.contains("Resync Periodic must be seconds"))
        #expect(await phone.run("param", "get", "GPP_A").output == "\n")
        #expect(await phone.run("history", "list").output == "nothing was changed yet\n")
    }

    @Test func storingTheSameAgainMakesNoRevision() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=x")
        let again = await phone.run("param", "set", "GPP_A=x")
        #expect((again.status, again.output) == (.done, "nothing was different, so nothing was stored\n"))
        let json = await phone.run("param", "set", "GPP_A=x", "--json")
        #expect(json.output == "{\"revision\":null}\n")
    }

    @Test func suggestsTheNameThatWasMeant() async throws {
        let phone = try PhoneDirectory()
        for command in [
            ["param", "get", "Resync_Perodic"], ["param", "set", "Resync_Perodic=1"],
            ["param", "reset", "Resync_Perodic"],
        ] {
            let run = await CommandRun(command + ["--state", phone.path])
            #expect(run.status == .failed)
            #expect(
                run.errors == "onhook: Resync_Perodic is no parameter of this model; Resync_Periodic may be meant\n")
        }
    }

    @Test func takesSecretsFromStandardInputOnlyAndShowsThemNowhere() async throws {
        let phone = try PhoneDirectory()
        let refused = await phone.run("param", "set", "GPP_SA=geheim77", "GPP_A=x")
        #expect(refused.status == .usage)
        #expect(refused.errors.contains("GPP_SA is a secret: write `GPP_SA=…` to standard input instead"))
        #expect(await phone.run("param", "get", "GPP_SA").output == "(not set)\n")

        let taken = await phone.run("param", "set", "--json", input: "GPP_SA=geheim77\nAdmin_Password=Geheim-77x\n")
        #expect(taken.status == .done)
        var all = refused.errors + taken.output + taken.errors
        for words in [
            ["param", "get", "GPP_SA"], ["param", "get", "Admin_Password", "--json"], ["param", "list"],
            ["param", "list", "--json"], ["param", "diff"], ["param", "list", "--changed", "--json"],
            ["history", "list", "--json"], ["history", "show", "1", "--json"], ["history", "diff", "0", "1"],
            ["rule", "explain", "[--key $SA] https://h/$SA$(GPP_SA)", "--json"], ["status", "--json"],
        ] {
            let run = await CommandRun(words + ["--state", phone.path])
            #expect(run.status == .done, "\(words): \(run.errors)")
            all += run.output + run.errors
        }
        #expect(!all.lowercased().contains("geheim"))
        #expect(await phone.run("param", "get", "GPP_SA").output == "(set)\n")
        let json = try await phone.run("param", "get", "GPP_SA", "--json").object
        #expect(json.keySet == Keys.parameter)
        #expect(json["value"] is NSNull && json["default"] is NSNull)
        #expect(json["is_set"] as? Bool == true)
    }

    @Test func readsLinesOfStandardInput() async throws {
        let phone = try PhoneDirectory()
        let set = await phone.run("param", "set", input: "\r\nGPP_A=one\r\n\r\nGPP_B= two=2 \nGPP_C=")
        #expect(set.status == .done, "\(set.errors)")
        #expect(await phone.run("param", "get", "GPP_A").output == "one\n")
        #expect(try await phone.run("param", "get", "GPP_B", "--json").object["value"] as? String == "two=2")
    }

    @Test(arguments: [
        ("GPP_A=x\ngeheim\n", "line 2 of standard input is no NAME=VALUE"),
        ("=geheim\n", "line 1 of standard input is no NAME=VALUE"),
        ("GPP_A=geheim\n\nGPP_A=geheim\n", "line 3 of standard input sets GPP_A a second time"),
        ("", "NAME=VALUE is missing, and standard input holds none"),
        ("\r\n\n", "NAME=VALUE is missing, and standard input holds none"),
    ])
    func tellsAFaultyLineByItsNumberAndNotByItsText(input: String, sentence: String) async throws {
        let phone = try PhoneDirectory()
        let run = await phone.run("param", "set", input: input)
        #expect(run.status == .usage)
        #expect(run.errors == "onhook param set: \(sentence); `onhook param set --help` tells more\n")
    }

    private enum Unusable: CaseIterable {
        case nul, encoding, size

        var input: [UInt8] {
            switch self {
            case .nul: Array("GPP_A=a\0b\n".utf8)
            case .encoding: Array("GPP_A=a".utf8) + [0xff]
            case .size: Array("GPP_A=".utf8) + [UInt8](repeating: 0x61, count: 5 << 20)
            }
        }

        var sentence: String {
            switch self {
            case .nul: "standard input holds a NUL byte, which no value can hold"
            case .encoding: "standard input is not UTF-8"
            case .size: "standard input holds more than 4 MiB, which is more than a phone takes at once"
            }
        }
    }

    @Test(arguments: Unusable.allCases)
    private func refusesBytesThatNoValueCanHold(unusable: Unusable) async throws {
        let phone = try PhoneDirectory()
        let run = await CommandRun(["param", "set", "--state", phone.path], input: unusable.input)
        #expect(run.status == .failed)
        #expect(run.errors == "onhook: \(unusable.sentence)\n")
        #expect(await phone.run("history", "list").output == "nothing was changed yet\n")
    }

    @Test func resetsToTheFactoryDefault() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "Resync_Periodic=60", "GPP_A=x")
        #expect(
            await phone.run("param", "diff").output
                == "Resync_Periodic: \"3600\" -> \"60\"\nGPP_A: \"\" -> \"x\"\n")
        let reset = await phone.run("param", "reset", "Resync_Periodic", "GPP_A")
        #expect(reset.status == .done)
        #expect(reset.output.contains("2 changed"))
        #expect(await phone.run("param", "diff").output.isEmpty)
        #expect(await phone.run("param", "list", "--changed", "--json").output == "[]\n")
    }

    @Test func listsEveryParameterOnce() async throws {
        let phone = try PhoneDirectory()
        let records = try await phone.run("param", "list", "--json").objects
        #expect(records.count > 1000)
        #expect(records.allSatisfy { $0.keySet == Keys.parameter })
        #expect(Set(records.compactMap { $0["name"] as? String }).count == records.count)
    }
}
