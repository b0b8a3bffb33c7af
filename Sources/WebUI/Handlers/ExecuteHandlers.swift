internal import FlatProfile
internal import HTTPServer
internal import Identity
internal import Pages
internal import PhoneService

/// `/CGI/Execute`: what applications send to a phone.
///
/// Sources: administration guide, "Provisioning Methods" and "Phone Features and Setup" (CISCO XML EXE Enable, Auth Mode). On the phone
/// CISCO_XML_EXE_Enable = No means that nobody is asked who they are; here it means that scripts log in as everywhere else, because whoever
/// names a rule owns the phone. See `docs/compatibility.md`.
extension Desk {
    func addExecute(to router: inout Router) {
        router.on(.post("/CGI/Execute"), bodyLimit: 64 << 10) { request, captures in
            switch mayExecute(request) {
            case .success(nil):
                return admitted(request, captures, for: [.admin]) { .now(execute($0.request, $0.principal)) }
            case .success(let principal?): return .now(execute(request, principal))
            case .failure(let refusal): return .now(refusal.response)
            }
        }
    }

    /// Who executes by the phone's own parameters; nil: whoever logs in as the administrator.
    private func mayExecute(_ request: Request) -> Result<Principal?, Refusal> {
        let snapshot = service.snapshot
        if case .process = request.peer { return .success(nil) }
        guard snapshot["CISCO_XML_EXE_Enable"] == "Yes", service.isSetUp else { return .success(nil) }
        // No page is an application: what a browser sends comes from a page, ours or a foreign one.
        guard !request.isFromBrowser else {
            return .failure(Refusal(response: refusal("Applications alone may do this.", .forbidden, to: request)))
        }
        let application = Principal(.admin, through: .api)
        switch snapshot["CISCO_XML_EXE_Auth_Mode"] {
        case "Trusted": return .success(application)
        case "Local Credential":
            return digest(request, allowed: "user", without: obstacleToLocalCredential) {
                service.digestSecret(of: .user, $0)
            }.map { application }
        case "Remote Credential":
            let name = service.digestSecretOfApplications(.sha256)?.name
            return digest(request, allowed: name, without: Self.noRemoteCredential) {
                service.digestSecretOfApplications($0)?.secret
            }.map { application }
        default: return .success(nil)
        }
    }

    /// Why no login of the account user fits, and what to do.
    private var obstacleToLocalCredential: String {
        if !service.usesDigest {
            "Local Credential takes logins with Digest, which are switched off: start onhook serve with --script-login digest, then let user log in with a browser once."
        } else if !service.hasPassword(.user) {
            "The account user has no password: set one on the page Change Password."
        } else {
            "The password of user was not shown since Digest was switched on: let user log in with a browser once."
        }
    }

    /// What stands beside the fields that say who executes.
    var executeRemarks: [ParameterName: String] {
        let snapshot = service.snapshot
        guard snapshot["CISCO_XML_EXE_Enable"] == "Yes" else {
            return [
                "CISCO_XML_EXE_Enable":
                    "With No, whoever asks has to log in as admin here, as scripts do everywhere else."
            ]
        }
        switch snapshot["CISCO_XML_EXE_Auth_Mode"] {
        case "Local Credential" where service.digestSecret(of: .user, .sha256) == nil:
            return ["CISCO_XML_EXE_Auth_Mode": "Nobody gets in so far. \(obstacleToLocalCredential)"]
        case "Remote Credential" where service.digestSecretOfApplications(.sha256) == nil:
            return ["CISCO_XML_EXE_Auth_Mode": "Nobody gets in so far. \(Self.noRemoteCredential)"]
        default: return [:]
        }
    }

    private static let noRemoteCredential =
        "XML User Name or XML Password is empty: set both on Voice > Phone, or choose another CISCO XML EXE Auth Mode."

    /// Lets in who knows the secret; where there is none, `obstacle` says what to do about it.
    private func digest(
        _ request: Request, allowed name: String?, without obstacle: String, secret: (TextDigest) -> String?
    ) -> Result<Void, Refusal> {
        guard let login = request.digestCredentials, secret(.sha256) != nil else {
            let sentence = secret(.sha256) == nil ? obstacle : "Log in with Digest (RFC 7616) as \(name ?? "")."
            return .failure(
                Refusal(response: challenged(refusal(sentence, .unauthorized, to: request), request)))
        }
        return digestLogin(login, request) { login.username == name ? secret($0) : nil }
    }

    private func execute(_ request: Request, _ principal: Principal) -> Response {
        guard service.snapshot["Enable_Direct_Action_Url"] == "Yes" else {
            return refusal(
                "Enable Direct Action Url is No: set it to Yes on Voice > System.", .forbidden, to: request)
        }
        let text: String
        if let form = try? request.form() {
            text = form["XML"] ?? ""
        } else if let body = String(validating: request.body, as: UTF8.self), body.first == "<" {
            text = body
        } else {
            return Self.answer(error: "the form field XML is missing", .badRequest)
        }
        do throws(ExecuteRequest.Fault) {
            let wish = try ExecuteRequest(text)
            return Self.answer(wish.urls.map { (url: $0, fault: fault(of: $0, request, principal)) })
        } catch {
            return Self.answer(error: "\(error)", .badRequest)
        }
    }

    /// Why an item is not done; nil if it is.
    private func fault(of url: String, _ request: Request, _ principal: Principal) -> String? {
        guard url.lowercased().hasPrefix("resync:") else { return "this phone takes Resync: only" }
        do throws(ResyncRefusal) {
            try service.startResync(
                rule: String(url.dropFirst("resync:".count)).nonEmpty, from: request.peer.hostName, by: principal)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The answer of the series: an item for each that was asked, with 0 for done (IP Phone Services Application Development Notes,
    /// "CiscoIPPhoneResponse").
    private static func answer(_ items: [(url: String, fault: String?)]) -> Response {
        let lines = items.map { item in
            let status = item.fault == nil ? "0" : "6"
            // The rule may hold a key, so what was asked for is not repeated.
            return "<ResponseItem URL=\"\(item.url.lowercased().hasPrefix("resync:") ? "Resync:" : "")\" "
                + "Data=\"\(escaped(item.fault ?? "Success"))\" Status=\"\(status)\"/>"
        }
        return xml("<CiscoIPPhoneResponse>\(lines.joined())</CiscoIPPhoneResponse>", .ok)
    }

    private static func answer(error sentence: String, _ status: Status) -> Response {
        xml("<CiscoIPPhoneError Number=\"1\">\(escaped(sentence))</CiscoIPPhoneError>", status)
    }

    private static func xml(_ text: String, _ status: Status) -> Response {
        Response(
            status, type: "text/xml; charset=utf-8",
            body: .string("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(text)\n"))
    }

    private static func escaped(_ text: String) -> String {
        text.map { ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"][$0] ?? String($0) }.joined()
    }
}
