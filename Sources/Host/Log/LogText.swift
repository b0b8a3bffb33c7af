/// Makes texts from anywhere fit for one line of a log.
public enum LogText {
    /// The text on one line: control characters, line separators and characters that turn the writing direction become `?`, so that
    /// nobody can fake a line or hide part of one.
    public static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnfit) else { return text }
        var line = ""
        for scalar in text.unicodeScalars { line.unicodeScalars.append(isUnfit(scalar) ? "?" : scalar) }
        return line
    }

    /// The text cut to at most `limit` bytes of UTF-8, between two characters of Unicode.
    public static func prefix(of text: String, bytes limit: Int) -> Substring {
        guard text.utf8.count > limit else { return text[...] }
        guard limit > 0 else { return "" }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return text[..<end]
    }

    /// The text with the user information of every URL in it replaced by `***`: `http://***@example.com/x`.
    ///
    /// User information is what stands between `://` and the last `@` before the path (RFC 3986, section 3.2.1).
    public static func withoutUserInfo(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !isEndOfAuthority($0) }
            guard let at = authority.lastIndex(of: "@") else { continue }
            result += "***"
            rest = rest[at...]
        }
        return result + rest
    }

    private static func isEndOfAuthority(_ character: Character) -> Bool {
        character.isWhitespace || "/?#\"'<>|".contains(character)
    }

    private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // U+202A to U+202E and U+2066 to U+2069 turn the direction.
        case .format: (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }
}

extension Substring {
    /// Where `text` first occurs, compared byte by byte.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].utf8.starts(with: text.utf8) {
                return start..<utf8.index(start, offsetBy: text.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
