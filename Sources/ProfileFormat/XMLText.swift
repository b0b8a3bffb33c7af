internal import FlatProfile

/// Markup in the making: whatever goes in comes out as what it was.
struct XMLText {
    private(set) var string = ""

    mutating func reserve(_ count: Int) { string.reserveCapacity(count) }

    /// Adds markup as it is.
    mutating func append(_ markup: String) { string += markup }

    /// Adds the element of a parameter, with its present attributes: `<X ua="na">value</X>`, or `<X ua="na"/>` without a value.
    mutating func appendElement(_ parameter: Parameter, _ setting: Setting?, value: String) {
        string += "<"
        string += parameter.name.text
        string += " ua=\""
        string += (setting?.access ?? parameter.access).rawValue
        string += setting?.isUserPreference == true ? "\" user-pref=\"y\"" : "\""
        if setting?.isUserModified == true { string += " um=\"y\"" }
        guard !value.isEmpty else { return string += "/>" }
        string += ">"
        appendEscaped(value)
        string += "</"
        string += parameter.name.text
        string += ">"
    }

    /// Adds a comment on a line of its own. A comment can hold neither `--` nor a hyphen at its end, so blanks part them.
    mutating func appendComment(_ comment: String) {
        string += "<!-- "
        var isAfterHyphen = false
        for scalar in comment.unicodeScalars {
            if scalar == "-", isAfterHyphen { string += " " }
            string.unicodeScalars.append(XMLCharacter.isAllowed(scalar.value) ? scalar : "\u{fffd}")
            isAfterHyphen = scalar == "-"
        }
        string += " -->\n"
    }

    /// Adds an element of a status: `<Current_IP>192.0.2.7</Current_IP>`, or `<Current_IP/>` without a value.
    mutating func appendElement(_ name: String, value: String) {
        guard !value.isEmpty else { return string += "<\(name)/>\n" }
        string += "<\(name)>"
        appendEscaped(value)
        string += "</\(name)>\n"
    }

    private mutating func appendEscaped(_ text: String) {
        guard text.utf8.contains(where: Self.needsCare) else { return string += text }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": string += "&amp;"
            case "<": string += "&lt;"
            case ">": string += "&gt;"
            case "\"": string += "&quot;"
            case "'": string += "&apos;"
            // As they stand, a parser would change them.
            case "\t", "\n", "\r": string += "&#\(scalar.value);"
            default: string.unicodeScalars.append(XMLCharacter.isAllowed(scalar.value) ? scalar : "\u{fffd}")
            }
        }
    }

    private static func needsCare(_ byte: UInt8) -> Bool {
        switch byte {
        case ..<0x20, UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        // The first byte of U+FFFE and U+FFFF, and of many harmless characters.
        case 0xef: true
        default: false
        }
    }
}
