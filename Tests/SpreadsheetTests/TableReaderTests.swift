import Spreadsheet
import TestSupport
import Testing

@Suite struct TableReaderTests {
    private func rows(_ text: String, delimiter: Character? = nil) throws -> [[String]] {
        try fields(Array(text.utf8), delimiter: delimiter).map { $0.map(\.text) }
    }

    private func fields(_ bytes: [UInt8], delimiter: Character? = nil) throws -> [[TableField]] {
        var rows: [[TableField]] = []
        try TableReader.read(try TableText(bytes), delimiter: delimiter) { fields in
            rows.append(fields)
            return true
        }
        return rows
    }

    @Test(arguments: [
        "mac,name\n1,Anna\n2,Bob\n", "mac;name\r\n1;Anna\r\n2;Bob\r\n\r\n", "mac\tname\r1\tAnna\r2\tBob",
        "sep=;\r\nmac;name\r\n1;Anna\r\n2;Bob", "SEP=,\nmac,name\n1,Anna\n2,Bob", "\n\nmac|name\n1|Anna\n\n2|Bob\n|\n",
        "\"mac\",\"name\"\n\"1\",\"Anna\"\n \"2\" , Bob \n,\n,\n", "mac,name\n1,Anna\n2,Bob\n\n\n\n",
    ])
    func readsWhatSpreadsheetsWrite(text: String) throws {
        #expect(try rows(text) == [["mac", "name"], ["1", "Anna"], ["2", "Bob"]])
    }

    @Test func keepsWhatStandsInQuotationMarks() throws {
        #expect(
            try rows("a,b\n\"x, \"\"y\"\"\nz\",\" 1 \"\n") == [["a", "b"], ["x, \"y\"\nz", " 1 "]])
        #expect(try rows("a;b,c\n1;2,3") == [["a", "b,c"], ["1", "2,3"]])
        #expect(try rows("\"a;b;c\",d\n1,2") == [["a;b;c", "d"], ["1", "2"]])
        #expect(try rows("only\nx\n") == [["only"], ["x"]])
        #expect(try rows("a;b\n1;2", delimiter: ",") == [["a;b"], ["1;2"]])
    }

    @Test func tellsWhereEachFieldBegins() throws {
        let text = "\u{FEFF}mac,näme,x\r\n\r\n\"1\r\n2\",Ünal,\"q\"\r\n3,,4"
        let places = try fields(Array(text.utf8)).map { $0.map { [$0.place.line, $0.place.column] } }
        #expect(
            places == [[[1, 1], [1, 5], [1, 10]], [[3, 1], [4, 4], [4, 9]], [[5, 1], [5, 3], [5, 4]]])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func countsEveryKindOfLineEnd(end: String) throws {
        let lines = try fields(Array(["a", "", "b", "c"].joined(separator: end).utf8)).map { $0[0].place.line }
        #expect(lines == [1, 3, 4])
    }

    @Test(arguments: [
        ("UTF-16LE", true), ("UTF-16BE", true), ("UTF-16LE", false), ("UTF-16BE", false), ("UTF-32LE", true),
        ("WINDOWS-1252", false),
    ])
    func readsOtherEncodings(encoding: String, hasMark: Bool) throws {
        let files = try TemporaryDirectory()
        try files.write((hasMark ? "\u{FEFF}" : "") + "mac;name\r\n1;Jürgen Müller – 5 €\r\n", to: "utf8")
        try ChildProcess.run([
            "iconv", "-f", "UTF-8", "-t", encoding, "-o", files.path(of: "other"), files.path(of: "utf8"),
        ])
        let text = try TableText(try files.read("other"))
        #expect(text.encoding == encoding)
        #expect(text.isGuessed == (encoding == "WINDOWS-1252"))
        #expect(String(decoding: text.bytes, as: UTF8.self) == "mac;name\r\n1;Jürgen Müller – 5 €\r\n")
    }

    @Test func readsTheEncodingThatAPersonNames() throws {
        let polish: [UInt8] = Array("name\n".utf8) + [0xa3, 0xf3, 0x64, 0xbc]
        #expect(String(decoding: try TableText(polish, encoding: "windows-1250").bytes, as: UTF8.self) == "name\nŁódĽ")
        #expect(throws: TableError.unknownEncoding("KLINGON")) { try TableText(polish, encoding: "klingon") }
        #expect(throws: TableError.unknownEncoding("ASCII//TRANSLIT")) {
            try TableText(polish, encoding: "ascii//translit")
        }
        #expect(throws: TableError.notInEncoding("UTF-8", TextPlace(line: 2, column: 1))) {
            try TableText(polish, encoding: "utf-8")
        }
        #expect(throws: TableError.notInEncoding("SHIFT_JIS", TextPlace(line: 2, column: 3))) {
            try TableText(Array("a\nbc".utf8) + [0x81, 0x20], encoding: "shift_jis")
        }
    }

    @Test(arguments: [
        ("a,b\n1,x\"y\n", TableError.strayQuote(TextPlace(line: 2, column: 4))),
        ("a,b\n\"1\"x,2\n", .strayQuote(TextPlace(line: 2, column: 4))),
        ("a,b\n1,2\n3,\"x\ny\n", .unclosedQuote(TextPlace(line: 3, column: 3))),
        ("", .empty), (" \n\t\r\n", .empty), ("\u{FEFF}", .empty),
        ("a,b\n1,\u{0}\n", .nulByte(TextPlace(line: 2, column: 3))),
        ("PK\u{3}\u{4}rest", .workbook),
        (String(repeating: ",", count: 300), .tooManyFields(limit: 256, TextPlace(line: 1, column: 258))),
        ("a\n\"" + String(repeating: "x", count: 70_000), .fieldTooLong(limit: 65_536, TextPlace(line: 2, column: 1))),
    ])
    func saysWhatIsNoTable(text: String, error: TableError) {
        #expect(throws: error) { try fields(Array(text.utf8)) }
        #expect(!error.description.contains("\n") && !error.description.hasSuffix("."))
    }

    @Test func saysThatAFileIsNoText() {
        #expect(throws: TableError.notInEncoding("WINDOWS-1252", TextPlace(line: 1, column: 2))) {
            try TableText([0x61, 0x81])
        }
        #expect(throws: TableError.tooLarge(limit: 64 << 20)) {
            try TableText([UInt8](repeating: 0x61, count: (64 << 20) + 1))
        }
    }

    @Test func stopsWhenNobodyWantsMore() throws {
        var count = 0
        try TableReader.read(try TableText(Array("a\nb\nc\n\"".utf8))) { _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }

    @Test func readsBackWhatItWrites() throws {
        let table = [["a", "b c", "d\"e"], ["x,y", "1\r\n2", " z "], ["ü;", "", "\t"]]
        let written = table.map { TableWriter.row($0) }.joined()
        #expect(try rows(written) == table)
    }

    @Test(arguments: 0..<200) func survivesRandomBytes(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        let alphabet = Array("a,;\"\r\n \tü".utf8) + [0, 0xff, 0xfe]
        let bytes = (0..<400).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return alphabet[Int(state >> 33) % alphabet.count]
        }
        for count in stride(from: 0, through: bytes.count, by: 37) { _ = try? fields(Array(bytes.prefix(count))) }
    }
}
