/// What a phone does after a transfer: the classes of the guide's "HTTP Status Code Handling on Resync and Upgrade".
public enum OutcomeClass: String, Sendable, Hashable, CaseIterable {
    /// Success: next by Resync_Periodic and Resync_Random_Delay.
    case success = "A"
    /// File not found (or a corrupt profile, which a transfer cannot tell): next by Resync_Error_Retry_Delay.
    case fileNotFound = "B"
    /// Any other failure: next by Resync_Error_Retry_Delay.
    case otherFailure = "C"

    /// The class of an HTTP status that is final, that is after redirects (301, 302) and retries (401, 407).
    ///
    /// | Status | Class | |
    /// |---|---|---|
    /// | 2xx | A | other than 200 inferred |
    /// | 404 | B | |
    /// | anything else | C | 3xx other than 301 and 302, other 4xx, 5xx |
    public init(status: Int) {
        self =
            switch status {
            case 200..<300: .success
            case 404: .fileNotFound
            default: .otherFailure
            }
    }

    /// The class of a failure: TFTP's "file not found" counts as a 404 (inferred).
    public init(_ failure: TransferFailure) {
        self =
            switch failure {
            case .status(let status): OutcomeClass(status: status)
            case .tftp(code: 1, _): .fileNotFound
            default: .otherFailure
            }
    }

    /// The class of how a transfer ended.
    public init(_ result: Result<TransferResponse, TransferFailure>) {
        self =
            switch result {
            case .success: .success
            case .failure(let failure): OutcomeClass(failure)
            }
    }
}
