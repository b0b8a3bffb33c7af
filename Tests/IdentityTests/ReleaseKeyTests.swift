import TestSupport
import Testing

@testable import Identity

@Suite struct ReleaseKeyTests {
    private let directory: TemporaryDirectory
    /// Larger than one piece that is read at once, and no multiple of it.
    private let firmware: String

    init() throws {
        directory = try TemporaryDirectory()
        firmware = try directory.write((0..<300_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }, to: "fw.bin")
    }

    enum Kind: String, CaseIterable {
        case ed25519, p256, p384, rsa2048, rsa4096

        var parameters: [String] {
            switch self {
            case .ed25519: ["-algorithm", "ED25519"]
            case .p256: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            case .p384: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]
            case .rsa2048: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            case .rsa4096: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096"]
            }
        }

        var algorithm: ReleaseKey.Algorithm {
            switch self {
            case .ed25519: .ed25519
            case .p256: .ecdsaP256
            case .p384: .ecdsaP384
            case .rsa2048: .rsa(bits: 2048)
            case .rsa4096: .rsa(bits: 4096)
            }
        }
    }

    /// Makes a private key and its public one with the openssl program.
    @discardableResult
    private func makeKey(_ parameters: [String], as name: String = "key") throws -> String {
        let (secret, open) = (directory.path(of: name + ".pem"), directory.path(of: name + ".pub"))
        try ChildProcess.run(["openssl", "genpkey"] + parameters + ["-out", secret])
        try ChildProcess.run(["openssl", "pkey", "-in", secret, "-pubout", "-out", open])
        return open
    }

    /// Signs as the documentation of `ReleaseKey` says.
    private func sign(_ file: String, _ kind: Kind) throws -> [UInt8] {
        let (key, result) = (directory.path(of: "key.pem"), directory.path(of: "fw.sig"))
        switch kind {
        case .ed25519:
            let digest = directory.path(of: "fw.sha512")
            try ChildProcess.run(["openssl", "dgst", "-sha512", "-binary", "-out", digest, file])
            try ChildProcess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", digest, "-out", result])
        case .p384: try ChildProcess.run(["openssl", "dgst", "-sha384", "-sign", key, "-out", result, file])
        default: try ChildProcess.run(["openssl", "dgst", "-sha256", "-sign", key, "-out", result, file])
        }
        return try directory.read("fw.sig")
    }

    @Test(arguments: Kind.allCases) func takesWhatOpensslSignedAndNothingElse(kind: Kind) throws {
        let key = try ReleaseKey(file: makeKey(kind.parameters))
        #expect(key.algorithm == kind.algorithm)
        let signature = try sign(firmware, kind)
        try key.verify(signature, ofFile: firmware)

        var changed = signature
        changed[changed.count / 2] ^= 1
        for wrong in [changed, Array(signature.dropLast()), signature + [0], [0]] {
            #expect(throws: FileCheckError.wrongSignature) { try key.verify(wrong, ofFile: firmware) }
        }
        var content = try directory.read("fw.bin")
        content[content.count - 1] ^= 1
        let tampered = try directory.write(content, to: "tampered.bin")
        #expect(throws: FileCheckError.wrongSignature) { try key.verify(signature, ofFile: tampered) }
        let cut = try directory.write(content.dropLast(), to: "cut.bin")
        #expect(throws: FileCheckError.wrongSignature) { try key.verify(signature, ofFile: cut) }
        let stranger = try ReleaseKey(file: makeKey(kind.parameters, as: "stranger"))
        #expect(throws: FileCheckError.wrongSignature) { try stranger.verify(signature, ofFile: firmware) }
    }

    /// What is kept nowhere is checked as a file is.
    @Test(arguments: Kind.allCases) func takesBytesThatPassByAsItTakesAFile(kind: Kind) throws {
        let key = try ReleaseKey(file: makeKey(kind.parameters))
        let signature = try sign(firmware, kind)
        let content = try directory.read("fw.bin")
        func digest(_ content: [UInt8]) throws -> PassingDigest.Result {
            let digest = try PassingDigest(for: key)
            digest.update(Array(content.prefix(70_000)))
            digest.update(Array(content.dropFirst(70_000)))
            return try digest.finish()
        }
        let whole = try digest(content)
        let checksum = try FileChecksum(ofFile: firmware)
        #expect(whole.checksum == checksum)
        try key.verify(signature, of: whole)
        let changed = try digest([content[0] ^ 1] + content.dropFirst())
        #expect(throws: FileCheckError.wrongSignature) { try key.verify(signature, of: changed) }
        #expect(throws: FileCheckError.wrongSignature) { try key.verify(Array(signature.dropLast()), of: whole) }
        #expect(throws: FileCheckError.noSignature(size: 0)) { try key.verify([], of: whole) }
    }

    @Test(arguments: [0, 1025, 70_000]) func aSignatureHasASize(count: Int) throws {
        let key = try ReleaseKey(file: makeKey(Kind.ed25519.parameters))
        #expect(throws: FileCheckError.noSignature(size: count)) {
            try key.verify(.init(repeating: 1, count: count), ofFile: firmware)
        }
    }

    @Test func saysWhichFirmwareCannotBeRead() throws {
        let key = try ReleaseKey(file: makeKey(Kind.p256.parameters))
        #expect(throws: FileCheckError.unreadable(name: "absent", reason: "No such file or directory")) {
            try key.verify([1], ofFile: directory.path(of: "absent"))
        }
        #expect(throws: FileCheckError.unreadable(name: "null", reason: "it is not a file")) {
            try key.verify([1], ofFile: "/dev/null")
        }
    }

    @Test func theFingerprintIsThatOfTheKeyInDER() throws {
        let file = try makeKey(Kind.p256.parameters)
        let der = directory.path(of: "key.der")
        try ChildProcess.run(["openssl", "pkey", "-pubin", "-in", file, "-outform", "DER", "-out", der])
        let printed = try ChildProcess.run(["sha256sum", der])
        #expect(printed.hasPrefix(try ReleaseKey(file: file).fingerprint + " "))
    }

    @Test(arguments: [
        (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "RSA of 1024 bits"),
        (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ECDSA with the curve secp521r1"),
        (["-algorithm", "ED448"], "ED448"), (["-algorithm", "X25519"], "X25519"),
    ])
    func refusesKeysThatAreWeakOrOfAnotherKind(parameters: [String], kind: String) throws {
        let file = try makeKey(parameters)
        #expect(throws: ReleaseKeyError.unsuitable(name: "key.pub", kind)) { try ReleaseKey(file: file) }
    }

    @Test func refusesAPrivateKeyEvenBesideAPublicOne() throws {
        try makeKey(Kind.ed25519.parameters)
        let both = try directory.read("key.pub") + directory.read("key.pem")
        #expect(throws: ReleaseKeyError.privateKey(name: "both")) { try ReleaseKey(pem: both, name: "both") }
    }

    @Test func neverAsksForAPassPhrase() {
        let sealed = """
            -----BEGIN PUBLIC KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

            AAAA
            -----END PUBLIC KEY-----

            """
        #expect(throws: ReleaseKeyError.notAKey(name: "x")) { try ReleaseKey(pem: Array(sealed.utf8), name: "x") }
    }

    @Test(arguments: ["", "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
    func refusesWhatIsNoKey(text: String) {
        #expect(throws: ReleaseKeyError.notAKey(name: "x")) { try ReleaseKey(pem: Array(text.utf8), name: "x") }
    }

    @Test func saysWhichKeyCannotBeRead() throws {
        #expect(throws: ReleaseKeyError.unreadable(name: "absent", reason: "No such file or directory")) {
            try ReleaseKey(file: directory.path(of: "absent"))
        }
        let large = try directory.write([UInt8](repeating: 10, count: 65_537), to: "large")
        #expect(throws: ReleaseKeyError.unreadable(name: "large", reason: "it is larger than 64 KiB")) {
            try ReleaseKey(file: large)
        }
    }
}
