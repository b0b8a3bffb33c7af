/// Which elements of a provider's own document stand for parameters: what the option `--alias` of a profile rule names.
///
///     /customer-account/SIP-number = /flat-profile/User_ID_1_ ;
///     /customer-account/SIP-password = /flat-profile/Password_1_ ;
///
/// A path on the left matches where it is the trailing part of an element's path: `/SIP-Credentials/name` is `/CPE/SIP-Credentials/name`, too.
/// Of several that match an element the longest counts.
/// Source: ATA Provisioning Guide and SPA2102 Provisioning Guide, "alias"; the guides of these phones keep the option.
public struct AliasMap: Hashable, Sendable {
    /// One statement.
    public struct Alias: Hashable, Sendable {
        /// The names of the elements on the path, the innermost last; never empty.
        public var path: [String]
        /// The parameter that the element stands for; whether the model has it is the catalogue's to say.
        public var parameter: ParameterName

        /// An alias of those parts.
        public init(path: [String], parameter: ParameterName) {
            self.path = path
            self.parameter = parameter
        }

        /// The path as it is written, `/customer-account/SIP-number`.
        public var pathText: String { path.map { "/" + $0 }.joined() }
    }

    /// How many statements a map may have (SPA2102 Provisioning Guide, "up to 30").
    public static let limit = 30

    /// The statements in their order; empty if the text is empty.
    public let aliases: [Alias]

    /// Reads a map. The `;` behind the last statement may be missing.
    public init(_ text: String) throws(AliasMapError) {
        var scanner = AliasScanner(text)
        aliases = try scanner.aliases()
    }

    /// No statements.
    public static let none = AliasMap([])

    /// A map of those statements.
    public init(_ aliases: [Alias]) {
        self.aliases = aliases
    }
}

/// Why an alias map cannot be used, and where. Holds nothing of its text but one character.
public struct AliasMapError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// Something else should stand there; nil found is the end.
        case expected(Expectation, found: Character?)
        /// More than `AliasMap.limit` statements.
        case tooMany
        /// The same path stands on the left before.
        case repeatedPath(String)
    }

    /// What should stand somewhere.
    public enum Expectation: String, Hashable, Sendable {
        case path = "a path that begins with /"
        case name = "the name of an element"
        case equalsSign = "= or /"
        case target = "/flat-profile/ and the name of a parameter"
        case semicolon = ";"
    }

    /// The column, in characters, counted from 1.
    public var column: Int
    /// What is wrong.
    public var reason: Reason

    /// An error of those parts.
    public init(column: Int, reason: Reason) {
        self.column = column
        self.reason = reason
    }
}

extension AliasMapError: CustomStringConvertible {
    /// One sentence: the column, what is wrong, what was expected.
    public var description: String { "column \(column): \(reason)" }
}

extension AliasMapError.Reason: CustomStringConvertible {
    /// What is wrong, without the place.
    public var description: String {
        switch self {
        case .expected(let what, let found):
            "expected \(what.rawValue), not \(found.map { "\"\($0)\"" } ?? "the end"); a statement is "
                + "/account/number = /flat-profile/User_ID_1_ ;"
        case .tooMany:
            "there are more than \(AliasMap.limit) statements; let the server write the names of parameters instead"
        case .repeatedPath(let path):
            "\(path.prefix(60)) stands on the left before; an element stands for one parameter"
        }
    }
}

/// Reads the text of a map from left to right.
private struct AliasScanner {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) {
        characters = Array(text)
    }

    mutating func aliases() throws(AliasMapError) -> [AliasMap.Alias] {
        var aliases: [AliasMap.Alias] = []
        skipBlanks()
        while position < characters.count {
            guard aliases.count < AliasMap.limit else { throw error(.tooMany) }
            let start = position
            let alias = try statement()
            guard !aliases.contains(where: { $0.path == alias.path }) else {
                throw AliasMapError(column: start + 1, reason: .repeatedPath(alias.pathText))
            }
            aliases.append(alias)
            skipBlanks()
        }
        return aliases
    }

    private mutating func statement() throws(AliasMapError) -> AliasMap.Alias {
        let path = try path(otherwise: .path)
        skipBlanks()
        guard take("=") else { throw error(.expected(.equalsSign, found: present)) }
        skipBlanks()
        let start = position
        let target = try self.path(otherwise: .target)
        guard target.count == 2, target[0] == "flat-profile" else {
            throw AliasMapError(column: start + 1, reason: .expected(.target, found: characters[start]))
        }
        skipBlanks()
        guard take(";") || position == characters.count else { throw error(.expected(.semicolon, found: present)) }
        return AliasMap.Alias(path: path, parameter: ParameterName(target[1]))
    }

    private mutating func path(otherwise expectation: AliasMapError.Expectation) throws(AliasMapError) -> [String] {
        guard present == "/" else { throw error(.expected(expectation, found: present)) }
        var names: [String] = []
        while take("/") {
            let start = position
            while let character = present, !character.isWhitespace, !"/=;".contains(character) { position += 1 }
            guard position > start else { throw error(.expected(.name, found: present)) }
            names.append(String(characters[start..<position]))
        }
        return names
    }

    private var present: Character? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard present == character else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let character = present, character.isWhitespace { position += 1 }
    }

    private func error(_ reason: AliasMapError.Reason) -> AliasMapError {
        AliasMapError(column: position + 1, reason: reason)
    }
}
