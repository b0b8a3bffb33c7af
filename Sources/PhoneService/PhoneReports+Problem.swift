internal import Archive
internal import FlatProfile
internal import Host
internal import ProfileRules
internal import Provisioning
internal import Store

/// What a problem report is made of.
extension PhoneReports: ProblemReportSource {
    func problemReport(
        _ trigger: ProblemReportTrigger, description: String
    ) async throws(CommitFailure) -> ProblemReportFile {
        guard let service else { throw CommitFailure(sentence: "the phone is being stopped") }
        let time = service.now
        let name = ProblemReportName.make(
            of: service.snapshot["PRT_Name"], in: service.macros(of: service.snapshot), at: LocalTime(time))
        let files = await ProblemReportContents(service: service, time: time).files(trigger, description)
        do throws(ArchiveError) {
            let bytes = try TarArchive.gzip(files.map { .init("\(name)/\($0.name)", $0.contents) }, at: time)
            return ProblemReportFile(name: name + ".tar.gz", bytes: bytes)
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    func keep(_ file: ProblemReportFile) async throws(CommitFailure) {
        guard let store = service?.store else { return }
        do throws(StoreError) {
            try await store.setState(KeptProblemReport.key, KeptProblemReport.bytes(of: file))
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    func record(_ attempt: ProblemReportAttempt) async {
        await service?.record(attempt)
    }
}

/// The name of a problem report.
///
/// Source: Phone Features and Setup, "Problem Report Tool": `probrep-20141021-162840.tar.gz`; `PRT_Name`, as in `prt-string1-$MACRO`, takes
/// the place of `probrep`, so that reports still differ in their date.
enum ProblemReportName {
    /// The name without `.tar.gz`.
    static func make(of template: String, in context: MacroContext, at time: LocalTime) -> String {
        var stem = MacroExpander.expand(template, in: context)
        for end in [".gz", ".tgz", ".tar"] where stem.hasSuffix(end) { stem.removeLast(end.count) }
        stem = String(
            stem.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
        // A hidden file, or one that looks like an option.
        while let first = stem.first, first == "." || first == "-" { stem.removeFirst() }
        return "\(stem.isEmpty ? "probrep" : stem)-\(time.compact)"
    }
}

extension LocalTime {
    /// `20141021-162840`.
    fileprivate var compact: String {
        func digits(_ number: Int, _ count: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year, 4))\(digits(month))\(digits(day))-\(digits(hour))\(digits(minute))\(digits(second))"
    }
}

/// The newest problem report as the store keeps it: its name on a line, then its bytes. A factory reset forgets it.
enum KeptProblemReport {
    static let key = "problem-report.file"

    static func bytes(of file: ProblemReportFile) -> [UInt8] { Array((file.name + "\n").utf8) + file.bytes }

    static func file(in bytes: [UInt8]) -> ProblemReportFile? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return ProblemReportFile(
            name: String(decoding: bytes[..<end], as: UTF8.self), bytes: Array(bytes[bytes.index(after: end)...]))
    }
}
