import FlatProfile
import FuzzSupport

@testable import ProfileFormat

/// Sealed profiles. The first line is what the server says of the body (`Content-Encoding`); of the body a bit is flipped and an end is cut
/// that the first bytes name, after it was sealed with salts that are always the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneSealedProfile(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    guard input.count > 4 else { return 0 }
    let end = input.dropFirst(4).firstIndex(of: UInt8(ascii: "\n")) ?? input.endIndex
    let line = String(decoding: input[4..<end], as: UTF8.self)
    let body = Array(input[end...].dropFirst())
    read(body, line)
    let tampering = Tampering(
        bit: Int(input[0]) << 8 | Int(input[1]), cut: Int(input[2]), recordSize: 18 + UInt32(input[3]))
    tamper(withRecordsOf: body, tampering)
    tamper(withFileOf: body, tampering)
    return 0
}

private struct Tampering {
    var bit: Int
    var cut: Int
    var recordSize: UInt32

    func applied(to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8 % bytes.count] ^= 1 << UInt8(bit % 8)
        return cut < bytes.count ? Array(bytes.dropLast(cut % 4)) : bytes
    }
}

private let phrase = "a phrase that no input holds"
private let material = "a keying material that no input holds"
private let keys = AnswerKeys(passPhrase: phrase, keyingMaterial: material)

private func key(_ text: String, _ scheme: SealScheme) -> ProfileKey {
    do { return try ProfileKey(text.utf8, for: scheme) } catch { fatalError("\(error)") }
}

/// Whatever comes under whatever name: a document or a sentence.
private func read(_ body: [UInt8], _ line: String) {
    var limits = ProfileLimits.standard
    limits.size = 1 << 20
    do {
        _ = try ProfileReader.read(body, contentEncoding: line, limits: limits)
        // Nobody made it with the phrase, so it cannot open with it: a rule with a key takes no plain file.
        if !line.contains("aes128gcm") {
            require(
                (try? ProfileReader.read(body, contentEncoding: line, keys: keys, limits: limits)) == nil,
                "a plain file is refused")
        }
    } catch {
        require(!"\(error)".isEmpty, "an error has a sentence")
    }
}

/// aes128gcm notices every change but those that change nothing: of the key identifier, and of a record size beyond the message.
private func tamper(withRecordsOf content: [UInt8], _ tampering: Tampering) {
    let key = key(material, .aes128gcm)
    let sealed = content.withUnsafeBufferPointer {
        RecordSeal.seal(
            $0, with: key, salt: [UInt8](0..<16), recordSize: tampering.recordSize, keyIdentifier: [1, 2])
    }
    guard let sealed else { fatalError("broken promise: everything can be sealed") }
    let opened = sealed.withUnsafeBufferPointer { RecordSeal.open($0, with: key) }
    require(opened == content, "what was sealed opens")
    let changed = tampering.applied(to: sealed).withUnsafeBufferPointer { RecordSeal.open($0, with: key) }
    require(changed == nil || changed == content, "nothing but the content comes out")
}

/// AES-256-CBC promises only that what opens is text.
private func tamper(withFileOf content: [UInt8], _ tampering: Tampering) {
    let key = key(phrase, .aes256cbc)
    let sealed = content.withUnsafeBufferPointer {
        PassPhraseSeal.seal($0, with: key, digest: .md5, salt: [UInt8](0..<8))
    }
    guard let sealed else { fatalError("broken promise: everything can be sealed") }
    let opened = sealed.withUnsafeBufferPointer { PassPhraseSeal.open($0, with: key, digest: .md5) }
    require(opened == content, "what was sealed opens")
    do {
        _ = try SealedProfile.open(tampering.applied(to: sealed), with: key)
    } catch {
        require(error == .doesNotOpen, "one sentence tells all changes: \(error)")
    }
}

/// Writes the first inputs.
@_cdecl("LLVMFuzzerInitialize")
public func initializeSealedProfiles(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> Int32 {
    let text = Array("<flat-profile><GPP_A ua=\"rw\">Größe</GPP_A></flat-profile>".utf8)
    let message = text.withUnsafeBufferPointer {
        RecordSeal.seal($0, with: key("another", .aes128gcm), salt: [UInt8](0..<16), recordSize: 30)
    }
    let file = text.withUnsafeBufferPointer {
        PassPhraseSeal.seal($0, with: key("another", .aes256cbc), digest: .sha256, salt: [UInt8](0..<8))
    }
    let bodies = [text, ProfileWriter.gzip(text), message ?? [], file ?? []]
    let lines = ["", "gzip", "deflate", "aes128gcm", "gzip, aes128gcm", "aes128gcm, x-gzip", "identity", "br"]
    FuzzSeeds.write(
        bodies.flatMap { body in lines.map { [1, 0, 0, 20] + Array($0.utf8) + [UInt8(ascii: "\n")] + body } })
    return 0
}
