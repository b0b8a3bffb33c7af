/// Finds the routes to URLs, as the settings say; asks the proxy script about each URL. It fetches the script once: make a finder for
/// each attempt, and the next one sees a new script.
public actor ProxyFinder {
    /// A script and what it is asked: the arguments of its function `FindProxyForURL(url, host)`.
    public struct Question: Sendable, Hashable {
        /// The script.
        public var script: [UInt8]
        /// For https without the path, which may hold secrets and which browsers keep to themselves too; neither quotes nor controls.
        public var url: String
        /// The server's name or address.
        public var host: String

        /// A question.
        public init(script: [UInt8], url: String, host: String) {
            self.script = script
            self.url = url
            self.host = host
        }
    }

    /// Runs a script somewhere where it can do no harm and returns what `FindProxyForURL` answered.
    public typealias Evaluator = @Sendable (Question) async -> Result<String, ProxyScriptFailure>

    /// Fetches: `TransferClient.fetch`, or a test's double.
    public typealias Fetch = @Sendable (TransferRequest) async -> TransferReport

    /// The longest script, 1 MiB, as in browsers.
    public static let longestScript = 1 << 20

    private let settings: ProxySettings
    private let template: TransferRequest
    private let fetch: Fetch
    private let evaluate: Evaluator
    private var script: Result<(url: TransferURL, text: [UInt8]), ProxyScriptFailure>?

    /// A finder.
    ///
    /// - Parameter template: What the fetch of the script takes over: trust, resolver, user agent, limits. The script itself is fetched
    ///   without a proxy, from whichever server: `Restricted_Access_Domains` speaks of the servers that the script is about.
    public init(
        settings: ProxySettings, template: TransferRequest, fetch: @escaping Fetch, evaluate: @escaping Evaluator
    ) {
        self.settings = settings
        self.template = template
        self.fetch = fetch
        self.evaluate = evaluate
    }

    /// The routes to a URL. TFTP goes direct, whatever the settings are.
    public func decide(for url: TransferURL) async -> ProxyDecision {
        guard url.scheme != .tftp else { return ProxyDecision(routes: [.direct]) }
        switch settings {
        case .off: return ProxyDecision(routes: [.direct])
        case .manual(let proxy): return ProxyDecision(routes: [.proxy(proxy)])
        case .automatic(let automatic): return await decide(for: url, automatic)
        }
    }

    private func decide(for url: TransferURL, _ automatic: AutomaticProxy) async -> ProxyDecision {
        let fallback: [TransferRoute] = automatic.fallback == .direct ? [.direct] : []
        switch await script(at: automatic.locations) {
        case .failure(let failure): return ProxyDecision(routes: fallback, failure: failure)
        case .success(let script):
            let question = Question(script: script.text, url: url.forScripts, host: url.host)
            switch await evaluate(question) {
            case .failure(let failure):
                return ProxyDecision(routes: fallback, script: script.url, failure: failure)
            case .success(let answer):
                let told = answer.forTelling
                do throws(ProxyScriptFailure) {
                    let routes = try ProxyDecision.routes(in: answer, credentials: automatic.credentials)
                    return ProxyDecision(routes: routes, script: script.url, answer: told)
                } catch {
                    return ProxyDecision(routes: fallback, script: script.url, answer: told, failure: error)
                }
            }
        }
    }

    /// Two questions at once may both fetch it, which does no harm.
    private func script(
        at locations: [TransferURL]
    ) async -> Result<(url: TransferURL, text: [UInt8]), ProxyScriptFailure> {
        if let script { return script }
        var found: Result<(url: TransferURL, text: [UInt8]), ProxyScriptFailure> = .failure(.nowhereToLook)
        for location in locations {
            found = await fetchScript(location)
            if case .success = found { break }
        }
        if !Task.isCancelled { script = found }
        return found
    }

    private func fetchScript(
        _ location: TransferURL
    ) async -> Result<(url: TransferURL, text: [UInt8]), ProxyScriptFailure> {
        var request = TransferRequest(
            url: location, userAgent: template.userAgent, limits: template.limits, trust: template.trust,
            resolver: template.resolver)
        request.limits.bodyBytes = Self.longestScript
        request.limits.total = min(request.limits.total, .seconds(30))
        switch await fetch(request).result {
        case .failure(.tooLarge): return .failure(.tooLong(limit: Self.longestScript))
        case .failure(let failure): return .failure(.notFetched(location, failure))
        case .success(let response) where response.body.contains(0): return .failure(.notText)
        case .success(let response): return .success((response.url, response.body))
        }
    }
}

extension TransferURL {
    /// What a proxy script may see of it.
    var forScripts: String {
        guard scheme == .http else { return "\(scheme)://\(authority)/" }
        let path = path.utf8.prefix { $0 != UInt8(ascii: "#") }.map { byte in
            byte <= 0x20 || byte >= 0x7f || "\"'\\`<>".utf8.contains(byte)
                ? "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
                : String(UnicodeScalar(byte))
        }.joined()
        return "\(scheme)://\(authority)\(path)"
    }
}
