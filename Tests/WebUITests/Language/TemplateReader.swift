/// What stands in the markup of a template besides names of values: the texts between tags, and the attributes.
struct TemplateReader {
    private(set) var texts: [String] = []
    private(set) var attributes: [(name: String, value: String)] = []
    private var rest: ArraySlice<UInt8>

    init(_ markup: String) {
        rest = Array(markup.utf8)[...]
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            if skipsName(after: byte) { continue }
            guard byte == UInt8(ascii: "<") else {
                text.append(byte)
                continue
            }
            texts.append(String(decoding: text, as: UTF8.self))
            text = []
            readTag()
        }
        texts.append(String(decoding: text, as: UTF8.self))
    }

    /// `{{NAME}}` and the like.
    private mutating func skipsName(after byte: UInt8) -> Bool {
        guard byte == UInt8(ascii: "{"), rest.first == byte else { return false }
        while let next = rest.popFirst() {
            if next == UInt8(ascii: "}"), rest.first == next { break }
        }
        rest = rest.dropFirst()
        return true
    }

    private mutating func readTag() {
        var word = ""
        while let byte = rest.popFirst(), byte != UInt8(ascii: ">") {
            if skipsName(after: byte) { continue }
            switch byte {
            case UInt8(ascii: "\""):
                attributes.append((String(word.dropLast()), readValue()))
                word = ""
            case UInt8(ascii: " "): word = ""
            default: word.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
    }

    private mutating func readValue() -> String {
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if !skipsName(after: byte) { value.append(byte) }
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// Whether people could read it: signs and symbols are the same in every language.
    static func isText(_ text: String) -> Bool {
        text.utf8.contains { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
    }

    /// The names of values, the tags of a text and the places that scripts fill, in any order.
    static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        for (open, close) in [("{{", "}}"), ("<", ">")] {
            tokens += text.split(separator: open, omittingEmptySubsequences: false).dropFirst()
                .map { String($0.split(separator: close, omittingEmptySubsequences: false)[0]) }
        }
        for place in ["%n", "%m"] where text.contains(place) { tokens.append(place) }
        return tokens.sorted()
    }

    /// A text without the names of values and the tags.
    static func bare(_ text: String) -> String { TemplateReader(text).texts.joined() }
}
