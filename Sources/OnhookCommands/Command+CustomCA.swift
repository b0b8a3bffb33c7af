internal import PhoneService
internal import Store

extension Command {
    static let updateCustomCA = Command(
        path: ["updateca"], operands: "URL",
        summary: "fetch a custom CA once, install it and trust it from now on",
        details: """
            URL names a file of certificates, in PEM or one in DER; macros are expanded. It takes the place of the present custom CA and
            is not stored: Custom_CA_Rule is what fetches one by itself. URL may be - for standard input. Exit status: 0 installed, 1 not.
            """,
        options: [.json] + PhoneClient.options + Phone.placeOptions
    ) { (invocation) throws(CommandFailure) in
        let wish = CustomCAWish(url: try invocation.rule(try invocation.operands(1...1, "URL")[0]))
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.whileRunning { () async throws(CommandFailure) in
                try await phone.send("POST", "/api/v1/custom-ca", body: RecordCoding.encode(wish), takes: .long)
            }
            let record = try Report.decode(CustomCAUpdateRecord.self, bytes)
            _ = try invocation.print(bytes, as: CustomCAUpdateRecord.self, Report.customCA)
            return record.succeeded ? .done : .failed
        }
    }
}

extension Report {
    static func customCA(_ record: CustomCAUpdateRecord) -> String {
        let attempt = record.attempt
        var lines = attempt.steps.map { step in
            "request    \(step.url)\(step.address.map { " at \($0)" } ?? ""): \(step.result), \(step.bytes) bytes"
        }
        lines.append("result     \(attempt.result)\(attempt.error.map { ": \($0)" } ?? "")")
        lines += attempt.warnings.map { "warning    \($0)" }
        lines.append("custom CA  \(record.custom_ca.info)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The line of `onhook status`.
    static func customCA(_ record: CustomCARecord) -> String {
        let source = record.source == "rule" ? "Custom_CA_Rule" : record.source == "command" ? "updateca" : nil
        return record.info + (source.map { ", by \($0)" } ?? "")
            + (record.error.map { "; the last fetch failed: \($0)" } ?? "")
    }
}
