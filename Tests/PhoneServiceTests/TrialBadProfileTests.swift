import FlatProfile
import Foundation
import ProfileFormat
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// Rules that lead elsewhere and files that were made to do harm, through the whole phone.
@Suite struct TrialBadProfileTests {
    // MARK: Where a rule may lead

    /// A form refuses such a rule. A profile may bring it, as on the phone: then the next resync fails, and says why.
    @Test(arguments: [
        "file:///etc/passwd", "FILE:/etc/passwd", "gopher://127.0.0.1:70/_x", "ftp://127.0.0.1/x", "ldap://127.0.0.1/",
        "dict://127.0.0.1:11211/stat", "data:text/xml,x", "http://good.example@127.0.0.1:1/x",
        #"http://127.0.0.1:1\@evil.example/x"#, "http://user:$SA@127.0.0.1:1/x", "http://127.0.0.1:0/x",
        "http://127.0.0.1:65536/x", "http://[::1/x", "http://a%00b/x", "http://a%0d%0ab/x", "http:///x", "http://",
        "http://127.0.0.1:1:2/x", "[--key $SA] file:///etc/passwd", "[--file /etc/passwd] http://127.0.0.1:1/x",
        "http://\(String(repeating: "a.", count: 200))b/x", "http://127.0.0.1:1/a\tb",
    ])
    func aRuleLeadsToNoOtherSchemeAndNoHiddenHost(rule: String) async throws {
        let server = try ChangingServer()
        let phone = try await TrialPhone()
        try await phone.set(["GPP_SA": TrialPhone.secret])
        let before = phone.store.snapshot
        do {
            try await phone.set(["Profile_Rule": rule])
        } catch {
            #expect(isSentence("\(error)"), "\(error)")
            #expect(phone.store.snapshot.settings == before.settings)
        }
        let written = rule.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        server.serve(Array("<flat-profile><Profile_Rule>\(written)</Profile_Rule></flat-profile>".utf8))
        let brought = try await phone.service.resync(rule: server.url, by: TrialPhone.admin)
        #expect(brought.attempts.first?.outcome == "A")
        #expect(phone.store.snapshot["Profile_Rule"] == rule.replacing("\t", with: " "))
        try await phone.expectFailure("C", ":", comment: rule)
        try await phone.expectGoodResync()
        await phone.stop()
    }

    @Test(arguments: ["http://127.0.0.1:1/a\u{1}b", "http://127.0.0.1:1/a\r\nX: y", "http://127.0.0.1:1/\u{7f}"])
    func aRuleWithControlCharactersIsNoRule(rule: String) async throws {
        let phone = try await TrialPhone()
        let before = phone.store.snapshot
        do {
            try await phone.set(["Profile_Rule": rule])
            Issue.record("it was stored")
        } catch {
            #expect(phone.store.snapshot.settings == before.settings, "\(error)")
            #expect(isSentence("\(error)"), "\(error)")
        }
        await phone.stop()
    }

    @Test func aRedirectLeadsToNoOtherSchemeAndNoHiddenHost() async throws {
        let server = try ChangingServer()
        let phone = try await TrialPhone()
        for (location, part) in [
            ("file:///etc/passwd", "file"), ("gopher://127.0.0.1:70/_x", "gopher"), ("data:text/xml,<a/>", "data"),
            ("tftp://127.0.0.1:0/x", "no URL"), ("http://[::1/x", "no URL"), ("http://a b/x", "no URL"),
            ("http://a\u{1}b/x", "no URL"),
            ("http://a%00b/x", "no URL"), ("http://127.0.0.1:0/", "no URL"), ("", "no Location line"),
            ("http://user:\(TrialPhone.secret)@127.0.0.1:1/x", "refused"),
        ] {
            server.serve(whole: "HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
            try await phone.expectFailure(of: server.url, "C", part)
        }
        server.serve(whole: "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
        try await phone.expectFailure(of: server.url, "C", "no Location line")
        try await phone.expectGoodResync()
        await phone.stop()
    }

    // MARK: XML

    /// Kinds of XML that were made to do harm, and what the sentence says of each.
    static let hostile: [(name: String, bytes: [UInt8], part: String)] = {
        func profile(_ inner: String) -> [UInt8] { Array("<flat-profile>\(inner)</flat-profile>".utf8) }
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        let declared = { (name: String) in
            Array("<?xml version=\"1.0\" encoding=\"\(name)\"?><flat-profile><GPP_A>x</GPP_A></flat-profile>".utf8)
        }
        let external = #"<!DOCTYPE flat-profile [<!ENTITY x SYSTEM "file:///etc/hostname">]>"#
        let parameter = #"<!DOCTYPE flat-profile [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]>"#
        let wide = (0..<40).map { " a\($0)=\"1\"" }.joined()
        return [
            ("an external entity", Array(external.utf8) + profile("<GPP_A>&x;</GPP_A>"), "document type"),
            ("a parameter entity", Array(parameter.utf8) + profile("<GPP_A>x</GPP_A>"), "document type"),
            (
                "an external document type",
                Array(#"<!DOCTYPE flat-profile SYSTEM "http://127.0.0.1:1/x">"#.utf8)
                    + profile(""), "document type"
            ),
            ("an entity of nobody", profile("<GPP_A>&x;</GPP_A>"), "line 1"),
            ("a character of none", profile("<GPP_A>&#0;</GPP_A>"), "line 1"),
            ("65 levels", profile(nested(65)), "nested"), ("100,000 levels", profile(nested(100_000)), "nested"),
            ("a huge attribute", profile("<GPP_A ua=\"\(String(repeating: "x", count: 1 << 20))\"/>"), "16384"),
            ("40 attributes", profile("<GPP_A\(wide)/>"), "attributes"),
            ("the same attribute twice", profile("<GPP_A ua=\"na\" ua=\"rw\"/>"), "line 1"),
            ("a huge value", profile("<GPP_A>\(String(repeating: "x", count: 70_000))</GPP_A>"), "65536"),
            ("200,001 elements", profile(String(repeating: "<a/>", count: 200_001)), "200000"),
            ("a CDATA section without an end", Array("<flat-profile><GPP_A><![CDATA[x".utf8), "line 1"),
            ("a comment without an end", Array("<flat-profile><!-- x".utf8), "line 1"),
            ("an element without an end", Array("<flat-profile><GPP_A>x".utf8), "ends before </GPP_A>"),
            ("two roots", profile("") + profile(""), "line 1"),
            (
                "a zero byte", Array("<flat-profile><GPP_A>".utf8) + [0] + Array("</GPP_A></flat-profile>".utf8),
                "a byte of value zero"
            ),
            ("half a character", profile("<GPP_A>") + [0xc3], "not UTF-8"),
            ("an encoding that is unknown", declared("x-none"), "x-none"),
            ("UTF-16 that is none", declared("UTF-16"), "UTF-16"),
            ("UTF-32", [0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0], "binary data"),
            ("half of UTF-16", [0xff, 0xfe, 0x3c, 0x00, 0x66], "UTF-16LE"),
        ]
    }()

    @Test func hostileXMLIsACorruptProfileInOneSentence() async throws {
        let server = try ChangingServer()
        let phone = try await TrialPhone()
        for kind in Self.hostile {
            server.serve(kind.bytes)
            let record = try await phone.expectFailure(of: server.url, "B", kind.part)
            #expect(record.error?.hasPrefix("Corrupt profile: ") == true, "\(kind.name): \(record.error ?? "")")
        }
        try await phone.expectGoodResync()
        await phone.stop()
    }

    // MARK: Bombs

    @Test func aCompressionBombOfEachKindIsDefused() async throws {
        let key = "an IKM of 32 characters, or more"
        let (bomb, twice, sealed, coded) = try await BlockingThread.value {
            let files = try TemporaryDirectory()
            let script = """
                cd "$1"; (printf '<flat-profile><GPP_A>'; head -c 300000000 /dev/zero | tr '\\0' x) | gzip >bomb
                gzip <bomb >twice
                """
            try ChildProcess.run(["sh", "-c", script, "sh", files.path])
            let bomb = try files.read("bomb")
            return (
                bomb, try files.read("twice"), try OpenSSLProgram.enc(["-md", "md5", "-k", TrialPhone.secret], bomb),
                try HTTPECE().encrypt([bomb], key: key, recordSize: 4096)[0]
            )
        }
        let server = try ChangingServer()
        let phone = try await TrialPhone()
        try await phone.set(["IKM_HTTP_Encrypt_Content": key])
        let part = "67108864 bytes"
        server.serve(bomb)
        try await phone.expectFailure(of: server.url, "B", part)
        server.serve(bomb, headers: ["Content-Encoding: gzip"])
        try await phone.expectFailure(of: server.url, "B", part)
        server.serve(twice, headers: ["Content-Encoding: gzip"])
        try await phone.expectFailure(of: server.url, "B", part)
        server.serve(twice, headers: ["Content-Encoding: gzip, gzip"])
        try await phone.expectFailure(of: server.url, "B", part)
        server.serve(sealed)
        // Whoever has no key must not learn that his bytes began as those of a gzip file.
        try await phone.expectFailure(of: "[--key $SA] \(server.url)", "B", "does not open")
        server.serve(coded, headers: ["Content-Encoding: aes128gcm"])
        try await phone.expectFailure(of: server.url, "B", part)
        try await phone.expectGoodResync()
        await phone.stop()
    }

    // MARK: Sealed profiles

    private static let small = Array("<flat-profile><GPP_A>sealed</GPP_A></flat-profile>".utf8)

    @Test func aRecordThatIsChangedAnywhereOrCutIsToldInOneSameSentence() async throws {
        let key = "an IKM of 32 characters, or more"
        let sealed = try await BlockingThread.value {
            try HTTPECE().encrypt([Self.small], key: key, recordSize: 32)[0]
        }
        try await expectOneSentence(of: sealed, headers: ["Content-Encoding: aes128gcm"]) {
            try await $0.set(["IKM_HTTP_Encrypt_Content": key])
            return $1
        }
    }

    /// With a salt that is given, so that every run sees the same bytes.
    @Test func anOpenSSLFileThatIsChangedAnywhereOrCutIsToldInOneSameSentence() async throws {
        let sealed = try await BlockingThread.value {
            try [0x53, 0x61, 0x6c, 0x74, 0x65, 0x64, 0x5f, 0x5f, 1, 2, 3, 4, 5, 6, 7, 8]
                + OpenSSLProgram.enc(["-md", "md5", "-S", "0102030405060708", "-k", TrialPhone.secret], Self.small)
        }
        try await expectOneSentence(of: sealed, headers: []) { "[--key $SA] \($1)" }
    }

    private func expectOneSentence(
        of sealed: [UInt8], headers: [String], _ rule: (TrialPhone, String) async throws -> String
    ) async throws {
        let server = try ChangingServer()
        let phone = try await TrialPhone()
        try await phone.set(["GPP_SA": TrialPhone.secret])
        let rule = try await rule(phone, server.url)
        server.serve(sealed, headers: headers)
        #expect(try await phone.resync(by: rule).outcome == "A")
        #expect(phone.store.snapshot["GPP_A"] == "sealed")
        try await phone.set(["GPP_A": "before"])
        var sentences: [String: [String]] = [:]
        for place in sealed.indices {
            for isCut in [false, true] {
                var bytes = sealed
                if isCut { bytes.removeSubrange(place...) } else { bytes[place] ^= 1 << UInt8(place % 8) }
                server.serve(bytes, headers: headers)
                let record = try await phone.expectFailure(of: rule, "B", "does not open")
                sentences[record.error ?? "", default: []].append("\(isCut ? "cut at" : "flipped in") \(place)")
            }
        }
        #expect(sentences.count == 1, "\(sentences.mapValues { $0.prefix(4) })")
        try await phone.expectGoodResync()
        await phone.stop()
    }
}
