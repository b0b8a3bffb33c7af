internal import PhoneService
internal import Store

extension Command {
    static let certificateList = Command(
        path: ["certificate", "list"],
        summary: "the certificates of the web server and of provisioning, and those installed",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "")
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("GET", "/api/v1/certificates")
            return try invocation.print(bytes, as: CertificatesRecord.self, Report.certificates)
        }
    }

    static let certificateShow = Command(
        path: ["certificate", "show"], operands: "[ID]", summary: "one certificate, of the web server if none is named",
        details: "ID is what `onhook certificate list` prints first, or more of the fingerprint.",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let id = try invocation.operands(0...1, "ID").first
        return try await PhoneClient.with(invocation) { (phone) throws(CommandFailure) in
            let all = try await phone.ask(CertificatesRecord.self, "GET", "/api/v1/certificates")
            guard let wanted = id ?? all.web_server.certificate?.id else {
                throw .failed("the web server has no certificate yet: it is made when it first speaks HTTPS")
            }
            let bytes = try await phone.send("GET", try path(wanted))
            return try invocation.print(bytes, as: CertificateRecord.self, Report.certificate)
        }
    }

    static let certificateInstall = Command(
        path: ["certificate", "install"], operands: "FILE", summary: "install a certificate with its private key",
        details: """
            FILE is PEM (the certificate, those that lead to its authority, the key), or PKCS #12; - is standard input. Its password is the
            first line of the file of --password-file. What it is used for says --use, which may be repeated: web-server, provisioning.
            """,
        options: [
            .json, .taking("FILE", "password-file", "the password of FILE is the first line of this file"),
            .taking("USE", "use", "use it for web-server or provisioning; may be repeated"),
        ] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let file = try invocation.operands(1...1, "FILE")[0]
        let bytes = try InputFile.bytes(of: file, invocation.console, limit: 256 << 10)
        var password = ""
        if let name = invocation.arguments["password-file"] {
            let text = String(decoding: try InputFile.bytes(of: name, invocation.console, limit: 4096), as: UTF8.self)
            password = String(text.prefix { !$0.isNewline })
        }
        let wish = CertificateWish(
            data: RecordCoding.base64(bytes), password: password, uses: invocation.arguments.all("use"))
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/certificates", body: RecordCoding.encode(wish))
            return try invocation.print(bytes, as: CertificateRecord.self, Report.certificate)
        }
    }

    static let certificateUse = Command(
        path: ["certificate", "use"], operands: "ID [USE …]",
        summary: "use an installed certificate for exactly these: web-server, provisioning",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let words = try invocation.operands(1...3, "ID")
        let wish = CertificateUseWish(uses: Array(words.dropFirst()))
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send(
                "PUT", try path(words[0]), body: RecordCoding.encode(wish))
            return try invocation.print(bytes, as: CertificateRecord.self, Report.certificate)
        }
    }

    static let certificateDelete = Command(
        path: ["certificate", "delete"], operands: "ID", summary: "delete an installed certificate and its private key",
        options: PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        let id = try invocation.operands(1...1, "ID")[0]
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            _ = try await phone.send("DELETE", try path(id))
            return .done
        }
    }

    static let certificateRenew = Command(
        path: ["certificate", "renew"], summary: "make a new certificate, with a new key, for the web server",
        options: [.json] + PhoneClient.options
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.send("POST", "/api/v1/certificates/web-server")
            return try invocation.print(bytes, as: CertificateRecord.self, Report.certificate)
        }
    }
}

extension Command {
    /// What may be an identifier; anything else would be another address.
    private static func path(_ text: String) throws(CommandFailure) -> String {
        guard !text.isEmpty,
            text.utf8.allSatisfy({
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 0x20
            })
        else { throw .failed("\(CertificateRefusal.missing)") }
        return "/api/v1/certificates/" + text
    }
}

extension Report {
    static func certificates(_ record: CertificatesRecord) -> String {
        var lines = [
            "web server    \(line(record.web_server))", "provisioning  \(line(record.provisioning))",
        ]
        lines += record.installed.map {
            "\($0.id)  \($0.subject), until \($0.not_after.prefix(10)), used for "
                + ($0.uses.isEmpty ? "nothing" : $0.uses.joined(separator: ", "))
        }
        lines += record.problems.map { "warning       \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ used: UsedCertificateRecord) -> String {
        let source =
            used.source == "own" ? "the phone's own" : used.source == "installed" ? "installed" : "by the command line"
        return source + (used.certificate.map { ": \($0.id), \($0.subject), until \($0.not_after.prefix(10))" } ?? "")
    }

    static func certificate(_ record: CertificateRecord) -> String {
        var lines = [
            "certificate   \(record.id)", "subject       \(record.subject)",
            "issuer        \(record.self_signed ? "itself" : record.issuer)",
            "valid         \(record.not_before.prefix(10)) to \(record.not_after.prefix(10))",
            "names         \(record.names.joined(separator: ", "))", "key           \(record.key), \(record.signature)",
            "fingerprint   \(record.fingerprint)", "of the key    \(record.key_fingerprint)",
            "used for      \(record.uses.isEmpty ? "nothing" : record.uses.joined(separator: ", "))",
        ]
        lines += record.warnings.map { "warning       \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
