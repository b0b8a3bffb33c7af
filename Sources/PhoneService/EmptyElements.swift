public import FlatProfile

/// The words of the command line and the API for `EmptyElementPolicy`.
extension EmptyElementPolicy {
    /// All words, for help and sentences: `set, keep, default`.
    public static var words: String { allCases.map(\.word).joined(separator: ", ") }

    /// The policy of that word; nil if there is none.
    public init?(word: String) {
        guard let policy = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = policy
    }

    /// Its word: `set` the empty value, `keep` the value (of `<X ua="rw"/>`), `default` restores the factory default.
    public var word: String {
        switch self {
        case .setsEmpty: "set"
        case .keepsValueWithAccess: "keep"
        case .resetsToDefault: "default"
        }
    }
}
