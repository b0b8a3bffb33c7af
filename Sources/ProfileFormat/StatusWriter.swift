/// Writes the status of a phone as it offers it at `/status.xml`: an element for each section of Info > Status, in it one for each field.
///
/// Source: web pages, "status.xml", of which only the sections `Reboot_History` and PRT are shown; the names of the others are made of their
/// labels as those of parameters are, and the root is that of the phone's ancestors.
public enum StatusWriter {
    /// A section of the status.
    public struct Section: Hashable, Sendable {
        /// Its heading, `IPv4 Information`.
        public var title: String
        /// Its fields: a label with a value, empty for what is not known.
        public var fields: [Field]

        /// A section of those fields.
        public init(_ title: String, _ fields: [Field]) {
            self.title = title
            self.fields = fields
        }
    }

    /// One field of a section.
    public struct Field: Hashable, Sendable {
        /// `Current IP`.
        public var label: String
        /// `192.0.2.7`.
        public var value: String

        /// A field with its value.
        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// The document in UTF-8.
    public static func document(of sections: [Section]) -> String {
        var text = XMLText()
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<flat-status>\n")
        for section in sections {
            let name = elementName(of: section.title)
            text.append("<\(name)>\n")
            for field in section.fields { text.appendElement(elementName(of: field.label), value: field.value) }
            text.append("</\(name)>\n")
        }
        text.append("</flat-status>\n")
        return text.string
    }

    /// The name of the element for a label: what no name may hold becomes `_`, `IPv4_Information`.
    static func elementName(of label: String) -> String {
        let name = String(
            label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_") ? $0 : "_" })
        return name.first.map { $0.isLetter || $0 == "_" } == true ? name : "_" + name
    }
}
