/// Keeps the one custom CA of the phone: a file of certificates that later transfers trust.
public protocol CustomAuthorityKeeper: Sendable {
    /// What is installed; nil if nothing is. Never waits.
    var installed: CustomAuthorities? { get }

    /// Checks a file and puts it in the place of what is installed, whole and for good when it returns; what was installed stays if it
    /// throws.
    func install(_ file: [UInt8]) async throws(CustomAuthorityRefusal) -> CustomAuthorities

    /// Removes what is installed, for good when it returns.
    func remove() async throws(CustomAuthorityRefusal)
}

/// What a person wants to know of an installed CA.
public struct CustomAuthorities: Hashable, Sendable {
    /// The common name in the subject of the first certificate; nil if it has none.
    public var commonName: String?
    /// How many certificates there are.
    public var count: Int
    /// What is odd about them now, a sentence each.
    public var warnings: [String]

    /// Authorities of those parts.
    public init(commonName: String?, count: Int, warnings: [String] = []) {
        self.commonName = commonName
        self.count = count
        self.warnings = warnings
    }
}

/// Why a file was not installed, or not removed.
public struct CustomAuthorityRefusal: Error, Hashable, Sendable {
    /// What is wrong and what to do.
    public var sentence: String

    /// A refusal of that description.
    public init(sentence: String) {
        self.sentence = sentence
    }
}

/// For a phone that has no place for a CA.
public struct NoAuthorityKeeper: CustomAuthorityKeeper {
    /// A keeper that keeps nothing.
    public init() {}

    /// Nothing is ever installed.
    public var installed: CustomAuthorities? { nil }

    /// Refuses.
    public func install(_ file: [UInt8]) async throws(CustomAuthorityRefusal) -> CustomAuthorities {
        throw CustomAuthorityRefusal(sentence: "this phone has no place for a custom CA")
    }

    /// Nothing is there to be removed.
    public func remove() async throws(CustomAuthorityRefusal) {}
}
