/// A media type or disposition with its parameters: `form-data; name="a"; filename="b.xml"`.
struct MediaType: Sendable {
    /// In small letters.
    let name: String
    private let parameters: [(name: String, value: String)]

    init(_ text: String) {
        var rest = text[...]
        name = String(Text.trimmed(Self.take(upTo: ";", from: &rest))).lowercased()
        var parameters: [(String, String)] = []
        while !rest.isEmpty {
            rest = Text.trimmed(rest.dropFirst())
            let key = String(Text.trimmed(Self.take(upTo: "=", from: &rest))).lowercased()
            guard !key.isEmpty, !rest.isEmpty else { break }
            rest = rest.dropFirst()
            parameters.append((key, Self.takeValue(from: &rest)))
        }
        self.parameters = parameters
    }

    subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    private static func take(upTo separator: Character, from rest: inout Substring) -> Substring {
        let end = rest.firstIndex(of: separator) ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    /// A token, or a quoted text with `\"` and `\\` inside; leaves `rest` at the next semicolon.
    private static func takeValue(from rest: inout Substring) -> String {
        guard rest.first == "\"" else { return String(Text.trimmed(take(upTo: ";", from: &rest))) }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                value.append(next)
                rest = rest.dropFirst()
            } else {
                value.append(character)
            }
        }
        _ = take(upTo: ";", from: &rest)
        return value
    }
}
