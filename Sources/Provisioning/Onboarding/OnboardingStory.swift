public import FlatProfile

/// What moved the phone on its way from the box to its provider.
public enum OnboardingStep: String, Hashable, Sendable, CaseIterable {
    /// DNS SRV of the local domain.
    case serviceRecords = "dns-srv"
    /// EDOS.
    case edos
    /// An activation code.
    case activation
    /// A resync by the stored rules.
    case resync
    /// Somebody on the spot.
    case person

    /// What a person calls it.
    public var label: String {
        switch self {
        case .serviceRecords: "DNS SRV"
        case .edos: "EDOS"
        case .activation: "activation code"
        case .resync: "resync"
        case .person: "set on the spot"
        }
    }
}

/// One step of onboarding, with all that it asked and what came of it. No secret is in it, and no code.
public struct OnboardingStory: Sendable {
    /// What was done.
    public var step: OnboardingStep
    /// When it began, by the wall clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration = .zero
    /// The state before it.
    public var before: CustomizationState
    /// The state after it.
    public var after: CustomizationState
    /// What came of it, in a sentence.
    public var sentence = ""
    /// What it asked of the network.
    public var transfer = TransferStory()
    /// What it changed.
    public var changes: [RevisionChange] = []
    /// The last revision that it made.
    public var revision: RevisionNumber?
    /// What was odd in the profile that came.
    public var warnings: [ProfileWarning] = []
    /// When the next round comes by itself; nil if none does, or another step follows at once.
    public var next: Timestamp?

    /// A step that has just begun.
    init(_ step: OnboardingStep, at time: Timestamp, in state: CustomizationState) {
        self.step = step
        startedAt = time
        before = state
        after = state
    }
}

/// What is known of onboarding at a moment.
public struct CustomizationStatus: Hashable, Sendable {
    /// The state.
    public var state = CustomizationState.open
    /// The step under way.
    public var running: OnboardingStep?
    /// When the next round comes by itself.
    public var next: Timestamp?
    /// The cloud symbol.
    public var webex = WebexOnboarding.notOnboarded
    /// Until when no activation code is taken, if the last ones were wrong; may be over.
    public var codesBarredUntil: Timestamp?
}

extension CustomizationStatus {
    /// A phone in that state, of which nothing else is known.
    public init(_ state: CustomizationState) {
        self.init()
        self.state = state
    }
}
