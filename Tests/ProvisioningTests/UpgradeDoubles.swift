import Glibc
import Threading

@testable import Provisioning

/// A phone's place for firmware that remembers what it was given, and fails when the test says so.
final class ScriptedFirmware: FirmwareInstaller {
    struct State: Sendable {
        var softwareVersion: String
        var staged: [StagedFirmware] = []
        var discarded = 0
        /// What the next installation comes to; installed if nothing is said.
        var installation: Result<FirmwareInstallation, FirmwareFault> = .success(.installed(output: ["done"]))
        var stageFault: FirmwareFault?
        var receiveFault: FirmwareFault?
        var kept: [Bool] = []
        var room: Int?
        var signatures: [String?] = []
        var checksums: [String?] = []
    }

    let state: Locked<State>
    let wantsSignature: Bool
    let sizeLimit: Int
    let restartsPhone = false

    init(_ softwareVersion: String, wantsSignature: Bool = false, sizeLimit: Int = 1000) {
        state = Locked(State(softwareVersion: softwareVersion))
        self.wantsSignature = wantsSignature
        self.sizeLimit = sizeLimit
    }

    var softwareVersion: String { state.withLock { $0.softwareVersion } }

    func receive(_ load: FirmwareLoad, keepsIt: Bool) async throws(FirmwareFault) -> any FirmwareReceiver {
        if let fault = state.withLock({ $0.receiveFault }) { throw fault }
        state.withLock { $0.kept.append(keepsIt) }
        return ScriptedReceiver(load: load, firmware: self)
    }

    func install(_ firmware: StagedFirmware) async throws(FirmwareFault) -> FirmwareInstallation {
        let installation = try state.withLock { $0.installation }.get()
        if installation != .noProgram {
            state.withLock { $0.softwareVersion = firmware.load.softwareVersion }
        }
        return installation
    }
}

private final class ScriptedReceiver: FirmwareReceiver {
    let load: FirmwareLoad
    let firmware: ScriptedFirmware
    let descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
    var room: Int? { firmware.state.withLock { $0.room } }

    init(load: FirmwareLoad, firmware: ScriptedFirmware) {
        self.load = load
        self.firmware = firmware
    }

    deinit { close(descriptor) }

    func stage(
        _ download: DownloadProgress, checksum: [UInt8]?, signature: [UInt8]?
    ) async throws(FirmwareFault) -> StagedFirmware {
        let staged = StagedFirmware(
            load: load, size: download.bytes, sha256: "00",
            checks: FirmwareChecks(length: true, signature: signature != nil))
        let fault = firmware.state.withLock { state in
            state.checksums.append(checksum.map { String(decoding: $0, as: UTF8.self) })
            state.signatures.append(signature.map { String(decoding: $0, as: UTF8.self) })
            if state.stageFault == nil { state.staged.append(staged) }
            return state.stageFault
        }
        if let fault { throw fault }
        return staged
    }

    func discard() async {
        firmware.state.withLock { $0.discarded += 1 }
    }
}
