import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// `onhook updateca`, the direct action, and the certificate that the phone shows: the real program, a real nginx.
@Suite struct CustomCACommandTests {
    private let server: NginxServer
    private let files: TemporaryDirectory
    private let given: Certificates.Pair

    init() async throws {
        let authority = try Certificates()
        let pair = try authority.certificate(commonName: "127.0.0.1", names: ["IP:127.0.0.1"])
        given = try authority.certificate(commonName: "a phone of ours", names: ["DNS:phone"])
        files = try TemporaryDirectory()
        server = try await BlockingThread.value { [files] in
            let trusted = try files.write(authority.authority, to: "ca.pem")
            return try NginxServer(
                files: ["ca.pem": authority.authority, "no.pem": "hello"],
                server: """
                    ssl_client_certificate \(trusted); ssl_verify_client optional_no_ca;
                    location = /p.xml { return 200 '<flat-profile><GPP_A>$ssl_client_s_dn</GPP_A></flat-profile>'; }
                    """, certificate: pair)
        }
    }

    private func secure(_ path: String) throws -> String { "https://127.0.0.1:\(try #require(server.tlsPort))\(path)" }
    private func plain(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }

    @Test func installsACAWithoutADaemonAndItLasts() async throws {
        let phone = try PhoneDirectory()
        let run = await phone.run("updateca", plain("/ca.pem"), "--json")
        #expect(run.status == .done, "\(run.errors)")
        let attempt = try #require(try run.object["attempt"] as? [String: Any])
        #expect(attempt.keySet == Keys.customCAAttempt)
        #expect(attempt["number"] as? Int == 1)
        let record = try #require(try await phone.run("status", "--json").object["custom_ca"] as? [String: Any])
        #expect(record.keySet == Keys.customCA)
        #expect(record["info"] as? String == "Installed \"Onhook Test CA\"")
        #expect(record["source"] as? String == "command")
        #expect(
            await phone.run("status").output.contains("\ncustom CA      Installed \"Onhook Test CA\", by updateca\n"))
        #expect(await phone.run("resync", try secure("/p.xml")).status == .done)

        let refused = await phone.run("updateca", plain("/no.pem"))
        #expect(refused.status == .failed)
        #expect(refused.output.contains("result     failed: Nothing was installed: the file holds no certificate"))
        #expect(refused.output.hasSuffix("custom CA  Installed \"Onhook Test CA\"\n"))
        let senseless = await phone.run("updateca", "ftp://h/ca.pem")
        #expect(senseless.status == .failed)
        #expect(senseless.errors.hasPrefix("onhook: the address cannot be read: "))
        #expect(isOneSentence(senseless.errors))
        #expect(await phone.run("updateca").status == .usage)
    }

    @Test func theDirectActionInstallsACA() async throws {
        let phone = try await TrialPhone()
        let answer = try await phone.basic("GET", "/admin/updateca?" + plain("/ca.pem"))
        #expect(answer.status == 200)
        #expect(answer.body.contains("The custom CA is installed: Installed \"Onhook Test CA\"."))
        let refused = try await phone.basic("GET", "/admin/updateca?" + plain("/none.pem"))
        #expect(refused.status == 422)
        #expect(refused.body.contains("404"))
        #expect(try await phone.basic("GET", "/admin/updateca").status == 422)
        var browser = try await phone.browser()
        for page in ["/status", "/status/downloads"] {
            let text = try await browser.get(page).body
            #expect(text.contains("Custom CA Status"), "\(page)")
            #expect(text.contains("Last provisioning failed <time"), "\(page)")
            #expect(text.contains("Installed &quot;Onhook Test CA&quot;"), "\(page)")
        }
        try await phone.set(["Enable_Direct_Action_Url": "No"])
        #expect(try await phone.basic("GET", "/admin/updateca?" + plain("/ca.pem")).status == 403)
        try await phone.stop()
    }

    @Test func aDaemonShowsTheCertificateThatItKeeps() async throws {
        let directory = try TemporaryDirectory()
        for _ in 1...2 {
            let phone = try await TrialPhone(
                in: directory, options: ["--serial", "FCH1", "--ca-file", files.path(of: "ca.pem")])
            #expect(try await phone.resync(rule: secure("/p.xml")).succeeded)
            #expect(try await phone.value(of: "GPP_A") == "SN=000e08aabbcc,L=FCH1,OU=CP-8841-3PCC")
            try await phone.stop()
        }
        let kept = try FileManager.default.contentsOfDirectory(atPath: directory.path(of: "state/identity"))
        #expect(
            kept.filter { $0.hasPrefix("client-") }.sorted() == [
                "client-CP-8841-3PCC-000e08aabbcc-FCH1.crt", "client-CP-8841-3PCC-000e08aabbcc-FCH1.key",
            ])
    }

    @Test func aDaemonShowsTheCertificateThatItIsGiven() async throws {
        let certificate = try files.write(given.certificate, to: "given.crt")
        let key = try files.write(given.key, to: "given.key")
        let phone = try await TrialPhone(
            options: ["--client-cert", certificate, "--client-key", key],
            environment: ["ONHOOK_CA_FILE": files.path(of: "ca.pem")])
        #expect(try await phone.resync(rule: secure("/p.xml")).succeeded)
        #expect(try await phone.value(of: "GPP_A") == "CN=a phone of ours")
        try await phone.stop()
    }

    /// A machine without a battery starts in 1970.
    @Test func aCertificateThatWasMadeIn1970ServesForGood() async throws {
        let phone = try PhoneDirectory()
        let program = try BuiltProgram.path(of: "onhook")
        let verdicts = try await BlockingThread.value {
            try ChildProcess.run(
                [
                    "timeout", "60", "faketime", "1970-01-02 00:00:00", program, "param", "set", "GPP_A=x", "--state",
                    phone.path,
                ])
            let names = try FileManager.default.contentsOfDirectory(atPath: phone.path + "/identity")
            let file = phone.path + "/identity/" + (try #require(names.first { $0.hasSuffix(".crt") }))
            // A day of 1970, now, and a day of 2095.
            return try ["86400", "1800000000", "3960000000"].map { time in
                try ChildProcess.run(
                    ["openssl", "verify", "-purpose", "sslclient", "-attime", time, "-CAfile", file, file])
            }
        }
        #expect(verdicts.allSatisfy { $0.hasSuffix(": OK\n") }, "\(verdicts)")
    }

    @Test func anExpiredCertificateIsUsedWithAWarning() async throws {
        let old = try Certificates().certificate(
            commonName: "an old phone", names: ["DNS:phone"], validity: ("20200101000000Z", "20210101000000Z"))
        let file = try files.write(old.certificate + old.key, to: "old.pem")
        let phone = try await TrialPhone(
            options: ["--client-cert", file, "--client-key", file, "--ca-file", files.path(of: "ca.pem")])
        try await phone.daemon.line(with: "the client certificate (CN=an old phone) has expired")
        // It is shown all the same: nginx sees that it is of no use.
        #expect(try await phone.resync(rule: secure("/p.xml")).attempts.first?.http_status == 400)
        try await phone.stop()
    }

    @Test func refusesCredentialsThatDoNotFit() async throws {
        let certificate = try files.write(given.certificate, to: "given.crt")
        let key = try files.write(Certificates().certificate(commonName: "x", names: ["DNS:x"]).key, to: "other.key")
        let cases: [([String], Int32, String)] = [
            (["--client-cert", certificate], 2, "onhook serve: --client-cert takes --client-key with it"),
            (["--client-key", key], 2, "onhook serve: --client-key takes --client-cert with it"),
            (
                ["--client-cert", certificate, "--client-key", key], 1,
                "onhook: --client-cert, --client-key: the certificate in given.crt is not that of the key in other.key"
            ),
        ]
        for (words, status, sentence) in cases {
            let run = try await OnhookRun(
                ["serve", "--listen", "127.0.0.1:0", "--state", ":memory:"] + words, within: 20)
            #expect(run.status == status)
            #expect(run.errors.hasPrefix(sentence), "\(run.errors)")
            #expect(isOneSentence(run.errors))
        }
    }

    @Test func aDamagedCAStopsTheStart() async throws {
        let phone = try PhoneDirectory()
        #expect(await phone.run("updateca", plain("/ca.pem")).status == .done)
        try phone.directory.write("", to: "state/identity/custom-ca.pem")
        let run = await phone.run("status")
        #expect(run.status == .failed)
        #expect(run.errors.contains("identity/custom-ca.pem is damaged"))
        #expect(isOneSentence(run.errors))
    }
}
