internal import Notation

/// A value as it stands in XML.
enum EscapedValue {
    /// Adds the value of a device, so that a reader of XML gets it back character by character. Line breaks become references: in an
    /// attribute a reader would make blanks of them, and lines of profile and template stay the same.
    static func append(
        _ value: String, in place: Template.Place, of device: Device, to output: inout [UInt8]
    ) throws(TemplateFault) {
        if value.utf8.allSatisfy(\.needsNoEscape) { return output.append(contentsOf: value.utf8) }
        for scalar in value.unicodeScalars {
            guard isAllowed(scalar.value) else {
                throw TemplateFault(
                    .character(scalar.value, place.column), line: place.line, column: place.textColumn,
                    device: .init(device))
            }
            switch scalar {
            case "&": output += Array("&amp;".utf8)
            case "<": output += Array("&lt;".utf8)
            case ">": output += Array("&gt;".utf8)
            case "\"" where place.context == .attribute: output += Array("&quot;".utf8)
            case "'" where place.context == .attribute: output += Array("&#39;".utf8)
            case "\t" where place.context == .attribute: output += Array("&#9;".utf8)
            case "\n": output += Array("&#10;".utf8)
            case "\r": output += Array("&#13;".utf8)
            default: output.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    /// Whether XML can hold the character (XML 1.0, section 2.2).
    private static func isAllowed(_ code: UInt32) -> Bool {
        switch code {
        case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x1_0000...0x10_ffff: true
        default: false
        }
    }
}

extension UInt8 {
    /// A letter, a digit, or a sign that means nothing in XML.
    fileprivate var needsNoEscape: Bool {
        isLetter || isDigit || self == 0x20 || " -_.,:;/@+()=!*#$%?".utf8.contains(self)
    }
}
