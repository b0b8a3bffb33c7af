/// The name of a parameter, as its element is called in a flat profile (`Resync_Periodic`).
///
/// Names are case sensitive and match exactly (Provisioning Formats, "Element tags").
public struct ParameterName: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name as it stands in the profile.
    public let text: String

    /// Takes any text: whether a parameter of that name exists is the catalogue's to say.
    public init(_ text: String) {
        self.text = text
    }

    /// A name written in the code.
    public init(stringLiteral value: StaticString) {
        text = value.description
    }

    /// The name itself.
    public var description: String { text }

    /// Alphabetical, by Unicode scalars.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
