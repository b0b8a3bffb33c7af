internal import Archive
internal import FlatProfile
internal import Host

/// Why a host was not pinged.
public enum PingRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name is none, the host not known, or the machine does not allow it; in words.
    case failed(String)

    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .failed(let sentence): sentence
        }
    }
}

/// What direct actions ask for and nobody else.
extension PhoneService {
    /// Sends four ICMP echo requests to a host; the answers as lines, the first of which says all in all.
    public func ping(_ host: String) async throws(PingRefusal) -> [String] {
        switch await Ping().run(host) {
        case .failure(let failure): throw .failed("\(failure)")
        case .success(let result):
            let times = result.replies.compactMap { reply in
                if case .answered(let time) = reply { time } else { nil }
            }
            let lines = result.replies.enumerated().map { index, reply in
                switch reply {
                case .answered(let time): "\(index + 1): answered after \(Self.milliseconds(time)) ms"
                case .silent: "\(index + 1): no answer within a second"
                }
            }
            return ["\(host) (\(result.address)) answered \(times.count) of \(result.replies.count) requests."] + lines
        }
    }

    private static func milliseconds(_ time: Duration) -> String {
        let hundredths = Int((time.inSeconds * 100_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// The logs as `log.tar`: the latest lines of the process and the records of what it did, all without secrets.
    public func logArchive() async throws(ServiceFailure) -> [UInt8] {
        let files = await ProblemReportContents(service: self, time: now).logs()
        do throws(ArchiveError) {
            return try TarArchive.plain(files, at: now)
        } catch {
            throw ServiceFailure(sentence: "\(error)")
        }
    }
}
