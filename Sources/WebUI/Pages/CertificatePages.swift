internal import HTTPServer
internal import Identity
internal import Pages
internal import PhoneService

/// Certificate > Custom: what is in use, what is installed, and the form that installs one.
struct CertificateListPage: FramedPage, Sendable {
    static let view: ViewName = "certificate/list"

    /// All certificates.
    var certificates: CertificatesRecord
    /// The token against forged forms.
    var csrfToken: String
    /// Whether the web server speaks HTTPS now.
    var isServingTLS: Bool
    /// What is wrong with the file that was sent.
    var fileError: String?
    /// What is wrong with its password.
    var passwordError: String?
    /// What is wrong besides.
    var problems: [String] = []
    /// What was to be used; nil for the form as it comes.
    var chosenUses: Set<String>?

    var title: String { "Certificate" }
    var hasErrors: Bool { fileError != nil || passwordError != nil || !problems.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        model.show(
            Problems(
                remarks: problems,
                fields: [
                    fileError.map { .init(name: "certificate", label: "File", sentence: $0) },
                    passwordError.map { .init(name: "password", label: "Extract password", sentence: $0) },
                ].compactMap(\.self)))
        model["CSRF_TOKEN"] = csrfToken
        model["ADD_ACTION"] = Routes.certificates.path()
        model.sections("PROBLEM", certificates.problems) { $1.say("PROBLEM_TEXT", Phrase.sentence($0)) }
        model.say("SERVER_SENTENCE", serverSentence)
        model.include("certificate/facts", at: "SERVER") {
            $0.show(certificates.web_server.certificate, orElse: "It is made when the web server first speaks HTTPS.")
        }
        model.say("CLIENT_SENTENCE", clientSentence)
        model.include("certificate/facts", at: "CLIENT") { $0.show(certificates.provisioning.certificate, orElse: "") }
        if certificates.web_server.source == PhoneCertificates.Source.own.rawValue {
            model.section("RENEW") {
                $0["RENEW_ACTION"] = Routes.renewCertificate.path()
                $0["CSRF_TOKEN"] = csrfToken
            }
        }
        model.show("FILE_ERROR", saying: fileError)
        model.show("PASSWORD_ERROR", saying: passwordError)
        model.showUses(chosenUses ?? [CertificateUse.webServer.rawValue])
        fillTable(model)
    }

    private func fillTable(_ model: borrowing ViewModel) {
        model.show("NOTHING", if: certificates.installed.isEmpty)
        guard !certificates.installed.isEmpty else { return }
        model.section("TABLE") { model in
            model.sections("ROW", certificates.installed) { record, model in
                model["SUBJECT"] = record.subject
                model["ISSUER"] = record.self_signed ? model.said("itself") : record.issuer
                model["UNTIL"] = CertificateWords.day(record.not_after)
                model.show("ROW_WARNING", saying: record.warnings.first)
                model.say("USES", CertificateWords.uses(record.uses))
                model["VIEW_LINK"] = Routes.certificate.path(record.id)
                model["DELETE_LINK"] = Routes.askToDeleteCertificate.path(record.id)
            }
        }
    }

    private var serverSentence: String {
        let source =
            switch certificates.web_server.source {
            case PhoneCertificates.Source.commandLine.rawValue:
                "The option --tls-cert names the certificate, and nothing else counts."
            case PhoneCertificates.Source.installed.rawValue: "An installed certificate is shown to browsers."
            default:
                "The phone made this certificate itself: browsers warn of it, so compare the fingerprint with what they show."
            }
        return source + (isServingTLS ? "" : " At the moment the web server speaks HTTP, without it.")
    }

    private var clientSentence: String {
        switch certificates.provisioning.source {
        case PhoneCertificates.Source.commandLine.rawValue:
            "The option --client-cert names what provisioning servers get to see, and nothing else counts."
        case PhoneCertificates.Source.installed.rawValue:
            "Provisioning servers that ask for a certificate get to see this one."
        default:
            "Provisioning servers that ask for a certificate get to see the phone's own, made when it was first started."
        }
    }
}

/// One certificate.
struct CertificatePage: FramedPage, Sendable {
    static let view: ViewName = "certificate/show"

    /// The certificate.
    var certificate: CertificateRecord
    /// Whether somebody installed it.
    var isInstalled: Bool
    /// The token against forged forms.
    var csrfToken: String

    var title: String { "Certificate \(certificate.id)" }

    func fill(_ model: borrowing ViewModel) {
        model.sections("WARNING", certificate.warnings) { $1.say("WARNING_TEXT", Phrase.sentence($0)) }
        model.include("certificate/facts", at: "CERTIFICATE") { $0.show(certificate, orElse: "") }
        model["CHAIN_LINK"] = Routes.certificateChain.path(certificate.id)
        model["BACK_LINK"] = Routes.certificatePage.path()
        guard isInstalled else { return }
        model.section("INSTALLED") { model in
            model["USE_ACTION"] = Routes.useCertificate.path(certificate.id)
            model["CSRF_TOKEN"] = csrfToken
            model["DELETE_LINK"] = Routes.askToDeleteCertificate.path(certificate.id)
            model.showUses(Set(certificate.uses))
        }
    }
}

/// How pages say what a certificate is.
enum CertificateWords {
    /// `AB:CD:…`, as browsers show fingerprints.
    static func fingerprint(_ digits: String) -> String {
        var (text, count) = ("", 0)
        for digit in digits.uppercased() {
            if count > 0, count.isMultiple(of: 2) { text.append(":") }
            text.append(digit)
            count += 1
        }
        return text
    }

    /// The day of a time in ISO 8601.
    static func day(_ time: String) -> String { String(time.prefix(10)) }

    /// `the web server and provisioning`.
    static func uses(_ uses: [String]) -> String {
        switch Set(uses) {
        case ["web-server"]: return "the web server"
        case ["provisioning"]: return "provisioning"
        case []: return "nothing"
        default: return "the web server and provisioning"
        }
    }

    static func label(_ use: CertificateUse) -> String {
        switch use {
        case .webServer: "Web server"
        case .provisioning: "Provisioning (client certificate)"
        }
    }
}

extension ViewModel {
    /// The boxes of what a certificate is used for.
    fileprivate func showUses(_ chosen: Set<String>) {
        sections("USE", CertificateUse.allCases) { use, model in
            model["USE_VALUE"] = use.rawValue
            model.say("USE_LABEL", CertificateWords.label(use))
            model.show("USE_CHECKED", if: chosen.contains(use.rawValue))
        }
    }

    /// What is to be known of a certificate, or a sentence.
    fileprivate func show(_ record: CertificateRecord?, orElse sentence: String) {
        guard let record else {
            if !sentence.isEmpty { section("NONE") { $0.say("NONE_TEXT", sentence) } }
            return
        }
        let facts: [(label: String, value: String, isCode: Bool)] = [
            ("Subject", record.subject, false),
            ("Issuer", record.self_signed ? said("itself (self-signed)") : record.issuer, false),
            ("Valid", "\(CertificateWords.day(record.not_before)) – \(CertificateWords.day(record.not_after))", false),
            ("Names", record.names.isEmpty ? "–" : record.names.joined(separator: ", "), false),
            ("Key", "\(record.key), \(record.signature)", false),
            ("Serial number", record.serial_number, true),
            ("SHA-256 fingerprint", CertificateWords.fingerprint(record.fingerprint), true),
            ("SHA-256 of the key", CertificateWords.fingerprint(record.key_fingerprint), true),
        ]
        section("FACTS") { model in
            model.sections("FACT", facts) { fact, model in
                model.say("FACT_LABEL", fact.label)
                model["FACT_VALUE"] = fact.value
                model.show(fact.isCode ? "CODE" : "PLAIN")
            }
        }
    }
}
