/// One parameter of a model: what the catalogue says of it.
public struct Parameter: Sendable {
    /// Its name in a profile.
    public let name: ParameterName
    /// Its label on the page, without section and line.
    public let label: String
    /// The tab on which it stands.
    public let tab: VoiceTab
    /// The section of the tab.
    public let section: String
    /// Which values it may have.
    public let type: ParameterType
    /// The unit of its number or numbers, or nil.
    public let unit: ParameterUnit?
    /// The factory default for this model.
    public let defaultValue: String
    /// The factory setting of `ua`.
    public let access: UserAccess
    /// One or two sentences for the person who sets it.
    public let help: String
    /// Whether its value must never be shown.
    public let isSecret: Bool
    /// Whether it is on no page and in no export (`IKM_HTTP_Encrypt_Content`, `GPP_SA`, …).
    public let isHidden: Bool
    /// Whether a phone reboots when it is changed (`Asset_ID`; no public list names others).
    public let reboots: Bool
    /// Other spellings that documents use for it. The phone does not know them.
    public let aliases: [ParameterName]

    /// Accepts a value as `ParameterType.accept` does; the empty one also where the factory default is empty.
    public func accept(_ text: String) -> Result<String, ValueFault> {
        text.isEmpty && defaultValue.isEmpty ? .success("") : type.accept(text)
    }
}

/// What a number counts.
public enum ParameterUnit: String, Sendable, Hashable {
    /// Seconds.
    case seconds = "s"
    /// Milliseconds.
    case milliseconds = "ms"
    /// Minutes.
    case minutes = "min"
    /// Units of 20 seconds (Resync_Random_Delay).
    case twentySeconds = "20 s"
    /// A port number.
    case port
    /// A time of day in four digits.
    case hoursAndMinutes = "HHmm"
}

/// A tab of Voice, in the phone's order; an extension is a tab of its own.
public enum VoiceTab: Hashable, Sendable {
    case system, sip, provisioning, regional, phone
    /// Extension 1 to 16.
    case ext(Int)
    case user, attConsole, tr069
    /// Not a tab of Voice but of the page itself: Certificate.
    case certificate

    /// What the phone writes on the tab.
    public var label: String {
        switch self {
        case .system: "System"
        case .sip: "SIP"
        case .provisioning: "Provisioning"
        case .regional: "Regional"
        case .phone: "Phone"
        case .ext(let line): "Ext \(line)"
        case .user: "User"
        case .attConsole: "Att Console"
        case .tr069: "TR-069"
        case .certificate: "Certificate"
        }
    }
}
