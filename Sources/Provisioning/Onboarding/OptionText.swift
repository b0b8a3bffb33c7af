internal import FlatProfile

/// The text of an option, as servers in the field write it.
enum OptionText {
    /// How long a text is read; RFC 3396 lets options be longer than 255 bytes.
    static let limit = 1024

    /// The text without the zero bytes at its end, which some servers send, and without outer white space.
    static func read(_ bytes: [UInt8]) throws(PassedOver) -> String {
        var bytes = bytes[...]
        while bytes.last == 0 { bytes.removeLast() }
        while let last = bytes.last, isWhiteSpace(last) { bytes.removeLast() }
        while let first = bytes.first, isWhiteSpace(first) { bytes.removeFirst() }
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= limit else { throw .tooLong(bytes.count) }
        guard !bytes.contains(0) else { throw .zeroByte }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { throw .controlCharacter }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        return text
    }

    /// The text, or nil if it is none.
    static func lenient(_ bytes: [UInt8]) -> String? {
        do throws(PassedOver) {
            return try read(bytes)
        } catch {
            return nil
        }
    }

    /// Whether the bytes are a text and cannot be taken for numbers.
    static func isPrintable(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { 0x20...0x7e ~= $0 }
    }

    /// What a person is shown of an option: the text, or the bytes in hexadecimal; user name and password masked.
    static func shown(_ bytes: [UInt8]) -> String {
        var trimmed = bytes[...]
        while trimmed.last == 0 { trimmed.removeLast() }
        guard isPrintable(trimmed) else {
            let digits = bytes.prefix(shownBytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            return "hex:" + digits.joined() + (bytes.count > shownBytes ? "…" : "")
        }
        let text = masked(String(decoding: trimmed, as: UTF8.self))
        return text.utf8.count > shownCharacters ? text.prefix(shownCharacters) + "…" : text
    }

    private static let shownBytes = 48
    private static let shownCharacters = 255

    /// All that stands before an `@` in front of the path may be a password.
    static func masked(_ text: String) -> String {
        let start = text.range(ofScheme: "://")?.upperBound ?? text.startIndex
        let end = text[start...].firstIndex(of: "/") ?? text.endIndex
        guard let at = text[start..<end].lastIndex(of: "@") else { return text }
        return text[..<start] + "********" + text[at...]
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0d ~= byte }
}

extension String {
    /// Where a marker stands first.
    fileprivate func range(ofScheme marker: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(marker) { return start..<index(start, offsetBy: marker.count) }
            start = index(after: start)
        }
        return nil
    }
}
