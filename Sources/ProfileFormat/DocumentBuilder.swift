import CXML2
import FlatProfile

/// Makes a profile document of what the parser reports, and refuses what is beyond the limits.
struct DocumentBuilder: ~Copyable {
    private(set) var document = ProfileDocument(root: "", entries: [])
    /// Why to stop.
    private(set) var fault: ProfileFormatError?
    /// Whether to stop.
    private(set) var isRefusing = false
    /// Whether a `flat-profile` was found, or an element that an alias names.
    var foundParameters: Bool { profile != .awaited || matched.contains(true) }

    private enum Profile: Equatable {
        case awaited
        /// Inside it; it is that deep.
        case open(depth: Int)
        case closed
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: ProfileLimits
    private let names: KnownNames
    private let aliases: [KnownAlias]
    /// For each alias whether an element had its path.
    private var matched: [Bool]
    /// The names of the open elements; empty if nobody asks for them.
    private var path: [UnsafePointer<xmlChar>] = []
    private var lines: LineCounter
    private var profile = Profile.awaited
    private var depth = 0
    private var elements = 0
    private var entry: ProfileEntry?
    /// How deep the element of `entry` is; 0 if there is none.
    private var entryDepth = 0
    /// The alias by which it is one, if it is one by an alias.
    private var entryAlias: Int?
    private var text: [UInt8] = []
    private var strayLine: Int?
    /// The line on which a name was seen last. The parser keeps each name once, so its address stands for the name.
    private var lineOfName: [UnsafePointer<xmlChar>: Int] = [:]

    init(_ bytes: UnsafeBufferPointer<UInt8>, names: KnownNames, aliases: [KnownAlias], limits: ProfileLimits) {
        self.bytes = bytes
        self.names = names
        self.aliases = aliases
        matched = Array(repeating: false, count: aliases.count)
        self.limits = limits
        lines = LineCounter(bytes)
        document.entries.reserveCapacity(min(bytes.count / 48, 4096))
        lineOfName.reserveCapacity(min(bytes.count / 48, 4096))
    }

    // MARK: - What the parser reports

    /// A start tag was read; `cursor` is where its `>` or `/>` stands.
    mutating func startElement(
        _ name: UnsafePointer<xmlChar>, attributes: AttributeList, namespaces: Int, cursor: Int
    ) {
        depth += 1
        elements += 1
        let start = startOfTag(endingAt: cursor)
        if depth > limits.depth { return refuse(.tooDeep(limit: limits.depth), at: start) }
        if elements > limits.elements { return refuse(.tooManyElements(limit: limits.elements), at: start) }
        if attributes.count + namespaces > limits.attributes {
            return refuse(.tooManyAttributes(limit: limits.attributes), at: start)
        }
        if depth == 1 { document.root = String(name) }
        if let alias = alias(ofElement: name) {
            endStrayText()
            dropEntry()
            startEntry(aliases[alias].parameter, attributes: attributes, start: start, cursor: cursor)
            entryAlias = alias
            return
        }
        switch profile {
        case .open(depth - 1): startEntry(name, attributes: attributes, start: start, cursor: cursor)
        case .awaited where isProfile(name):
            profile = .open(depth: depth)
            dropEntry()
        case .closed where isProfile(name): warn(.secondFlatProfile, line: lines.line(at: start))
        case .open, .awaited, .closed: entry?.nestedElements += 1
        }
    }

    /// An end tag was read, or the second half of an empty element.
    mutating func endElement() {
        if depth == entryDepth {
            endEntry()
        } else if profile == .open(depth: depth) {
            endStrayText()
            profile = .closed
        }
        if !aliases.isEmpty { path.removeLast() }
        depth -= 1
    }

    /// The document has ended, and was well-formed.
    mutating func finish() {
        for (alias, isMatched) in zip(aliases, matched) where !isMatched {
            warn(.unmatchedAlias(path: alias.text), name: ParameterName(String(alias.parameter)), line: nil)
        }
    }

    /// Where a piece of text stands, in bytes of the text.
    enum Place {
        case from(Int)
        case upTo(Int)
    }

    /// A piece of text was read.
    mutating func characters(_ piece: UnsafeBufferPointer<xmlChar>, place: Place) {
        if depth == entryDepth, let entry {
            if text.count + piece.count > limits.valueLength {
                return refuse(.valueTooLong(entry.name, limit: limits.valueLength), line: entry.line)
            }
            text.append(contentsOf: piece)
        } else if profile == .open(depth: depth) {
            stray(piece, place: place)
        }
    }

    /// A document type declaration begins.
    mutating func documentType(_ name: String, cursor: Int) {
        refuse(name.lowercased() == "html" ? .htmlPage : .documentType, at: startOfTag(endingAt: cursor))
    }

    // MARK: - Entries

    private mutating func startEntry(
        _ name: UnsafePointer<xmlChar>, attributes: AttributeList, start: Int, cursor: Int
    ) {
        endStrayText()
        let line = lines.line(at: start)
        if isProfile(name) { return warn(.secondFlatProfile, line: line) }
        var entry = ProfileEntry(name: ParameterName(String(name)), value: "", line: line)
        if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "/") { entry.form = .selfClosed }
        for index in 0..<attributes.count {
            if let attribute = attributes[index], !attribute.hasPrefix { read(attribute, into: &entry) }
        }
        if let firstLine = lineOfName.updateValue(line, forKey: name) {
            warn(.repeated(firstLine: firstLine), name: entry.name, line: line)
        }
        self.entry = entry
        entryDepth = depth
        entryAlias = nil
    }

    /// The alias that names the element that begins, the one with the longest path.
    private mutating func alias(ofElement name: UnsafePointer<xmlChar>) -> Int? {
        guard !aliases.isEmpty else { return nil }
        path.append(name)
        return aliases.indices.filter { path.suffix(aliases[$0].path.count).elementsEqual(aliases[$0].path) }
            .max { aliases[$0].path.count < aliases[$1].path.count }
    }

    /// What holds an element that is a parameter by itself is none.
    private mutating func dropEntry() {
        entry = nil
        entryDepth = 0
        text.removeAll(keepingCapacity: true)
    }

    private mutating func read(_ attribute: AttributeList.Attribute, into entry: inout ProfileEntry) {
        switch attribute.name {
        case names.access:
            if let access = attribute.access { return entry.access = access }
        case names.preserveValue:
            if let isYes = attribute.isYes { return entry.preservesValue = isYes }
        case names.userPreference:
            if let isYes = attribute.isYes { return entry.isUserPreference = isYes }
        // Exports hold them; they say nothing to whoever reads.
        case names.userModified, names.group:
            return
        default:
            break
        }
        warn(
            .badAttribute(name: Self.quotation(String(attribute.name)), value: Self.quotation(attribute.value)),
            name: entry.name,
            line: entry.line)
    }

    private mutating func endEntry() {
        defer { text.removeAll(keepingCapacity: true) }
        guard var entry else { return }
        self.entry = nil
        entryDepth = 0
        if let entryAlias { matched[entryAlias] = true }
        entry.value = Self.value(of: &text)
        document.entries.append(entry)
        if entry.nestedElements > 0 {
            warn(.nestedElements(count: entry.nestedElements), name: entry.name, line: entry.line)
        }
    }

    /// Line ends become blanks, outer white space goes (Provisioning Formats, "White Space").
    private static func value(of text: inout [UInt8]) -> String {
        for index in text.indices where text[index] == UInt8(ascii: "\n") || text[index] == UInt8(ascii: "\r") {
            text[index] = UInt8(ascii: " ")
        }
        guard let first = text.firstIndex(where: { !SourceText.isBlank($0) }),
            let last = text.lastIndex(where: { !SourceText.isBlank($0) })
        else { return "" }
        return String(decoding: text[first...last], as: UTF8.self)
    }

    // MARK: - Text between entries

    private mutating func stray(_ piece: UnsafeBufferPointer<xmlChar>, place: Place) {
        if strayLine == nil {
            guard let first = piece.firstIndex(where: { !SourceText.isBlank($0) }) else { return }
            switch place {
            case .from(let start): strayLine = lines.line(at: start + first)
            // In the piece every line end is one LF, so going back by them from its end finds the line.
            case .upTo(let end): strayLine = lines.line(at: end) - piece[first...].count { $0 == UInt8(ascii: "\n") }
            }
        }
        text.append(contentsOf: piece.prefix(max(0, 1024 - text.count)))
    }

    private mutating func endStrayText() {
        guard let line = strayLine else { return }
        warn(.strayText(Self.quotation(Self.value(of: &text))), line: line)
        strayLine = nil
        text.removeAll(keepingCapacity: true)
    }

    // MARK: - Places, warnings, refusals

    /// Where the tag begins whose end the parser has reached: no `<` can stand inside a tag.
    private func startOfTag(endingAt cursor: Int) -> Int {
        var start = min(cursor, bytes.count) - 1
        while start > 0, bytes[start] != UInt8(ascii: "<") { start -= 1 }
        return max(start, 0)
    }

    private func isProfile(_ name: UnsafePointer<xmlChar>) -> Bool { name == names.profile }

    private mutating func warn(_ kind: ProfileWarning.Kind, name: ParameterName? = nil, line: Int?) {
        document.warnings.append(ProfileWarning(kind, name: name, line: line))
    }

    private mutating func refuse(_ reason: ProfileFormatError.Reason, at offset: Int) {
        refuse(ProfileFormatError(reason, at: TextPosition(of: offset, in: bytes)))
    }

    private mutating func refuse(_ reason: ProfileFormatError.Reason, line: Int) {
        refuse(ProfileFormatError(reason, line: line))
    }

    private mutating func refuse(_ error: ProfileFormatError) {
        guard !isRefusing else { return }
        isRefusing = true
        fault = error
    }

    private static func quotation(_ text: String) -> String { String(text.prefix(ProfileWarning.longestQuotation)) }
}

extension String {
    /// A text of libxml2.
    init(_ name: UnsafePointer<xmlChar>) {
        self.init(decoding: UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))), as: UTF8.self)
    }
}
