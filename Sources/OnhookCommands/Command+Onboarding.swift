internal import PhoneService
internal import Store

extension Command {
    static let activate = Command(
        path: ["activate"], operands: "[CODE]", summary: "onboard the phone by an activation code",
        details: """
            CODE has 16 digits, or # and 3 to 16 digits; without it, or with -, the first line of standard input is taken, which
            stands in no list of processes. The code is sent to the service that --activation-host of `onhook serve` names
            (docs/activation.md), and the phone resyncs by the profile rule that it answers. Exit status: 1 if the code was not
            accepted or the profile not loaded.
            """,
        options: [.json] + PhoneClient.options + Phone.placeOptions
    ) { (invocation) throws(CommandFailure) in
        let operands = try invocation.operands(0...1, "CODE")
        let code: String
        if let operand = operands.first, operand != "-" {
            code = operand
        } else {
            code = try InputFile.firstLine(invocation.console)
        }
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.whileRunning { () async throws(CommandFailure) in
                try await phone.send(
                    "POST", "/api/v1/activation", body: RecordCoding.encode(ActivationWish(code: code)), takes: .long)
            }
            let record = try Report.decode(ActivationRecord.self, bytes)
            _ = try invocation.print(bytes, as: ActivationRecord.self, Report.activation)
            return record.succeeded ? .done : .failed
        }
    }

    static let profileAccountShow = Command(
        path: ["profile-account", "show"], summary: "whether a profile account is set",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/profile-account")
            return try invocation.print(bytes, as: ProfileAccountRecord.self, Report.profileAccount)
        }
    }

    static let profileAccountSet = Command(
        path: ["profile-account", "set"], operands: "USER", summary: "set the account that profile servers ask for",
        details: """
            The password is the first line of standard input. The account answers challenges of profile servers where the rule has no
            --uid and Profile_Authentication_Type is Basic Http Authentication.
            """,
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let user = try invocation.operands(1...1, "USER")[0]
        let password = try InputFile.firstLine(invocation.console)
        let body = RecordCoding.encode(ProfileAccountWish(user: user, password: password))
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("PUT", "/api/v1/profile-account", body: body)
            return try invocation.print(bytes, as: ProfileAccountRecord.self, Report.profileAccount)
        }
    }

    static let profileAccountClear = Command(
        path: ["profile-account", "clear"], summary: "forget the profile account",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("DELETE", "/api/v1/profile-account")
            return try invocation.print(bytes, as: ProfileAccountRecord.self, Report.profileAccount)
        }
    }
}

extension InputFile {
    /// The first line of standard input, without its end: a secret that must stand in no list of processes.
    static func firstLine(_ console: Console) throws(CommandFailure) -> String {
        String(try text(console, limit: 4096).prefix { !$0.isNewline })
    }
}

/// Onboarding as text for people.
extension Report {
    static func activation(_ record: ActivationRecord) -> String {
        var lines: [String] = []
        if let error = record.error { lines.append("error          \(error)") }
        lines.append("customization  \(record.customization)")
        return lines.joined(separator: "\n") + "\n"
            + (record.attempts.isEmpty ? "" : "\n" + record.attempts.map(story).joined(separator: "\n"))
    }

    static func profileAccount(_ record: ProfileAccountRecord) -> String {
        """
        profile account  \(record.is_set ? "set" : "not set")
        used             \(record.profile_authentication_type == "Basic Http Authentication" ? "yes" : "no") \
        (Profile_Authentication_Type is \(record.profile_authentication_type))

        """
    }

    /// What `status` tells of onboarding, besides the state.
    static func onboarding(_ status: OnboardingStatusRecord) -> [String] {
        var lines: [String] = []
        if let step = status.running { lines.append("onboarding     \(step) is asked") }
        if let next = status.next {
            lines.append("next round     \(next), DNS SRV and EDOS (Resync_Error_Retry_Delay)")
        }
        if status.webex == "onboarding" || status.webex == "onboarded" || status.webex == "failed" {
            lines.append("Webex          \(status.webex)")
        }
        return lines
    }

    static func onboardingSteps(_ status: OnboardingStatusRecord) -> [String] {
        guard !status.steps.isEmpty else { return [] }
        return ["onboarding"]
            + status.steps.map { step in
                let states = step.before == step.after ? step.after : "\(step.before) -> \(step.after)"
                return "  \(step.number)  \(step.time)  \(step.step)  \(states)  \(step.message)"
            }
    }
}
