import PhoneService
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook activate` and `onhook profile-account`, with a real daemon, a real activation service and a real provider.
@Suite struct OnboardingCommandTests {
    private struct Place {
        let service: ActivationService
        let nginx: NginxServer
        let directory: TemporaryDirectory
        let rule: String
        var authority: String { directory.path(of: "ca.pem") }
        /// Empty, which is a phone as it came.
        let stateDirectory = try? TemporaryDirectory()
        var state: String { stateDirectory?.path ?? "" }

        init() async throws {
            (service, nginx, directory, rule) = try await BlockingThread.value {
                let authority = try Certificates()
                let pair = try authority.certificate(commonName: "localhost", names: ["DNS:localhost"])
                let nginx = try NginxServer(
                    files: ["p.xml": "<flat-profile><Station_Name>Provider</Station_Name></flat-profile>"],
                    certificate: pair)
                let rule = "https://localhost:\(nginx.tlsPort ?? 0)/p.xml"
                let directory = try TemporaryDirectory()
                try directory.write(authority.authority, to: "ca.pem")
                return (try ActivationService(rule: rule, certificate: pair), nginx, directory, rule)
            }
        }

        func daemon() async throws -> DaemonProcess {
            try await DaemonProcess(
                state: state,
                options: ["--ca-file", authority, "--activation-host", "localhost:\(service.port)"])
        }

        func run(_ arguments: [String], input: String = "") async throws -> OnhookRun {
            try await OnhookRun(arguments + ["--state", state], input: input)
        }
    }

    @Test func aCodeOnboardsAPhoneThatIsServed() async throws {
        let place = try await Place()
        let daemon = try await place.daemon()
        let wrong = try await place.run(["activate", "0000111122223333", "--json"])
        #expect(wrong.status == 1)
        #expect(wrong.output.contains(#""reason":"unknown""#))
        _ = try await BlockingThread.value { try place.service.nextRequest() }

        let run = try await place.run(["activate", "-"], input: "1111-2222-3333-4444\n")
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(run.output.hasPrefix("customization  GDS-Acquired\n"))
        let request = try await BlockingThread.value { try place.service.nextRequest() }
        #expect(request.hasPrefix(#"asked /v1/activations application/json {"code": "1111222233334444", "mac": ""#))
        #expect(request.hasSuffix(#""webex_onboarding": true}"#))

        let status = try await place.run(["status", "--json"])
        for part in [
            #""customization":"GDS-Acquired""#, #""webex":"onboarded""#, #""step":"activation""#,
            #""takes_code":false"#,
        ] { #expect(status.output.contains(part), "\(part) is missing in \(status.output)") }
        #expect(!status.output.contains("1111222233334444"))
        #expect(try await place.run(["param", "get", "Station_Name"]).output == "Provider\n")
        #expect(try await place.run(["param", "get", "Profile_Rule"]).output == "\(place.rule)\n")

        // Once provisioned it takes none, and asks nobody.
        let again = try await place.run(["activate", "#123"])
        #expect(again.status == 1)
        #expect(again.output.contains("the phone is provisioned already (Customization is GDS-Acquired)"))
        _ = daemon
    }

    @Test func aCodeOnboardsAPhoneThatNobodyServes() async throws {
        let place = try await Place()
        let options = ["--ca-file", place.authority, "--activation-host", "localhost:\(place.service.port)"]
        let run = try await place.run(["activate", "#123"] + options)
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        let status = try await place.run(["status"])
        #expect(
            status.output.contains(
                "customization  GDS-Acquired: the service provider that an activation code named has provisioned this phone"
            ))
    }

    @Test(arguments: [
        (
            "9999000099990000",
            "error          Invalid activation code: it has expired; ask for a new one\ncustomization  Open\n", ""
        ),
        ("5555666677778888", "", "onhook: the activation service takes no code of this phone for 120 seconds\n"),
    ])
    func theServicesRefusalIsASentence(code: String, output: String, errors: String) async throws {
        let place = try await Place()
        let options = ["--ca-file", place.authority, "--activation-host", "localhost:\(place.service.port)"]
        let run = try await place.run(["activate", code] + options)
        #expect(run.status == 1)
        #expect(run.output == output)
        #expect(run.errors == errors)
    }

    @Test(
        arguments: [
            (
                ["activate", "123"], "", 1,
                "an activation code has 16 digits, not 3; a short one begins with # and has 3 to 16"
            ),
            (["activate"], "", 1, "no activation code was typed: 16 digits are expected, or # and 3 to 16 digits"),
            (["activate", "#123", "x"], "", 2, "too many arguments: CODE expected"),
            (
                ["activate", "#123", "--activation-host", "https://x"], "", 2,
                "--activation-host takes HOST or HOST:PORT, such as activation.example.com, not \"https://x\""
            ),
            (
                ["profile-account", "set", "a:b"], "p\n", 1,
                "the user name of the profile account must not hold a colon"
            ),
            (["profile-account", "set"], "p\n", 2, "USER is missing"),
        ] as [([String], String, Int, String)])
    func badInputIsASentence(arguments: [String], input: String, status: Int, sentence: String) async throws {
        let directory = try TemporaryDirectory()
        let run = try await OnhookRun(arguments + ["--state", directory.path], input: input)
        #expect(run.status == status)
        #expect(run.errors.contains(sentence), "\(run.errors)")
        #expect(isOneSentence(run.errors))
    }

    @Test func withoutAServiceNoCodeIsTaken() async throws {
        let directory = try TemporaryDirectory()
        let run = try await OnhookRun(["activate", "#123", "--state", directory.path])
        #expect(run.status == 1)
        #expect(
            run.output
                == "error          no activation service is named: start `onhook serve` with --activation-host "
                + "(docs/activation.md)\ncustomization  Open\n")
    }

    @Test func theProfileAccountIsSetShownAndCleared() async throws {
        let nginx = try await BlockingThread.value {
            let nginx = try NginxServer(
                files: ["p.xml": "<flat-profile><Station_Name>Let in</Station_Name></flat-profile>"],
                server: #"auth_basic "profiles"; auth_basic_user_file users;"#)
            try nginx.directory.write("operator:{PLAIN}right word\n", to: "users")
            return nginx
        }
        let directory = try TemporaryDirectory()
        let state = ["--state", directory.path]
        let rule = "http://127.0.0.1:\(nginx.port)/p.xml"
        #expect(try await OnhookRun(["resync", rule] + state).status == 1)
        let set = try await OnhookRun(["profile-account", "set", "operator"] + state, input: "right word\n")
        #expect(set.status == 0, "\(set.errors)")
        #expect(
            set.output
                == "profile account  set\nused             yes (Profile_Authentication_Type is Basic Http Authentication)\n"
        )
        #expect(try await OnhookRun(["profile-account", "show", "--json"] + state).output.contains(#""is_set":true"#))
        let run = try await OnhookRun(["resync", rule] + state)
        #expect(run.status == 0, "\(run.output)")
        #expect(!run.output.contains("right word"))
        #expect(try await OnhookRun(["profile-account", "clear"] + state).status == 0)
        #expect(try await OnhookRun(["resync", rule] + state).status == 1)
    }
}
