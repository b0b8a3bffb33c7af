/// What was decided about one URL, and why.
public struct ProxyDecision: Sendable, Hashable {
    /// The ways to try, in this order; empty means that the transfer fails.
    public var routes: [TransferRoute]
    /// Where the script came from; nil if there was none.
    public var script: TransferURL?
    /// What the script answered.
    public var answer: String?
    /// Why there is no usable answer.
    public var failure: ProxyScriptFailure?

    /// A decision.
    public init(
        routes: [TransferRoute], script: TransferURL? = nil, answer: String? = nil, failure: ProxyScriptFailure? = nil
    ) {
        self.routes = routes
        self.script = script
        self.answer = answer
        self.failure = failure
    }

    /// Reads what `FindProxyForURL` answered: `PROXY h:p; DIRECT`, kinds apart by semicolons, in any case. `HTTP` means `PROXY`. `HTTPS`,
    /// `SOCKS` and unknown kinds are passed over, as are names and ports that cannot be; without a port it is 80. An empty answer means
    /// direct. (The form: Netscape's "Navigator Proxy Auto-Config File Format", as browsers read it.)
    ///
    /// - Throws: `.nonsense` if nothing in it has the form, `.nothingUsable` if it names kinds only that are not supported.
    static func routes(
        in answer: String, credentials: TransferRequest.Credentials?
    ) throws(ProxyScriptFailure) -> [TransferRoute] {
        let entries = answer.split(separator: ";").map { $0.split(whereSeparator: \.isWhitespace) }
            .filter { !$0.isEmpty }
        guard !entries.isEmpty else { return [.direct] }
        var routes: [TransferRoute] = []
        var hasKnownKind = false
        for words in entries.prefix(mostRoutes) {
            let kind = words[0].uppercased()
            hasKnownKind = hasKnownKind || kinds.contains(kind)
            switch (kind, words.count) {
            case ("DIRECT", 1): routes.append(.direct)
            case ("PROXY", 2), ("HTTP", 2):
                if let proxy = proxy(words[1], credentials) { routes.append(.proxy(proxy)) }
            default: break
            }
        }
        guard routes.isEmpty else { return routes }
        throw hasKnownKind ? .nothingUsable(answer.forTelling) : .nonsense(answer.forTelling)
    }

    private static let kinds: Set<String> = ["DIRECT", "PROXY", "HTTP", "HTTPS", "SOCKS", "SOCKS4", "SOCKS5", "QUIC"]

    /// More than this nobody could wait for.
    private static let mostRoutes = 16

    private static func proxy(_ text: Substring, _ credentials: TransferRequest.Credentials?) -> TransferProxy? {
        var (host, port) = (text, Substring("80"))
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            (host, port) = (text[..<colon], text[text.index(after: colon)...])
        }
        guard let number = UInt16(port), host.hasPrefix("[") || !host.contains(":") else { return nil }
        let proxy = TransferProxy(host: String(host), port: number, credentials: credentials)
        return proxy.fault == nil ? proxy : nil
    }
}

extension String {
    /// What a stranger's text may fill of a sentence: one line of 200 characters.
    var forTelling: String {
        let line = String(map { $0.isASCII && $0 >= " " && $0 != "\u{7f}" ? $0 : "?" })
        return line.count > 200 ? line.prefix(200) + "…" : line
    }
}
