/// A code that somebody types to onboard the phone: 16 digits, or `#` and the name of a redirection profile, 3 to 16 digits.
///
/// Source: Provisioning, "Onboard Your Phone with the Activation Code", "Enable Auto Provisioning with Short Activation Code". A code lets
/// its holder become the phone's user: no description shows it.
public struct ActivationCode: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// What is wrong with what was typed.
    public enum Fault: Error, Hashable, Sendable {
        /// Nothing was typed.
        case empty
        /// Something else than digits.
        case notDigits
        /// That many digits in place of 16.
        case wrongLength(Int)
        /// That many digits behind `#` in place of 3 to 16.
        case wrongShortLength(Int)
    }

    /// The digits, with `#` before them if it is a short code.
    public let text: String

    /// Whether it names a redirection profile.
    public var isShort: Bool { text.hasPrefix("#") }

    /// Reads what was typed. Blanks and hyphens between the digits mean nothing: codes are often printed in groups of four.
    public init(_ typed: String) throws(Fault) {
        let text = typed.filter { !$0.isWhitespace && $0 != "-" }
        let isShort = text.hasPrefix("#")
        let digits = isShort ? text.dropFirst() : text[...]
        guard !text.isEmpty else { throw .empty }
        guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { throw .notDigits }
        if isShort {
            guard 3...16 ~= digits.count else { throw .wrongShortLength(digits.count) }
        } else {
            guard digits.count == 16 else { throw .wrongLength(digits.count) }
        }
        self.text = text
    }

    /// Says which kind it is.
    public var description: String { isShort ? "short activation code" : "activation code" }
    /// As `description`.
    public var debugDescription: String { description }
    /// Shows no children, so that `dump` prints nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ActivationCode.Fault: CustomStringConvertible {
    /// What is wrong and what was expected; the code itself is not repeated.
    public var description: String {
        switch self {
        case .empty: "no activation code was typed: 16 digits are expected, or # and 3 to 16 digits"
        case .notDigits: "an activation code has digits only: 16 of them, or # and 3 to 16"
        case .wrongLength(let count):
            "an activation code has 16 digits, not \(count); a short one begins with # and has 3 to 16"
        case .wrongShortLength(let count): "behind # stand 3 to 16 digits, not \(count)"
        }
    }
}

/// What the activation service says to a code: the body of its answer. `docs/activation.md`.
public struct ActivationGrant: Codable, Hashable, Sendable {
    /// The profile rule of the service provider.
    public var profile_rule: String
    /// What the service knows of the Webex cloud; nil if nothing.
    public var webex_onboarding: WebexAnswer?

    /// A grant.
    public init(profile_rule: String, webex_onboarding: WebexAnswer? = nil) {
        self.profile_rule = profile_rule
        self.webex_onboarding = webex_onboarding
    }
}

/// What the phone sends with a code: the body of its request. `docs/activation.md`.
public struct ActivationRequest: Codable, Sendable {
    /// The code, `#` before a short one.
    public var code: String
    /// `000e08aabbcc`.
    public var mac: String
    /// The serial number.
    public var serial: String
    /// `CP-8841-3PCC`.
    public var model: String
    /// The firmware.
    public var software_version: String
    /// Whether the phone may be onboarded to the Webex cloud: Webex_Onboard_Enable.
    public var webex_onboarding: Bool
}

/// How the exchange with the activation service is written: JSON, which the engine knows nothing of.
public struct ActivationFormat: Sendable {
    /// The body of a request.
    public var write: @Sendable (ActivationRequest) -> [UInt8]
    /// The grant in the body of an answer; nil if it is none.
    public var read: @Sendable ([UInt8]) -> ActivationGrant?

    /// A format of those parts.
    public init(
        write: @escaping @Sendable (ActivationRequest) -> [UInt8],
        read: @escaping @Sendable ([UInt8]) -> ActivationGrant?
    ) {
        self.write = write
        self.read = read
    }
}

/// Why a code was not accepted.
public enum ActivationRefusal: Error, Hashable, Sendable {
    /// The service knows no such code.
    case unknown
    /// It was used before: codes are for one phone, once.
    case used
    /// It has expired.
    case expired
    /// The service wants no more codes of this phone for that long.
    case throttled(Duration)
    /// The phone wants no more codes for that long: too many were wrong.
    case tooManyWrong(Duration)
    /// No activation service is named.
    case noService
    /// The phone is provisioned already, in that state.
    case alreadyProvisioned(CustomizationState)
    /// The service could not be asked, or its answer makes no sense; in words.
    case failed(String)

    /// Provision_Enable is No.
    static let provisioningDisabled = ActivationRefusal.failed(
        "Provision_Enable is No: set it to Yes to let the phone be onboarded")
}

extension ActivationRefusal: CustomStringConvertible {
    /// The sentence for whoever typed the code.
    public var description: String {
        switch self {
        case .unknown: "Invalid activation code: the service does not know it; check the digits"
        case .used: "Invalid activation code: it was used before; ask for a new one"
        case .expired: "Invalid activation code: it has expired; ask for a new one"
        case .throttled(let wait):
            "the activation service takes no code of this phone for \(wait.inWholeSeconds) seconds"
        case .tooManyWrong(let wait): "too many codes were wrong: wait \(wait.inWholeSeconds) seconds"
        case .noService:
            "no activation service is named: start `onhook serve` with --activation-host (docs/activation.md)"
        case .alreadyProvisioned(let state):
            "the phone is provisioned already (Customization is \(state.rawValue)): set Profile_Rule to gds:// and resync, "
                + "or reset it to the factory's state, to onboard it by a code"
        case .failed(let sentence): sentence
        }
    }
}

extension Duration {
    /// Rounded up, so that whoever waits that long has waited long enough.
    public var inWholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
