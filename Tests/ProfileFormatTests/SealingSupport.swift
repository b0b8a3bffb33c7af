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
