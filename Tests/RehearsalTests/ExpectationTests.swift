import Bench
import FlatProfile
import Fleet
import ProfileRules
@testable import Rehearsal
import TOML
import TestSupport
import Testing

/// What must hold in the end.
@Suite struct ExpectationTests {
    private func expecting(_ text: String) -> TemplateFile {
        TemplateFile(name: "expected.xml", bytes: Array(text.utf8))
    }

    @Test func whatDoesNotComeTrueIsToldWhole() async throws {
        let content = profile([
            "Station_Name": "{{name}} here", "Password_1_": "{{sip password}}", "User_ID_1_": "{{sip password}}",
            "Resync_Periodic": "soon", "Display_Name_1_": "{{name}}",
        ])
        let expected = """
            <flat-profile>
              <Station_Name ua="ro">{{name}}</Station_Name>
              <Password_1_>another</Password_1_>
              <Resync_Periodic>86400</Resync_Periodic>
              <User_ID_1_>9</User_ID_1_>
              <Display_Name_1_>{{name}}</Display_Name_1_>
              <Statoin_Name>x</Statoin_Name>
            </flat-profile>
            """
        let record = try await rehearse(job(content)) { try $0.expectations.expect(expecting(expected)) }
        #expect(!record.good)
        #expect(
            record.missed == [
                ExpectationMiss(
                    parameter: "Station_Name", expected: "Bob", found: "Bob here", source: "expected.xml, line 2",
                    sentence: "Station_Name is “Bob here”, and “Bob” was expected (expected.xml, line 2)"),
                ExpectationMiss(
                    parameter: "Station_Name", expected: "ro", found: "na", source: "expected.xml, line 2",
                    sentence: "ua of Station_Name is na, and ro was expected (expected.xml, line 2)"),
                ExpectationMiss(
                    parameter: "Password_1_", expected: "********", found: nil, source: "expected.xml, line 3",
                    sentence: "Password_1_ is not what was expected (expected.xml, line 3); it is secret and not shown"),
                ExpectationMiss(
                    parameter: "Resync_Periodic", expected: "86400", found: "3600", source: "expected.xml, line 4",
                    sentence: "Resync_Periodic is “3600”, and “86400” was expected (expected.xml, line 4)"),
                ExpectationMiss(
                    parameter: "User_ID_1_", expected: "********", found: nil, source: "expected.xml, line 5",
                    sentence: "User_ID_1_ is not what was expected (expected.xml, line 5); it is secret and not shown"),
                ExpectationMiss(
                    parameter: "Statoin_Name", expected: "x", found: nil, source: "expected.xml, line 7",
                    sentence: "the 8841 has no parameter Statoin_Name (expected.xml, line 7); Station_Name may be meant"
                ),
            ])
        #expect(
            record.text
                == "Station_Name is “Bob here”, and “Bob” was expected (expected.xml, line 2); 5 more values are not as expected"
        )
        #expect(record.values["User_ID_1_"] == "********" && !record.json.contains("geheim"))
    }

    @Test func valuesAreComparedAsThePhoneTakesThem() async throws {
        let content = profile(["Provision_Enable": "Yes", "Station_Name": "Bob", "Resync_Periodic": " 7200 "])
        let expected = """
            <flat-profile>
              <Resync_Periodic>7200</Resync_Periodic>
              <Station_Name>wrong</Station_Name>
              <Station_Name>Bob</Station_Name>
              <GPP_A/>
              <Display_Name_1_ preserve-value="y">whatever</Display_Name_1_>
            </flat-profile>
            """
        let record = try await rehearse(job(content)) { try $0.expectations.expect(expecting(expected)) }
        #expect(record.good, "\(record.text)")
    }

    @Test func aScenarioSaysWhatMustHold() async throws {
        let nginx = try NginxServer(files: ["000e08aa0001.xml": profile(["Resync_Periodic": "7200"])])
        let scenario = try RehearsalScenario(
            toml: """
                timeout = "30s"
                seed = 7
                [customer.dhcp]
                66 = "10.0.0.1"
                [expect]
                server = "http://127.0.0.1:\(nginx.port)/"
                firmware = "sip88xx.12-0-7MPP0201-66"
                [values]
                Station_Name = "{{name}}"
                Resync_Periodic = 7200
                [[assert]]
                parameter = "Profile_Rule"
                begins = "http://"
                [[assert]]
                parameter = "Profile_Rule"
                ends = ".cfg"
                [[assert]]
                parameter = "Password_1_"
                set = true
                [[assert]]
                parameter = "User_ID_1_"
                contains = "{{extension}}"
                [[assert]]
                parameter = "Station_Name"
                equals = "not for this one"
                model = "8851"
                [[assert]]
                parameter = "Password_1_"
                equals = "{{sip password}}!"
                """, file: "floor.toml")
        #expect(scenario.timeout == .seconds(30) && scenario.seed == 7 && scenario.bench == nil)
        #expect(scenario.customer == DHCPAnswer([66: "10.0.0.1"]))
        let record = try await rehearse(job(template(port: nginx.port))) { $0.expectations = scenario.expectations }
        #expect(
            record.missed.map(\.sentence) == [
                "Profile_Rule is “http://127.0.0.1:\(nginx.port)/$MA.xml”, and a text that ends with “.cfg” was expected (floor.toml, line 15)",
                "Password_1_ is not what was expected (floor.toml, line 28); it is secret and not shown",
            ])
        var elsewhere = scenario.expectations
        elsewhere.server = "https://"
        elsewhere.assertions = []
        let missed = try await rehearse(job(template(port: nginx.port))) { $0.expectations = elsewhere }
        #expect(
            missed.text
                == "its last profile came from http://127.0.0.1:\(nginx.port)/000e08aa0001.xml, and “https://” was expected"
        )
    }

    @Test func whatIsWrongWithAScenarioIsToldWithItsPlace() throws {
        let text = """
            timeot = "5s"
            [bench.dhcp]
            x = "1"
            66 = 5
            [values]
            Statoin_Name = "x"
            Station_Name = "{{name"
            GPP_A = [1]
            [[assert]]
            parameter = "GPP_B"
            [[assert]]
            parameter = "GPP_B"
            equals = "a"
            begins = "b"
            [[assert]]
            parameter = "GPP_C"
            set = true
            model = "9999"
            """
        let error = #expect(throws: ScenarioFaults.self) { try RehearsalScenario(toml: text, file: "x.toml") }
        #expect(
            error?.faults.map(\.description) == [
                "line 1, column 1: a scenario has no key timeot; timeout may be meant. It has timeout, seed, bench, customer, expect, values, assert.",
                "line 3, column 1: x is no number of a DHCP option; 1 to 254 was expected, such as 66 = \"10.0.0.1\"",
                "line 4, column 6: 66 is a whole number, and a text in quotation marks was expected",
                "line 6, column 1: no model has a parameter Statoin_Name; Station_Name may be meant",
                "line 7, column 16: Station_Name has a place that begins with {{ and does not end with }}",
                "line 8, column 9: GPP_A is a list, and the text of a parameter was expected",
                "line 9, column 1: [[assert]] takes exactly one of equals, begins, ends, contains, set",
                "line 11, column 1: [[assert]] takes exactly one of equals, begins, ends, contains, set",
                "line 18, column 9: there is no model \"9999\"",
            ])
        #expect(throws: ScenarioFaults.self) { try RehearsalScenario(toml: "a = = b", file: "x.toml") }
    }

    @Test(arguments: ["", "66", "0=x", "255=x", "a=b", "=x"])
    func whatIsNoDHCPOptionIsRefused(text: String) {
        #expect(throws: DHCPAnswerFault.self) { try DHCPAnswer(text) }
    }

    @Test func placesThatNobodyCanFillAreFoundBefore() throws {
        var expectations = Expectations()
        try expectations.expect(
            expecting("<flat-profile><Station_Name>{{nobody}} {{mac}} {{name}}</Station_Name></flat-profile>"))
        #expect(expectations.unknownColumns(of: job("")) == [ColumnName("nobody")])
    }
}
