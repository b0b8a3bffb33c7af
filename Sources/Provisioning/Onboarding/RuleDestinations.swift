internal import FlatProfile
public import ProfileRules

/// Where a rule leads once the server is known that it may leave out.
///
/// Source: Provisioning Formats, "URL Syntax"; preprovisioning guide, "DHCP option 66"; `docs/compatibility.md`, "DHCP", for a place with
/// a path.
public struct RuleDestinations: Hashable, Sendable {
    /// What of an offer a rule takes that leaves the server out.
    public enum Use: Hashable, Sendable {
        /// The server, for its own path.
        case server
        /// All of it: a place with a path stands for the whole address.
        case wholeAddress

        /// What the rule of that source takes: a place with a path stands for Profile_Rule only.
        public init(_ source: RuleSource) {
            self = source == .parameter("Profile_Rule") ? .wholeAddress : .server
        }
    }

    /// The addresses, which are tried in turn; empty if nobody names a server.
    public let urls: [RuleURL]
    /// Who named the server, if the rule did not.
    public let offer: ProvisioningOffer?

    /// Where an address of a rule leads. Macros of an offered path are expanded in the context.
    ///
    /// Throws if the offered address with its macros expanded is none.
    public init(
        of url: RuleURL, offer: ProvisioningOffer?, use: Use, in context: MacroContext
    ) throws(RuleSyntaxError) {
        guard url.host == nil else {
            urls = [url]
            self.offer = nil
            return
        }
        var urls: [RuleURL] = []
        for place in offer?.places ?? [] {
            guard use == .wholeAddress, let rule = place.rule else {
                urls.append(url.led(to: place))
                continue
            }
            guard case .fetch(let request) = try ProfileRule.explain(rule, in: context).outcome.get() else { continue }
            urls.append(request.url)
        }
        self.urls = urls
        self.offer = urls.isEmpty ? nil : offer
    }
}

extension RuleURL {
    /// The address with the server of the place; what is written in the rule itself, scheme or port, stays.
    fileprivate func led(to place: OfferedPlace) -> RuleURL {
        let scheme = hasExplicitScheme ? scheme : place.scheme
        let offered = scheme == place.scheme ? place.port : nil
        return RuleURL(
            scheme: scheme, hasExplicitScheme: true, host: place.host, port: hasExplicitPort ? port : offered,
            path: path)
    }
}
