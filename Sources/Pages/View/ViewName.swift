/// The name of a template: its path inside `Views/`, without `.tpl`.
package struct ViewName: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name as it is written in the code.
    package let text: StaticString

    package init(stringLiteral value: StaticString) {
        text = value
    }

    package static func == (left: Self, right: Self) -> Bool { left.text.description == right.text.description }

    package func hash(into hasher: inout Hasher) { hasher.combine(text.description) }
}
