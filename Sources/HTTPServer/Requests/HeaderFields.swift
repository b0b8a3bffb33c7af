import Notation

/// The name of a header field: a token (RFC 9110, 5.1). Names are equal whatever the case of their letters.
public struct HeaderName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// As it is written.
    public let text: String

    /// A name from elsewhere; nil for what is no token.
    public init?(checking text: String) {
        guard Text.isToken(text) else { return nil }
        self.text = text
    }

    /// A name that stands in the program.
    public init(stringLiteral text: StaticString) {
        self.text = "\(text)"
        precondition(Text.isToken(self.text), "no header name: \(text)")
    }

    /// The name.
    public var description: String { text }

    /// Equal but for the case of letters.
    public static func == (left: Self, right: Self) -> Bool { Text.equalIgnoringCase(left.text, right.text) }

    /// In step with `==`.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte.lowercased) }
    }
}

/// The value of a header field of an answer: visible ASCII, spaces and tabs, and so never a line end or NUL.
///
/// A value is made from a literal, checked (`init(checking:)`) or escaped (`init(escaping:)`): there is no way to write
/// text from outside into a header unseen (RFC 9110, 5.5).
public struct HeaderValue: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// As it is written.
    public let text: String

    /// A value from elsewhere; nil when it holds anything but visible ASCII, spaces and tabs.
    public init?(checking text: String) {
        guard text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    /// Any text; bytes that a value may not hold are percent-encoded.
    public init(escaping text: String) {
        self.text = text.percentEncoded(keeping: Self.isAllowed)
    }

    /// A value that stands in the program.
    public init(stringLiteral text: StaticString) {
        self.text = "\(text)"
        precondition(self.text.utf8.allSatisfy(Self.isAllowed), "no header value: \(text)")
    }

    /// A number.
    public init(_ number: Int) { text = String(number) }

    /// The text between quotation marks, `"` and `\` escaped (RFC 9110, 5.6.4); other bytes as `init(escaping:)`.
    public init(quoting text: String) {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        self.init(escaping: "\"" + String(escaped) + "\"")
    }

    /// The value.
    public var description: String { text }

    /// Several values behind one another.
    public static func + (left: Self, right: Self) -> Self { HeaderValue(trusted: left.text + right.text) }

    private init(trusted: String) { text = trusted }

    private static func isAllowed(_ byte: UInt8) -> Bool { byte == 0x09 || (0x20...0x7e).contains(byte) }
}

/// The header fields of a request: in order, repeats kept, looked up whatever the case of the name.
public struct HeaderFields: Sendable {
    /// One line of a request's header, spaces around the value removed.
    public struct Field: Equatable, Sendable {
        /// As the client wrote it.
        public var name: String
        /// Bytes that are no UTF-8 show as U+FFFD.
        public var value: String

        /// A field of that name and value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields in the order of the request.
    public private(set) var fields: [Field]

    /// Those fields.
    public init(_ fields: [Field] = []) { self.fields = fields }

    /// The value of the first field of that name.
    public subscript(_ name: String) -> String? {
        fields.first { Text.equalIgnoringCase($0.name, name) }?.value
    }

    /// The values of all fields of that name, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { Text.equalIgnoringCase($0.name, name) }.map(\.value)
    }

    /// Whether a comma-separated field of that name lists the token, whatever its case.
    public func lists(_ token: String, in name: String) -> Bool {
        all(name).contains { value in Text.list(value).contains { Text.equalIgnoringCase($0, token) } }
    }
}

/// The header fields of an answer. Length, framing, date and connection are written by the server.
public struct ResponseHeaders: Sendable {
    package private(set) var fields: [(name: HeaderName, value: HeaderValue)] = []

    /// No fields.
    public init() {}

    /// The first value of that name; setting replaces all of them, nil removes them.
    public subscript(_ name: HeaderName) -> HeaderValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            fields.removeAll { $0.name == name }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Adds one more field of that name, as `Set-Cookie` needs it.
    public mutating func add(_ name: HeaderName, _ value: HeaderValue) { fields.append((name, value)) }

    /// All values of that name, in order.
    public func all(_ name: HeaderName) -> [HeaderValue] { fields.filter { $0.name == name }.map(\.value) }
}
