/// A template whose texts stand between `[[` and `]]`: the English text is the key of its translation.
package struct MarkedText {
    /// A stretch of the template.
    package enum Piece: Equatable {
        /// Markup.
        case markup(Substring)
        /// A text for people.
        case text(Substring)
    }

    package let pieces: [Piece]

    package init(_ template: String) {
        var pieces: [Piece] = []
        var rest = template[...]
        while let start = rest.firstOccurrence(of: "[["),
            let end = rest[start.upperBound...].firstOccurrence(of: "]]")
        {
            pieces.append(.markup(rest[..<start.lowerBound]))
            pieces.append(.text(rest[start.upperBound..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        self.pieces = pieces + [.markup(rest)]
    }

    /// The texts for people.
    package var texts: [Substring] {
        pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// The template with its texts in that language; what has no translation stays English.
    package func template(in translations: Translations?) -> String {
        pieces.map { piece in
            switch piece {
            case .markup(let markup): String(markup)
            case .text(let text): translations?.text(String(text)) ?? String(text)
            }
        }.joined()
    }
}

extension Substring {
    /// Where two ASCII characters stand first.
    fileprivate func firstOccurrence(of mark: StaticString) -> Range<Index>? {
        let bytes = utf8
        let (first, second) = (mark.utf8Start[0], mark.utf8Start[1])
        var index = startIndex
        while let found = bytes[index...].firstIndex(of: first) {
            let next = bytes.index(after: found)
            if next < endIndex, bytes[next] == second { return found..<bytes.index(after: next) }
            index = next
        }
        return nil
    }
}
