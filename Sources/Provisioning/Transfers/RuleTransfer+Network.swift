internal import FlatProfile
internal import Transfer

/// How requests reach their servers, and which servers they may reach.
extension RuleTransfer {
    /// Puts the request under Restricted_Access_Domains and the section HTTP Proxy Settings. Both hold for every concern.
    ///
    /// Source: Phone Security, "Restrict Access to Domains" and "Set Up a Proxy Server".
    func enter(_ request: inout TransferRequest, _ snapshot: Snapshot) {
        request.accessDomains = AccessDomains(snapshot["Restricted_Access_Domains"])
        let settings = ProxySettings(
            snapshot, option252: host.proxyConfigurationURL, domain: host.domain(for: snapshot))
        switch settings {
        case .off: break
        case .manual(let proxy): request.proxy = proxy
        case .automatic:
            // The finder asks its script's server with the same trust; it is part of the request, so that each attempt sees a new script.
            let scripts = host.proxyScripts ?? { _ in .failure(.couldNotRun("this process runs no proxy scripts")) }
            request.proxyFinder = ProxyFinder(
                settings: settings, template: request, fetch: { [fetcher] in await fetcher.fetch($0) },
                evaluate: scripts)
        }
    }
}

extension ProvisioningHost {
    /// The domain of the place: the parameter Domain, else what DHCP or the resolver tells; nil if that is no domain. It becomes part of
    /// names and of a rule, so nothing else may be in it.
    func domain(for snapshot: Snapshot) -> String? {
        let own = snapshot["Domain"]
        guard let found = own.isEmpty ? domain : own else { return nil }
        let name = found.hasSuffix(".") ? String(found.dropLast()) : found
        return DomainList.isDomain(name) ? name : nil
    }
}

extension ProxySettings {
    /// What the section HTTP Proxy Settings asks for; `option252` is where DHCP says that a script lies.
    init(_ snapshot: Snapshot, option252: String?, domain: String?) {
        let credentials: TransferRequest.Credentials? =
            snapshot.isYes("Proxy_Server_Requires_Authentication")
            ? .init(user: snapshot["Proxy_Username"], password: snapshot["Proxy_Password"]) : nil
        switch snapshot["Proxy_Mode"] {
        case "Manual":
            self = .manual(
                TransferProxy(
                    host: snapshot["Proxy_Host"], port: UInt16(snapshot["Proxy_Port"]) ?? 3128,
                    credentials: credentials))
        case "Auto":
            let source: AutomaticProxy.Source
            if !snapshot.isYes("Use_Auto_Discovery__WPAD_"), let script = TransferURL(absolute: snapshot["PAC_URL"]) {
                source = .script(script)
            } else if snapshot.isYes("Use_Auto_Discovery__WPAD_") {
                source = .discovery(option252: option252.flatMap(TransferURL.init(absolute:)), domain: domain)
            } else {
                // An empty PAC URL leads nowhere, which the story of the attempt says.
                source = .discovery(option252: nil, domain: nil)
            }
            self = .automatic(AutomaticProxy(source: source, credentials: credentials))
        default:
            self = .off
        }
    }
}
