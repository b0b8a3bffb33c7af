/// A text after macro expansion, with the way back to what the person wrote.
///
/// Expansion is one pass over the whole text before anything is parsed, and is not repeated: `$$MAU` becomes `$MAU` and stays so.
/// The values of secret macros are not in the expanded text: there the macro still stands as it is written, and the parser asks
/// for its value where it may be used. So a secret can neither be read as rule syntax nor shown by mistake.
/// Source: Provisioning Parameters, "Macro Expansion Variables"; Provisioning Formats, "Macro Expansion".
struct MacroExpansion: Sendable {
    /// Where a piece of the expanded text comes from.
    enum Origin: Sendable {
        /// As it was written.
        case written
        /// The value of the macro of that name; `$$` counts as one.
        case value(name: String)
        /// A secret macro, in the expanded text as it was written.
        case secret(name: String, Secret, MacroSecrecy)
    }

    struct Segment: Sendable {
        var expanded: Range<Int>
        var source: Range<Int>
        var origin: Origin
    }

    /// The longest text that is taken, before and after expansion, in bytes. The guides document no limit; this one keeps
    /// hostile rules cheap and is far beyond what anybody writes.
    static let limit = 16 * 1024

    let source: [UInt8]
    private(set) var bytes: [UInt8] = []
    private(set) var segments: [Segment] = []
    /// Names that are no macros, and where they stand in the expanded text.
    private(set) var unknown: [(name: String, position: Int)] = []

    /// Expands a text.
    init(of text: String, in context: MacroContext) throws(RuleSyntaxError) {
        source = Array(text.utf8)
        guard source.count <= Self.limit else { throw tooLong(at: Self.limit) }
        var scanner = MacroScanner(source)
        while let (token, range) = scanner.next() {
            switch token {
            case .literal:
                append(source[range], from: range, .written)
            case .dollar:
                append([.dollar], from: range, .value(name: "$"))
            case .reference(let reference):
                let name = String(reference.name)
                switch context.value(of: reference.name) {
                case .plain(let value)?:
                    append(reference.part(of: value).utf8, from: range, .value(name: name))
                case .secret(let value, let secrecy)?:
                    let part = Secret(reference.part(of: value.reveal()))
                    append(source[range], from: range, .secret(name: name, part, secrecy))
                case nil:
                    unknown.append((name, bytes.count))
                    append(source[range], from: range, .written)
                }
            }
            guard bytes.count <= Self.limit else { throw tooLong(at: range.lowerBound) }
        }
    }

    /// A text that is taken as it is, without macros.
    init(asWritten text: String) {
        source = Array(text.utf8)
        append(source, from: 0..<source.count, .written)
    }

    private mutating func append(_ new: some Collection<UInt8>, from range: Range<Int>, _ origin: Origin) {
        let start = bytes.count
        bytes.append(contentsOf: new)
        segments.append(Segment(expanded: start..<bytes.count, source: range, origin: origin))
    }

    private func tooLong(at offset: Int) -> RuleSyntaxError {
        RuleSyntaxError(column: sourceColumn(of: offset), reason: .tooLong(limit: Self.limit))
    }
}

extension MacroExpansion {
    /// The column, in characters and counted from 1, in what the person wrote: for the value of a macro that of its `$`.
    func column(of position: Int) -> Int {
        sourceColumn(of: sourceOffset(of: position))
    }

    /// The fault that a value is missing because a macro in a range is empty; nil if none is.
    func emptyMacroFault(in range: Range<Int>) -> RuleSyntaxError? {
        emptyMacro(in: range).map {
            RuleSyntaxError(column: sourceColumn(of: $0.source), reason: .emptyMacro($0.name))
        }
    }

    private func sourceColumn(of offset: Int) -> Int {
        String(decoding: source[..<min(offset, source.count)], as: UTF8.self).count + 1
    }

    private func sourceOffset(of position: Int) -> Int {
        guard position < bytes.count else { return source.count }
        let segment = segments[firstSegment(endingAfter: position)]
        return switch segment.origin {
        case .written, .secret: segment.source.lowerBound + position - segment.expanded.lowerBound
        case .value: segment.source.lowerBound
        }
    }

    /// The index of the first segment that ends behind a position; `segments.count` if none does.
    private func firstSegment(endingAfter position: Int) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].expanded.upperBound > position { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The segments that have a byte in a range.
    func segments(in range: Range<Int>) -> ArraySlice<Segment> {
        guard !range.isEmpty else { return [] }
        let first = firstSegment(endingAfter: range.lowerBound)
        var end = first
        while end < segments.count, segments[end].expanded.lowerBound < range.upperBound { end += 1 }
        return segments[first..<end]
    }

    /// As `segments(in:)`, with the macros of empty value at the end of the range.
    func segmentsAndEmptyOnes(in range: Range<Int>) -> ArraySlice<Segment> {
        let inside = segments(in: range)
        guard !inside.isEmpty else { return inside }
        var end = inside.endIndex
        while end < segments.count, segments[end].expanded.isEmpty { end += 1 }
        return segments[inside.startIndex..<end]
    }

    /// Whether anything in a range depends on the value of a macro, an empty one included.
    func dependsOnMacro(in range: Range<Int>) -> Bool {
        emptyMacro(in: range) != nil
            || segments(in: range).contains {
                if case .written = $0.origin { false } else { true }
            }
    }

    /// A macro whose value is empty and that stands in a range, its ends included: its name and where it is written.
    func emptyMacro(in range: Range<Int>) -> (name: String, source: Int)? {
        var index = range.lowerBound == 0 ? 0 : firstSegment(endingAfter: range.lowerBound - 1)
        while index < segments.count, segments[index].expanded.lowerBound <= range.upperBound {
            let segment = segments[index]
            if case .value(let name) = segment.origin, segment.expanded.isEmpty,
                segment.expanded.lowerBound >= range.lowerBound
            {
                return (name, segment.source.lowerBound)
            }
            index += 1
        }
        return nil
    }

    /// The text of a range.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The text of a range in which the secrets that may be used there are in their places.
    func text(_ range: Range<Int>, revealing mayBeUsed: (MacroSecrecy) -> Bool) -> String {
        var text: [UInt8] = []
        for segment in segments(in: range) {
            if case .secret(_, let value, let secrecy) = segment.origin, mayBeUsed(secrecy),
                range.lowerBound <= segment.expanded.lowerBound, segment.expanded.upperBound <= range.upperBound
            {
                text.append(contentsOf: value.reveal().utf8)
            } else {
                text.append(contentsOf: bytes[segment.expanded.clamped(to: range)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
