/// How the machine finds names: the name servers and the domain of resolv.conf(5).
public struct ResolverConfiguration: Hashable, Sendable {
    /// The name servers in the order in which they are asked.
    public var servers: [IPAddress]
    /// The local domain, the first of the search list; nil if none is set.
    public var domain: String?

    /// A configuration of those parts.
    public init(servers: [IPAddress] = [], domain: String? = nil) {
        self.servers = servers
        self.domain = domain
    }

    /// Reads the text of a resolv.conf; lines that mean nothing are passed over. Of several `domain` and `search` lines the last one counts.
    public init(parsing text: String) {
        self.init()
        for line in text.nonemptyLines {
            let words = line.words
            guard words.count >= 2 else { continue }
            switch words[0] {
            case "nameserver":
                // A link-local server carries its link: fe80::1%eth0.
                guard let server = IPAddress(words[1].prefix { $0 != "%" }) else { continue }
                servers.append(server)
            case "domain", "search":
                domain = words[1] == "." ? nil : String(words[1])
            default: continue
            }
        }
    }

    /// What this machine has now. Behind systemd-resolved's stub (127.0.0.53) stand the servers that it asks.
    public static func current() -> ResolverConfiguration {
        let configuration = ResolverConfiguration(parsing: ProcFile.text(of: "/etc/resolv.conf") ?? "")
        guard configuration.servers == IPAddress("127.0.0.53").map({ [$0] }),
            let behind = ProcFile.text(of: "/run/systemd/resolve/resolv.conf")
        else { return configuration }
        let asked = ResolverConfiguration(parsing: behind)
        return asked.servers.isEmpty ? configuration : asked
    }
}
