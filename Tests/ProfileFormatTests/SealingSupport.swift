import Foundation
import TestSupport

@testable import ProfileFormat

/// A profile for sealing, long enough for several blocks and records of small size.
let sealedText = Array(
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <flat-profile>
    <Resync_Periodic ua="na">3600</Resync_Periodic>
    <Display_Name_1_ ua="rw">Größe 1</Display_Name_1_>
    </flat-profile>

    """.utf8)

func passPhrase(_ text: String) throws -> ProfileKey { try ProfileKey(text.utf8, for: .aes256cbc) }
func keyingMaterial(_ text: String) throws -> ProfileKey { try ProfileKey(text.utf8, for: .aes128gcm) }

/// The error with which a file does not open; nil if it does.
func openingError(_ file: [UInt8], _ key: ProfileKey, limits: ProfileLimits = .standard) -> SealError? {
    do throws(SealError) {
        _ = try SealedProfile.open(file, with: key, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// A copy with one bit changed.
func flipped(_ bytes: [UInt8], bit: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    return bytes
}

extension PassPhraseSeal {
    static func open(_ file: [UInt8], with key: ProfileKey, digest: KeyDigest) -> [UInt8]? {
        file.withUnsafeBufferPointer { open($0, with: key, digest: digest) }
    }

    static func seal(_ content: [UInt8], with key: ProfileKey, digest: KeyDigest, salt: [UInt8]) -> [UInt8]? {
        content.withUnsafeBufferPointer { seal($0, with: key, digest: digest, salt: salt) }
    }
}

extension RecordSeal {
    static func open(_ message: [UInt8], with key: ProfileKey) -> [UInt8]? {
        message.withUnsafeBufferPointer { open($0, with: key) }
    }

    static func seal(
        _ content: [UInt8], with key: ProfileKey, salt: [UInt8], recordSize: UInt32 = usualRecordSize,
        keyIdentifier: [UInt8] = []
    ) -> [UInt8]? {
        content.withUnsafeBufferPointer {
            seal($0, with: key, salt: salt, recordSize: recordSize, keyIdentifier: keyIdentifier)
        }
    }
}

/// PyPI's http-ece, in the Python environment of the package.
struct HTTPECE {
    private let python: String

    init() throws {
        // Tests/ProfileFormatTests/SealingSupport.swift stands three levels below the package.
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        python = package.appendingPathComponent(".venv/bin/python").path
        guard access(python, X_OK) == 0 else {
            throw TestSupportError("\(python) is missing: make it with `make .venv/complete`")
        }
    }

    func encrypt(_ content: [UInt8], key: [UInt8], recordSize: Int, identifier: String = "") throws -> [UInt8] {
        try run(
            "encrypt(content, key=key, rs=int(sys.argv[4]), keyid=sys.argv[5])", content, key,
            [
                "\(recordSize)", identifier,
            ])
    }

    func decrypt(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
        try run("decrypt(content, key=key)", message, key, [])
    }

    private func run(_ call: String, _ input: [UInt8], _ key: [UInt8], _ words: [String]) throws -> [UInt8] {
        let files = try TemporaryDirectory()
        let script = """
            import sys, http_ece
            content, key = (open(name, "rb").read() for name in sys.argv[1:3])
            open(sys.argv[3], "wb").write(http_ece.\(call))
            """
        let (content, secret) = (try files.write(input, to: "input"), try files.write(key, to: "key"))
        try ChildProcess.run([python, "-c", script, content, secret, files.path(of: "output")] + words)
        return try files.read("output")
    }
}

/// The program `openssl enc`.
enum OpenSSLProgram {
    static func enc(_ options: [String], _ input: [UInt8]) throws -> [UInt8] {
        let files = try TemporaryDirectory()
        let source = try files.write(input, to: "input")
        try ChildProcess.run(
            ["openssl", "enc", "-aes-256-cbc", "-in", source, "-out", files.path(of: "output")] + options)
        return try files.read("output")
    }
}
