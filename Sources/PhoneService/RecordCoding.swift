private import FoundationEssentials
internal import FlatProfile

/// Records to JSON and back.
public enum RecordCoding {
    /// The JSON of a record, in UTF-8; keys in alphabetical order, so that equal records are equal texts.
    public static func encode(_ record: some Encodable, pretty: Bool = false) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(record))
        } catch {
            // Records hold texts, whole numbers, finite numbers and truths only: there is nothing to fail.
            preconditionFailure("a record that JSON cannot hold: \(error)")
        }
    }

    /// The record in a JSON text; throws the decoder's error, which names the key.
    public static func decode<Record: Decodable>(_: Record.Type, from bytes: [UInt8]) throws -> Record {
        try JSONDecoder().decode(Record.self, from: Data(bytes))
    }

    /// The bytes that a text in base64 stands for (RFC 4648, section 4); nil if it is none.
    package static func bytes(base64 text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }

    /// Bytes in base64.
    package static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

extension Timestamp {
    /// `2026-11-20T07:05:19.123Z`.
    package var iso8601: String {
        Date(timeIntervalSince1970: Double(unixMilliseconds) / 1000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// The moment that such a text names; nil if it is none.
    package init?(iso8601 text: String) {
        guard let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) else {
            return nil
        }
        self.init(unixMilliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}

extension Duration {
    /// The length in seconds, for a record.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
