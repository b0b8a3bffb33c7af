private import Glibc

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
        let end = min(offset, bytes.count)
        var previous: UInt8 = position > 0 ? bytes[position - 1] : 0
        while position < end {
            let byte = bytes[position]
            // The LF of a CR LF is not a second end.
            if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") && previous != UInt8(ascii: "\r") { line += 1 }
            previous = byte
            position += 1
        }
        return line
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

extension UnsafeBufferPointer<UInt8> {
    /// The next place of a byte at or behind an offset; `count` if there is none.
    func position(of byte: UInt8, from offset: Int) -> Int {
        guard let base = baseAddress, offset < count,
            let found = memchr(base + offset, Int32(byte), count - offset)
        else { return count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
