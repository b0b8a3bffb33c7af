/// Why a file is no table of text, and where. It quotes nothing of the file.
public enum TableError: Error, Hashable, Sendable {
    /// No bytes, or only blanks.
    case empty
    /// More bytes than `limit`.
    case tooLarge(limit: Int)
    /// A file of a spreadsheet program itself (`.xlsx`, `.ods`, `.xls`), not text.
    case workbook
    /// A byte of value zero, which no text has.
    case nulByte(TextPlace)
    /// The encoding is not known to the C library.
    case unknownEncoding(String)
    /// Bytes that the encoding does not have.
    case notInEncoding(String, TextPlace)
    /// A quotation mark in a field that does not begin with one, or text behind the closing one.
    case strayQuote(TextPlace)
    /// The quotation mark that opens a field there is never closed.
    case unclosedQuote(TextPlace)
    /// More fields in a line than `limit`.
    case tooManyFields(limit: Int, TextPlace)
    /// A field that is longer than `limit` bytes.
    case fieldTooLong(limit: Int, TextPlace)
    /// No memory is left.
    case noMemory
}

/// A place in a text as an editor shows it.
public struct TextPlace: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The line, counted from 1.
    public var line: Int
    /// The character of the line, counted from 1.
    public var column: Int

    /// A place of those parts.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line 3, column 17`.
    public var description: String { "line \(line), column \(column)" }

    /// From the top to the bottom, from left to right.
    public static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

extension TableError: CustomStringConvertible {
    /// One sentence: the place, what is wrong, and what to do.
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .tooLarge(let limit): "the file is larger than \(limit >> 20) MiB; this is hardly a list of devices"
        case .workbook:
            "this is a file of a spreadsheet program (.xlsx, .ods or .xls); save it as CSV (UTF-8) and give that file"
        case .nulByte(let place): "\(place): a byte of value zero, which no text has; save the file as CSV (UTF-8)"
        case .unknownEncoding(let name):
            "the encoding \(name) is not known; `iconv --list` shows those that are"
        case .notInEncoding(let name, let place):
            "\(place): these bytes are not \(name); save the file as UTF-8, or name its encoding with --encoding"
        case .strayQuote(let place):
            "\(place): a quotation mark stands where none can; put the whole field into quotation marks and double those inside it"
        case .unclosedQuote(let place):
            "\(place): the quotation mark that opens this field is never closed; close it, or double it if it belongs to the text"
        case .tooManyFields(let limit, let place):
            "\(place): the line has more than \(limit) fields; a quotation mark or a line break may be missing"
        case .fieldTooLong(let limit, let place):
            "\(place): the field is longer than \(limit) bytes; a closing quotation mark may be missing"
        case .noMemory: "no memory is left to read the file"
        }
    }
}
