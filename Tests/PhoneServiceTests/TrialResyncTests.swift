import FlatProfile
import Foundation
import ProfileFormat
import Threading
import Provisioning
import Store
import TestSupport
import Testing
import Transfer

@testable import PhoneService

/// Resyncs from real servers: what becomes of each kind of answer, and that a failure changes nothing but is told everywhere.
struct TrialResyncTests {
    static let good = "<flat-profile><Display_Name_1_>Trial</Display_Name_1_></flat-profile>"

    /// An answer, and what the phone must make of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var outcome: String
        var result: String
        /// What the sentence holds; nil if there is none.
        var error: String?
        var status: Int?
        var testDescription: String { path }

        static func failed(_ path: String, _ outcome: String, _ error: String, status: Int? = 200) -> Case {
            Case(path: path, outcome: outcome, result: "failed", error: error, status: status)
        }

        static func applied(_ path: String) -> Case {
            Case(path: path, outcome: "A", result: "applied", error: nil, status: 200)
        }
    }

    static let cases: [Case] = [
        .applied("/good.xml"), .applied("/good.xml.gz"), .applied("/301"), .applied("/302"), .applied("/hop2"),
        .applied("/zlib.xml"), .applied("/raw.xml"), .applied("/twice.xml"), .applied("/coded/good.xml"),
        .failed("/hop1", "C", "redirected too often", status: 302),
        .failed("/loop", "C", "redirected too often", status: 302),
        .failed("/303", "C", "303", status: 303), .failed("/307", "C", "307", status: 307),
        .failed("/308", "C", "308", status: 308), .failed("/400", "C", "400", status: 400),
        .failed("/403", "C", "403", status: 403), .failed("/missing.xml", "B", "404", status: 404),
        .failed("/500", "C", "500", status: 500), .failed("/503", "C", "503", status: 503),
        .failed("/basic", "C", "a user name and a password", status: 401),
        .failed("/cut.xml.gz", "B", "ends too early"), .failed("/page.html", "B", "line 1, column 1: "),
        .failed("/doctype.xml", "B", "document type"), .failed("/laughs.xml", "B", "document type"),
        .failed("/latin1.xml", "B", "UTF-8"), .failed("/empty.xml", "B", "empty"),
        .failed("/other.xml", "B", "flat-profile"), .failed("/open.xml", "B", "line 1"),
        .failed("/br.xml", "B", "content coding br"),
        .failed("/sealed.xml", "B", "IKM_HTTP_Encrypt_Content, which holds the key, is empty"),
        .failed("/notgzip.xml", "B", "does not unpack"), .failed("/cutzlib.xml", "B", "ends too early"),
        .failed("/binary.xml", "B", "binary data"),
    ]

    static func server(certificate: Certificates.Pair? = nil) throws -> NginxServer {
        func laughs() -> String {
            let entities = (1...9).map { "<!ENTITY l\($0) \"" + String(repeating: "&l\($0 - 1);", count: 10) + "\">" }
            return "<!DOCTYPE flat-profile [<!ENTITY l0 \"ha\">\(entities.joined())]>"
                + "<flat-profile><Display_Name_1_>&l9;</Display_Name_1_></flat-profile>"
        }
        let statuses = [400, 403, 500, 503].map { "location /\($0) { return \($0); }\n" }.joined()
        let hops = (1..<6).map { "location /hop\($0) { return 302 /hop\($0 + 1); }\n" }.joined()
        let coded = [
            "zlib.xml": "deflate", "raw.xml": "deflate", "cutzlib.xml": "deflate", "br.xml": "br",
            "sealed.xml": "aes128gcm", "notgzip.xml": "gzip", "twice.xml": "gzip",
        ].map { "location = /\($0) { add_header Content-Encoding \($1); }\n" }.joined()
        let nginx = try NginxServer(
            files: [
                "good.xml": good, "coded/good.xml": good, "page.html": "<!DOCTYPE html><html><body>hi</body></html>",
                "doctype.xml": "<!DOCTYPE flat-profile>" + good, "laughs.xml": laughs(), "empty.xml": "",
                "other.xml": "<device><Display_Name_1_>x</Display_Name_1_></device>",
                "open.xml": "<flat-profile><Display_Name_1_>Trial</flat-profile>", "br.xml": good, "sealed.xml": good,
                "notgzip.xml": good, "htpasswd": "phone:{PLAIN}secret\n",
            ],
            server: """
                \(statuses)\(hops)\(coded)
                location /hop6 { return 302 /good.xml; }
                location /301 { return 301 /302; } location /302 { return 302 /good.xml; }
                location /303 { return 303 /good.xml; } location /307 { return 307 /good.xml; }
                location /308 { return 308 /good.xml; } location /loop { return 302 /loop; }
                location /coded/ { gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any; }
                location /basic { auth_basic "trial"; auth_basic_user_file htpasswd; alias ../root/good.xml; }
                """, certificate: certificate)
        let plain = Array(good.utf8)
        let gzip = ProfileWriter.gzip(plain)
        // A gzip file is a head of 10 bytes, a bare deflate stream, and 8 bytes of checks; zlib puts 2 and 4 bytes around it.
        let raw = Array(gzip.dropFirst(10).dropLast(8))
        let zlib = [0x78, 0x9c] + raw + adler32(plain)
        for (name, bytes) in [
            "good.xml.gz": gzip, "cut.xml.gz": Array(gzip.dropLast(12)), "raw.xml": raw, "zlib.xml": zlib,
            "cutzlib.xml": Array(zlib.dropLast(8)), "twice.xml": ProfileWriter.gzip(gzip),
            "latin1.xml": Array("<flat-profile><Display_Name_1_>M".utf8) + [0xfc] + Array("ller".utf8)
                + Array("</Display_Name_1_></flat-profile>".utf8),
            "binary.xml": [0x00, 0x01, 0x02, 0xfe, 0xff, 0x00],
        ] {
            try nginx.directory.write(bytes, to: "root/" + name)
        }
        try nginx.directory.write("phone:{PLAIN}secret\n", to: "htpasswd")
        return nginx
    }

    private static func adler32(_ bytes: [UInt8]) -> [UInt8] {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        let sum = b << 16 | a
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
    }

    @Test func everyKindOfAnswerIsToldAndLosesNothing() async throws {
        let nginx = try Self.server()
        var phone = try await TrialPhone { $0.redirects = 5 }
        try await phone.set(["Resync_Error_Retry_Delay": "1800", "Resync_Periodic": "7200"])
        var records: [AttemptRecord] = []
        for kind in Self.cases {
            try await phone.set(["Display_Name_1_": "before"])
            let url = "http://127.0.0.1:\(nginx.port)\(kind.path)"
            try await phone.set(["Profile_Rule": url])
            let before = phone.store.snapshot
            let record = try #require(await phone.service.resync(by: TrialPhone.admin).attempts.first)
            records.append(record)
            #expect(record.outcome == kind.outcome, "\(kind.path): \(record.error ?? "")")
            #expect(record.result == kind.result, "\(kind.path)")
            #expect(record.http_status == kind.status, "\(kind.path)")
            #expect(record.url == url)
            #expect(record.address == "127.0.0.1")
            let texts = try await phone.syslog.texts(2)
            #expect(
                texts.first
                    == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Requesting resync http://127.0.0.1:\(nginx.port)\(kind.path)")
            if let error = kind.error {
                #expect(record.error?.contains(error) == true, "\(kind.path): \(record.error ?? "no error")")
                #expect(texts.last == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Resync failed: \(record.error ?? "")")
                #expect(phone.store.snapshot.settings == before.settings, "\(kind.path)")
                #expect(phone.store.snapshot.revision == before.revision)
                #expect(record.next?.reason.contains("Resync_Error_Retry_Delay") == true)
                #expect(phone.log.withLock { $0.last?.contains(record.error ?? "-") } == true)
            } else {
                #expect(record.error == nil)
                #expect(
                    texts.last
                        == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Successful resync http://127.0.0.1:\(nginx.port)\(kind.path)"
                )
                #expect(phone.store.snapshot["Display_Name_1_"] == "Trial", "\(kind.path)")
                #expect(record.changed.map(\.name) == ["Display_Name_1_"])
                #expect(record.next?.reason == "periodic (Resync_Periodic)")
            }
        }
        #expect(phone.syslog.rest() == [])
        // All of it is in the journal.
        phone = try await phone.restarted()
        let kept = try await phone.service.status(attempts: 1000).attempts
        #expect(kept == records.reversed())
        await phone.stop()
    }
}
