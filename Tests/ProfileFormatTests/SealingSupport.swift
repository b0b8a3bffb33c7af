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

    func encrypt(_ contents: [[UInt8]], key: String, recordSize: Int, identifier: String = "") throws -> [[UInt8]] {
        try run(
            "encrypt(content, key=key, rs=int(words[0]), keyid=words[1])", contents, key,
            [
                "\(recordSize)", identifier,
            ])
    }

    func decrypt(_ messages: [[UInt8]], key: String) throws -> [[UInt8]] {
        try run("decrypt(content, key=key)", messages, key, [])
    }

    /// All of them by one process, because Python takes its time to start.
    private func run(_ call: String, _ inputs: [[UInt8]], _ key: String, _ words: [String]) throws -> [[UInt8]] {
        let files = try TemporaryDirectory()
        let script = """
            import sys, http_ece
            directory, count, key, *words = sys.argv[1:]
            key = key.encode()
            for number in range(int(count)):
                content = open(f"{directory}/{number}.in", "rb").read()
                open(f"{directory}/{number}.out", "wb").write(http_ece.\(call))
            """
        for (number, input) in inputs.enumerated() { try files.write(input, to: "\(number).in") }
        try ChildProcess.run([python, "-c", script, files.path, "\(inputs.count)", key] + words)
        return try inputs.indices.map { try files.read("\($0).out") }
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
