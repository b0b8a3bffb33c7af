internal import Bench
internal import ProfileRules

/// A text with places, `{{column}}`, in a scenario: `"Extension {{extension}}"`. What is put there stands as it is, without any escape.
public struct PlacedText: Hashable, Sendable {
    private enum Piece: Hashable, Sendable {
        case literal(String)
        case place(ColumnName)
    }

    private let pieces: [Piece]

    /// Reads a text; what stands in braces and is no name of a column is a fault.
    public init(_ text: String) throws(PlaceFault) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            if start.lowerBound > rest.startIndex { pieces.append(.literal(String(rest[..<start.lowerBound]))) }
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else { throw .unclosed }
            let name = ColumnName(rest[..<end.lowerBound])
            guard !name.isEmpty else { throw .noName(String(rest[..<end.lowerBound].prefix(40))) }
            pieces.append(.place(name))
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        self.pieces = pieces
    }

    /// The columns that it needs.
    var columns: [ColumnName] {
        pieces.compactMap { if case .place(let name) = $0 { name } else { nil } }
    }

    /// The text for a device; nil if the job has no such column.
    func text(for device: Device, columns: [Column]) -> String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let words): text += words
            case .place(let name):
                let value =
                    IdentityColumn(name).map { $0.value(of: device) } ?? device.value(of: name, in: columns)?.reveal()
                guard let value else { return nil }
                text += value
            }
        }
        return text
    }

    /// Whether a value of a secret column stands in it.
    func isSecret(among columns: [Column]) -> Bool {
        self.columns.contains { name in columns.contains { $0.name == name && $0.isSecret } }
    }
}

/// What is wrong with the places of a text.
public enum PlaceFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// `{{` without `}}`.
    case unclosed
    /// No name of a column stands between them.
    case noName(String)

    /// For `… has a place that`.
    public var description: String {
        switch self {
        case .unclosed: "begins with {{ and does not end with }}"
        case .noName(let text): "names no column: {{\(text)}}"
        }
    }
}
