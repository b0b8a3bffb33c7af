internal import Transfer

/// `--srv`: which servers DNS SRV names for the domain of a URL.
///
/// Source: Provisioning, "DNS SRV for HTTP Provisioning": `_ciscoprov-https._tls` and `_ciscoprov-http._tcp`, nothing for TFTP; the
/// servers in order of priority, then of weight, the lower number first; certificates are checked against the domain. Where nothing
/// is named the look-up fails: the domain's own address is not tried (chosen; `docs/compatibility.md`, "Onboarding").
struct ServiceLookup {
    /// What the name server is asked for.
    let name: String

    /// The look-up for a URL whose host is the domain.
    init(for url: TransferURL) throws(AttemptFailure) {
        guard !TransferURL.isAddress(url.host) else {
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence:
                    "--srv looks up the servers of a domain, and \(url.host) is an address: write the domain instead, "
                    + "or leave out --srv")
        }
        let service =
            switch url.scheme {
            case .https: "_ciscoprov-https._tls"
            case .http: "_ciscoprov-http._tcp"
            case .tftp:
                // The phone's own words.
                throw AttemptFailure(
                    outcome: .otherFailure, sentence: "Error - TFTP Scheme not supported in SRV lookups.")
            }
        name = "\(service).\(url.host)"
    }

    /// Why nothing could be asked, as an attempt tells it.
    func failure(_ failure: TransferFailure) -> AttemptFailure {
        guard case .nameNotFound = failure else {
            return AttemptFailure(outcome: .otherFailure, sentence: "Download failed: \(failure)")
        }
        return AttemptFailure(
            outcome: .otherFailure,
            sentence: "Download failed: DNS names no server for \(name): check the SRV records of the domain")
    }
}
