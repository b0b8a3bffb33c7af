internal import Transfer

/// Steps of transfers as records.
extension StepRecord {
    init(_ step: TransferStep) {
        self.init(
            url: step.url.description,
            proxy_script: step.decision.map { decision in
                ProxyScriptRecord(
                    url: decision.script?.description, answer: decision.answer,
                    error: decision.failure.map { "\($0)" })
            },
            dns: Self.list(step.lookUps) { lookUp in
                // A hostile server may name thousands; more than are ever tried say nothing.
                LookUpRecord(
                    name: lookUp.name, addresses: Array(lookUp.addresses.prefix(32)),
                    error: lookUp.failure.map { "\($0)" })
            },
            proxy: step.proxy, address: step.endpoint?.description, tls: step.tlsVersion,
            certificate: step.certificate.map { certificate in
                CertificateSummaryRecord(subject: certificate.subject, issuer: certificate.issuer)
            },
            authentication: Self.list(step.authentications) { story in
                AuthenticationRecord(by: story.asker.rawValue, scheme: story.scheme?.rawValue, tries: story.tries)
            },
            result: step.failure.map { "\($0)" } ?? step.status.map { "status \($0)" } ?? "received",
            redirect: step.redirect?.description, warnings: Self.list(step.warnings) { "\($0)" }, bytes: step.bytes,
            duration: step.duration.inSeconds)
    }

    private static func list<Element, Record>(_ elements: [Element], _ record: (Element) -> Record) -> [Record]? {
        elements.isEmpty ? nil : elements.map(record)
    }
}
