internal import Notation

/// What a job is called: in commands, in addresses, in the names of directories.
public struct JobName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name itself.
    public let text: String

    /// A name of one to 64 letters (`a` to `z`), digits, `-`, `_` and dots, the first one a letter or a digit; nil for anything else.
    public init?(_ text: String) {
        guard let first = text.utf8.first, text.utf8.count <= 64, Self.isLetterOrDigit(first),
            text.utf8.allSatisfy({ Self.isLetterOrDigit($0) || "-_.".utf8.contains($0) })
        else { return nil }
        self.text = text
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit }

    /// The name itself.
    public var description: String { text }

    /// Alphabetical.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
