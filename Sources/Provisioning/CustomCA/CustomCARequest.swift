/// What lets the phone fetch or remove its custom CA.
public enum CustomCATrigger: Hashable, Sendable {
    /// The start of the phone.
    case start
    /// `Custom_CA_Rule`, or something that its macros stand for, has changed.
    case ruleChanged
    /// `Custom_CA_Rule` was emptied.
    case ruleEmptied
    /// `Resync_Error_Retry_Delay` after a failure; the number of failures in a row before it.
    case errorRetry(failures: Int)
    /// Somebody asks for it: the direct action `updateca`, the command line, the API.
    case request(by: String)
}

/// One fetch of a custom CA to be done.
public struct CustomCARequest: Hashable, Sendable {
    /// What started it.
    public var trigger: CustomCATrigger
    /// A rule for this once, which is not stored; nil: `Custom_CA_Rule`.
    public var oneTimeRule: String?
    /// The host that stands for the server that `oneTimeRule` leaves out: the one that asks.
    public var requester: String?

    /// A request of those parts.
    public init(trigger: CustomCATrigger, oneTimeRule: String? = nil, requester: String? = nil) {
        self.trigger = trigger
        self.oneTimeRule = oneTimeRule
        self.requester = requester
    }
}

/// What is done about the custom CA.
public enum CustomCADeed: Hashable, Sendable {
    /// It is fetched and takes the place of the present one.
    case fetch(CustomCARequest)
    /// The present one is removed.
    case remove
}

/// Where the installed CA came from.
public enum CustomCASource: String, Codable, Hashable, Sendable {
    /// `Custom_CA_Rule`.
    case rule
    /// Somebody's command.
    case command
}
