private import CXML2

/// The text of a file in UTF-8, before it is parsed.
enum SourceText {
    /// The bytes that are there already.
    case inPlace(UnsafeRawBufferPointer)
    /// Bytes made of them.
    case converted([UInt8])

    /// Finds out what the file is and gives its text; or says what it is instead. `mending` replaces bytes that no text has.
    static func prepare(
        _ bytes: UnsafeRawBufferPointer, limits: ProfileLimits, mending: Bool
    ) -> (text: SourceText?, fault: ProfileFormatError?) {
        guard bytes.count <= limits.size else { return (nil, ProfileFormatError(.tooLarge(limit: limits.size))) }
        if bytes.starts(with: "Salted__".utf8) { return (nil, ProfileFormatError(.encrypted)) }
        let encoding: Encoding
        switch Encoding.detect(bytes) {
        case .success(let found): encoding = found
        case .failure(let fault): return (nil, fault)
        }
        guard let name = encoding.name else { return check(encoding.body(of: bytes), mending: mending) }
        guard let converted = decode(encoding.body(of: bytes), from: name) else {
            return (nil, ProfileFormatError(.notInEncoding(name)))
        }
        guard converted.count <= limits.size else { return (nil, ProfileFormatError(.tooLarge(limit: limits.size))) }
        let (_, fault) = converted.withUnsafeBytes { check($0, mending: false) }
        return (fault == nil ? .converted(converted) : nil, fault)
    }

    /// What text that should be UTF-8 is.
    private static func check(
        _ bytes: UnsafeRawBufferPointer, mending: Bool
    ) -> (text: SourceText?, fault: ProfileFormatError?) {
        guard let first = bytes.first(where: { !isBlank($0) }) else { return (nil, ProfileFormatError(.empty)) }
        let text = bytes.bindMemory(to: UInt8.self)
        let fault = encodingFault(of: text)
        if first != UInt8(ascii: "<") {
            let isBinary = fault != nil || text.prefix(512).contains { $0 < 0x20 && !isBlank($0) }
            if isBinary { return (nil, ProfileFormatError(.binary)) }
            if looksLikeJSON(text) { return (nil, ProfileFormatError(.json)) }
            // With a tag somewhere the parser says what is wrong.
            if !text.contains(UInt8(ascii: "<")) { return (nil, ProfileFormatError(.plainText)) }
        }
        guard let fault else { return (.inPlace(bytes), nil) }
        return (mending ? .converted(mended(text)) : nil, fault)
    }

    private static func encodingFault(of text: UnsafeBufferPointer<UInt8>) -> ProfileFormatError? {
        let zero = text.position(of: 0, from: 0)
        if zero < text.count { return ProfileFormatError(.nulByte, at: TextPosition(of: zero, in: text)) }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text.span)
            return nil
        } catch {
            return ProfileFormatError(.notUTF8, at: TextPosition(of: error.byteOffsets.lowerBound, in: text))
        }
    }

    /// The text with U+FFFD for what is not UTF-8, and blanks for zeros.
    private static func mended(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        String(decoding: text, as: UTF8.self).utf8.map { $0 == 0 ? UInt8(ascii: " ") : $0 }
    }

    private static func looksLikeJSON(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = text.lazy.filter { !isBlank($0) }.prefix(2)
        switch start.first {
        case UInt8(ascii: "{"): return true
        // `[System]` is a section line, `["a"]` and `[{` are JSON.
        case UInt8(ascii: "["): return start.dropFirst().first.map { "{[\"]".utf8.contains($0) } ?? false
        default: return false
        }
    }

    /// The bytes in UTF-8, or nil if they are not in that encoding.
    private static func decode(_ bytes: UnsafeRawBufferPointer, from name: String) -> [UInt8]? {
        guard let handler = xmlFindCharEncodingHandler(name) else { return nil }
        defer { xmlCharEncCloseFunc(handler) }
        guard !bytes.isEmpty, let input = cxml2_buffer(bytes.baseAddress, bytes.count) else { return [] }
        defer { xmlBufferFree(input) }
        guard let output = xmlBufferCreate() else { return nil }
        defer { xmlBufferFree(output) }
        while xmlBufferLength(input) > 0 {
            guard cxml2_decode(handler, output, input) > 0 else { return nil }
        }
        return [UInt8](UnsafeBufferPointer(start: xmlBufferContent(output), count: Int(xmlBufferLength(output))))
    }

    /// White space of XML.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}

extension SourceText {
    /// How the characters of a file are written.
    struct Encoding {
        /// The encoding's name; nil for UTF-8.
        var name: String?
        /// The length of the byte order mark.
        var markLength = 0

        /// The bytes behind the byte order mark.
        func body(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[markLength...])
        }

        /// A byte order mark decides, then the XML declaration, then it is UTF-8 (XML 1.0, appendix F).
        static func detect(_ bytes: UnsafeRawBufferPointer) -> Result<Encoding, ProfileFormatError> {
            if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return .success(Encoding(name: nil, markLength: 3)) }
            if bytes.starts(with: [0xff, 0xfe]) { return .success(Encoding(name: "UTF-16LE", markLength: 2)) }
            if bytes.starts(with: [0xfe, 0xff]) { return .success(Encoding(name: "UTF-16BE", markLength: 2)) }
            if bytes.starts(with: [0x3c, 0, 0x3f, 0]) { return .success(Encoding(name: "UTF-16LE")) }
            if bytes.starts(with: [0, 0x3c, 0, 0x3f]) { return .success(Encoding(name: "UTF-16BE")) }
            guard let declared = declaredName(in: bytes), declared.uppercased() != "UTF-8" else {
                return .success(Encoding())
            }
            // A declaration that could be read byte by byte is not in an encoding with wider units.
            let isWide = ["UTF-16", "UTF16", "UCS", "ISO-10646", "UTF-32", "UTF32"].contains {
                declared.uppercased().hasPrefix($0)
            }
            guard !isWide, let handler = xmlFindCharEncodingHandler(declared) else {
                return .failure(ProfileFormatError(.unknownEncoding(declared), line: 1))
            }
            xmlCharEncCloseFunc(handler)
            return .success(Encoding(name: declared))
        }

        /// The encoding that the XML declaration names.
        private static func declaredName(in bytes: UnsafeRawBufferPointer) -> String? {
            guard bytes.starts(with: "<?xml".utf8) else { return nil }
            let head = String(decoding: bytes.prefix(512), as: UTF8.self)
            guard let end = head.firstRange(of: "?>") else { return nil }
            let declaration = head[..<end.lowerBound]
            guard let key = declaration.firstRange(of: "encoding") else { return nil }
            var rest = declaration[key.upperBound...].drop { $0.isWhitespace }
            guard rest.popFirst() == "=" else { return nil }
            rest = rest.drop { $0.isWhitespace }
            guard let quote = rest.popFirst(), quote == "\"" || quote == "'", let closing = rest.firstIndex(of: quote)
            else { return nil }
            let name = rest[..<closing]
            // EncName of XML 1.0, section 4.3.3: nothing else reaches the converter. The parser refuses the rest.
            let isName = name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            return isName && !name.isEmpty && name.utf8.count <= 40 ? String(name) : nil
        }
    }
}

extension ProfileFormatError {
    init(_ reason: Reason, at position: TextPosition, detail: String? = nil) {
        self.init(reason, line: position.line, column: position.column, detail: detail)
    }
}
