internal import FlatProfile
internal import ProfileRules
internal import Transfer

/// A problem report on its way to the server of PRT_Upload_Rule.
///
/// Source: Phone Features and Setup, "Problem Report Tool" and its sample script: a form with files, of these four fields.
struct ProblemReportUpload {
    let file: ProblemReportFile
    let context: MacroContext

    private var snapshot: Snapshot { context.snapshot }

    /// Throws unless the server took it; every status from 200 to 299 says so, 204 among them.
    func perform(by transfer: RuleTransfer, _ story: inout TransferStory) async throws(AttemptFailure) {
        let rule: RuleRequest
        let explanation = ProfileRule.explain(snapshot["PRT_Upload_Rule"], in: context, kind: .prtUpload)
        switch try explanation.decision(of: "PRT_Upload_Rule") {
        case .fetch(let request): rule = request
        default:
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence: "PRT_Upload_Rule names no server: http://server/path is expected")
        }
        var context = context
        let method: TransferRequest.FormMethod = snapshot["PRT_Upload_Method"] == "PUT" ? .put : .post
        let manner = RuleTransfer.Manner(
            method: .form(parts, by: method), headers: header.map { [$0] } ?? [], messages: .none)
        let result = try await transfer.perform(rule, as: manner, &context, &story) { _ in }
        if case .failure(let failure) = result {
            throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Upload failed: \(failure)")
        }
    }

    /// The fields of the form, in the order of the sample script.
    var parts: [FormPart] {
        let identity = context.identity
        return [
            FormPart(name: "devicename", content: .text("SEP\(identity.mac.uppercase)")),
            FormPart(name: "serialno", content: .text(identity.serialNumber)),
            FormPart(name: "username", content: .text(userName)),
            FormPart(
                name: "prt_file", fileName: file.name, contentType: "application/gzip", content: .bytes(file.bytes)),
        ]
    }

    /// The name on the screen, else that of the first extension.
    private var userName: String {
        let name = snapshot["Station_Display_Name"]
        return name.isEmpty ? snapshot["User_ID_1_"] : name
    }

    /// The header that PRT_HTTP_Header and PRT_HTTP_Header_Value ask for, if both are set.
    private var header: TransferRequest.Header? {
        let (name, value) = (snapshot["PRT_HTTP_Header"], snapshot["PRT_HTTP_Header_Value"])
        return name.isEmpty || value.isEmpty ? nil : TransferRequest.Header(name, value)
    }

    /// What is odd about the configuration of the upload.
    var warnings: [String] {
        snapshot["PRT_HTTP_Header"].isEmpty == snapshot["PRT_HTTP_Header_Value"].isEmpty
            ? []
            : ["no further header is sent: PRT_HTTP_Header and PRT_HTTP_Header_Value must both be set"]
    }
}

extension FormPart.Content {
    fileprivate static func text(_ text: String) -> Self { .bytes(Array(text.utf8)) }
}
