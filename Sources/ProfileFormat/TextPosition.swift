/// Counts lines while going forward through a text. A line ends with LF, CR LF or CR, as XML counts them.
struct LineCounter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var line = 1

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The line on which the byte stands, counted from 1. Cheap as long as the offsets grow.
    mutating func line(at offset: Int) -> Int {
        if offset < position { (position, line) = (0, 1) }
        for index in position..<min(offset, bytes.count) where bytes[index] <= UInt8(ascii: "\r") {
            if endsLine(index) { line += 1 }
        }
        position = max(position, min(offset, bytes.count))
        return line
    }

    private func endsLine(_ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
        default: false
        }
    }
}

/// A place in a text as an editor shows it.
struct TextPosition: Equatable {
    /// The line, counted from 1.
    var line: Int
    /// The character of the line, counted from 1; a character is a Unicode scalar, or a byte where the text is not UTF-8.
    var column: Int

    /// The place of a byte.
    init(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        let offset = max(0, min(offset, bytes.count))
        var lines = LineCounter(bytes)
        line = lines.line(at: offset)
        let before = bytes[..<offset]
        let start = before.lastIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
        column = 1 + before[start...].count { $0 & 0xc0 != 0x80 }
    }
}
