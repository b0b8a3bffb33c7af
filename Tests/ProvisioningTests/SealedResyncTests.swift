import FlatProfile
import ProfileFormat
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// Sealed profiles from a real server, made by the programs that administrators use.
@Suite struct SealedResyncTests {
    private static let text = Array(
        "<flat-profile><Station_Name>Größe</Station_Name><GPP_C>sealed</GPP_C></flat-profile>".utf8)
    private static let phrase = "SecretPhrase1234"
    private static let material = "an IKM of 32 characters, or more"
    private static let doesNotOpen =
        "Corrupt profile: the file does not open: it was sealed with another key, or it was changed or cut off since, or it "
        + "holds no profile; compare the keys and seal it again"

    /// A server with those files; those below `coded/` with that line Content-Encoding.
    private static func server(_ files: [String: [UInt8]], coding: String = "aes128gcm") throws -> NginxServer {
        let server = try NginxServer(
            server: "location /coded/ { add_header Content-Encoding \"\(coding)\"; }")
        for (name, bytes) in files { try server.directory.write(bytes, to: "root/" + name) }
        return server
    }

    private func expectApplied(
        _ attempt: ResyncAttempt, _ phone: LivePhone, _ comment: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(attempt.ending == .applied, "\(comment)", sourceLocation: sourceLocation)
        #expect(phone.store.snapshot["Station_Name"] == "Größe", "\(comment)", sourceLocation: sourceLocation)
        #expect(phone.store.snapshot["GPP_C"] == "sealed", "\(comment)", sourceLocation: sourceLocation)
    }

    /// What was refused for that reason, in class B, and changed nothing.
    private func expectRefused(
        _ attempt: ResyncAttempt, _ phone: LivePhone, _ sentence: String, _ comment: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(attempt.ending == .failed(.fileNotFound, sentence), "\(comment)", sourceLocation: sourceLocation)
        #expect(attempt.changes == [], sourceLocation: sourceLocation)
        // How far it came would tell something to who changes files.
        #expect(attempt.decoded == [], "\(comment)", sourceLocation: sourceLocation)
        #expect(phone.store.snapshot["Station_Name"] == "", "\(comment)", sourceLocation: sourceLocation)
    }

    // MARK: AES-256-CBC

    @Test(arguments: ["md5", "sha256"]) func opensWhatOpenSSLSealed(digest: String) async throws {
        let files = try await BlockingThread.value {
            func seal(_ content: [UInt8]) throws -> [UInt8] {
                try OpenSSLProgram.enc(["-md", digest, "-k", Self.phrase], content)
            }
            let sealed = try seal(Self.text)
            return [
                "plain.cfg": sealed, "packed.cfg": try seal(ProfileWriter.gzip(Self.text)),
                "coded/gzip.cfg": ProfileWriter.gzip(sealed),
            ]
        }
        let nginx = try Self.server(files, coding: "gzip")
        for name in files.keys.sorted() {
            let phone = LivePhone(["GPP_SA": Self.phrase])
            for key in [Self.phrase, "$SA", "\"\(Self.phrase)\""] {
                let attempt = try await phone.resync("[--key \(key)] http://127.0.0.1:\(nginx.port)/\(name)")
                expectApplied(attempt, phone, "\(name) by \(key)")
                let opened = DecodingStep.openedByPassPhrase(digest == "md5" ? .md5 : .sha256)
                let before: [DecodingStep] = name == "coded/gzip.cfg" ? [.undid(coding: "gzip")] : []
                let after: [DecodingStep] = name == "packed.cfg" ? [.gunzipped] : []
                #expect(attempt.decoded == before + [opened] + after + [.read(elements: 2)], "\(name)")
                #expect(!"\(attempt)".contains(Self.phrase))
            }
        }
    }

    /// Whatever is wrong with it: one sentence, nothing changed, nothing of the content told.
    @Test func saysTheSameOfAWrongKeyACutFileAndAChangedOne() async throws {
        let sealed = try await BlockingThread.value {
            try OpenSSLProgram.enc(["-md", "md5", "-k", Self.phrase], Self.text)
        }
        let spoilt = try await BlockingThread.value {
            try OpenSSLProgram.enc(["-md", "md5", "-k", Self.phrase], Array("<flat-profile><Station_Name>x".utf8))
        }
        var changed = sealed
        changed[20] ^= 4
        let files: [String: [UInt8]] = [
            "good.cfg": sealed, "changed.cfg": changed, "cut.cfg": Array(sealed.dropLast(16)),
            "uneven.cfg": Array(sealed.dropLast()), "head.cfg": Array(sealed.prefix(16)), "noise.cfg": [1, 2, 3, 4],
            "empty.cfg": [], "spoilt.cfg": spoilt,
        ]
        let nginx = try Self.server(files)
        for name in files.keys.sorted() {
            let phone = LivePhone()
            let key = name == "good.cfg" ? "SecretPhrase1235" : Self.phrase
            let attempt = try await phone.resync("[--key \(key)] http://127.0.0.1:\(nginx.port)/\(name)")
            expectRefused(attempt, phone, Self.doesNotOpen, name)
            #expect(!"\(attempt)".contains(key))
        }
    }

    @Test func aPlainFileForARuleWithAKeyIsCorrupt() async throws {
        let nginx = try Self.server(["plain.xml": Self.text, "plain.xml.gz": ProfileWriter.gzip(Self.text)])
        for name in ["plain.xml", "plain.xml.gz"] {
            let phone = LivePhone()
            let attempt = try await phone.resync("[--key k] http://127.0.0.1:\(nginx.port)/\(name)")
            expectRefused(
                attempt, phone,
                "Corrupt profile: the file is not sealed, but a profile as it stands; remove the key from the rule (or "
                    + "Content-Encoding: aes128gcm from the answer), or seal the file", name)
        }
    }

    @Test func aSealedFileForARuleWithoutAKeyIsCorrupt() async throws {
        let sealed = try await BlockingThread.value {
            try OpenSSLProgram.enc(["-md", "md5", "-k", Self.phrase], Self.text)
        }
        let nginx = try Self.server(["sealed.cfg": sealed])
        let phone = LivePhone(["IKM_HTTP_Encrypt_Content": Self.material])
        let attempt = try await phone.resync("http://127.0.0.1:\(nginx.port)/sealed.cfg")
        expectRefused(attempt, phone, "Corrupt profile: this file is encrypted: the rule needs --key")
    }

    @Test func anEmptyKeyOpensNothing() async throws {
        let nginx = try Self.server(["plain.xml": Self.text])
        let phone = LivePhone()
        let attempt = try await phone.resync("[--key $SD] http://127.0.0.1:\(nginx.port)/plain.xml")
        expectRefused(attempt, phone, "Corrupt profile: the key is empty; a sealed profile needs a secret")
    }

    // MARK: aes128gcm

    /// The orders in which a server may seal and pack; the key of the rule is ignored.
    @Test(arguments: ["aes128gcm", "gzip, aes128gcm", "aes128gcm, gzip", "gzip, aes128gcm, gzip", "AES128GCM"])
    func opensWhatHTTPECESealed(coding: String) async throws {
        let body = try await BlockingThread.value {
            let ece = try HTTPECE()
            var body = coding.hasPrefix("gzip") ? ProfileWriter.gzip(Self.text) : Self.text
            body = try ece.encrypt([body], key: Self.material, recordSize: 64, identifier: "phone")[0]
            return coding.hasSuffix("gzip") ? ProfileWriter.gzip(body) : body
        }
        let nginx = try Self.server(["coded/a.xml": body], coding: coding)
        for options in ["", "[--key another] "] {
            let phone = LivePhone(["IKM_HTTP_Encrypt_Content": Self.material])
            let attempt = try await phone.resync("\(options)http://127.0.0.1:\(nginx.port)/coded/a.xml")
            expectApplied(attempt, phone, "\(coding), \(options)")
            let undone = coding.lowercased().split(separator: ", ").reversed().map { word in
                word == "gzip" ? DecodingStep.undid(coding: "gzip") : .openedByKeyingMaterial
            }
            #expect(attempt.decoded == undone + [.read(elements: 2)])
            #expect(!"\(attempt)".contains(Self.material))
        }
    }

    @Test func opensACompressedFileInASealedAnswer() async throws {
        let body = try await BlockingThread.value {
            try HTTPECE().encrypt([ProfileWriter.gzip(Self.text)], key: Self.material, recordSize: 4096)[0]
        }
        let nginx = try Self.server(["coded/a.xml.gz": body])
        let phone = LivePhone(["IKM_HTTP_Encrypt_Content": Self.material])
        let attempt = try await phone.resync("http://127.0.0.1:\(nginx.port)/coded/a.xml.gz")
        expectApplied(attempt, phone, "gzip inside")
        #expect(
            attempt.decoded.map(\.description) == [
                "opened with IKM_HTTP_Encrypt_Content (aes128gcm)", "gunzipped", "2 elements read",
            ])
    }

    @Test func saysTheSameOfAWrongKeyingMaterialACutAnswerAndAChangedOne() async throws {
        let sealed = try await BlockingThread.value {
            try HTTPECE().encrypt([Self.text], key: Self.material, recordSize: 40)[0]
        }
        var changed = sealed
        changed[sealed.count / 2] ^= 1
        let files: [String: [UInt8]] = [
            "coded/good": sealed, "coded/changed": changed, "coded/cut": Array(sealed.dropLast()),
            // Whole records are missing at the end.
            "coded/short": Array(sealed.prefix(21 + 80)), "coded/empty": [], "coded/noise": Array("Not found".utf8),
        ]
        let nginx = try Self.server(files)
        for name in files.keys.sorted() {
            let material = name == "coded/good" ? "another material" : Self.material
            let phone = LivePhone(["IKM_HTTP_Encrypt_Content": material])
            let attempt = try await phone.resync("http://127.0.0.1:\(nginx.port)/\(name)")
            expectRefused(attempt, phone, Self.doesNotOpen, name)
        }
    }

    @Test func withoutKeyingMaterialASealedAnswerIsCorrupt() async throws {
        let sealed = try await BlockingThread.value {
            try HTTPECE().encrypt([Self.text], key: Self.material, recordSize: 40)[0]
        }
        let nginx = try Self.server(["coded/a.xml": sealed])
        let phone = LivePhone()
        // Not even the right bytes in the rule count.
        let attempt = try await phone.resync("[--key \"\(Self.material)\"] http://127.0.0.1:\(nginx.port)/coded/a.xml")
        expectRefused(
            attempt, phone,
            "Corrupt profile: the server sent it encrypted (content coding aes128gcm), and IKM_HTTP_Encrypt_Content, which "
                + "holds the key, is empty; set it by a profile that comes over HTTPS")
    }

    @Test func theKeyingMaterialOfOneProfileOpensTheNext() async throws {
        let sealed = try await BlockingThread.value {
            try HTTPECE().encrypt([Self.text], key: Self.material, recordSize: 4096)[0]
        }
        let first = "<flat-profile><IKM_HTTP_Encrypt_Content>\(Self.material)</IKM_HTTP_Encrypt_Content></flat-profile>"
        let nginx = try Self.server(["first.xml": Array(first.utf8), "coded/second.xml": sealed])
        let phone = LivePhone()
        #expect(try await phone.resync("http://127.0.0.1:\(nginx.port)/first.xml").ending == .applied)
        expectApplied(
            try await phone.resync("http://127.0.0.1:\(nginx.port)/coded/second.xml"), phone, "second")
    }

    @Test(arguments: ["aes128gcm, aes128gcm", "br", "gzip, gzip, gzip", "aesgcm"])
    func refusesCodingsThatNobodyUses(coding: String) async throws {
        let nginx = try Self.server(["coded/a.xml": Self.text], coding: coding)
        let phone = LivePhone(["IKM_HTTP_Encrypt_Content": Self.material])
        let attempt = try await phone.resync("http://127.0.0.1:\(nginx.port)/coded/a.xml")
        #expect(attempt.ending.outcome == .fileNotFound)
        #expect(attempt.ending.error?.contains("content coding") == true, "\(attempt.ending)")
        #expect(phone.store.snapshot["Station_Name"] == "")
    }

    // MARK: The other direction

    @Test(arguments: SealScheme.allCases, [false, true])
    func theirProgramsOpenWhatIsSealedHere(scheme: SealScheme, isCompressed: Bool) async throws {
        var options = SealedProfile.Options()
        options.isCompressed = isCompressed
        let key = try ProfileKey(Self.material.utf8, for: scheme)
        let sealed = try SealedProfile.seal(Self.text, with: key, options: options)
        let opened = try await BlockingThread.value {
            switch scheme {
            case .aes256cbc: try OpenSSLProgram.enc(["-d", "-md", "md5", "-k", Self.material], sealed)
            case .aes128gcm: try HTTPECE().decrypt([sealed], key: Self.material)[0]
            }
        }
        #expect(opened == (isCompressed ? ProfileWriter.gzip(Self.text) : Self.text))
    }
}
