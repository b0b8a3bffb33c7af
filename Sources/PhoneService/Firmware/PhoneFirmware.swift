internal import FlatProfile
internal import Host
internal import Identity
internal import Provisioning
internal import Store
internal import Threading

/// The firmware of a phone: which version runs, where a load is staged, how it is installed.
final class PhoneFirmware: FirmwareInstaller {
    let settings: FirmwareSettings
    private let version: Locked<String>
    private let initialVersion: String
    private let store: any ConfigurationStore
    private let report: @Sendable (String) -> Void
    private static let stateKey = "firmware"

    /// What the store remembers of the load that was installed last.
    private struct Memory: Codable {
        var software_version: String
    }

    init(
        softwareVersion: String, settings: FirmwareSettings, store: any ConfigurationStore,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.store = store
        self.report = report
        initialVersion = softwareVersion
        version = Locked(softwareVersion)
    }

    var softwareVersion: String { version.withLock { $0 } }
    var sizeLimit: Int { settings.sizeLimit }
    var wantsSignature: Bool { settings.key != nil }
    let restartsPhone = true

    /// Removes what a killed process left of a load.
    func clean() async {
        guard let directory = settings.directory else { return }
        await OffPool.run { FirmwareFile.removeLeftovers(in: directory) }
    }

    /// Learns which load an earlier process installed, unless the version was given anew or the load is for another model.
    func load(for model: Model) async throws(StoreError) {
        guard !settings.isVersionGiven else { return try await store.setState(Self.stateKey, nil) }
        let memory = try await store.state(Self.stateKey).flatMap { try? RecordCoding.decode(Memory.self, from: $0) }
        guard let known = memory?.software_version,
            FirmwareLoad(softwareVersion: known).fits(model)
        else { return }
        version.withLock { $0 = known }
    }

    /// A factory reset erases what the store knew, not the firmware.
    func rememberAfterReset() async {
        if softwareVersion != initialVersion { await remember() }
    }

    /// Keeps the version that runs.
    func remember() async {
        do throws(StoreError) {
            try await store.setState(
                Self.stateKey, RecordCoding.encode(Memory(software_version: softwareVersion)))
        } catch {
            report("the software version could not be stored: \(error)")
        }
    }

    func receive(_ load: FirmwareLoad, keepsIt: Bool) async throws(FirmwareFault) -> any FirmwareReceiver {
        let key = settings.key
        guard keepsIt, let directory = settings.directory else { return try PassingFirmware(load, key: key) }
        return try await OffPool.run { () throws(FirmwareFault) in
            try StagingFirmware(load, in: directory, key: key)
        }
    }

    /// A load is installed by the install program. A phone in memory has no place for one and takes the version at once, so that a server's
    /// rules with several stages can be followed; any other without a program goes on as it is, with the load staged.
    func install(_ firmware: StagedFirmware) async throws(FirmwareFault) -> FirmwareInstallation {
        let installation: FirmwareInstallation
        if settings.directory == nil {
            installation = .pretended
        } else if let program = settings.installProgram {
            installation = .installed(output: try await run(program, for: firmware))
        } else {
            return .noProgram
        }
        // A name that tells no version would make rules unreadable that compare $SWVER.
        if firmware.load.tellsVersion {
            version.withLock { $0 = firmware.load.softwareVersion }
            await remember()
        }
        return installation
    }

    private func run(_ path: String, for firmware: StagedFirmware) async throws(FirmwareFault) -> [String] {
        let file: TrustedFile
        do throws(TrustedFileError) {
            file = try TrustedFile(path, as: .program)
        } catch {
            throw .notInstalled("was not run: \(error)", output: [])
        }
        let letter = InstallLetter(firmware, softwareVersion: softwareVersion)
        let run = ProgramRun(
            file, arguments: [firmware.path ?? ""], input: RecordCoding.encode(letter),
            limits: ProgramLimits(time: settings.installTime, output: 1 << 20))
        let result = await run.run()
        let lines = Self.lastLines(of: result)
        guard result.succeeded else { throw .notInstalled("\(result.ending)", output: lines) }
        return lines
    }

    /// The last lines that a program wrote, those to standard error at the end.
    private static func lastLines(of result: ProgramResult) -> [String] {
        [result.output, result.complaints].flatMap { bytes in
            String(decoding: bytes.suffix(8192), as: UTF8.self).split(whereSeparator: \.isNewline).suffix(5)
                .map { LogText.line(String($0.prefix(200))) }
        }
    }
}

/// What an install program reads from its standard input.
struct InstallLetter: Codable, Hashable {
    /// The file with the load, as the first argument too.
    var file: String
    /// The name of the load.
    var load: String
    /// Where it came from.
    var url: String
    /// Its size in bytes.
    var size: Int
    /// Its SHA-256.
    var sha256: String
    /// What was checked: `length`, `checksum`, `signature`.
    var checked: [String]
    /// What runs now.
    var software_version: String

    init(_ firmware: StagedFirmware, softwareVersion: String) {
        file = firmware.path ?? ""
        load = firmware.load.fileName
        url = firmware.url
        size = firmware.size
        sha256 = firmware.sha256
        checked = Wording.checks(firmware.checks)
        software_version = softwareVersion
    }
}

/// Calls that wait for the disk, on a thread of their own.
enum OffPool {
    static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { waiter in
            let work = { @Sendable in waiter.resume(returning: Result(catching: body)) }
            // Without a thread the call is made here: late is better than never.
            do { try BlockingThread.start(named: "onhook-firmware", work) } catch { work() }
        }
        return try result.get()
    }
}
