/// The text of a file as a spreadsheet program, or an editor, wrote it.
public struct TableText: Sendable {
    /// The text in UTF-8, without a byte order mark.
    public let bytes: [UInt8]
    /// The encoding in which it came: `UTF-8`, `UTF-16LE`, `WINDOWS-1252`.
    public let encoding: String
    /// Whether nothing in the file says so: it is not UTF-8, and Windows-1252 is what spreadsheet programs of western Europe and
    /// America write. Other bytes would have meant other letters.
    public let isGuessed: Bool

    /// How many bytes are taken: 64 MiB, ten times what 100,000 devices need.
    public static let sizeLimit = 64 << 20

    /// Finds out how the characters are written and turns them into UTF-8.
    ///
    /// A byte order mark decides, then `encoding`, which a person named; then zeros in every second byte; then whether it is UTF-8.
    /// - Parameter encoding: A name that iconv(3) knows; nil to find out.
    public init(_ file: [UInt8], encoding: String? = nil) throws(TableError) {
        guard file.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        // ZIP, and the compound files of older programs.
        guard !file.starts(with: [0x50, 0x4b, 3, 4]), !file.starts(with: [0xd0, 0xcf, 0x11, 0xe0]) else {
            throw .workbook
        }
        let (name, markLength, isGuessed) = Self.encoding(of: file, named: encoding)
        let body = Array(file.dropFirst(markLength))
        self.isGuessed = isGuessed
        self.encoding = name
        if name == "UTF-8" {
            try Self.validate(body)
            bytes = body
        } else {
            bytes = try Iconv.utf8(of: body, from: name)
        }
        if let zero = bytes.firstIndex(of: 0) { throw .nulByte(TextPlace(of: zero, in: bytes)) }
        guard bytes.contains(where: { !Self.isBlank($0) }) else { throw .empty }
    }

    private static func encoding(
        of file: [UInt8], named name: String?
    ) -> (name: String, markLength: Int, isGuessed: Bool) {
        let marks: [(bytes: [UInt8], name: String)] = [
            ([0xef, 0xbb, 0xbf], "UTF-8"), ([0xff, 0xfe, 0, 0], "UTF-32LE"), ([0, 0, 0xfe, 0xff], "UTF-32BE"),
            ([0xff, 0xfe], "UTF-16LE"), ([0xfe, 0xff], "UTF-16BE"),
        ]
        if let mark = marks.first(where: { file.starts(with: $0.bytes) }) {
            return (mark.name, mark.bytes.count, false)
        }
        if let name {
            let capitals = name.uppercased()
            return (["UTF-8", "UTF8"].contains(capitals) ? "UTF-8" : capitals, 0, false)
        }
        let head = file.prefix(512)
        let zeros = (0...1).map { parity in head.indices.count { $0 % 2 == parity && head[$0] == 0 } }
        if zeros[1] > head.count / 4, zeros[0] == 0 { return ("UTF-16LE", 0, false) }
        if zeros[0] > head.count / 4, zeros[1] == 0 { return ("UTF-16BE", 0, false) }
        return String(validating: file, as: UTF8.self) != nil
            ? ("UTF-8", 0, false) : (head.contains(0) ? "UTF-8" : "WINDOWS-1252", 0, true)
    }

    private static func validate(_ bytes: [UInt8]) throws(TableError) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .notInEncoding("UTF-8", TextPlace(of: error.byteOffsets.lowerBound, in: bytes))
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
}

extension TextPlace {
    /// The place of a byte. Lines end with LF, CR LF or CR.
    init(of offset: Int, in bytes: [UInt8]) {
        self.init(line: 1, column: 1)
        for index in 0..<min(offset, bytes.count) {
            pass(bytes[index], before: index + 1 < bytes.count ? bytes[index + 1] : nil)
        }
    }

    /// Goes past a byte.
    mutating func pass(_ byte: UInt8, before next: UInt8?) {
        switch byte {
        case 0x0a,
            0x0d where next != 0x0a:
            line += 1
            column = 1
        case _ where byte & 0xc0 != 0x80: column += 1
        default: break
        }
    }
}
