/// The name of a template: its path inside `Views/`, without `.tpl`.
struct ViewName: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name as it is written in the code.
    let text: StaticString

    init(stringLiteral value: StaticString) {
        text = value
    }

    static func == (left: Self, right: Self) -> Bool { left.text.description == right.text.description }

    func hash(into hasher: inout Hasher) { hasher.combine(text.description) }
}
