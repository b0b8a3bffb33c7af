/// A text that must never be shown: a key, a user name, a password.
///
/// Interpolating, printing or dumping it gives `********`; only `reveal()` gives the text.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands in the place of a secret, whatever its length.
    public static let mask = "********"

    private let text: String

    /// Wraps a text.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether the text is empty.
    public var isEmpty: Bool { text.isEmpty }

    /// The text itself, for the one who has to use it.
    public func reveal() -> String { text }

    /// The mask.
    public var description: String { Self.mask }
    /// The mask.
    public var debugDescription: String { Self.mask }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
