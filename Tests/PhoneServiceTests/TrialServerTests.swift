import FlatProfile
import Foundation
import ProfileFormat
import Store
import TestSupport
import Testing
import Transfer

@testable import PhoneService

/// Whole profiles and whole protocols: 1,335 parameters over HTTP and TFTP, certificates, logins, servers that do not come to an end.
struct TrialServerTests {
    @Test func aWholeProfileComesOverEveryWay() async throws {
        let tftp = try TFTPServer(files: [:])
        let nginx = try NginxServer(
            server: "location /coded/ { gzip on; gzip_types *; gzip_proxied any; }")
        let phone = try await TrialPhone()
        let ways = [
            "http://127.0.0.1:\(nginx.port)/plain.xml", "http://127.0.0.1:\(nginx.port)/packed.xml",
            "http://127.0.0.1:\(nginx.port)/coded/$PSN.xml", "tftp://127.0.0.1:\(tftp.port)/$PN.xml",
            "127.0.0.1:\(tftp.port)/packed.xml",
        ]
        for (number, rule) in ways.enumerated() {
            let profile = GeneratedProfile(
                fixed: [
                    "Profile_Rule": rule, "Profile_Rule_B": "", "Profile_Rule_C": "", "Profile_Rule_D": "",
                    "Provision_Enable": "Yes", "Syslog_Server": "", "Resync_Periodic": "86400",
                    "Restricted_Access_Domains": "", "Proxy_Mode": "Off",
                    "Admin_Password": "Trial-Password-1",
                    "User_Password": "Trial-Password-2",
                ], variant: number, count: number == 0 ? .max : 1335)
            let bytes = Array(profile.xml.utf8)
            try nginx.directory.write(bytes, to: "root/plain.xml")
            try nginx.directory.write(ProfileWriter.gzip(bytes), to: "root/packed.xml")
            try nginx.directory.write(bytes, to: "root/coded/8841-3PCC.xml")
            try tftp.directory.write(bytes, to: "CP-8841-3PCC.xml")
            try tftp.directory.write(ProfileWriter.gzip(bytes), to: "packed.xml")
            let record = try await phone.resync(by: rule)
            #expect(record.result == "applied", "\(rule): \(record.error ?? "")")
            #expect(record.warnings.map(\.message) == [], "\(rule)")
            #expect(profile.values.count == (number == 0 ? Catalogue.of(.standard).parameters.count : 1335))
            #expect(Double(record.changed.count) > Double(profile.values.count) * (number == 0 ? 0.95 : 0.3), "\(rule)")
            let isLogin = ["Admin_Password", "User_Password"]
            let wrong = profile.values.filter {
                !isLogin.contains($0.name) && phone.store.snapshot[ParameterName($0.name)] != $0.value
            }
            #expect(wrong.map(\.name) == [], "\(rule)")
            // The same again changes nothing, the passwords neither.
            let revision = phone.store.snapshot.revision
            let again = try #require(await phone.service.resync(by: TrialPhone.admin).attempts.first)
            #expect(again.result == "applied" && again.changed == [] && again.revision == nil)
            #expect(phone.store.snapshot.revision == revision)
        }
        let login = phone.store.snapshot["Admin_Password"]
        #expect(login.hasPrefix("$scrypt") && !login.contains("Trial-Password"), "\(login.prefix(12))")
        #expect(try await phone.isAdminPassword("Trial-Password-1"))
        await phone.stop()
    }

    @Test func theDefaultRuleFetchesFromANamedServerByTFTP() async throws {
        let tftp = try TFTPServer(files: ["8841-3PCC.xml": Array(TrialResyncTests.good.utf8)])
        let phone = try await TrialPhone()
        #expect(phone.store.snapshot["Profile_Rule"] == "/$PSN.xml")
        let nameless = try #require(await phone.service.resync(by: TrialPhone.admin).attempts.first)
        #expect(nameless.outcome == "C")
        #expect(nameless.error?.contains("names no server") == true)
        let record = try await phone.resync(by: "tftp://127.0.0.1:\(tftp.port)/$PSN.xml")
        #expect(record.outcome == "A", "\(record.error ?? "")")
        #expect(phone.store.snapshot["Display_Name_1_"] == "Trial")
        let missing = try await phone.resync(by: "tftp://127.0.0.1:\(tftp.port)/other.xml")
        #expect(missing.outcome == "B" && missing.error?.contains("not found") == true, "\(missing.error ?? "")")
        await phone.stop()
    }

    @Test func aCertificateThatIsNotGoodEndsTheResyncInWords() async throws {
        let authority = try Certificates()
        let stranger = try Certificates()
        let expired = (from: "20200101000000Z", to: "20210101000000Z")
        let name = ["IP:127.0.0.1"]
        let kinds: [(Certificates.Pair, String?)] = [
            (try authority.certificate(commonName: "trial", names: name), nil),
            (try authority.certificate(commonName: "trial", names: ["DNS:other.example"]), "other.example"),
            (try authority.certificate(commonName: "trial", names: name, validity: expired), "expired"),
            (try stranger.certificate(commonName: "trial", names: name), "not trusted here"),
            (try Certificates.selfSigned(commonName: "trial", names: name), "signed by itself"),
        ]
        let phone = try await TrialPhone(authorities: authority.authority)
        for (certificate, sentence) in kinds {
            let nginx = try NginxServer(files: ["good.xml": TrialResyncTests.good], certificate: certificate)
            try await phone.set(["Display_Name_1_": "before"])
            let url = "https://127.0.0.1:\(try #require(nginx.tlsPort))/good.xml"
            let record = try await phone.resync(by: url)
            #expect(record.outcome == (sentence == nil ? "A" : "C"))
            #expect(phone.store.snapshot["Display_Name_1_"] == (sentence == nil ? "Trial" : "before"))
            if let sentence {
                #expect(record.error?.contains(sentence) == true, "\(record.error ?? "no error")")
                #expect(record.http_status == nil && record.changed == [])
                #expect(try await phone.syslog.texts(2).last?.contains(record.error ?? "-") == true)
            } else {
                #expect(record.error == nil)
                _ = try await phone.syslog.next(2)
            }
        }
        await phone.stop()
    }

    @Test(arguments: ["basic", "digest"])
    func credentialsOfTheRuleAreShownToAServerThatAsks(kind: String) async throws {
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let line = request.split(separator: "\r\n").first { $0.hasPrefix("Authorization: ") } ?? ""
                let isRight =
                    kind == "basic"
                    ? line == "Authorization: Basic " + Data("phone:right".utf8).base64EncodedString()
                    : Self.isRightDigest(String(line), request)
                let body = isRight ? TrialResyncTests.good : "no"
                let challenge = kind == "basic" ? #"Basic realm="r""# : #"Digest realm="r", nonce="n1", qop="auth""#
                connection.send(
                    "HTTP/1.1 \(isRight ? "200 OK" : "401 Unauthorized\r\nWWW-Authenticate: \(challenge)")\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        let phone = try await TrialPhone()
        try await phone.set(["GPP_SA": "right", "GPP_SB": "wrong-secret"])
        let url = "http://127.0.0.1:\(server.port)/x.xml"
        let good = try await phone.resync(by: "[--uid phone --pwd $SA] \(url)")
        #expect(good.outcome == "A", "\(good.error ?? "")")
        #expect(good.steps.count <= 3)
        let typed = try await phone.resync(by: "[--uid phone --pwd right] \(url)")
        #expect(typed.outcome == "A")
        let wrong = try await phone.resync(by: "[--uid phone --pwd $SB] \(url)")
        #expect(wrong.outcome == "C" && wrong.http_status == 401)
        #expect(wrong.error?.contains("user name") == true, "\(wrong.error ?? "")")
        for record in [good, typed, wrong] {
            let text = String(decoding: RecordCoding.encode(record), as: UTF8.self)
            #expect(!text.contains("wrong-secret") && !text.contains("--pwd right"), "\(text)")
        }
        await phone.stop()
    }

    /// RFC 7616, MD5 with qop=auth, with openssl as the calculator.
    private static func isRightDigest(_ line: String, _ request: String) -> Bool {
        guard line.hasPrefix("Authorization: Digest ") else { return false }
        var fields: [String: String] = [:]
        for field in line.dropFirst("Authorization: Digest ".count).split(separator: ",") {
            let pair = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            fields[String(pair[0])] = String(pair[1].filter { $0 != "\"" })
        }
        func md5(_ text: String) -> String {
            String(
                (try? ChildProcess.run(["sh", "-c", #"printf %s "$1" | openssl md5 -r"#, "sh", text]))?.prefix(32) ?? ""
            )
        }
        let (nc, cnonce) = (fields["nc"] ?? "", fields["cnonce"] ?? "")
        return fields["response"] == md5("\(md5("phone:r:right")):n1:\(nc):\(cnonce):auth:\(md5("GET:/x.xml"))")
    }

    @Test func aServerThatNeverEndsIsGivenUp() async throws {
        let hanging = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.hold()
        }
        let endless = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n<flat-profile>")
            while connection.send([UInt8](repeating: 0x20, count: 65_536)) {}
        }
        let broken = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n\(TrialResyncTests.good)")
        }
        let phone = try await TrialPhone {
            $0.idle = .milliseconds(1500)
            $0.connect = .milliseconds(1500)
            $0.bodyBytes = 1 << 20
        }
        try await phone.set(["Display_Name_1_": "before"])
        for (url, sentence) in [
            ("http://127.0.0.1:\(hanging.port)/x.xml", "nothing"),
            ("http://127.0.0.1:\(endless.port)/x.xml", "larger than the limit of 1048576 bytes"),
            ("http://127.0.0.1:\(broken.port)/x.xml", "the answer is not complete"),
            ("http://no-such-name.invalid/x.xml", "no-such-name.invalid"),
            ("http://127.0.0.1:1/x.xml", "refused"), ("tftp://127.0.0.1:1/x.xml", "did not answer within"),
            ("https://127.0.0.1:\(hanging.port)/x.xml", "did not answer within"),
        ] {
            let record = try await phone.resync(by: url)
            #expect(record.outcome == "C", "\(url)")
            #expect(record.error?.contains(sentence) == true, "\(url): \(record.error ?? "no error")")
            #expect(record.next?.reason.contains("Resync_Error_Retry_Delay") == true)
            #expect(phone.store.snapshot["Display_Name_1_"] == "before")
        }
        await phone.stop()
    }
}
