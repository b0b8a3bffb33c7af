internal import FlatProfile
internal import Provisioning

/// What will happen next on the way from the box to the service provider, in sentences.
///
/// Source: Provisioning, "Device Onboards with CDA Retry"; `docs/activation.md`.
struct OnboardingWords {
    let status: CustomizationStatus
    let services: OnboardingServices
    let snapshot: Snapshot
    let now: Timestamp

    /// One sentence, or several.
    var next: String {
        if let running = status.running { return underWay(running) }
        guard snapshot["Provision_Enable"] == "Yes" else {
            return "Nothing: Provision Enable is No, so that no code is taken and nobody is asked."
        }
        if status.state.isFinal {
            return
                "Nothing: this phone is provisioned. To onboard it by a code, set Profile Rule to gds:// and resync, "
                + "or reset the phone to its factory state."
        }
        if status.state == .customPending {
            return
                "The phone resyncs by Profile Rule, which the provider has set, until that profile is loaded. \(rounds)"
                .trimmed
        }
        return "\(codes) \(rounds)".trimmed
    }

    private func underWay(_ step: OnboardingStep) -> String {
        switch step {
        case .serviceRecords:
            services.edos == nil
                ? "DNS SRV of the own domain is being asked for the provider's server."
                : "DNS SRV of the own domain is being asked for the provider's server; if it names none, EDOS is next."
        case .edos: "EDOS is being asked for this phone's provider; if it names one, the phone resyncs by its rule."
        case .activation: "The code is being exchanged for the provider's rule; then the phone resyncs by that rule."
        case .resync, .person: "The phone resyncs by the stored rules."
        }
    }

    /// What becomes of a code.
    private var codes: String {
        guard let activation = services.activation else {
            return "No code is taken: no activation service is named (onhook serve --activation-host)."
        }
        if let until = status.codesBarredUntil, until > now {
            return "After wrong codes no code is taken before \(Wording.minute(until))."
        }
        let cloud =
            snapshot["Webex_Onboard_Enable"] == "Yes"
            ? "the service also says whether the Webex cloud knows the phone."
            : "the service is not asked about the Webex cloud, because Onboard Enable is No."
        return
            "A code is sent to \(activation). The rule that comes back becomes Profile Rule, and the phone resyncs by "
            + "it; \(cloud)"
    }

    /// When the phone looks for its provider by itself.
    private var rounds: String {
        guard let next = status.next else {
            return services.edos == nil && status.state == .open
                ? "By itself the phone asks nobody but DHCP and DNS SRV." : ""
        }
        let time = Wording.minute(next)
        return services.edos == nil
            ? "By itself the phone goes on at \(time): DNS SRV is asked again."
            : "By itself the phone goes on at \(time): DNS SRV and EDOS are asked again."
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension Wording {
    /// `07:18 UTC`, for a moment of today or tomorrow.
    static func minute(_ time: Timestamp) -> String {
        let text = time.iso8601
        let clock = text.split(separator: "T").last.map { $0.prefix(5) } ?? ""
        return "\(clock) UTC"
    }
}
