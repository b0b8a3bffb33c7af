/// HTML and SVG without a way to forget escaping: whatever is put in as a text or an attribute is escaped.
package struct Markup {
    /// Nothing yet.
    package init() {}

    /// What was put together.
    package private(set) var text = ""

    /// An element with what stands in it.
    package mutating func element(
        _ name: StaticString, _ attributes: [(String, String)] = [], _ body: (inout Markup) -> Void = { _ in }
    ) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
        text += ">"
        body(&self)
        text += "</\(name)>"
    }

    /// An element with a text in it.
    package mutating func element(_ name: StaticString, _ attributes: [(String, String)] = [], text: String) {
        element(name, attributes) { $0.write(text) }
    }

    /// A text.
    package mutating func write(_ words: String) { text += Self.escaped(words) }

    /// Markup that stands in the code.
    package mutating func literal(_ markup: StaticString) { text += markup.description }

    /// Markup that was made here before.
    package mutating func add(_ other: Markup) { text += other.text }

    /// The text with references for what means something in markup.
    package static func escaped(_ words: String) -> String {
        var result = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            // Not even as a reference may they stand in a document (HTML, 13.1.4).
            case "\u{0}"..."\u{8}", "\u{b}", "\u{c}", "\u{e}"..."\u{1f}", "\u{7f}"..."\u{9f}": result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
