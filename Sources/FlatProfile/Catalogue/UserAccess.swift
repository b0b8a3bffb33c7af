/// What the account `user` may do with a parameter; the attribute `ua` of its element. It never limits `admin`.
///
/// Source: administration guide, "Access Control Configuration".
public enum UserAccess: String, Sendable, Hashable, CaseIterable {
    /// `na`: the user does not see it.
    case hidden = "na"
    /// `ro`: the user sees it.
    case readOnly = "ro"
    /// `rw`: the user sees and changes it.
    case readWrite = "rw"
}
