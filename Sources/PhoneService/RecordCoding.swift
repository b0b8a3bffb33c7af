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

extension Duration {
    /// The length in seconds, for a record.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
