internal import FlatProfile
internal import ProfileRules
internal import Threading

/// The syslog messages of one kind of attempt: before the request, and how it ended. An empty parameter suppresses its message.
///
/// Source: Provisioning Parameters, "Log_Request_Msg" and the five like it.
struct AttemptMessages: Sendable {
    let request: ParameterName
    let success: ParameterName
    let failure: ParameterName
    /// The word for `%s`, which old templates have.
    let kind: String

    static let resync = AttemptMessages(
        request: "Log_Request_Msg", success: "Log_Success_Msg", failure: "Log_Failure_Msg", kind: "resync")
    static let upgrade = AttemptMessages(
        request: "Log_Upgrade_Request_Msg", success: "Log_Upgrade_Success_Msg", failure: "Log_Upgrade_Failure_Msg",
        kind: "upgrade")
    /// No messages: no parameter of a phone has an empty name.
    static let none = AttemptMessages(request: "", success: "", failure: "", kind: "")

    /// The first message. It tells the address that the request goes to, so it waits until that is known; where none is ever found it
    /// tells the name.
    func announcement(_ context: MacroContext, _ host: any ProvisioningHost) -> OnceOnly {
        // It goes into a request, which a fetcher may keep: it holds the host, not the runner with its fetcher.
        OnceOnly { address in
            var context = context
            context.values.handledURL?.serverAddress = address
            send(request, context, host)
        }
    }

    /// The second message, after a success.
    func succeeded(_ context: MacroContext, _ host: any ProvisioningHost) {
        send(success, context, host)
    }

    /// The second message, after a failure.
    func failed(_ sentence: String, _ context: MacroContext, _ host: any ProvisioningHost) {
        var context = context
        context.values.error = sentence
        send(failure, context, host)
    }

    private func send(_ parameter: ParameterName, _ context: MacroContext, _ host: any ProvisioningHost) {
        let template = context.snapshot[parameter]
        guard !template.isEmpty else { return }
        host.syslog(
            MacroExpander.expand(template, in: context, kindOfRequest: kind), configuration: context.snapshot)
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
