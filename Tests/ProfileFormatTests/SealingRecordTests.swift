import Foundation
import TestSupport
import Threading
import Testing

@testable import ProfileFormat

/// `aes128gcm`: the examples of RFC 8188, another implementation, and messages that somebody tampered with.
@Suite struct SealingRecordTests {
    private static func bytes(base64URL text: String) throws -> [UInt8] {
        let standard = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Array(try #require(Data(base64Encoded: String(standard) + padding)))
    }

    private static let walrus = Array("I am the walrus".utf8)
    private static let salt = [UInt8](0..<16)

    /// RFC 8188, section 3.1: one record.
    @Test func knowsTheFirstExampleOfTheRFC() throws {
        let message = try Self.bytes(
            base64URL: "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg")
        let key = try ProfileKey(Self.bytes(base64URL: "yqdlZ-tYemfogSmv7Ws5PQ"), for: .aes128gcm)
        #expect(try SealedProfile.open(message, with: key) == Self.walrus)
        #expect(RecordSeal.seal(Self.walrus, with: key, salt: Array(message.prefix(16))) == message)
    }

    /// RFC 8188, section 3.2: two records of 25 bytes, the key identifier `a1`, padding in the first record.
    @Test func knowsTheSecondExampleOfTheRFC() throws {
        let message = try Self.bytes(
            base64URL:
                "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA")
        let key = try ProfileKey(Self.bytes(base64URL: "BO3ZVPxUlnLORbVGMpbT1Q"), for: .aes128gcm)
        #expect(try SealedProfile.open(message, with: key) == Self.walrus)
    }

    /// Contents that end before, at and behind the end of a record.
    @Test(arguments: [18, 25, 100, 4096]) func agreesWithHTTPECE(recordSize: Int) async throws {
        let secret = "IKM text of a parameter"
        let key = try keyingMaterial(secret)
        try await BlockingThread.value {
            let other = try HTTPECE()
            let share = recordSize - 17
            let contents = [1, share - 1, share, share + 1, share * 2, share * 3 + 1].filter { $0 > 0 }.map { count in
                (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31) }
            }
            let theirs = try other.encrypt(contents, key: secret, recordSize: recordSize, identifier: "phone")
            #expect(theirs.map { RecordSeal.open($0, with: key) } == contents)
            let ours = try contents.map { content in
                try #require(
                    RecordSeal.seal(
                        content, with: key, salt: Self.salt, recordSize: UInt32(recordSize),
                        keyIdentifier: Array("phone".utf8)))
            }
            #expect(try other.decrypt(ours, key: secret) == contents)
        }
    }

    @Test(arguments: ["IKM text of a parameter", "0123456789abcdef", "ümläut"])
    func agreesWithHTTPECEOnWholeProfiles(secret: String) async throws {
        let key = try keyingMaterial(secret)
        try await BlockingThread.value {
            let other = try HTTPECE()
            let large = Array(profile((0..<2000).map { "<P_\($0)_>\($0)</P_\($0)_>" }.joined()).utf8)
            let packed = ProfileWriter.gzip(large)
            let theirs = try other.encrypt([sealedText, large, packed], key: secret, recordSize: 4096)
            #expect(try theirs.map { try SealedProfile.open($0, with: key) } == [sealedText, large, large])
            var compressed = SealedProfile.Options()
            compressed.isCompressed = true
            let ours = [
                try SealedProfile.seal(sealedText, with: key), try SealedProfile.seal(large, with: key),
                try SealedProfile.seal(large, with: key, options: compressed),
            ]
            #expect(try other.decrypt(ours, key: secret) == [sealedText, large, packed])
        }
    }

    @Test func keepsEveryLengthAndRecordSize() throws {
        let key = try keyingMaterial("k")
        for recordSize in [18, 19, 20, 33, 4096, UInt32.max] {
            for count in 0...40 {
                let content = [UInt8](repeating: 0, count: count)
                let sealed = try #require(
                    RecordSeal.seal(content, with: key, salt: Self.salt, recordSize: recordSize))
                #expect(RecordSeal.open(sealed, with: key) == content, "\(count) bytes in records of \(recordSize)")
            }
        }
    }

    @Test func takesAnyKeyIdentifier() throws {
        let key = try keyingMaterial("k")
        for count in [0, 1, 7, 255] {
            let identifier = [UInt8](repeating: 0xff, count: count)
            let sealed = try #require(
                RecordSeal.seal(Self.walrus, with: key, salt: Self.salt, keyIdentifier: identifier))
            #expect(RecordSeal.open(sealed, with: key) == Self.walrus)
        }
    }

    @Test(arguments: [0, 1, 16, 17]) func refusesRecordsWithoutRoom(size: UInt8) throws {
        let key = try keyingMaterial("k")
        var sealed = try #require(RecordSeal.seal([], with: key, salt: Self.salt, recordSize: 18))
        #expect(RecordSeal.open(sealed, with: key) == [])
        sealed[19] = size
        #expect(RecordSeal.open(sealed, with: key) == nil)
    }

    // MARK: Tampering

    /// Records of 18 bytes and a content of one byte each: a header of 21 bytes, then record by record.
    private struct Message {
        var header: [UInt8]
        var records: [[UInt8]]

        init(_ content: [UInt8], _ key: ProfileKey) throws {
            let sealed = try #require(RecordSeal.seal(content, with: key, salt: salt, recordSize: 18))
            header = Array(sealed.prefix(21))
            records = stride(from: 21, to: sealed.count, by: 18).map { Array(sealed[$0..<min($0 + 18, sealed.count)]) }
        }

        func bytes(_ order: [Int]) -> [UInt8] { header + order.flatMap { records[$0] } }
    }

    @Test func noticesRecordsThatAreMissingDoubledOrInAnotherOrder() throws {
        let key = try keyingMaterial("k")
        let message = try Message([1, 2, 3], key)
        #expect(RecordSeal.open(message.bytes([0, 1, 2]), with: key) == [1, 2, 3])
        for order in [
            [], [0], [0, 1], [1, 2], [2], [0, 2, 1], [1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 0],
        ] {
            #expect(openingError(message.bytes(order), key) == .doesNotOpen, "\(order)")
        }
    }

    /// Both records are authentic and in their place, but the first one says that it is the last.
    @Test func noticesWhatGoesOnBehindItsEnd() throws {
        let key = try keyingMaterial("k")
        let (short, long) = (try Message([1], key), try Message([1, 2], key))
        let extended = short.header + short.records[0] + long.records[1]
        #expect(openingError(short.bytes([0]), key) == nil)
        #expect(openingError(extended, key) == .doesNotOpen)
        // The same with records that are never the last one.
        #expect(openingError(long.header + long.records[0], key) == .doesNotOpen)
    }

    @Test func readsPaddingUpToTheDelimiter() {
        func content(_ record: [UInt8], isLast: Bool) -> Int? {
            var record = record
            return RecordSeal.unpadded(&record, record.count, isLast: isLast)
        }
        #expect(content([7, 2], isLast: true) == 1)
        #expect(content([7, 0, 2, 0, 0, 0], isLast: true) == 2)
        #expect(content([2], isLast: true) == 0)
        #expect(content([7, 1, 0], isLast: false) == 1)
        #expect(content([7, 1], isLast: true) == nil)
        #expect(content([7, 2], isLast: false) == nil)
        #expect(content([7, 3], isLast: true) == nil)
        #expect(content([0, 0, 0], isLast: true) == nil)
        #expect(content([0, 0, 0], isLast: false) == nil)
    }

    @Test func noticesEveryTruncation() throws {
        let key = try keyingMaterial("k")
        let sealed = try #require(RecordSeal.seal(sealedText, with: key, salt: Self.salt, recordSize: 50))
        for length in 0..<sealed.count {
            #expect(openingError(Array(sealed.prefix(length)), key) == .doesNotOpen, "\(length) bytes")
        }
        #expect(openingError(sealed + [0], key) == .doesNotOpen)
    }

    /// Record size and key identifier are not authenticated (RFC 8188, section 2.1): a change there either cuts the records elsewhere, which
    /// is noticed, or has no effect.
    @Test func noticesEveryFlippedBit() throws {
        let key = try keyingMaterial("k")
        let sealed = try #require(
            RecordSeal.seal(sealedText, with: key, salt: Self.salt, recordSize: 50, keyIdentifier: [1, 2]))
        let identifier = 21..<23
        for bit in 0..<(sealed.count * 8) {
            let changed = flipped(sealed, bit: bit)
            if identifier.contains(bit / 8) {
                #expect(try SealedProfile.open(changed, with: key) == sealedText)
            } else {
                #expect(openingError(changed, key) == .doesNotOpen, "bit \(bit)")
            }
        }
    }
}
