internal import FlatProfile
internal import ProfileRules
internal import Threading
internal import Transfer

/// What goes out to the world: requests and syslog messages.
extension ResyncRunner {
    /// The request that the phone makes for a rule.
    ///
    /// Source: captured requests (`docs/compatibility.md`, Transfer); credentials of the rule win (Phone Features and Setup,
    /// "Profile authentication").
    func request(for rule: RuleRequest, _ url: TransferURL, _ context: MacroContext) -> TransferRequest {
        let snapshot = context.snapshot
        var request = TransferRequest(url: url, userAgent: userAgent(context))
        if let user = rule.options.user {
            request.credentials = .init(user: user.reveal(), password: rule.options.password?.reveal() ?? "")
        }
        request.trust.minimumVersion =
            switch snapshot["TLS_Client_Min_Version"] {
            case "TLS 1.0": .tls1_0
            case "TLS 1.1": .tls1_1
            case "TLS 1.3": .tls1_3
            default: .tls1_2
            }
        request.trust.extraAuthorities = host.customAuthorities
        return request
    }

    private func userAgent(_ context: MacroContext) -> String {
        let template = context.snapshot["HTTP_User_Agent_Name"]
        return MacroExpander.expand(template.isEmpty ? "$VERSION ($MA)" : template, in: context)
    }

    /// What the macros know when a rule of this request is read.
    func context(for request: ResyncRequest, secondsSinceResync: Int) -> MacroContext {
        var values = RuntimeValues()
        values.localAddress = host.localAddress(towards: nil)
        values.provisioningState = request.trigger.provisioningState
        values.secondsSinceResync = secondsSinceResync
        return MacroContext(snapshot: store.snapshot, identity: identity, values: values)
    }

    /// The first of the two messages of an attempt. It tells the address that the request goes to, so it waits until that is known; where
    /// none is ever found it tells the name.
    func requestMessage(_ context: MacroContext) -> OnceOnly {
        // It goes into a request, which a fetcher may keep: it holds the host, not the runner with its fetcher.
        OnceOnly { [host] address in
            var context = context
            context.values.handledURL?.serverAddress = address
            host.sendMessage("Log_Request_Msg", context)
        }
    }

    /// The second of the two messages of an attempt: how it ended. The first was sent before the request.
    func logEnding(of attempt: ResyncAttempt, _ context: MacroContext) {
        var context = context
        switch attempt.ending {
        case .applied, .toleratedNotFound:
            host.sendMessage("Log_Success_Msg", context)
        case .failed(_, let sentence):
            context.values.error = sentence
            host.sendMessage("Log_Failure_Msg", context)
        case .assigned, .skipped:
            break
        }
    }

}

extension ProvisioningHost {
    /// Sends the message that a parameter holds; an empty one suppresses it (Provisioning Parameters, "Log_Request_Msg").
    fileprivate func sendMessage(_ parameter: ParameterName, _ context: MacroContext) {
        let template = context.snapshot[parameter]
        guard !template.isEmpty else { return }
        syslog(MacroExpander.expand(template, in: context, kindOfRequest: "resync"), configuration: context.snapshot)
    }
}

/// A message that is sent when the address of the server is known first, and not again.
final class OnceOnly: Sendable {
    private let wasSent = Locked(false)
    private let message: @Sendable (String) -> Void

    init(_ message: @escaping @Sendable (String) -> Void) {
        self.message = message
    }

    func send(serverAddress: String) {
        let isFirst = wasSent.withLock { wasSent in
            defer { wasSent = true }
            return !wasSent
        }
        if isFirst { message(serverAddress) }
    }
}
