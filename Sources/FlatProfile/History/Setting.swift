/// What is kept of a parameter that somebody set: absent means factory default.
public struct Setting: Hashable, Sendable {
    /// The value; nil when only the access was set and the value is still the factory default.
    public var value: String?
    /// The access that a profile gave to the account `user`; nil is the factory default.
    public var access: UserAccess?
    /// `user-pref="y"`: a change made by the user survives later profiles.
    public var isUserPreference: Bool
    /// `um="y"`: the user has changed it since.
    public var isUserModified: Bool
    /// Who set it last, and when.
    public var provenance: Provenance

    /// A setting of those parts.
    public init(
        value: String?, access: UserAccess? = nil, isUserPreference: Bool = false, isUserModified: Bool = false,
        provenance: Provenance
    ) {
        self.value = value
        self.access = access
        self.isUserPreference = isUserPreference
        self.isUserModified = isUserModified
        self.provenance = provenance
    }

    /// Whether both say the same about the parameter, whoever said it.
    public func hasSameContent(as other: Setting) -> Bool {
        value == other.value && access == other.access && isUserPreference == other.isUserPreference
            && isUserModified == other.isUserModified
    }
}
