internal import Bench
internal import FlatProfile
internal import Host
internal import ProfileFormat
internal import ProfileRules

/// Reads what devices send of themselves.
struct ReportReader: Sendable {
    /// What a report is.
    enum Report: Hashable, Sendable {
        /// A configuration.
        case configuration(ProfileDocument)
        /// Another well-formed document, with that root: a status report.
        case status(root: String)
    }

    /// A report is well below a megabyte; a bomb is not.
    static let limits: ProfileLimits = {
        var limits = ProfileLimits()
        limits.packedSize = DeviceSite.mostReportBytes
        limits.size = 8 << 20
        limits.elements = 20_000
        return limits
    }()

    private let files: ProfileFiles
    private let key: (scheme: SealScheme, text: Secret)?

    init(_ files: ProfileFiles) {
        self.files = files
        key = if case .sealed(let sealing) = files.job.delivery { (sealing.scheme, sealing.key) } else { nil }
    }

    /// Reads a report under whatever type it comes. Sealed ones open with the key of the job's profiles, if it is that of reports too.
    func read(_ body: [UInt8], contentEncoding: String?) throws(ProfileFormatError) -> Report {
        let material = key?.scheme == .aes128gcm ? key?.text.reveal() ?? "" : ""
        let phrase = key?.scheme == .aes256cbc && Self.looksSealed(body) ? key?.text.reveal() : nil
        do throws(ProfileFormatError) {
            return .configuration(
                try ProfileReader.read(
                    body, contentEncoding: contentEncoding,
                    keys: AnswerKeys(passPhrase: phrase, keyingMaterial: material), limits: Self.limits))
        } catch {
            // Well-formed to its end, and nothing but the root is missed: what a status report looks like.
            guard case .noFlatProfile(let root) = error.reason else { throw error }
            return .status(root: root)
        }
    }

    /// What `openssl enc` writes begins so.
    private static func looksSealed(_ body: [UInt8]) -> Bool { body.starts(with: "Salted__".utf8) }

    /// A report beside what the device was served.
    func compare(
        _ report: ProfileDocument, with device: Device
    ) throws(ReportFault) -> ReportComparison {
        let served: ProfileDocument
        do {
            served = try ProfileReader.read(try files.profile(of: device))
        } catch let error as ProfileFileError {
            throw .noProfile("\(error)")
        } catch {
            throw .noProfile("\(error)")
        }
        return ReportComparison(
            served: served, reported: report, model: device.model, secrets: secrets)
    }

    /// Parameters that a secret column fills.
    private var secrets: Set<ParameterName> {
        let columns = Set(files.job.columns.filter(\.isSecret).map(\.name))
        return Set(
            files.template.places.filter { columns.contains($0.column) }.map {
                files.template.elements[$0.element].name
            })
    }
}

/// Why a report was not compared.
enum ReportFault: Error, Hashable, Sendable {
    /// There is nothing to compare it with.
    case noProfile(String)
}
