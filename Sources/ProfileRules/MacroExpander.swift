/// Expands macros in texts that are not rules: Log_* messages, the body of `--post`.
public enum MacroExpander {
    /// The text with its macros expanded, once, from left to right. Secrets are never revealed: `$SA` to `$SD` and `$MPWD` stay
    /// as they are written, and so do unknown names.
    ///
    /// - Parameters:
    ///   - kind: What `%s` in the template stands for (`resync`, `upgrade`); without one `%s` stays.
    ///   - limit: Where the result is cut, in bytes, at a whole character.
    ///
    /// Source: Provisioning Parameters, Log_* parameters; the default `$PN $MAC -- Requesting %s $SCHEME://$SERVIP:$PORT$PATH`.
    public static func expand(
        _ template: String, in context: MacroContext, kindOfRequest kind: String? = nil, limit: Int = 16 * 1024
    ) -> String {
        let source = Array(template.utf8)
        var scanner = MacroScanner(source)
        var text: [UInt8] = []
        while text.count <= limit, let (token, range) = scanner.next() {
            switch token {
            case .literal:
                append(source[range], to: &text, replacingPlaceholderBy: kind)
            case .dollar:
                text.append(.dollar)
            case .reference(let reference):
                guard case .plain(let value)? = context.value(of: reference.name) else {
                    text.append(contentsOf: source[range])
                    continue
                }
                text.append(contentsOf: reference.part(of: value).utf8)
            }
        }
        return cut(text, at: limit)
    }

    private static func append(
        _ literal: ArraySlice<UInt8>, to text: inout [UInt8], replacingPlaceholderBy kind: String?
    ) {
        guard let kind else {
            text.append(contentsOf: literal)
            return
        }
        var index = literal.startIndex
        while index < literal.endIndex {
            if literal[index] == UInt8(ascii: "%"), index + 1 < literal.endIndex,
                literal[index + 1] == UInt8(ascii: "s")
            {
                text.append(contentsOf: kind.utf8)
                index += 2
            } else {
                text.append(literal[index])
                index += 1
            }
        }
    }

    private static func cut(_ text: [UInt8], at limit: Int) -> String {
        guard text.count > limit else { return String(decoding: text, as: UTF8.self) }
        var end = limit
        while end > 0, text[end] & 0xc0 == 0x80 { end -= 1 }
        return String(decoding: text[..<end], as: UTF8.self)
    }
}
