internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Transfer

/// A report as it goes over the wire.
///
/// Source: Third-Party Call Control, "Report rule"; Provisioning Formats, "HTTP Content Encryption with RFC 8188".
struct ReportBody {
    let bytes: [UInt8]
    /// How they are sealed; nil: not at all.
    let seal: SealScheme?

    /// Seals a document as the rule and the configuration ask for: by the option `--key` as `openssl enc` does, else by
    /// `IKM_HTTP_Encrypt_Content` where that is set. What cannot be sealed is not sent.
    init(_ document: [UInt8], for rule: RuleRequest, _ snapshot: Snapshot) throws(AttemptFailure) {
        let keyingMaterial = snapshot["IKM_HTTP_Encrypt_Content"]
        let (secret, scheme): (String, SealScheme)
        if let key = rule.options.key {
            (secret, scheme) = (key.reveal(), .aes256cbc)
        } else if !keyingMaterial.isEmpty {
            (secret, scheme) = (keyingMaterial, .aes128gcm)
        } else {
            bytes = document
            seal = nil
            return
        }
        do throws(SealError) {
            bytes = try SealedProfile.seal(document, with: ProfileKey(Array(secret.utf8), for: scheme))
            seal = scheme
        } catch {
            throw AttemptFailure(
                outcome: .otherFailure, sentence: "the report cannot be sealed, so it is not sent: \(error)")
        }
    }

    /// The parameters of a report as the phone exports them: no password is in it, nor what is secret within another value.
    static func configuration(of snapshot: Snapshot, _ scope: ProfileWriter.Scope) -> [UInt8] {
        let catalogue = snapshot.catalogue
        return Array(
            ProfileWriter.configuration(of: snapshot, scope: scope) { value, name in
                ShownValue(value, of: name, in: catalogue).text
            }.utf8)
    }

    /// The headers that tell how it is sealed; the scheme of `--key` has none.
    var headers: [TransferRequest.Header] {
        seal == .aes128gcm ? [.init("Content-Encoding", SealScheme.aes128gcm.rawValue)] : []
    }

    /// How it is sent: `HTTP_Report_Method`.
    ///
    /// The type of a POST is the one that phones name although it is no form (`docs/compatibility.md`, Reports), sealed or not; PUT has
    /// no such past and names what it is.
    func method(_ word: String) -> TransferRequest.Method {
        guard word == "PUT" else { return .post(bytes, contentType: "application/x-www-form-urlencoded") }
        return .put(bytes, contentType: seal == .aes256cbc ? "application/octet-stream" : "application/xml")
    }
}
