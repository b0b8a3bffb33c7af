import FlatProfile
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

@Suite struct ProfileAccountTests {
    private typealias Credentials = TransferRequest.Credentials

    @Test(arguments: [
        ("Disabled", nil), ("Basic Http Authentication", "account:a"), ("XSI Authentication", "login:l"),
    ])
    func answersWithWhatTheTypeSays(type: String, expected: String?) async throws {
        let credentials = try await asked("http://h/x", ["Profile_Authentication_Type": type])
        #expect(credentials.map { "\($0.user):\($0.password)" } == expected)
    }

    @Test func usesTheSIPCredentialsWhereXSIDoes() async throws {
        let credentials = try await asked(
            "http://h/x",
            ["Profile_Authentication_Type": "XSI Authentication", "XSI_Authentication_Type": "SIP Credentials"])
        #expect(credentials == Credentials(user: "sip", password: "s"))
    }

    @Test func sendsNothingForAnXSILoginThatIsNotSet() async throws {
        let credentials = try await asked(
            "http://h/x", ["Profile_Authentication_Type": "XSI Authentication", "Login_User_ID": ""])
        #expect(credentials == nil)
    }

    @Test(arguments: ["Disabled", "Basic Http Authentication", "XSI Authentication"])
    func theRulesOwnCredentialsWin(type: String) async throws {
        let credentials = try await asked("[--uid rule --pwd r]http://h/x", ["Profile_Authentication_Type": type])
        #expect(credentials == Credentials(user: "rule", password: "r"))
    }

    @Test func nothingIsSentOverTFTP() async throws {
        #expect(try await asked("tftp://h/x", [:]) == nil)
    }

    @Test func isShownNowhere() {
        let account = ProfileAccount(user: "operator", password: "geheim")
        var dumped = ""
        dump(account, to: &dumped)
        for text in ["\(account)", String(reflecting: account), dumped] {
            #expect(!text.contains("operator"))
            #expect(!text.contains("geheim"))
        }
    }

    /// With a real server, Basic: the account lets the phone in, wrong credentials of the rule do not fall back to it.
    @Test(arguments: [("", ResyncEnding.succeeded), ("[--uid operator --pwd wrong]", .failed)])
    func aRealServerLetsTheAccountIn(options: String, ending: ResyncEnding) async throws {
        let nginx = try await BlockingThread.value {
            let nginx = try NginxServer(
                files: ["p.xml": LivePlace.profile(["Station_Name": "Let in"])],
                server: #"auth_basic "profiles"; auth_basic_user_file users;"#)
            try nginx.directory.write("operator:{PLAIN}right\n", to: "users")
            return nginx
        }
        let store = PlainStore(["Profile_Rule": "\(options)http://127.0.0.1:\(nginx.port)/p.xml"])
        try await store.remember(ProfileAccount(user: "operator", password: "right"), of: ProfileAccount.concern)
        let client = try TransferClient()
        let report = try await resync(store, client)
        #expect(report.ending == ending)
        #expect(store.snapshot["Station_Name"] == (ending == .succeeded ? "Let in" : ""))
        await client.shutdown()
    }

    private func asked(
        _ rule: String, _ values: [ParameterName: String]
    ) async throws -> TransferRequest.Credentials? {
        let xsi: [ParameterName: String] = [
            "Profile_Rule": rule, "Login_User_ID": "login", "Login_Password": "l", "SIP_Auth_ID": "sip",
            "SIP_Password": "s",
        ]
        let store = PlainStore(xsi.merging(values) { $1 })
        try await store.remember(ProfileAccount(user: "account", password: "a"), of: ProfileAccount.concern)
        let fetcher = ScriptedFetcher([.success(LivePlace.profile([:]))])
        _ = try await resync(store, fetcher)
        return try #require(await fetcher.requests.first).credentials
    }

    private func resync(_ store: PlainStore, _ fetcher: any ProfileFetcher) async throws -> ResyncReport {
        let engine = ProvisioningEngine(
            identity: LivePlace.identity, store: store, fetcher: fetcher, host: LiveHost(), observer: Recorder(),
            clock: ContinuousClock())
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run(from: nil) }
            defer { group.cancelAll() }
            return try await engine.resync(by: "admin")
        }
    }
}
