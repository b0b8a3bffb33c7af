import FlatProfile
import Testing

@testable import PhoneService

@Suite struct HookManifestTests {
    private func read(_ text: String) throws(HookManifestError) -> HookManifest {
        try HookManifest(parsing: Array(text.utf8))
    }

    @Test func withoutAWordAHookGetsEverythingButSecrets() throws {
        let manifest = try read("{}")
        #expect(manifest == HookManifest())
        #expect(manifest.events == Set(HookEvent.allCases))
        #expect(manifest.timeLimit == .seconds(30))
        let catalogue = Catalogue.of(.standard)
        let secret = try #require(catalogue["Password_1_"])
        #expect(manifest.concerns(secret))
        #expect(!manifest.mayHave(secret))
    }

    @Test func takesWhatItNames() throws {
        let manifest = try read(
            #"{"parameters":["Time_Zone","*_NTP_Server"],"secrets":["Password_*_"],"events":["revision"],"time_limit":5}"#
        )
        let catalogue = Catalogue.of(.standard)
        func concerns(_ name: ParameterName) throws -> Bool { manifest.concerns(try #require(catalogue[name])) }
        #expect(try concerns("Time_Zone"))
        #expect(try concerns("Secondary_NTP_Server"))
        #expect(try concerns("Password_2_"))
        #expect(try !concerns("Host_Name"))
        #expect(try !concerns("Admin_Password"))
        #expect(manifest.events == [.revision])
        #expect(manifest.timeLimit == .seconds(5))
    }

    @Test func neverGivesAWebLogin() throws {
        let manifest = try read(#"{"secrets":["Admin_Password","*Password*"]}"#)
        #expect(!manifest.mayHave(try #require(Catalogue.of(.standard)["Admin_Password"])))
    }

    @Test(arguments: [
        ("", "it is not a JSON object"), ("[]", "it is not a JSON object"), (#"{"a""#, "it is not a JSON object"),
        (
            #"{"parameter":[]}"#,
            "\"parameter\" is none of its keys, which are parameters, secrets, events, time_limit"
        ),
        (#"{"parameters":"Time_Zone"}"#, "parameters must be a list of texts"),
        (
            #"{"parameters":["a b"]}"#,
            "parameters must hold parameter names, in which * stands for anything, not \"a b\""
        ),
        (#"{"secrets":["**"]}"#, "secrets must name the parameters, \"*\" names none"),
        (
            #"{"events":["restart"]}"#,
            "events may hold configuration, revision, factory-reset, reboot, not \"restart\""
        ),
        (#"{"time_limit":0}"#, "time_limit must be a whole number of seconds, 1 to 600"),
        (#"{"time_limit":"5"}"#, "time_limit must be a whole number of seconds, 1 to 600"),
    ])
    func refusesWhatItDoesNotUnderstand(text: String, sentence: String) {
        #expect(throws: HookManifestError(description: sentence)) { try read(text) }
    }

    @Test(arguments: [
        ("Time_Zone", "Time_Zone", true), ("Time*", "Time_Zone", true), ("*Zone", "Time_Zone", true),
        ("*i*o*", "Time_Zone", true), ("Time", "Time_Zone", false), ("*x", "Time_Zone", false), ("*", "", true),
        ("Line_*_A", "Line_1_B", false), ("a*a", "a", false), ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
    func aStarStandsForAnything(pattern: String, name: String, matches: Bool) {
        #expect(NamePattern(text: pattern).matches(ParameterName(name)) == matches)
    }
}
