import CXML2
import FlatProfile

/// libxml2's SAX2 parser, one for a document. Nothing of it is shared between threads but what `xmlInitParser` sets up once.
struct SAXParser: ~Copyable {
    /// What a parse came to.
    struct Outcome {
        var document: ProfileDocument
        var fault: ProfileFormatError?
    }

    private let context: xmlParserCtxtPtr

    private static let library: Void = xmlInitParser()

    init() {
        Self.library
        guard let context = xmlNewParserCtxt() else { preconditionFailure("libxml2: out of memory") }
        self.context = context
        // Only these events are asked for. Without handlers for entities nothing is ever loaded or expanded but the five predefined ones.
        context.pointee.sax.pointee = Self.events
    }

    deinit { xmlFreeParserCtxt(context) }

    /// Parses a text that is known to be UTF-8. `recovering` goes on behind what is not well-formed, as a phone never does.
    consuming func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, aliases map: AliasMap, limits: ProfileLimits, recovering: Bool
    ) -> Outcome {
        if let fault = FaultDiagnosis.overlongTag(in: bytes, limits: limits) {
            return Outcome(document: ProfileDocument(root: "", entries: []), fault: fault)
        }
        let context = context
        let aliases = map.aliases.compactMap { KnownAlias($0, of: context) }
        guard aliases.count == map.aliases.count else { preconditionFailure("libxml2: out of memory") }
        var state = State(
            context: context,
            builder: DocumentBuilder(bytes, names: KnownNames(of: context), aliases: aliases, limits: limits))
        withUnsafeMutablePointer(to: &state) { state in
            context.pointee.userData = UnsafeMutableRawPointer(state)
            bytes.withMemoryRebound(to: CChar.self) { text in
                // No tree is built, so there is no document to free.
                _ = xmlCtxtReadMemory(context, text.baseAddress, Int32(text.count), nil, nil, Self.options(recovering))
            }
        }
        let fault =
            state.builder.fault ?? refusal(by: state, of: bytes, limits: limits) ?? Self.missing(state.builder, map)
        if fault == nil { state.builder.finish() }
        return Outcome(document: state.builder.document, fault: fault)
    }

    private func refusal(
        by state: borrowing State, of bytes: UnsafeBufferPointer<UInt8>, limits: ProfileLimits
    ) -> ProfileFormatError? {
        guard context.pointee.wellFormed == 0 else { return nil }
        let root = state.builder.document.root
        if Self.isPage(root) || root.isEmpty && Self.beginsPage(bytes) { return ProfileFormatError(.htmlPage) }
        let refusal = state.refusal
        return FaultDiagnosis.explain(
            bytes, refusedAt: refusal?.offset ?? bytes.count, parser: refusal?.detail, limits: limits)
    }

    private static func missing(_ builder: borrowing DocumentBuilder, _ map: AliasMap) -> ProfileFormatError? {
        guard !builder.foundParameters else { return nil }
        let root = builder.document.root
        if isPage(root) { return ProfileFormatError(.htmlPage) }
        return ProfileFormatError(map.aliases.isEmpty ? .noFlatProfile(root: root) : .noAliasMatches(root: root))
    }

    private static func isPage(_ root: String) -> Bool { root.lowercased() == "html" }

    /// Whether the parser failed at the very tag that says that this is a page.
    private static func beginsPage(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        String(decoding: bytes.prefix(512), as: UTF8.self).lowercased().contains("<html")
    }

    /// The text is UTF-8 whatever its declaration says: it may have been converted.
    private static func options(_ recovering: Bool) -> Int32 {
        let strict = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_BIG_LINES.rawValue
        return Int32(bitPattern: recovering ? strict | XML_PARSE_RECOVER.rawValue : strict)
    }
}

extension SAXParser {
    /// What the callbacks work on.
    private struct State: ~Copyable {
        let context: xmlParserCtxtPtr
        var builder: DocumentBuilder
        /// The parser's first verdict.
        var refusal: (offset: Int, detail: String)?

        /// How far the parser has come, in bytes of the text.
        var cursor: Int { xmlByteConsumed(context) }

        /// Where a piece of text stands. It is a part of the parser's input, which is then still in front of it or just behind it, or
        /// a copy of what the parser has just gone past (parser.c, xmlParseCharData and xmlParseCharDataComplex).
        func place(of text: UnsafePointer<xmlChar>) -> DocumentBuilder.Place {
            guard let input = context.pointee.input?.pointee, let start = input.base, let end = input.end,
                text >= start, text < end
            else { return .upTo(cursor) }
            return .from(Int(input.consumed) + (text - start))
        }

        /// Tells the builder, and stops the parser if it has seen enough.
        mutating func report(_ event: (inout DocumentBuilder, _ cursor: Int) -> Void) {
            guard !builder.isRefusing else { return }
            event(&builder, cursor)
            if builder.isRefusing { xmlStopParser(context) }
        }

        static func of(_ userData: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<State>? {
            userData?.assumingMemoryBound(to: State.self)
        }
    }

    private static var events: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { data, name, _, _, namespaces, _, count, _, attributes in
            guard let state = State.of(data), let name else { return }
            let list = AttributeList(pointers: attributes, count: Int(count))
            state.pointee.report {
                $0.startElement(name, attributes: list, namespaces: Int(namespaces), cursor: $1)
            }
        }
        handler.endElementNs = { data, _, _, _ in
            State.of(data)?.pointee.report { builder, _ in builder.endElement() }
        }
        let characters: charactersSAXFunc = { data, text, count in
            guard let text else { return }
            let piece = UnsafeBufferPointer(start: text, count: Int(count))
            guard let state = State.of(data) else { return }
            let place = state.pointee.place(of: text)
            state.pointee.report { builder, _ in builder.characters(piece, place: place) }
        }
        handler.characters = characters
        handler.ignorableWhitespace = characters
        handler.cdataBlock = characters
        // Called once the name behind <!DOCTYPE is known, before anything that it declares (parser.c, xmlParseDocTypeDecl).
        handler.internalSubset = { data, name, _, _ in
            let name = name.map { String($0) } ?? ""
            State.of(data)?.pointee.report { $0.documentType(name, cursor: $1) }
        }
        // With a handler in the context libxml2 asks no global one, and prints nothing (xmlerror.h, xmlStructuredErrorFunc).
        handler.serror = { data, error in
            guard let state = State.of(data), let error = error?.pointee, error.level == XML_ERR_FATAL,
                state.pointee.refusal == nil
            else { return }
            state.pointee.refusal = (state.pointee.cursor, SAXParser.detail(error))
        }
        return handler
    }

    /// libxml2's words. What they quote from the file is left out: it may be a piece of a secret.
    private static func detail(_ error: xmlError) -> String {
        guard let message = error.message else { return "libxml2 error \(error.code)" }
        var text = String(cString: message)
        for quoted in [error.str1, error.str2, error.str3] {
            guard let quoted else { continue }
            let quotation = String(cString: quoted)
            if !quotation.isEmpty, let range = text.firstRange(of: quotation) { text.replaceSubrange(range, with: "…") }
        }
        return String(text.split(separator: "\n").first ?? "")
    }
}
