import Notation

/// A method and the pattern of a path; links are made from it, so that they cannot lead astray.
///
/// A pattern is fixed segments and captures: `/history/:number/restore`.
public struct Route: Hashable, Sendable, CustomStringConvertible {
    enum Segment: Hashable, Sendable {
        case fixed(String)
        case capture(String)
    }

    /// The method; a GET route answers HEAD too.
    public let method: Method
    /// The pattern as written.
    public let pattern: String
    let segments: [Segment]
    /// The address of a route without captures, which is always the same.
    private let fixedPath: String?

    /// A route that stands in the program: the pattern begins with a slash, and captures have names.
    public init(_ method: Method, _ pattern: StaticString) {
        let text = "\(pattern)"
        precondition(text.hasPrefix("/"), "a pattern begins with a slash: \(text)")
        self.method = method
        self.pattern = text
        segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            $0.hasPrefix(":") ? .capture(String($0.dropFirst())) : .fixed(String($0))
        }
        precondition(!segments.contains(.capture("")), "a capture needs a name: \(text)")
        let fixed = segments.compactMap { if case .fixed(let text) = $0 { Self.encoded(text) } else { nil } }
        fixedPath = fixed.count == segments.count ? "/" + fixed.joined(separator: "/") : nil
    }

    /// GET.
    public static func get(_ pattern: StaticString) -> Self { Self(.get, pattern) }
    /// POST.
    public static func post(_ pattern: StaticString) -> Self { Self(.post, pattern) }
    /// PUT.
    public static func put(_ pattern: StaticString) -> Self { Self(.put, pattern) }
    /// PATCH.
    public static func patch(_ pattern: StaticString) -> Self { Self(.patch, pattern) }
    /// DELETE.
    public static func delete(_ pattern: StaticString) -> Self { Self(.delete, pattern) }

    /// Method and pattern.
    public var description: String { "\(method.rawValue) \(pattern)" }

    /// The address of this route: the captures replaced by the values, in order, each one percent-encoded.
    ///
    /// As many values as captures, none of them empty; `query` is encoded as a form.
    public func path(_ values: String..., query: [(name: String, value: String)] = []) -> String {
        guard !query.isEmpty else { return path(values) }
        return path(values) + "?"
            + query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    private func path(_ values: [String]) -> String {
        if let fixedPath {
            precondition(values.isEmpty, "\(self) was given too many values")
            return fixedPath
        }
        var remaining = values[...]
        var path = ""
        for segment in segments {
            switch segment {
            case .fixed(let text): path += "/" + Self.encoded(text)
            case .capture(let name):
                guard let value = remaining.popFirst(), !value.isEmpty else {
                    preconditionFailure("\(self) needs a value for :\(name)")
                }
                path += "/" + Self.encoded(value)
            }
        }
        precondition(remaining.isEmpty, "\(self) was given too many values")
        return path
    }

    static func encoded(_ text: String) -> String { text.percentEncoded() }
}
