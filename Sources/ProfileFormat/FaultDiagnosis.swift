import FlatProfile

/// Says where and why a document is not well-formed, in words for the person who wrote it.
struct FaultDiagnosis {
    /// An element that is open.
    private struct OpenElement {
        var name: String
        var offset: Int
        /// Where its content begins.
        var content: Int
        /// Whether text that is not blank stands in it before its last child.
        var hasText = false
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var scanner: MarkupScanner
    private var open: [OpenElement] = []
    private var hadRoot = false

    /// Explains the parser's refusal at an offset; `parser` is what it said, without quotations.
    static func explain(
        _ bytes: UnsafeBufferPointer<UInt8>, refusedAt offset: Int, parser detail: String?, limits: ProfileLimits
    ) -> ProfileFormatError {
        var diagnosis = FaultDiagnosis(bytes, limits: limits)
        if let fault = diagnosis.firstFault(upTo: offset), fault.offset <= offset {
            return ProfileFormatError(fault.reason, at: TextPosition(of: fault.offset, in: bytes), detail: detail)
        }
        return ProfileFormatError(
            .notWellFormed(.other), at: TextPosition(of: offset, in: bytes), detail: detail)
    }

    /// A start tag that is longer than the limit allows, as the first thing that is wrong.
    static func overlongTag(in bytes: UnsafeBufferPointer<UInt8>, limits: ProfileLimits) -> ProfileFormatError? {
        guard hasSuspiciousTag(bytes, limit: limits.tagLength) else { return nil }
        var scanner = MarkupScanner(bytes, tagLimit: limits.tagLength)
        do throws(MarkupScanner.Fault) {
            while try scanner.next() != nil {}
            return nil
        } catch {
            guard case .tagTooLong = error.reason else { return nil }
            return ProfileFormatError(error.reason, at: TextPosition(of: error.offset, in: bytes))
        }
    }

    /// Whether a tag may be too long: after its `<` comes neither another one nor, outside quotes, a `>` within the limit. This goes from
    /// `<` to `<` and is therefore cheap, but takes a part of a comment for a tag.
    private static func hasSuspiciousTag(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> Bool {
        var start = bytes.position(of: UInt8(ascii: "<"), from: 0)
        while start < bytes.count {
            let next = bytes.position(of: UInt8(ascii: "<"), from: start + 1)
            if next - start > limit, isUnclosed(bytes[start...].prefix(limit)) { return true }
            start = next
        }
        return false
    }

    private static func isUnclosed(_ start: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var quote: UInt8?
        for byte in start {
            switch byte {
            case UInt8(ascii: ">") where quote == nil: return false
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if quote == nil { quote = byte } else if quote == byte { quote = nil }
            default: continue
            }
        }
        return true
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ProfileLimits) {
        self.bytes = bytes
        scanner = MarkupScanner(bytes, tagLimit: limits.tagLength)
    }

    /// The first fault, unless everything is sound as far as the parser came.
    private mutating func firstFault(upTo offset: Int) -> MarkupScanner.Fault? {
        do throws(MarkupScanner.Fault) {
            while let piece = try scanner.next() {
                try take(piece)
                if scanner.position > offset, scanner.position < bytes.count { return nil }
            }
            guard let innermost = open.last else { return hadRoot ? nil : .init(.noElement, at: 0) }
            return unclosed(innermost)
        } catch {
            return refined(error)
        }
    }

    private mutating func take(_ piece: MarkupScanner.Piece) throws(MarkupScanner.Fault) {
        switch piece {
        case .text(let range):
            guard let first = range.first(where: { !SourceText.isBlank(bytes[$0]) }) else { return }
            guard !open.isEmpty else { throw .init(.textOutside, at: first) }
            open[open.count - 1].hasText = true
        case .other(let range, let isText):
            guard isText else { return }
            guard !open.isEmpty else { throw .init(.textOutside, at: range.lowerBound) }
            open[open.count - 1].hasText = true
        case .startTag(let name, let whole, let isSelfClosed):
            if open.isEmpty, hadRoot { throw .init(.secondRoot, at: whole.lowerBound) }
            hadRoot = true
            guard !isSelfClosed else { return }
            open.append(
                OpenElement(name: scanner.string(name), offset: whole.lowerBound, content: whole.upperBound))
        case .endTag(let name, let whole):
            try close(scanner.string(name), at: whole.lowerBound)
        case .documentType(let offset):
            throw .init(.documentType, at: offset)
        }
    }

    private mutating func close(_ name: String, at offset: Int) throws(MarkupScanner.Fault) {
        guard let innermost = open.popLast() else { throw .init(.endTagWithoutStart, at: offset) }
        guard innermost.name != name else { return }
        let line = TextPosition(of: innermost.offset, in: bytes).line
        // `<X>a<b>c</X>`: what looks like a tag is a part of the value.
        if let parameter = valueHolder, isInsideValue(innermost) {
            if open.last?.name == name, open.last?.hasText == true {
                throw .init(.lessThanSign(inside: ParameterName(parameter.name)), at: innermost.offset)
            }
            throw .init(.mismatchedEndTagInside(ParameterName(parameter.name), onLine: line), at: offset)
        }
        throw .init(.mismatchedEndTag(opened: innermost.name, onLine: line, found: name), at: offset)
    }

    private func unclosed(_ innermost: OpenElement) -> MarkupScanner.Fault {
        let shown = isInsideValue(innermost) ? valueHolder ?? innermost : innermost
        let line = TextPosition(of: shown.offset, in: bytes).line
        return .init(.unclosedElement(shown.name, onLine: line), at: bytes.count)
    }

    /// The fault with what is known of the place where it stands.
    private func refined(_ fault: MarkupScanner.Fault) -> MarkupScanner.Fault {
        guard let innermost = open.last else { return fault }
        // `a <b` and `a<b c` in a value look like a spoilt tag; in front of a real tag no text stands.
        let isValue = innermost.hasText || isText(innermost.content..<fault.offset)
        guard fault.isLessThanSign || fault.isBadAttribute && isValue else { return fault }
        return .init(.lessThanSign(inside: valueHolder.map { ParameterName($0.name) }), at: fault.offset)
    }

    /// The child of `flat-profile` that is open.
    private var valueHolder: OpenElement? {
        guard let profile = open.firstIndex(where: { $0.name.split(separator: ":").last == "flat-profile" }),
            profile + 1 < open.count
        else { return nil }
        return open[profile + 1]
    }

    /// Whether the element's name may be a piece of a value. Structure is written on lines of its own, a value is not.
    private func isInsideValue(_ element: OpenElement) -> Bool {
        guard let holder = valueHolder, holder.offset < element.offset else { return false }
        let between = bytes[holder.content..<element.offset]
        return holder.hasText || !between.contains(UInt8(ascii: "\n"))
    }

    /// Whether anything but blanks stands there.
    private func isText(_ range: Range<Int>) -> Bool {
        guard range.lowerBound < range.upperBound else { return false }
        return bytes[range].contains { !SourceText.isBlank($0) }
    }
}

extension MarkupScanner.Fault {
    fileprivate var isLessThanSign: Bool { if case .notWellFormed(.lessThanSign) = reason { true } else { false } }
    fileprivate var isBadAttribute: Bool { if case .notWellFormed(.badAttribute) = reason { true } else { false } }
}
