internal import FlatProfile
private import FoundationEssentials

/// What a hook wants to be told: the file `NAME.json` beside it. Without one a hook gets every event and every parameter, and no secret.
struct HookManifest: Hashable, Sendable {
    /// The parameters that interest the hook; nil: all of them.
    var parameters: [NamePattern]?
    /// The secrets that it gets.
    var secrets: [NamePattern] = []
    /// The events that it gets.
    var events: Set<HookEvent> = Set(HookEvent.allCases)
    /// How long it may run.
    var timeLimit: Duration = .seconds(30)

    /// How many bytes a manifest may have.
    static let sizeLimit = 64 * 1024
    /// How many seconds a hook may be given.
    static let timeLimits = 1...600

    /// Whether the hook is told of that parameter.
    func concerns(_ parameter: Parameter) -> Bool {
        parameters?.contains { $0.matches(parameter.name) } ?? true || mayHave(parameter)
    }

    /// Whether the hook gets the value of that secret. Web logins are hashes and nobody's business.
    func mayHave(_ secret: Parameter) -> Bool {
        !Account.isLogin(secret.name) && secrets.contains { $0.matches(secret.name) }
    }
}

/// A parameter's name, or many: `*` stands for any characters.
struct NamePattern: Hashable, Sendable {
    /// As it was written.
    var text: String

    func matches(_ name: ParameterName) -> Bool { Self.matches(Array(text.utf8)[...], Array(name.text.utf8)[...]) }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var (pattern, name) = (pattern, name)
        // Where to go on if what follows the last star does not fit here.
        var retry: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
        while !name.isEmpty {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, name)
            } else if let first = pattern.first, first == name.first {
                pattern = pattern.dropFirst()
                name = name.dropFirst()
            } else if let last = retry {
                retry = (last.pattern, last.name.dropFirst())
                (pattern, name) = (last.pattern, last.name.dropFirst())
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// Why a manifest cannot be used.
struct HookManifestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what was expected.
    var description: String
}

extension HookManifest {
    /// Reads a manifest. Everything in it must be known, so that a misspelt word is noticed.
    init(parsing bytes: [UInt8]) throws(HookManifestError) {
        do {
            self = try JSONDecoder().decode(HookManifest.self, from: Data(bytes))
        } catch let error as HookManifestError {
            throw error
        } catch {
            throw HookManifestError(description: "it is not a JSON object")
        }
    }
}

extension HookManifest: Decodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(intValue: Int) { nil }
        init(stringValue: String) { self.stringValue = stringValue }
    }

    private static let keys = ["parameters", "secrets", "events", "time_limit"]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let unknown = container.allKeys.map(\.stringValue).filter { !Self.keys.contains($0) }.min()
        if let unknown {
            throw HookManifestError(
                description:
                    "\"\(unknown.prefix(40))\" is none of its keys, which are \(Self.keys.joined(separator: ", "))")
        }
        parameters = try Self.patterns("parameters", in: container)
        secrets = try Self.patterns("secrets", in: container) ?? []
        guard !secrets.contains(where: { $0.text.allSatisfy { $0 == "*" } }) else {
            throw HookManifestError(description: "secrets must name the parameters, \"*\" names none")
        }
        if let words = try Self.texts("events", in: container) {
            events = Set(
                try words.map { word in
                    guard let event = HookEvent(rawValue: word) else {
                        let known = HookEvent.allCases.map(\.rawValue).joined(separator: ", ")
                        throw HookManifestError(description: "events may hold \(known), not \"\(word.prefix(40))\"")
                    }
                    return event
                })
        }
        let limitKey = Key(stringValue: "time_limit")
        if container.contains(limitKey) {
            guard let seconds = try? container.decode(Int.self, forKey: limitKey), Self.timeLimits.contains(seconds)
            else {
                throw HookManifestError(
                    description:
                        "time_limit must be a whole number of seconds, \(Self.timeLimits.lowerBound) to \(Self.timeLimits.upperBound)"
                )
            }
            timeLimit = .seconds(seconds)
        }
    }

    private static func patterns(
        _ key: String, in container: KeyedDecodingContainer<Key>
    ) throws -> [NamePattern]? {
        try texts(key, in: container)?.map { text in
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "*"):
                    true
                default: false
                }
            }
            guard !text.isEmpty, isName else {
                throw HookManifestError(
                    description:
                        "\(key) must hold parameter names, in which * stands for anything, not \"\(text.prefix(40))\"")
            }
            return NamePattern(text: text)
        }
    }

    private static func texts(_ key: String, in container: KeyedDecodingContainer<Key>) throws -> [String]? {
        let coding = Key(stringValue: key)
        guard container.contains(coding) else { return nil }
        guard let texts = try? container.decode([String].self, forKey: coding) else {
            throw HookManifestError(description: "\(key) must be a list of texts")
        }
        return texts
    }
}
