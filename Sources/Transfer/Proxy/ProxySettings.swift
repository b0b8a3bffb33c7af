/// How proxies are found: the section "HTTP Proxy Settings" of the System page (`Proxy_Mode`).
public enum ProxySettings: Sendable, Hashable {
    /// There is none (`Off`).
    case off
    /// This one (`Manual`).
    case manual(TransferProxy)
    /// A script says it, URL by URL (`Auto`).
    case automatic(AutomaticProxy)
}

/// A proxy that a script chooses (`Proxy_Mode` Auto).
public struct AutomaticProxy: Sendable, Hashable {
    /// Where the script lies.
    public enum Source: Sendable, Hashable {
        /// There (`PAC_URL`, when `Use_Auto_Discovery__WPAD_` is No).
        case script(TransferURL)
        /// Wherever the network says (`Use_Auto_Discovery__WPAD_` Yes): at the URL of the lease's option 252 if it has one and a file comes
        /// from there, else at `http://wpad.<domain>/wpad.dat` with the lease's domain. The domain is not shortened label by label as old
        /// browsers did, which handed the choice to strangers (draft-ietf-wrec-wpad-01).
        case discovery(option252: TransferURL?, domain: String?)
    }

    /// What happens when there is no script, or none that answers usably.
    public enum Fallback: Sendable, Hashable {
        /// The server is asked without a proxy, as browsers do: a mistyped `PAC_URL` must not cut a phone off from the server whose profile
        /// would correct it.
        case direct
        /// The transfer fails.
        case failure
    }

    /// Where the script lies.
    public var source: Source
    /// The answer to a 407, whichever proxy the script names.
    public var credentials: TransferRequest.Credentials?
    /// What happens without a usable answer; `.direct` unless said otherwise.
    public var fallback: Fallback

    /// Settings.
    public init(
        source: Source, credentials: TransferRequest.Credentials? = nil, fallback: Fallback = .direct
    ) {
        self.source = source
        self.credentials = credentials
        self.fallback = fallback
    }

    /// Where to look for the script, in this order.
    var locations: [TransferURL] {
        switch source {
        case .script(let url): return [url]
        case .discovery(let option252, let domain):
            let name = domain.map { "wpad." + $0.drop { $0 == "." } }
            let usual = name.map { TransferURL(scheme: .http, host: $0, path: "/wpad.dat") }
            return [option252, domain?.isEmpty == true ? nil : usual].compactMap(\.self)
        }
    }
}
