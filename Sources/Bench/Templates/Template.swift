public import FlatProfile
internal import Notation
internal import ProfileFormat
internal import ProfileRules

/// A profile with places, `{{column}}`, that are filled for each device.
///
/// A place stands in the value of a parameter or in an attribute of its element; what is put there is escaped for it, so that no value can
/// become markup. Everything else of the template reaches the phone as it is written.
public struct Template: Sendable {
    /// In what of an XML text something stands.
    public enum Context: Hashable, Sendable {
        /// Between tags.
        case text
        /// In the value of an attribute.
        case attribute
        /// In a tag, outside of values.
        case name
        /// In a comment.
        case comment
        /// In a CDATA section.
        case characterData
        /// In a processing instruction or the XML declaration.
        case instruction
        /// In a document type declaration.
        case documentType
    }

    /// A place of a template.
    public struct Place: Hashable, Sendable {
        /// The column whose value is put there.
        public var column: ColumnName
        /// What the value is escaped for: `text` or `attribute`.
        public var context: Context
        /// The parameter's element, as a position in `elements`.
        public var element: Int
        /// The line of the template, counted from 1.
        public var line: Int
        /// The character of that line, counted from 1.
        public var textColumn: Int
        /// Its bytes, braces included.
        var range: Range<Int>
    }

    /// A parameter's element of a template.
    public struct Element: Hashable, Sendable {
        /// The parameter.
        public var name: ParameterName
        /// Its bytes, tags included.
        var range: Range<Int>
        /// The line on which it begins, counted from 1.
        public var line: Int
        /// The character of that line, counted from 1.
        public var column: Int
        /// Its places, as positions in `places`.
        public var places: [Int]
    }

    /// The places in their order.
    public let places: [Place]
    /// The elements in `flat-profile`, in their order.
    public let elements: [Element]
    /// What is odd about the template itself, whatever the model and the values; phones read it all the same.
    public let warnings: [ProfileWarning]
    /// Its bytes, without a byte order mark.
    let bytes: [UInt8]
    let pieces: [TemplateScanner.Piece]
    /// The elements with places, each for itself; nil if a part of the template does not mean the same as in the whole.
    let parts: [Part]?

    /// One element, cut into its pieces.
    struct Part: Sendable {
        var element: Int
        var pieces: [TemplateScanner.Piece]
    }

    /// Reads a template: all of its faults, if it has some.
    public init(_ file: TemplateFile) throws(TemplateFaults) {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        bytes = file.bytes.starts(with: mark) ? Array(file.bytes.dropFirst(mark.count)) : file.bytes
        if bytes.starts(with: [0x1f, 0x8b]) { throw TemplateFaults([TemplateFault(.compressed)]) }
        if let name = Self.foreignEncoding(bytes) { throw TemplateFaults([TemplateFault(.encoding(name), line: 1)]) }
        let scanner = TemplateScanner(bytes)
        let document: ProfileDocument
        do throws(ProfileFormatError) {
            document = try ProfileReader.read(bytes)
        } catch {
            // A place in a name makes the template ill-formed, and the scanner's words say so better.
            let places = scanner.faults.filter(\.explainsIllFormedText)
            guard places.isEmpty else { throw TemplateFaults(places) }
            throw TemplateFaults([TemplateFault(.format(error), line: error.line, column: error.column)])
        }
        guard scanner.faults.isEmpty else { throw TemplateFaults(scanner.faults) }
        places = scanner.places
        elements = scanner.elements
        pieces = scanner.pieces
        warnings = document.warnings
        // Of elements of one name the last one alone counts, and a prefix needs the name space around it.
        let standAlone = Set(elements.map(\.name)).count == elements.count && !Self.hasNameSpaces(bytes)
        parts = standAlone ? Self.parts(of: scanner) : nil
    }

    private static func parts(of scanner: TemplateScanner) -> [Part] {
        scanner.elements.enumerated().filter { !$1.places.isEmpty }.map { index, element in
            let pieces = scanner.pieces.compactMap { piece -> TemplateScanner.Piece? in
                switch piece {
                case .literal(let range):
                    let inside = range.clamped(to: element.range)
                    return inside.isEmpty ? nil : .literal(inside)
                case .place(let place): return element.places.contains(place) ? piece : nil
                }
            }
            return Part(element: index, pieces: pieces)
        }
    }

    /// The columns that it needs, besides those that every device has.
    public var neededColumns: Set<ColumnName> {
        Set(places.map(\.column).filter { IdentityColumn($0) == nil })
    }

    /// The columns whose values it puts into parameters that are secret on one of these models.
    public func secretColumns(for models: some Sequence<Model>) -> Set<ColumnName> {
        var names: Set<ColumnName> = []
        for catalogue in models.map({ Catalogue.of($0) }) {
            for place in places where catalogue[elements[place.element].name]?.isSecret == true {
                names.insert(place.column)
            }
        }
        return names.filter { IdentityColumn($0) == nil }
    }

    /// The profile of a device.
    ///
    /// Throws `unknownColumn`, `noValue` and `character`. Whether a phone would take it, `TemplateCheck` tells.
    public func profile(of device: Device, columns: [Column]) throws(TemplateFault) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 16 * places.count)
        try append(pieces, of: device, columns, to: &output)
        return output
    }

    func append(
        _ pieces: [TemplateScanner.Piece], of device: Device, _ columns: [Column], to output: inout [UInt8]
    ) throws(TemplateFault) {
        for piece in pieces {
            switch piece {
            case .literal(let range): output += bytes[range]
            case .place(let index):
                let place = places[index]
                let value = try value(for: place, of: device, columns)
                try EscapedValue.append(value, in: place, of: device, to: &output)
            }
        }
    }

    private func value(for place: Place, of device: Device, _ columns: [Column]) throws(TemplateFault) -> String {
        if let column = IdentityColumn(place.column) {
            let value = column.value(of: device)
            guard !value.isEmpty else {
                throw TemplateFault(
                    .noValue(place.column), line: place.line, column: place.textColumn, device: .init(device))
            }
            return value
        }
        guard let value = device.value(of: place.column, in: columns) else { throw unknownColumn(place, columns) }
        return value.reveal()
    }

    /// That a place names a column that the devices do not have.
    func unknownColumn(_ place: Place, _ columns: [Column]) -> TemplateFault {
        let known = columns.map(\.name.text) + IdentityColumn.allCases.map(\.rawValue)
        return TemplateFault(
            .unknownColumn(place.column, nearest: Nearest.word(to: place.column.text, among: known), known: known),
            line: place.line, column: place.textColumn)
    }

    /// What the XML declaration says, if it is not UTF-8 or a part of it.
    private static func foreignEncoding(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return "UTF-16" }
        guard bytes.starts(with: "<?xml".utf8) else { return nil }
        let head = String(decoding: bytes.prefix(300), as: UTF8.self)
        guard let declaration = head.split(separator: "?>", maxSplits: 1).first,
            let value = declaration.split(separator: "encoding", maxSplits: 1).dropFirst().first
        else { return nil }
        let name = value.split { $0 == "=" || $0 == "\"" || $0 == "'" || $0.isWhitespace }.first.map(String.init) ?? ""
        return ["UTF-8", "UTF8", "US-ASCII", "ASCII", ""].contains(name.uppercased()) ? nil : String(name.prefix(40))
    }

    private static func hasNameSpaces(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains("xmlns")
    }
}

extension TemplateFault {
    /// Whether a template with this fault is not well-formed because of it.
    fileprivate var explainsIllFormedText: Bool {
        switch reason {
        case .placeIn(.name, _), .placeIn(.documentType, _): true
        default: false
        }
    }
}
