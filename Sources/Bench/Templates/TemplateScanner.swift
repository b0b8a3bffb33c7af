internal import FlatProfile
internal import Notation

/// Finds the places of a template, the elements that they fill, and what they may not be in.
///
/// Whether the template is well-formed, the reader of profiles decides. Of one that is, this sees every tag, text and attribute.
struct TemplateScanner {
    /// A stretch of the template that stays as it is, or a place.
    enum Piece: Equatable {
        case literal(Range<Int>)
        case place(Int)
    }

    private(set) var pieces: [Piece] = []
    private(set) var places: [Template.Place] = []
    private(set) var elements: [Template.Element] = []
    private(set) var faults: [TemplateFault] = []

    private let bytes: [UInt8]
    private var position = 0
    private var literalStart = 0
    private var cursor: (offset: Int, line: Int, column: Int) = (0, 1, 1)
    /// The names of the elements that are open, without their prefixes.
    private var open: [String] = []
    /// The parameter's element in which the scanner is.
    private var element: Int?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        while position < bytes.count {
            if has("<") { markup() } else { step(in: .text) }
        }
        closeLiteral(at: bytes.count)
    }

    // MARK: Markup

    private mutating func markup() {
        if has("<!--") { return section(to: "-->", .comment) }
        if has("<![CDATA[") { return section(to: "]]>", .characterData) }
        if has("<!") { return section(to: ">", .documentType) }
        if has("<?") { return section(to: "?>", .instruction) }
        if has("</") { return endTag() }
        startTag()
    }

    private mutating func section(to end: StaticString, _ context: Template.Context) {
        position += 2
        while position < bytes.count, !has(end) { step(in: context) }
        position = min(bytes.count, position + end.utf8CodeUnitCount)
    }

    private mutating func endTag() {
        position += 2
        while position < bytes.count, !has(">") { step(in: .name) }
        position = min(bytes.count, position + 1)
        if !open.isEmpty { open.removeLast() }
        if isAmongParameters, let element {
            elements[element].range = elements[element].range.lowerBound..<position
            self.element = nil
        }
    }

    private mutating func startTag() {
        let start = position
        position += 1
        let name = name()
        let isParameter = isAmongParameters
        if isParameter { begin(name, at: start) }
        var quote: UInt8?
        while position < bytes.count {
            let byte = bytes[position]
            if let sign = quote {
                if byte == sign { quote = nil }
                if byte == sign { position += 1 } else { step(in: .attribute) }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
                position += 1
            } else if byte == UInt8(ascii: ">") {
                break
            } else {
                step(in: .name)
            }
        }
        let isSelfClosed = position > start && bytes[position - 1] == UInt8(ascii: "/")
        position = min(bytes.count, position + 1)
        if !isSelfClosed {
            open.append(name)
        } else if isParameter, let element {
            elements[element].range = start..<position
            self.element = nil
        }
    }

    private mutating func name() -> String {
        let start = position
        while position < bytes.count, ![UInt8]("/>\"'= \t\r\n".utf8).contains(bytes[position]) { step(in: .name) }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        return name.split(separator: ":").last.map(String.init) ?? name
    }

    /// Whether the next element is a parameter: a child of `flat-profile`.
    private var isAmongParameters: Bool { open.last == "flat-profile" }

    private mutating func begin(_ name: String, at start: Int) {
        let (line, column) = place(of: start)
        element = elements.count
        elements.append(
            Template.Element(name: ParameterName(name), range: start..<start, line: line, column: column, places: []))
    }

    // MARK: Places

    /// Goes past a byte, or past a place.
    private mutating func step(in context: Template.Context) {
        guard has("{{") else {
            position += 1
            return
        }
        let start = position
        let (line, column) = place(of: start)
        guard let end = placeEnd() else {
            faults.append(TemplateFault(.unclosedPlace, line: line, column: column))
            position += 2
            return
        }
        let written = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
        position = end + 2
        guard let name = Self.columnName(written) else {
            faults.append(TemplateFault(.badPlace(written), line: line, column: column))
            return
        }
        guard context == .text || context == .attribute else {
            faults.append(TemplateFault(.placeIn(context, name), line: line, column: column))
            return
        }
        guard let element, context == .attribute || open.dropLast().last == "flat-profile" else {
            faults.append(TemplateFault(.placeOutside(name), line: line, column: column))
            return
        }
        closeLiteral(at: start)
        literalStart = position
        pieces.append(.place(places.count))
        elements[element].places.append(places.count)
        places.append(
            Template.Place(
                column: name, context: context, element: element, line: line, textColumn: column,
                range: start..<position))
    }

    /// Where the `}}` stands that belongs to the `{{` here: on the same line.
    private func placeEnd() -> Int? {
        var end = position + 2
        while end + 1 < bytes.count, bytes[end] != 0x0a, bytes[end] != 0x0d {
            if bytes[end] == UInt8(ascii: "}"), bytes[end + 1] == UInt8(ascii: "}") { return end }
            end += 1
        }
        return nil
    }

    private static func columnName(_ written: String) -> ColumnName? {
        let isName = written.allSatisfy { $0.isLetter || $0.isNumber || "-_ .".contains($0) }
        let name = ColumnName(written)
        return isName && !name.isEmpty ? name : nil
    }

    private mutating func closeLiteral(at end: Int) {
        if literalStart < end { pieces.append(.literal(literalStart..<end)) }
    }

    // MARK: Bytes

    private func has(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return bytes[position...].starts(with: String(describing: text).utf8)
    }

    /// The line and character of a byte. Cheap as long as the offsets grow.
    private mutating func place(of offset: Int) -> (line: Int, column: Int) {
        if offset < cursor.offset { cursor = (0, 1, 1) }
        while cursor.offset < offset {
            let byte = bytes[cursor.offset]
            let isEnd = byte == 0x0a || byte == 0x0d && bytes[cursor.offset + 1] != 0x0a
            if isEnd {
                cursor.line += 1
                cursor.column = 1
            } else if byte & 0xc0 != 0x80 {
                cursor.column += 1
            }
            cursor.offset += 1
        }
        return (cursor.line, cursor.column)
    }
}
