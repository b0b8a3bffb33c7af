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

    /// Whether both say the same about a parameter; a setting that sets nothing says the same as none.
    package static func haveSameContent(_ left: Setting?, _ right: Setting?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.hasSameContent(as: right)
        case (let setting?, nil), (nil, let setting?): setting.setsNothing
        }
    }

    private var setsNothing: Bool { value == nil && access == nil && !isUserPreference && !isUserModified }
}
