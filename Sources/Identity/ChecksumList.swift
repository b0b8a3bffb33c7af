/// What a `.sha256` file says: the checksums of one file or of several.
///
/// Read are the lines of `sha256sum` (`DIGITS  name`, `DIGITS *name`, a line of digits alone), those of `sha256sum --tag` and of BSD
/// (`SHA256 (name) = DIGITS`) and those of `openssl dgst` (`SHA2-256(name)= DIGITS`). Source: coreutils manual, "cksum output modes".
public struct ChecksumList: Hashable, Sendable {
    /// One line.
    struct Entry: Hashable {
        var checksum: FileChecksum
        /// As it was written; nil where the digits stood alone, or for the standard input of the tool.
        var name: String?
    }

    let entries: [Entry]

    /// What such a file may hold: a list of all firmware of all models has a fraction of it.
    public static let sizeLimit = 256 << 10

    /// Reads the file's text. Empty lines and those that begin with `#` say nothing; a line of any other kind is refused, because it may
    /// be part of an error page that a server sent instead.
    public init(_ text: some Sequence<UInt8>) throws(ChecksumListError) {
        let bytes = Array(text)
        guard bytes.count <= Self.sizeLimit else { throw .tooLarge }
        var entries: [Entry] = []
        for (index, line) in bytes.split(omittingEmptySubsequences: false, whereSeparator: Self.endsLine).enumerated() {
            let line = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
            guard let entry = Self.tagged(line) ?? Self.plain(line) else { throw .notAChecksum(line: index + 1) }
            entries.append(entry)
        }
        guard !entries.isEmpty else { throw .empty }
        self.entries = entries
    }

    /// The checksum of the file of that name. Of a list of one line it is that line's, whatever the name: the tool was run elsewhere,
    /// or on its standard input. Else it is the line whose name ends in that name.
    public func checksum(ofFile name: String) throws(ChecksumListError) -> FileChecksum {
        if entries.count == 1 { return entries[0].checksum }
        let own = Set(entries.filter { $0.name.map(FileStream.name) == name }.map(\.checksum))
        guard let checksum = own.first else { throw .notListed(name: name) }
        guard own.count == 1 else { throw .ambiguous(name: name) }
        return checksum
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A }

    /// `DIGITS`, or `DIGITS`, a blank, a blank or `*`, and a name.
    private static func plain(_ line: String) -> Entry? {
        let isEscaped = line.hasPrefix("\\")
        let digits = line.dropFirst(isEscaped ? 1 : 0).prefix { $0.isHexDigit }
        guard let checksum = FileChecksum(hexadecimal: digits) else { return nil }
        var rest = line[digits.endIndex...]
        guard !rest.allSatisfy(\.isWhitespace) else { return Entry(checksum: checksum, name: nil) }
        guard rest.popFirst()?.isWhitespace == true else { return nil }
        if rest.first == "*" || rest.first == " " { rest.removeFirst() }
        let name = isEscaped ? unescaped(rest) : String(rest)
        return Entry(checksum: checksum, name: name == "-" ? nil : name)
    }

    /// `SHA256 (name) = DIGITS`, with or without the blanks.
    private static func tagged(_ line: String) -> Entry? {
        let isEscaped = line.hasPrefix("\\")
        let line = line.dropFirst(isEscaped ? 1 : 0)
        guard let tag = ["SHA256", "SHA2-256"].first(where: line.hasPrefix) else { return nil }
        let rest = line.dropFirst(tag.count).drop { $0 == " " }
        // A name may hold parentheses and signs of equality; the digits do not.
        guard rest.first == "(", let end = rest.lastIndex(of: ")") else { return nil }
        let tail = rest[rest.index(after: end)...].drop { $0 == " " }
        guard tail.first == "=" else { return nil }
        let digits = tail.dropFirst().drop { $0 == " " }
        guard let checksum = FileChecksum(hexadecimal: digits) else { return nil }
        let name = rest[rest.index(after: rest.startIndex)..<end]
        return Entry(checksum: checksum, name: isEscaped ? unescaped(name) : String(name))
    }

    /// A leading backslash says that backslash, line feed and carriage return are escaped in the name.
    private static func unescaped(_ name: Substring) -> String {
        var result = ""
        var rest = name
        while let character = rest.popFirst() {
            guard character == "\\", let escaped = rest.popFirst() else {
                result.append(character)
                continue
            }
            result.append(escaped == "n" ? "\n" : escaped == "r" ? "\r" : escaped)
        }
        return result
    }
}

/// Why a `.sha256` file says nothing of a file.
public enum ChecksumListError: Error, Hashable, Sendable {
    /// It is larger than `ChecksumList.sizeLimit`.
    case tooLarge
    /// It holds no line with a checksum.
    case empty
    /// That line, counted from 1, is no checksum.
    case notAChecksum(line: Int)
    /// It holds several, and none of them is of this file.
    case notListed(name: String)
    /// It holds two different ones of this file.
    case ambiguous(name: String)
}

/// One sentence: what it is, and what was expected.
extension ChecksumListError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .tooLarge: "the checksum file is larger than 256 KiB; the output of sha256sum for the file is expected"
        case .empty: "the checksum file holds no checksum; the output of sha256sum for the file is expected"
        case .notAChecksum(let line):
            "line \(line) of the checksum file is no SHA-256: 64 hexadecimal digits and a name are expected, as sha256sum writes them"
        case .notListed(let name): "the checksum file holds several checksums, but none of \(name)"
        case .ambiguous(let name): "the checksum file holds two different checksums of \(name)"
        }
    }
}
