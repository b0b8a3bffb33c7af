private import CCSV

/// One field of a table.
public struct TableField: Hashable, Sendable {
    /// Its text, without the quotation marks around it and the blanks outside of them.
    public var text: String
    /// Where it begins.
    public var place: TextPlace

    /// A field of those parts.
    public init(_ text: String, at place: TextPlace) {
        self.text = text
        self.place = place
    }
}

/// How much of a table is read before it is refused.
public struct TableLimits: Hashable, Sendable {
    /// Fields of a line; 256.
    public var fields = 256
    /// Bytes of a field; 65,536, as much as a value of a profile may have.
    public var fieldLength = 65_536

    /// The standard limits, to be changed one by one.
    public init() {}
}

/// Reads tables as RFC 4180 has them and as spreadsheet programs write them: any line end, any of four delimiters, quoted line breaks, a first
/// line `sep=;`. Lines without any text are left out.
///
/// libcsv does the reading. It tells no places, so it is fed up to each byte that may end a field: what it calls back for then ends there.
public enum TableReader {
    /// Reads row by row, until `body` answers false.
    ///
    /// - Parameter delimiter: What parts the fields; nil to find out from the first line.
    public static func read(
        _ text: TableText, delimiter: Character? = nil, limits: TableLimits = TableLimits(),
        _ body: ([TableField]) -> Bool
    ) throws(TableError) {
        let (start, said) = saidDelimiter(text.bytes)
        let delimiter = delimiter?.asciiValue ?? said ?? likelyDelimiter(text.bytes[start...])
        var parser = csv_parser()
        guard csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI)) == 0 else { throw .noMemory }
        defer { csv_free(&parser) }
        csv_set_delim(&parser, delimiter)
        csv_set_blk_size(&parser, 1024)
        let row = Row()
        // The row lives until the end of this function, and only the calls in it use the pointer.
        let context = Unmanaged.passUnretained(row).toOpaque()
        try withExtendedLifetime(row) { () throws(TableError) in
            try feed(text.bytes, from: start, delimiter, &parser, row, context, limits, body)
        }
    }

    private static func feed(
        _ bytes: [UInt8], from start: Int, _ delimiter: UInt8, _ parser: inout csv_parser, _ row: Row,
        _ context: UnsafeMutableRawPointer, _ limits: TableLimits, _ body: ([TableField]) -> Bool
    ) throws(TableError) {
        var place = TextPlace(line: start == 0 ? 1 : 2, column: 1)
        row.place = place
        var position = start
        var fieldStart = start
        while position < bytes.count {
            let end = pieceEnd(bytes, from: position, delimiter)
            let taken = bytes[position..<end].withUnsafeBytes {
                csv_parse(&parser, $0.baseAddress, $0.count, Row.fieldEnded, Row.rowEnded, context)
            }
            for index in position..<min(end, position + taken) {
                place.pass(bytes[index], before: index + 1 < bytes.count ? bytes[index + 1] : nil)
            }
            guard taken == end - position else {
                throw csv_error(&parser) == CSV_EPARSE ? .strayQuote(place) : .noMemory
            }
            guard end - fieldStart <= limits.fieldLength else {
                throw .fieldTooLong(limit: limits.fieldLength, row.place)
            }
            if row.hasNewField || isLineEnd(bytes[end - 1]) && fieldStart == end - 1 {
                row.hasNewField = false
                row.place = place
                fieldStart = end
            }
            guard row.fields.count <= limits.fields else { throw .tooManyFields(limit: limits.fields, row.place) }
            if row.isComplete, !deliver(row, body) { return }
            position = end
        }
        guard csv_fini(&parser, Row.fieldEnded, Row.rowEnded, context) == 0 else { throw .unclosedQuote(row.place) }
        if row.isComplete { _ = deliver(row, body) }
    }

    private static func deliver(_ row: Row, _ body: ([TableField]) -> Bool) -> Bool {
        let fields = row.fields
        row.fields = []
        row.isComplete = false
        return fields.allSatisfy(\.text.isEmpty) || body(fields)
    }

    /// The end of the piece that begins there: behind the next byte that may end a field, or begin or end a quoted one.
    private static func pieceEnd(_ bytes: [UInt8], from start: Int, _ delimiter: UInt8) -> Int {
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            end += 1
            if byte == delimiter || byte == quote || isLineEnd(byte) { break }
        }
        return end
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

    // MARK: Delimiters

    private static let quote = UInt8(ascii: "\"")
    private static let delimiters = Array(";\t,|".utf8)

    /// `sep=;` in a line of its own at the top, as one program writes and reads it: where the table begins, and the delimiter.
    private static func saidDelimiter(_ bytes: [UInt8]) -> (start: Int, delimiter: UInt8?) {
        guard bytes.count > 5, String(decoding: bytes.prefix(4), as: UTF8.self).lowercased() == "sep=",
            delimiters.contains(bytes[4])
        else { return (0, nil) }
        if isLineEnd(bytes[5]) {
            let isPair = bytes[5] == 0x0d && bytes.count > 6 && bytes[6] == 0x0a
            return (isPair ? 7 : 6, bytes[4])
        }
        return (0, nil)
    }

    /// The one of which the first line with text has most, outside of quotation marks; a comma if it has none.
    private static func likelyDelimiter(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        var hasText = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if isLineEnd(byte) {
                if hasText { break }
                counts = [:]
            }
            if delimiters.contains(byte) {
                counts[byte, default: 0] += 1
            } else if !TableText.isBlank(byte) {
                hasText = true
            }
        }
        let best = delimiters.max { counts[$0, default: 0] < counts[$1, default: 0] }
        return best.flatMap { counts[$0] == nil ? nil : $0 } ?? UInt8(ascii: ",")
    }
}

/// The row in the making, which libcsv's calls find through their context.
private final class Row {
    var fields: [TableField] = []
    var isComplete = false
    var hasNewField = false
    /// Where the field in the making begins.
    var place = TextPlace(line: 1, column: 1)

    static let fieldEnded: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        bytes, count, context in
        guard let context else { return }
        let row = Unmanaged<Row>.fromOpaque(context).takeUnretainedValue()
        let text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        row.fields.append(TableField(text, at: row.place))
        row.hasNewField = true
    }

    static let rowEnded: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
        guard let context else { return }
        Unmanaged<Row>.fromOpaque(context).takeUnretainedValue().isComplete = true
    }
}
